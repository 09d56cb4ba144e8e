"""What the courier does for Leads: make that of an unknown caller, own one, make that of a form.

Everything may be repeated after a kill at any point. A number is claimed before its Lead is made,
so that two calls make one; the insert carries a key that names the claim, so that whoever repeats
it finds it done. A Lead that Salesforce refuses never holds up the Task (DECISION 52).
"""

from datetime import timedelta

import msgspec

from cti_adapter.calls.events import CallerLookedUp, LeadMade, LeadOwned, LeadRefused
from cti_adapter.calls.number import PhoneNumber, for_display
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record
from cti_adapter.errors import OrgPaused, RetryLater, SalesforceError, SignInNeeded
from cti_adapter.logbook.lead import lead_of_call, may_become_lead
from cti_adapter.logbook.ownership import Claim, claims_on, claims_without_agent
from cti_adapter.logbook.submission import Submission, lead_of_form
from cti_adapter.outbox.entry import Entry
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.effects import OwnLead
from cti_adapter.service.org_ports import Made, MadeLeads, Org
from cti_adapter.service.owners import write_owned
from cti_adapter.service.ports import Agent, Clock

WAIT_FOR_ANOTHER = timedelta(minutes=2)
"""How long a call waits for another one of its number to make the Lead they share."""

MOST_TRIES = 8
"""Answers of Salesforce's own after which the Task goes without its Lead."""

AT_LEAST_ONCE = "CTI_Call_Key__c:missing"
"""Among what was mended: the org lacks the key, so that a second Lead is not ruled out (P11)."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form submission in the outbox."""

    key: str
    form: Submission


class LeadErrand:
    """Performs the outbox entries about Leads."""

    def __init__(self, made: MadeLeads, clock: Clock) -> None:
        self._made = made
        self._clock = clock

    def make(
        self, org: Org, entry: Entry, file: CallFile, agent: Agent | None
    ) -> LeadMade | LeadRefused | CallerLookedUp | None:
        """Make the Lead of a caller nobody knows; None where the call needs none by now.

        Raises:
            RetryLater: Salesforce takes nothing just now, or another call is making this Lead.
        """
        number = file.call.remote_number
        wanted = file.assignment.is_of_nobody and may_become_lead(file.call, file.policy)
        if number is None or not wanted:
            return None
        try:
            return self._make(org, file, number, agent)
        except SalesforceError as error:
            if _may_pass(error, entry.attempts):
                raise
            self._made.release(file.org_id, number, None)
            return LeadRefused(at=self._clock(), message=str(error))

    def own(self, org: Org, entry: Entry) -> LeadOwned | LeadRefused:
        """Give the Lead in Name to the agent's user (DECISION 29).

        Raises:
            RetryLater: Salesforce takes nothing just now.
        """
        wanted = msgspec.json.decode(entry.payload, type=OwnLead)
        try:
            org.own_lead(wanted.lead_id, wanted.owner_id)
        except RetryLater:
            raise
        except SalesforceError as refused:
            return LeadRefused(at=self._clock(), message=str(refused), asked="own")
        return LeadOwned(at=self._clock(), record_id=wanted.lead_id, owner_id=wanted.owner_id)

    def submit(self, org: Org, entry: Entry, policy: Policy) -> None:
        """Make the Lead of a form; it has no agent (S3-15). Raises SalesforceError."""
        wanted = msgspec.json.decode(entry.payload, type=Form)
        claims = claims_without_agent(policy)
        write_owned(
            "Lead",
            claims,
            org.standing(_ids(claims)),
            lambda owner_id: org.make_lead(lead_of_form(wanted.form, wanted.key, owner_id)),
        )

    def _make(
        self, org: Org, file: CallFile, number: PhoneNumber, agent: Agent | None
    ) -> LeadMade | CallerLookedUp:
        """Claim, look again, insert, note: a kill between two steps repeats the ones after it."""
        org_id, call = file.org_id, file.call
        now = self._clock()
        claim = self._made.claim(org_id, number, call.id, now)
        if claim.lead_id is not None and claim.call_id != call.id:
            known = org.read([claim.lead_id]).get(claim.lead_id)
            if known is not None:
                return LeadMade(at=self._clock(), record=known)
            self._made.release(org_id, number, claim.lead_id)  # somebody has deleted it
            claim = self._made.claim(org_id, number, call.id, now)
        if claim.call_id != call.id and now - claim.at < WAIT_FOR_ANOTHER:
            raise RetryLater("another call of this number is making its lead", code="CLAIMED")
        if claim.is_new:  # nobody has tried to make it: the number may have been stored meanwhile
            found = org.find(number)
            if found:
                self._made.release(org_id, number, None)
                return CallerLookedUp(at=self._clock(), found=found)
        return self._insert(org, file, number, agent, claim)

    def _insert(
        self, org: Org, file: CallFile, number: PhoneNumber, agent: Agent | None, claim: Made
    ) -> LeadMade:
        claims = claims_on(file.call, agent.user_id if agent else None, file.policy)
        key = f"call:{claim.call_id}"
        written, owner = write_owned(
            "Lead",
            claims,
            org.standing(_ids(claims)),
            lambda owner_id: org.make_lead(lead_of_call(file.call, key, owner_id)),
        )
        self._made.made(file.org_id, number, written.id)
        shown = for_display(number)
        lead = Record(id=written.id, type="Lead", label=shown, known=True, phone=shown)
        doubt = (AT_LEAST_ONCE,) if written.at_least_once else ()
        return LeadMade(
            at=self._clock(), record=lead, repaired=(*written.repaired, *doubt), owner=owner
        )


def _may_pass(error: SalesforceError, attempts: int) -> bool:
    """Whether the Lead is worth waiting for: a write that always fails must not cost the log.

    While the org is away or takes nothing at all the Task could not be written either.
    """
    if not isinstance(error, RetryLater):
        return False
    away = isinstance(error, OrgPaused | SignInNeeded) or error.code in {"", "CLAIMED"}
    return away or attempts < MOST_TRIES


def _ids(claims: tuple[Claim, ...]) -> set[str]:
    return {claim.id for claim in claims}
