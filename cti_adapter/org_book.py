"""The orgs of this deployment, ready to use: who they are, what they decided, how to reach them.

Between the settings in the database and everybody who needs them. A change reaches every process
within FRESH_S seconds (B-14); a connection to an org is kept as long as its access stays the same.
"""

import threading
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from datetime import datetime
from time import monotonic

import msgspec

from cti_adapter.calls.commands import Capability
from cti_adapter.calls.policy import Policy
from cti_adapter.errors import NoSuchThing, SettingsError, TelephonyError
from cti_adapter.fresh import Fresh
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.oauth import OrgAccess
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.org_ports import InForce
from cti_adapter.service.ports import Agent
from cti_adapter.storage.settings import ConnectorSettings, OrgSettings, SettingsStore
from cti_adapter.telephony.connector import Credentials
from cti_adapter.telephony.dispatch import Exchange
from cti_adapter.telephony.registry import connector_of, kind_of

FRESH_S = 5.0
"""Seconds after which settings are read again."""


class OrgEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One org, read."""

    id: OrgId
    key: str
    name: str
    config: OrgConfig
    version: int
    """Of its configuration."""


class _Connected(msgspec.Struct, frozen=True):
    """A connection to an org."""

    made_for: Hashable
    checked_at: datetime | None
    """When its set-up had been checked last: nothing older than that is to be believed."""
    org: SalesforceOrg


def _never(org_id: OrgId) -> None:
    del org_id


class OrgBook:
    """Reads settings once every few seconds and hands them out typed.

    Args:
        settings: where they are kept.
        public_url: our own origin.
        checked_at: when the set-up of an org was checked last, by whichever process. What was
            learned of the org before that is asked for again.
    """

    def __init__(
        self,
        settings: SettingsStore,
        *,
        public_url: str,
        checked_at: Callable[[OrgId], datetime | None] = _never,
    ) -> None:
        self._settings = settings
        self._checked_at = checked_at
        self._callback = f"{public_url}/auth/callback"
        self._public_url = public_url
        self._known = Fresh(FRESH_S)
        self._orgs: dict[OrgId, _Connected] = {}
        self._lock = threading.Lock()

    def by_key(self, key: str) -> OrgEntry | None:
        """Return the org whose key stands in an address."""
        if not key.isprintable():
            return None  # PostgreSQL takes no NUL, and no key has one
        return self._known.get(("key", key), lambda: _entry(self._settings.org_by_key(key)))

    def entry(self, org_id: OrgId) -> OrgEntry:
        """Return an org.

        Raises:
            NoSuchThing: there is none with this id.
        """
        found = self._known.get(("org", org_id), lambda: _entry(self._settings.org(org_id)))
        if found is None:
            raise NoSuchThing("there is no such org")
        return found

    def all(self) -> tuple[OrgEntry, ...]:
        """Return the orgs of this deployment, the oldest first."""
        found = self._known.get(("orgs",), self._settings.orgs)
        return tuple(entry for org in found if (entry := _entry(org)) is not None)

    def policy(self, org_id: OrgId) -> Policy:
        """Return what the org's admins decided; agents are told to ask whoever connected it."""
        return self.in_force(org_id).policy

    def in_force(self, org_id: OrgId, *, at_least: int = 0) -> InForce:
        """Return what the org's admins decided, with its version.

        Args:
            org_id: whose.
            at_least: a version that somebody has seen: an older one is not good enough.
        """
        if self.entry(org_id).version < at_least:
            self.forget(org_id)
        entry = self.entry(org_id)
        config, policy = entry.config, entry.config.policy
        if not policy.admin_contact:
            policy = msgspec.structs.replace(policy, admin_contact=config.username)
        return InForce(policy, entry.version)

    def forget(self, org_id: OrgId) -> None:
        """Read everything anew that is asked for next: the org's settings have changed."""
        del org_id  # what is known of a connector names its org nowhere: all is read anew
        self._known.forget()

    def policy_now(self, org_id: OrgId) -> Policy:
        """Return what the org's admins have just decided, for everybody from now on."""
        self.forget(org_id)
        return self.policy(org_id)

    def access(self, org_id: OrgId) -> OrgAccess:
        """Return how to get into the org."""
        return self._known.get(("access", org_id), lambda: self._access(org_id))

    def usage(self, org_id: OrgId) -> tuple[int, int] | None:
        """Return how many of the day's API requests of an org are used up, and how many it has.

        As the last answer to this process said it; None where it has asked nothing yet.
        """
        with self._lock:
            known = self._orgs.get(org_id)
        usage = known.org.usage if known is not None else None
        return None if usage is None else (usage.used, usage.allowed)

    def salesforce(self, org_id: OrgId) -> SalesforceOrg:
        """Return the connection to the org, the same one while its access does not change."""
        access, policy = self.access(org_id), self.policy(org_id)
        pages = f"{self._public_url}/o/{self.entry(org_id).key}/calls/"
        made_for = (access, policy.region, policy.tracked_objects, policy.matched_objects)
        (checked_at,) = self._known.get(("checked", org_id), lambda: (self._checked_at(org_id),))
        with self._lock:
            known = self._orgs.get(org_id)
            if known is None or known.made_for != made_for:
                made = SalesforceOrg(
                    access,
                    region=policy.region,
                    clock=monotonic,
                    tracked=policy.tracked_objects,
                    matched=policy.matched_objects,
                    pages=pages,
                )
                self._orgs[org_id] = _Connected(made_for, checked_at, made)
                return made
            self._orgs[org_id] = _Connected(made_for, checked_at, known.org)
        if known.checked_at != checked_at:
            known.org.forget()
        return known.org

    def look_anew(self, org_id: OrgId) -> None:
        """Ask an org anew for all that is remembered of it, here and at once.

        Its admin may have changed it a moment ago: the set-up is checked, or a setting names a
        field of it.
        """
        self.forget(org_id)
        with self._lock:
            known = self._orgs.get(org_id)
        if known is not None:
            known.org.forget()

    def shared_activities(self, org_id: OrgId) -> bool:
        """Whether a Task of the org may name several Contacts, as far as is known by now."""
        return self.salesforce(org_id).shared_activities()

    def exchange(self, key: str) -> tuple[OrgId, Exchange] | None:
        """Return the telephone system behind a connector key, and its org."""
        if not key.isprintable():
            return None
        return self._known.get(("exchange", key), lambda: self._exchange(key))

    def exchange_of(self, org_id: OrgId, key: str) -> Exchange:
        """Return a telephone system of this org.

        Raises:
            TelephonyError: the org has none with this key.
        """
        found = self.exchange(key)
        if found is None or found[0] != org_id:
            raise TelephonyError("this telephone system is not set up")
        return found[1]

    def exchange_by(self, found: ConnectorSettings) -> Exchange:
        """Return a telephone system by its settings.

        Raises:
            SettingsError: there is no such kind (any more).
        """
        kind = kind_of(connector_of(found.kind))
        credentials = Credentials(
            secrets=found.secrets,
            region=self.policy(found.org_id).region,
            hook_url=f"{self._public_url}/hooks/{found.key}",
            command_url=found.command_url,
            settings=kind.typed({**found.settings, **found.vault}),
        )
        return Exchange(key=found.key, kind=found.kind, credentials=credentials)

    def capabilities(self, org_id: OrgId) -> Mapping[str, frozenset[Capability]]:
        """Return what each telephone system of the org can do, by its key."""
        return self._known.get(("capabilities", org_id), lambda: self._capabilities(org_id))

    def connectors_for(self, agent: Agent) -> tuple[str, ...]:
        """Return the keys of the connectors on which this agent may dial, oldest first.

        Those that have a device for their line, else those that may have; where none can dial,
        all of them: asked to, they say what is missing.

        Raises:
            TelephonyError: the org has no telephone system yet.
        """
        known = self._known.get(
            ("connectors", agent.org_id), lambda: self._settings.connectors(agent.org_id)
        )
        if not known:
            raise TelephonyError("no telephone system is set up")
        able = self.capabilities(agent.org_id)
        dialling = [each for each in known if "dial" in able.get(each.key, ())]
        sure = [each for each in dialling if self.exchange_by(each).names(agent.line)]
        return tuple(each.key for each in sure or dialling or known)

    def _access(self, org_id: OrgId) -> OrgAccess:
        config = self.entry(org_id).config
        secrets = self._settings.org_secrets(org_id)
        return OrgAccess(
            login_url=config.login_url,
            client_id=config.client_id,
            client_secret=secrets.get("client_secret", ""),
            redirect_uri=self._callback,
            private_key_pem=secrets.get("private_key", ""),
            username=config.username,
            api_version=config.api_version,
        )

    def _exchange(self, key: str) -> tuple[OrgId, Exchange] | None:
        found: ConnectorSettings | None = self._settings.connector(key)
        if found is None:
            return None
        return found.org_id, self.exchange_by(found)

    def _capabilities(self, org_id: OrgId) -> Mapping[str, frozenset[Capability]]:
        able: dict[str, frozenset[Capability]] = {}
        for each in self._settings.connectors(org_id):
            with suppress(SettingsError):  # of a kind that is gone: able to do nothing
                able[each.key] = self.exchange_by(each).can
        return able


def _entry(org: OrgSettings | None) -> OrgEntry | None:
    if org is None:
        return None
    return OrgEntry(
        id=org.id,
        key=org.key,
        name=org.name,
        config=msgspec.convert(org.config, OrgConfig),
        version=org.version,
    )
