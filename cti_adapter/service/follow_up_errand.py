"""What the courier does for a follow-up task: make it, in the name of who asked (B-31)."""

from collections.abc import Iterable

import msgspec

from cti_adapter.calls.follow_ups import FollowUpMade, FollowUpRefused
from cti_adapter.calls.number import for_display
from cti_adapter.errors import SalesforceError
from cti_adapter.logbook.follow_up import FollowUp, entry_of
from cti_adapter.logbook.ownership import claims_of_agent
from cti_adapter.outbox.entry import Entry, Status
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.effects import MakeFollowUp
from cti_adapter.service.org_ports import Org
from cti_adapter.service.owners import write_owned
from cti_adapter.service.ports import Agent, Clock


class FollowUpErrand:
    """Performs the outbox entries about follow-up tasks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def make(
        self, org: Org, entry: Entry, file: CallFile, agents: Iterable[Agent]
    ) -> FollowUpMade | None:
        """Make the Task; raises what Salesforce said.

        Args:
            org: where.
            entry: says which of the call's follow-up tasks.
            file: of the call.
            agents: those on it.
        """
        wanted = _wanted(entry, file)
        if wanted is None:
            return None
        linked = next((each.user_id for each in agents if each.id == wanted.agent), None)
        claims = claims_of_agent(linked, file.policy)
        number = for_display(file.call.remote_number)
        written, _ = write_owned(
            "Task",
            claims,
            org.standing({claim.id for claim in claims}),
            lambda owner_id: org.follow_up(entry_of(wanted, file.call.id, number, owner_id)),
        )
        return FollowUpMade(at=self._clock(), nth=wanted.nth, task_id=written.id, url=written.url)

    def failed(self, entry: Entry, error: SalesforceError) -> FollowUpRefused:
        """Say that it is not made yet, or will not be."""
        final = entry.status is Status.DEAD
        return FollowUpRefused(at=self._clock(), nth=_nth(entry), message=str(error), final=final)


def _wanted(entry: Entry, file: CallFile) -> FollowUp | None:
    """Return it as it was asked for, None where it stands already."""
    nth = _nth(entry)
    return next((each for each in file.follow_ups if each.nth == nth and not each.task_id), None)


def _nth(entry: Entry) -> int:
    return msgspec.json.decode(entry.payload, type=MakeFollowUp).nth
