"""The configuration of an org: read, changed and counted, one version after the other (B-14).

Every change goes through here, whether a page, a file or the rollback made it: its version is
checked and everything is written in one transaction. What was counted can be had again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec
from msgspec.structs import replace

from cti_adapter.configuration.document import Document
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_config import OrgConfig, put_into, taken_from
from cti_adapter.service.ports import Clock

Edit = Callable[[Document], Document]
"""Returns the document as it is to be; may be called twice (storage/postgresql.py)."""


class ChangedMeanwhile(StateConflict):
    """Somebody else changed the configuration meanwhile; look at it, then save again."""

    error_id = "changed-meanwhile"


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the configuration: who made it, when, and what for."""

    number: int
    at: datetime
    by: str
    """A username, or what did it; "" for what stood there before the first change."""
    summary: str


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The configuration as it is kept, complete."""

    version: int
    document: Document


class Configured(msgspec.Struct, frozen=True, kw_only=True):
    """What an org's admins decided, and as which version."""

    version: int
    config: OrgConfig


class ConfigurationStore(Protocol):
    """Where configurations are kept (storage/configurations.py)."""

    def configured(self, org_id: OrgId) -> Configured:
        """Return what the org's admins decided, without reading all of its agents.

        Raises:
            NoSuchThing: there is no such org.
        """
        ...

    def current(self, org_id: OrgId) -> Held:
        """Return the configuration in one consistent view.

        Raises:
            NoSuchThing: there is no such org.
        """
        ...

    def change(
        self, org_id: OrgId, edit: Edit | None, made: Version, secrets: Mapping[str, str]
    ) -> Held:
        """Edit and count in one transaction; where nothing differs there is no new version.

        Args:
            org_id: whose configuration.
            edit: what is to be different; None counts what was written elsewhere.
            made: who made it and when; `number` is the version that was edited, 0 for any.
            secrets: new secrets by the reference under which they are kept.

        Raises:
            ChangedMeanwhile: the configuration has another version than `made.number`.
            NoSuchThing: there is no such org.
            StateConflict: it would take what belongs to another org.
        """
        ...

    def record(self, org_id: OrgId, made: Version) -> None:
        """Count what changes nothing.

        Raises:
            NoSuchThing: there is no such org.
        """
        ...

    def versions(self, org_id: OrgId, *, before: int | None, limit: int) -> tuple[Version, ...]:
        """Return versions, the newest first."""
        ...

    def document(self, org_id: OrgId, version: int) -> Document:
        """Return an earlier version.

        Raises:
            NoSuchThing: the org has no such version.
        """
        ...


class Configuration:
    """What pages and files change.

    Args:
        store: where it is kept.
        clock: tells when a version was made.
        changed: told of every new version, after it is on disk; may be missed.
    """

    def __init__(
        self, store: ConfigurationStore, clock: Clock, changed: Callable[[OrgId], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._changed = changed

    def current(self, org_id: OrgId) -> Configured:
        """Return what the org's admins decided.

        Raises:
            NoSuchThing: there is no such org.
        """
        return self._store.configured(org_id)

    def change(
        self,
        org_id: OrgId,
        edit: Callable[[OrgConfig], OrgConfig],
        *,
        version: int | None,
        by: str,
        summary: str,
    ) -> Configured:
        """Change what the org's admins decided.

        Args:
            org_id: whose configuration.
            edit: returns the config as it is to be; may be called twice.
            version: the one that was looked at; None where any will do.
            by: username of who makes the change.
            summary: what the change is about, one line for the list of versions.

        Raises:
            ChangedMeanwhile: `version` is not the newest any more.
            NoSuchThing: there is no such org.
        """

        def of_document(document: Document) -> Document:
            held = edit(_config(document))
            part = put_into(document.salesforce, held)  # type: ignore[arg-type] # it is complete
            return replace(document, salesforce=part, settings=held.policy)

        return _configured(
            self.replace(org_id, of_document, version=version, by=by, summary=summary)
        )

    def note(self, org_id: OrgId, *, by: str, summary: str) -> Configured:
        """Count a change that was made elsewhere: links of agents, telephone systems.

        Raises:
            NoSuchThing: there is no such org.
        """
        return _configured(self.replace(org_id, None, version=None, by=by, summary=summary))

    def record(self, org_id: OrgId, *, by: str, summary: str) -> None:
        """Note what was done that changes no setting: it is a version of its own, always.

        Raises:
            NoSuchThing: there is no such org.
        """
        made = Version(number=0, at=self._clock(), by=by, summary=summary)
        self._store.record(org_id, made)
        self._changed(org_id)

    def held(self, org_id: OrgId) -> Held:
        """Return the whole configuration.

        Raises:
            NoSuchThing: there is no such org.
        """
        return self._store.current(org_id)

    def replace(  # noqa: PLR0913 - who, what and why of a change are six things
        self,
        org_id: OrgId,
        edit: Edit | None,
        *,
        version: int | None,
        by: str,
        summary: str,
        secrets: Mapping[str, str] = {},
    ) -> Held:
        """Change any part of the configuration; the arguments are those of `change`.

        Raises:
            ChangedMeanwhile: `version` is not the newest any more.
            NoSuchThing: there is no such org.
            StateConflict: it would take what belongs to another org.
        """
        made = Version(number=version or 0, at=self._clock(), by=by, summary=summary)
        held = self._store.change(org_id, edit, made, secrets)
        self._changed(org_id)
        return held

    def versions(
        self, org_id: OrgId, *, before: int | None = None, limit: int = 50
    ) -> tuple[Version, ...]:
        """Return versions, the newest first.

        Args:
            org_id: whose configuration.
            before: only those with a smaller number.
            limit: at most so many.
        """
        return self._store.versions(org_id, before=before, limit=limit)

    def document(self, org_id: OrgId, version: int) -> Document:
        """Return the configuration as it was in a version.

        Raises:
            NoSuchThing: the org has no such version.
        """
        return self._store.document(org_id, version)


def _configured(held: Held) -> Configured:
    return Configured(version=held.version, config=_config(held.document))


def _config(document: Document) -> OrgConfig:
    return taken_from(document.salesforce, document.settings)  # type: ignore[arg-type] # complete
