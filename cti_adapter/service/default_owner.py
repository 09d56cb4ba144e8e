"""Whose records they are where no agent owns them: chosen by an admin, checked with the org.

DECISION 32 and S3-16 to S3-22. Who then really owns a Task or Lead is found in service/owners.py;
here only what may be chosen.
"""

from collections.abc import Iterable
from typing import Final, Literal, Protocol

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.policy import DefaultOwner, OwnerType, Policy
from cti_adapter.errors import FieldFault, SalesforceError, Unprocessable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.users import Users

OWNED: Final = frozenset({"Task", "Lead"})
"""What a default owner is for."""
MOST_OFFERED: Final = 50

CreateLead = Literal["never", "missed", "always"]


class OwnerOption(msgspec.Struct, frozen=True, kw_only=True):
    """A user or queue that may be chosen."""

    id: str
    label: str
    detail: str = ""
    """A user's username."""
    owns: tuple[str, ...] = ()
    """Of a queue: which of Task and Lead it can own."""


class Queue(Protocol):
    """A queue of the org."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def owns(self) -> frozenset[str]: ...


class Owners(Protocol):
    """The users and queues of one org. Raises the SalesforceError tree."""

    @property
    def directory(self) -> Users: ...

    def queues(self) -> Iterable[Queue]: ...


class Orgs(Protocol):
    """The orgs of this deployment."""

    def salesforce(self, org_id: OrgId) -> Owners: ...


class DefaultOwners:
    """What an admin does about owners.

    Args:
        orgs: whom to ask what may be chosen.
        configuration: where it is kept.
    """

    def __init__(self, orgs: Orgs, configuration: Configuration) -> None:
        self._orgs = orgs
        self._configuration = configuration

    def offered(self, org_id: OrgId, type_: OwnerType, text: str) -> tuple[OwnerOption, ...]:
        """Return the active users, or the queues that can own Tasks or Leads, that fit a text.

        Raises:
            SalesforceError: the org does not answer.
        """
        org = self._orgs.salesforce(org_id)
        if type_ == "User":
            users = org.directory.users_like(text, MOST_OFFERED)
            return tuple(
                OwnerOption(id=user.id, label=user.name, detail=user.username) for user in users
            )
        if type_ == "Queue":
            wanted = text.strip().casefold()
            return tuple(
                OwnerOption(id=queue.id, label=queue.name, owns=tuple(sorted(queue.owns & OWNED)))
                for queue in org.queues()
                if queue.owns & OWNED and wanted in queue.name.casefold()
            )
        return ()

    def choose(  # noqa: PLR0913 - a form has the fields it has
        self,
        org_id: OrgId,
        type_: OwnerType,
        *,
        owner_id: str,
        typed: str,
        version: int,
        by: str,
    ) -> tuple[OwnerOption, ...]:
        """Make somebody the default owner.

        Args:
            org_id: whose.
            type_: Default, User or Queue.
            owner_id: the user or queue that was chosen from what was offered.
            typed: what stands in the field: without JavaScript there is nothing else.
            version: of the configuration that was looked at.
            by: username of the admin.

        Returns:
            Those among whom to choose where the text fits several, and then nothing was changed;
            () where it was done.

        Raises:
            Unprocessable: nobody was chosen, or somebody who cannot own anything.
            ChangedMeanwhile: the configuration was changed since it was shown.
        """
        owner = DefaultOwner()
        if type_ != "Default":
            try:
                fitting = self._meant(org_id, type_, owner_id, typed)
            except SalesforceError as error:
                raise _refused("salesforce-away") from error
            if len(fitting) > 1:
                return fitting
            owner = DefaultOwner(type=type_, id=fitting[0].id, name=fitting[0].label)
        self._change(org_id, version, by, "default owner", default_owner=owner)
        return ()

    def switch(  # noqa: PLR0913 - a form has the fields it has
        self,
        org_id: OrgId,
        *,
        link_applies_to_numbers: bool,
        set_owner_of_lead: bool,
        create_lead: CreateLead,
        version: int,
        by: str,
    ) -> None:
        """Say where links apply, and what becomes of leads.

        Raises:
            ChangedMeanwhile: the configuration was changed since it was shown.
        """
        self._change(
            org_id,
            version,
            by,
            "owners and leads",
            link_applies_to_numbers=link_applies_to_numbers,
            set_owner_of_lead=set_owner_of_lead,
            create_lead=create_lead,
        )

    def track(self, org_id: OrgId, objects: tuple[str, ...], *, version: int, by: str) -> None:
        """Say which custom objects may stand in Related To; () for all that are tracked.

        Raises:
            ChangedMeanwhile: the configuration was changed since it was shown.
        """
        self._change(org_id, version, by, "tracked objects", tracked_objects=objects)

    def _meant(
        self, org_id: OrgId, type_: OwnerType, owner_id: str, typed: str
    ) -> tuple[OwnerOption, ...]:
        """Return the one who is meant, or several among whom to choose."""
        if owner_id:
            return (self._checked(org_id, type_, owner_id),)
        if not typed.strip():
            raise _refused("no-user" if type_ == "User" else "no-queue")
        fitting = self.offered(org_id, type_, typed)
        exact = tuple(each for each in fitting if typed.strip() in {each.label, each.detail})
        if not fitting:
            raise _refused("nobody-fits")
        return exact if len(exact) == 1 else fitting

    def _checked(self, org_id: OrgId, type_: OwnerType, owner_id: str) -> OwnerOption:
        if type_ == "User":
            user = self._orgs.salesforce(org_id).directory.user(owner_id)
            if user is None or not user.is_active:
                raise _refused("no-active-user")
            return OwnerOption(id=user.id, label=user.name, detail=user.username)
        for queue in self.offered(org_id, type_, ""):
            if queue.id == owner_id:
                return queue
        raise _refused("no-such-queue")

    def _change(
        self, org_id: OrgId, version: int, by: str, summary: str, **settings: object
    ) -> None:
        def edit(config: OrgConfig) -> OrgConfig:
            policy = msgspec.convert(
                msgspec.to_builtins(replace(config.policy, **settings)), Policy
            )
            return replace(config, policy=policy)

        self._configuration.change(org_id, edit, version=version, by=by, summary=summary)


def _refused(code: str) -> Unprocessable:
    return Unprocessable(FieldFault(field="owner", message=code))
