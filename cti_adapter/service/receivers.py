"""The receivers of an org as its admin keeps them: add, change, test, rotate the secret, remove.

Whom an org has told of its calls (contract.md §7). A secret is made here, shown once and kept
sealed. What came of the last message is remembered as findings, which hook_errand.py writes.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from cti_adapter.errors import FieldFault, NoSuchThing, Unprocessable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.outward import NEWS_TYPES, trial_of
from cti_adapter.service.ports import Clock
from cti_adapter.service.receiver_address import Reach, url_fault

LONGEST_NAME: Final = 80
MOST_RECEIVERS: Final = 20
"""Each is told of every call."""
MOST_SECRETS: Final = 2
"""The new one and the one before it; a message is signed with both."""


class Receiver(msgspec.Struct, frozen=True, kw_only=True):
    """One receiver of an org."""

    org_id: OrgId
    key: str
    name: str
    url: str
    events: tuple[str, ...]
    """The types it is told of, of outward.NEWS_TYPES."""
    secrets: tuple[str, ...]
    """The newest first; two while they are rotated."""
    created_at: datetime

    def __repr__(self) -> str:
        """Leave out what must not reach a log: an address may carry a secret of its own."""
        return f"Receiver(org_id={self.org_id!r}, name={self.name!r})"


class KnownReceiver(msgspec.Struct, frozen=True, kw_only=True):
    """A receiver, and what came of the last message to it."""

    receiver: Receiver
    last: Finding | None = None
    trial: Finding | None = None

    @property
    def is_rotating(self) -> bool:
        """Whether messages are signed with the secret of before as well."""
        return len(self.receiver.secrets) > 1


class ReceiverStore(Protocol):
    """Where receivers are kept (storage/receivers.py)."""

    def put(self, receiver: Receiver) -> None: ...

    def of(self, org_id: OrgId) -> Sequence[Receiver]:
        """Return the org's receivers, the oldest first."""
        ...

    def find(self, org_id: OrgId, key: str) -> Receiver | None: ...

    def remove(self, org_id: OrgId, key: str) -> None: ...


class Sender(Protocol):
    """Signs a message and posts it (receivers/post.py)."""

    def __call__(self, receiver: Receiver, message_id: str, body: bytes) -> Finding:
        """Return what came of it: of code FINE, or why it was not taken; never raises."""
        ...


class Receivers:
    """What an admin does with receivers.

    Args:
        store: where they are kept.
        findings: what came of messages to them.
        send: posts a message.
        note: counts the change in the org's configuration: org, who, what.
        clock: now.
        random_bytes: so many that nobody can guess.
        reach: how far messages may go.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        store: ReceiverStore,
        findings: Findings,
        *,
        send: Sender,
        note: Callable[[OrgId, str, str], None],
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        reach: Reach,
    ) -> None:
        self._store = store
        self._findings = findings
        self._send = send
        self._note = note
        self._clock = clock
        self._random_bytes = random_bytes
        self._reach = reach

    def all(self, org_id: OrgId) -> tuple[KnownReceiver, ...]:
        """Return the org's receivers, the oldest first."""
        return tuple(self._known(each) for each in self._store.of(org_id))

    def get(self, org_id: OrgId, key: str) -> KnownReceiver:
        """Return one receiver.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        found = self._store.find(org_id, key)
        if found is None:
            raise NoSuchThing("There is no such receiver.")
        return self._known(found)

    def add(
        self, org_id: OrgId, *, name: str, url: str, events: Sequence[str], by: str
    ) -> Receiver:
        """Add a receiver; its secret waits to be shown once.

        Raises:
            Unprocessable: with the fields that are wrong, each with a code of the pages' words.
        """
        name, url = name.strip(), url.strip()
        faults = self._faults(org_id, name, url, events)
        if len(self._store.of(org_id)) >= MOST_RECEIVERS:
            faults.insert(0, FieldFault(field="name", message="too-many"))
        if faults:
            raise Unprocessable(*faults)
        made = Receiver(
            org_id=org_id,
            key=self._random_bytes(12).hex(),
            name=name,
            url=url,
            events=_known_types(events),
            secrets=(self._new_secret(),),
            created_at=self._clock(),
        )
        self._put_to_be_shown(made)
        self._note(org_id, by, f"receiver {name} added")
        return made

    def edit(  # noqa: PLR0913 - the fields of the form, each by name
        self, org_id: OrgId, key: str, *, name: str, url: str, events: Sequence[str], by: str
    ) -> None:
        """Rename a receiver, move it, or tell it of other things.

        Raises:
            NoSuchThing: the org has none with this key.
            Unprocessable: with the fields that are wrong.
        """
        name, url = name.strip(), url.strip()
        known = self.get(org_id, key).receiver
        faults = self._faults(org_id, name, url, events, but=key)
        if faults:
            raise Unprocessable(*faults)
        self._store.put(replace(known, name=name, url=url, events=_known_types(events)))
        self._note(org_id, by, f"receiver {name} changed")

    def rotate(self, org_id: OrgId, key: str, *, by: str) -> None:
        """Make a new secret; messages are signed with both until `retire`.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        known = self.get(org_id, key).receiver
        secrets = (self._new_secret(), *known.secrets)[:MOST_SECRETS]
        self._put_to_be_shown(replace(known, secrets=secrets))
        self._note(org_id, by, f"secret of receiver {known.name} made anew")

    def retire(self, org_id: OrgId, key: str, *, by: str) -> None:
        """Sign with the newest secret alone from now on.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        known = self.get(org_id, key).receiver
        self._store.put(replace(known, secrets=known.secrets[:1]))
        self._note(org_id, by, f"old secret of receiver {known.name} ended")

    def remove(self, org_id: OrgId, key: str, *, by: str) -> None:
        """Tell a receiver nothing any more; what waits for it is dropped when its turn comes.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        known = self.get(org_id, key).receiver
        self._store.remove(org_id, key)
        for subject in (last_subject(key), _trial(key), _unseen(key)):
            self._findings.drop(org_id, like=subject)
        self._note(org_id, by, f"receiver {known.name} removed")

    def secret_to_show(self, org_id: OrgId, key: str) -> str:
        """Return the newest secret, the first time it is asked for; then "" for ever."""
        known = self.get(org_id, key).receiver
        return known.secrets[0] if self._findings.drop(org_id, like=_unseen(key)) else ""

    def test(self, org_id: OrgId, key: str) -> Finding:
        """Send a message that asks for nothing, and return what came of it.

        Raises:
            NoSuchThing: the org has none with this key.
        """
        known = self.get(org_id, key).receiver
        message_id = self._random_bytes(16).hex()
        found = self._send(known, message_id, trial_of(message_id, self._clock(), org_id))
        self._findings.put(org_id, _trial(key), found)
        return found

    def _known(self, receiver: Receiver) -> KnownReceiver:
        key = receiver.key
        found = self._findings.of(receiver.org_id, like=f"receiver/{key}/")
        return KnownReceiver(
            receiver=receiver, last=found.get(last_subject(key)), trial=found.get(_trial(key))
        )

    def _faults(
        self, org_id: OrgId, name: str, url: str, events: Sequence[str], *, but: str = ""
    ) -> list[FieldFault]:
        faults = []
        others = {each.name for each in self._store.of(org_id) if each.key != but}
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            faults.append(FieldFault(field="name", message="no-name"))
        elif name in others:
            faults.append(FieldFault(field="name", message="name-taken"))
        wrong = url_fault(url, self._reach)
        if wrong:
            faults.append(FieldFault(field="url", message=wrong))
        if not _known_types(events):
            faults.append(FieldFault(field="events", message="no-events"))
        return faults

    def _put_to_be_shown(self, receiver: Receiver) -> None:
        self._store.put(receiver)
        finding = Finding(at=self._clock(), code=FINE)
        self._findings.put(receiver.org_id, _unseen(receiver.key), finding)

    def _new_secret(self) -> str:
        return f"whsec_{b64encode(self._random_bytes(32)).decode()}"


def last_subject(key: str) -> str:
    """Return under which subject it is kept what came of the last message to a receiver."""
    return f"receiver/{key}/last"


def _trial(key: str) -> str:
    return f"receiver/{key}/trial"


def _unseen(key: str) -> str:
    return f"receiver/{key}/unseen"


def _known_types(events: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in NEWS_TYPES if name in events)
