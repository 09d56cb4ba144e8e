"""The telephone systems of an org as an admin keeps them: add, rename, rotate the secret, remove.

A secret is made here, shown once and kept sealed. What a system's deliveries looked like last is
remembered as findings (web/hook_witness.py writes them), so that its page can say what is wrong.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from cti_adapter.errors import FieldFault, NoSuchThing, StateConflict, Unprocessable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.command_url import command_url_fault
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.ports import Clock
from cti_adapter.service.telephone_findings import (
    asked_subject,
    presence_subject,
    refused_subject,
    taken_subject,
    trial_subject,
    unseen_subject,
)
from cti_adapter.service.telephone_kinds import Kind

LONGEST_NAME: Final = 80
MOST_SECRETS: Final = 2
"""The new one and the one before it."""


class ConnectorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One telephone system of an org."""

    org_id: OrgId
    key: str
    """Stands in the hook's URL."""
    kind: str
    name: str
    secrets: tuple[str, ...]
    """The newest first; two while they are rotated."""
    command_url: str = ""
    settings: dict[str, str] = {}
    """What its kind asks for beside secrets."""
    vault: dict[str, str] = {}
    """Further secrets its kind asks for, by name."""
    created_at: datetime

    def __repr__(self) -> str:
        """Leave out what must not reach a log."""
        return f"ConnectorSettings(org_id={self.org_id!r}, kind={self.kind!r}, name={self.name!r})"


class System(msgspec.Struct, frozen=True, kw_only=True):
    """A telephone system and what is known of it."""

    settings: ConnectorSettings
    taken: Finding | None = None
    """The last delivery that was signed as it should be."""
    refused: Finding | None = None
    """The last one that was not taken, and why."""

    @property
    def is_rotating(self) -> bool:
        """Whether its secret of before is still good."""
        return len(self.settings.secrets) > 1

    @property
    def last(self) -> Finding | None:
        """What came last, taken or refused."""
        came = [each for each in (self.taken, self.refused) if each is not None]
        return max(came, key=lambda finding: finding.at, default=None)


class ConnectorStore(Protocol):
    """Where connectors are kept (storage/settings.py)."""

    def put_connector(self, connector: ConnectorSettings) -> None: ...

    def connectors(self, org_id: OrgId) -> Sequence[ConnectorSettings]: ...

    def remove_connector(self, org_id: OrgId, key: str) -> None: ...

    def runs_calls(self, org_id: OrgId, key: str) -> bool:
        """Whether a call of this connector is not closed yet."""
        ...


class Tester(Protocol):
    """Sends a command that asks for nothing (telephony/trial.py)."""

    def __call__(self, connector: ConnectorSettings) -> Finding: ...


class TelephoneSystems:
    """What an admin does with telephone systems.

    Args:
        store: where they are kept.
        findings: what their deliveries looked like.
        kinds: those we have a codec for.
        send_trial: sends a test command.
        note: counts the change in the org's configuration: org, who, what.
        clock: now.
        new_secret: random bytes, so many.
        loopback: whether the product itself runs on loopback.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        store: ConnectorStore,
        findings: Findings,
        *,
        kinds: Sequence[Kind],
        send_trial: Tester,
        note: Callable[[OrgId, str, str], None],
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        loopback: bool,
    ) -> None:
        self.kinds = tuple(kinds)
        self._store = store
        self._findings = findings
        self._send_trial = send_trial
        self._note = note
        self._clock = clock
        self._random_bytes = random_bytes
        self._loopback = loopback

    def all(self, org_id: OrgId) -> tuple[System, ...]:
        """Return the org's telephone systems, the oldest first."""
        came = self._findings.of(org_id, like="hook/")
        return tuple(
            System(
                settings=each,
                taken=came.get(taken_subject(each.key)),
                refused=came.get(refused_subject(each.key)),
            )
            for each in self._store.connectors(org_id)
        )

    def get(self, org_id: OrgId, key: str) -> System:
        """Return one telephone system.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        for system in self.all(org_id):
            if system.settings.key == key:
                return system
        raise NoSuchThing("There is no such telephone system.")

    def add(
        self, org_id: OrgId, *, kind: str, name: str, command_url: str, by: str
    ) -> ConnectorSettings:
        """Add a telephone system; its secret waits to be shown once.

        Raises:
            Unprocessable: with the fields that are wrong, each with a code of the pages' words.
        """
        name, command_url = name.strip(), command_url.strip()
        faults = self._faults(org_id, name, command_url)
        chosen = next((each for each in self.kinds if each.name == kind), None)
        if chosen is None:
            faults.insert(0, FieldFault(field="kind", message="no-kind"))
        if faults:
            raise Unprocessable(*faults)
        made = ConnectorSettings(
            org_id=org_id,
            key=self._random_bytes(12).hex(),
            kind=kind,
            name=name,
            secrets=(self._new_secret(),) if chosen and chosen.makes_secret else (),
            command_url=command_url,
            created_at=self._clock(),
        )
        self._store.put_connector(made)
        if made.secrets:
            self._to_be_shown(made)
        self._note(org_id, by, f"telephone system {name} added")
        return made

    def edit(self, org_id: OrgId, key: str, *, name: str, command_url: str, by: str) -> None:
        """Rename a telephone system, or send its commands elsewhere.

        Raises:
            NoSuchThing: the org has none with this key.
            Unprocessable: with the fields that are wrong.
        """
        name, command_url = name.strip(), command_url.strip()
        known = self.get(org_id, key).settings
        faults = self._faults(org_id, name, command_url, but=key)
        if faults:
            raise Unprocessable(*faults)
        self._store.put_connector(replace(known, name=name, command_url=command_url))
        self._note(org_id, by, f"telephone system {name} changed")

    def rotate(self, org_id: OrgId, key: str, *, by: str) -> None:
        """Make a new secret beside the present one; both are good until `retire`.

        A secret from before the last rotation ends now.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        known = self.get(org_id, key).settings
        secrets = (self._new_secret(), *known.secrets)[:MOST_SECRETS]
        changed = replace(known, secrets=secrets)
        self._store.put_connector(changed)
        self._to_be_shown(changed)
        self._note(org_id, by, f"secret of telephone system {known.name} made anew")

    def retire(self, org_id: OrgId, key: str, *, by: str) -> None:
        """End the secret of before; the telephone system has the new one.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        known = self.get(org_id, key).settings
        self._store.put_connector(replace(known, secrets=known.secrets[:1]))
        self._note(org_id, by, f"old secret of telephone system {known.name} ended")

    def remove(self, org_id: OrgId, key: str, *, by: str) -> None:
        """Remove a telephone system; the calls it told of stay.

        Raises:
            NoSuchThing: the org has none with this key.
            StateConflict: calls run on it.
        """
        known = self.get(org_id, key).settings
        if self._store.runs_calls(org_id, key):
            raise StateConflict("calls-run", state="busy")
        self._store.remove_connector(org_id, key)
        for subject in (unseen_subject, trial_subject, presence_subject, asked_subject):
            self._findings.drop(org_id, like=subject(key))
        self._findings.drop(org_id, like=f"hook/{key}/")
        self._note(org_id, by, f"telephone system {known.name} removed")

    def secret_to_show(self, org_id: OrgId, key: str) -> str:
        """Return the newest secret, the first time it is asked for; then "" for ever."""
        system = self.get(org_id, key)
        shown = not self._findings.drop(org_id, like=unseen_subject(key))
        return "" if shown else next(iter(system.settings.secrets), "")

    def test(self, org_id: OrgId, key: str) -> Finding:
        """Send a test command and return what came of it; events are awaited from now on.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        system = self.get(org_id, key)
        found = self._send_trial(system.settings)
        self._findings.put(org_id, trial_subject(key), found)
        return found

    def trial(self, org_id: OrgId, key: str) -> Finding | None:
        """Return what came of the last test."""
        subject = trial_subject(key)
        return self._findings.of(org_id, like=subject).get(subject)

    def untold(self, org_id: OrgId, key: str) -> Finding | None:
        """Return why the presence of agents is not taken; None where it is."""
        subject = presence_subject(key)
        return self._findings.of(org_id, like=subject).get(subject)

    def asked(self, org_id: OrgId, key: str) -> Finding | None:
        """Return when a system was last asked for calls we had not heard of."""
        subject = asked_subject(key)
        return self._findings.of(org_id, like=subject).get(subject)

    def _faults(
        self, org_id: OrgId, name: str, command_url: str, *, but: str = ""
    ) -> list[FieldFault]:
        faults = []
        others = {each.name for each in self._store.connectors(org_id) if each.key != but}
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            faults.append(FieldFault(field="name", message="no-name"))
        elif name in others:
            faults.append(FieldFault(field="name", message="name-taken"))
        wrong = command_url_fault(command_url, loopback=self._loopback)
        if wrong:
            faults.append(FieldFault(field="command_url", message=wrong))
        return faults

    def _new_secret(self) -> str:
        return f"whsec_{b64encode(self._random_bytes(32)).decode()}"

    def _to_be_shown(self, connector: ConnectorSettings) -> None:
        finding = Finding(at=self._clock(), code=FINE)
        self._findings.put(connector.org_id, unseen_subject(connector.key), finding)
