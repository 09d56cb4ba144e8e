"""Past calls under changed settings: what would have been decided otherwise (B-12). Pure.

A journal holds what Salesforce answered, so that a call can be folded again with other settings
and nobody is asked anything. Where the answer would have been another one it cannot be told, and
that is said instead of guessed. Settings that do not differ stay as they were then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.slots import Placed
from cti_adapter.calls.call import CallId
from cti_adapter.calls.elapsed import EndPresumed, WrapUpExpired
from cti_adapter.calls.events import (
    CallerLookedUp,
    CallEvent,
    CallMerged,
    LeadMade,
    LeadOwned,
    LeadRefused,
    LookupDelayed,
    PolicyApplied,
    TaskDelayed,
    TaskRefused,
    TaskWritten,
)
from cti_adapter.calls.policy import MatchedObject, Policy
from cti_adapter.calls.record import Record
from cti_adapter.calls.sign_in import SignedIn
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.effects import LookUpCaller, MakeLead, WriteLog
from cti_adapter.service.fold import Opening, opened
from cti_adapter.service.replay import is_erased

JUDGED = frozenset({
    "smart_assign",
    "require_assignment",
    "region",
    "minimum_digits",
    "matched_objects",
    "matched_channels",
    "log_missed_queue_calls",
    "log_while_signed_out",
    "log_internal_calls",
    "show_do_not_log",
    "presence_logout_check",
    "silence_h",
})  # fmt: skip
"""Settings that decide whose a call is and whether it is logged."""

What = Literal["name", "related", "matches", "log", "save", "lead"]
Untold = Literal["search", "fields", "number", "silence", "sign-in", "merged", "erased", "broken"]
"""Why it cannot be told:

- search: something would be looked for that was not looked for then;
- fields: it was found, and the journal does not say in which field;
- number: the number was read by the rules of another country, and how it came is not kept;
- silence: the call would end at another time, and what was told after that is not what was told;
- sign-in: whether the agent had signed out of the org was not written down, as it did not count;
- merged: another call became part of it, and brought what was decided there;
- erased: the caller was erased, and with them the number and the records;
- broken: the journal does not begin with a call.
"""

_ONCE_MORE = "nothing-assigned-once-more"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One decision that would be another one."""

    what: What
    before: str
    """The label of a record, how many match, or a code; "" is nothing."""
    after: str


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What changed settings make of one call."""

    call_id: CallId
    differences: tuple[Difference, ...] = ()
    untold: Untold | None = None
    """Set: nothing is said of the call."""


class _CannotTellError(Exception):
    """The journal does not say what would have become of the call."""

    def __init__(self, why: Untold) -> None:
        super().__init__(why)
        self.why = why


def changed(before: Policy, after: Policy) -> dict[str, Any]:
    """Return the settings that are different, by name, as they would be."""
    names = Policy.__struct_fields__
    return {n: getattr(after, n) for n in names if getattr(after, n) != getattr(before, n)}


def tried(stored: CallFile, journal: Sequence[CallEvent], change: Mapping[str, Any]) -> Tried:
    """Say what would be different of a call, had some settings been others all along.

    Args:
        stored: tells which call it is, and nothing else.
        journal: everything that happened to it, in order.
        change: those settings by name.
    """
    judged = {name: value for name, value in change.items() if name in JUDGED}
    try:
        _check_whole(stored, journal, judged)
        was = _Course(stored, journal, {})
        now = _Course(stored, journal, judged, as_it_was=was)
        if now.looked_for and not was.looked_for:
            raise _CannotTellError("search")  # noqa: TRY301 - one answer for all reasons
        pairs = tuple(zip(was.decisions(), now.decisions(), strict=True))
    except _CannotTellError as none:
        return Tried(call_id=stored.call.id, untold=none.why)
    return Tried(
        call_id=stored.call.id,
        differences=tuple(
            Difference(what=what, before=one, after=other)
            for (what, one), (_, other) in pairs
            if one != other
        ),
    )


class _Course:
    """A call, folded event by event.

    What answers a question is left out where the question was not asked this time.

    Raises:
        _CannotTellError: it would have been asked something else, or ended at another time.
    """

    def __init__(
        self,
        stored: CallFile,
        journal: Sequence[CallEvent],
        change: Mapping[str, Any],
        *,
        as_it_was: "_Course | None" = None,
    ) -> None:
        self._change = change
        self._places: tuple[MatchedObject, ...] = ()
        self._asked: set[type] = set()
        self._needs_record = False
        self._answered = False
        first = next(each for each in journal if isinstance(each, Opening))
        call = stored.call
        self._file = opened(stored.org_id, call.id, call.connector, call.native_id, first)
        self.asked_again: set[int] = set()
        """Presses of Save, by their places in the journal, that had to be repeated."""
        for place, event in enumerate(journal):
            codes = self._take(event)
            if _ONCE_MORE in codes:
                self.asked_again.add(place)
                if as_it_was is not None and place not in as_it_was.asked_again:
                    self._take(event)  # who is asked 'really?' presses again
        due = self._file.deadline
        if due is not None and due.event is WrapUpExpired:
            self._take(WrapUpExpired(at=due.at))  # nobody saved: the clock does

    @property
    def looked_for(self) -> bool:
        """Whether the caller's number was looked for."""
        return LookUpCaller in self._asked

    def decisions(self) -> Iterator[tuple[What, str]]:
        """Return everything that was decided, always in the same order."""
        file = self._file
        slots, authority = file.assignment.slots, file.ledger.authority
        if authority is not None and self._may_have_left(authority.inputs.signed_in):
            raise _CannotTellError("sign-in")
        yield "name", _label(slots.people)
        yield "related", _label((slots.what,) if slots.what is not None else ())
        yield "matches", str(len(file.assignment.matches)) if self._answered else ""
        yield "log", authority.reason if authority is not None else ""
        yield "save", "refused" if self._needs_record else ""
        yield "lead", "made" if MakeLead in self._asked else ""

    def _take(self, event: CallEvent) -> frozenset[str]:
        """Fold an event; return the codes of what the agent is told."""
        match event:
            case PolicyApplied():
                self._places = event.policy.matched_objects
                event = replace(event, policy=replace(event.policy, **self._change))
            case CallerLookedUp() | LookupDelayed() if LookUpCaller not in self._asked:
                return frozenset()
            case CallerLookedUp():
                self._answered = True
                event = replace(event, found=self._found(event.found))
            case LeadMade() | LeadRefused() if MakeLead not in self._asked:
                return frozenset()
            case TaskWritten() | TaskDelayed() | TaskRefused() | LeadOwned():
                if WriteLog not in self._asked:
                    return frozenset()
            case _:
                pass
        if "silence_h" in self._change:
            self._check_silence(event)
        step = advance(self._file, event)
        self._asked |= {type(effect) for effect in step.effects}
        codes = frozenset(said.code for said in step.said)
        self._needs_record |= "needs-record" in codes
        self._file = step.file
        return codes

    def _may_have_left(self, state: SignedIn) -> bool:
        """Whether a sign-out may have been noticed that nobody wrote down, as it did not count."""
        return state.salesforce and self._change.get("presence_logout_check") is True

    def _found(self, found: tuple[Record, ...]) -> tuple[Record, ...]:
        """Return what would have been found by the changed rule, of what was found then."""
        places = self._change.get("matched_objects")
        return found if places is None else would_be_found(found, self._places, places)

    def _check_silence(self, event: CallEvent) -> None:
        due, presumed = self._file.deadline, isinstance(event, EndPresumed)
        at = getattr(event, "received_at", None) or event.at
        is_due = due is not None and due.event is EndPresumed and at >= due.at
        if is_due != presumed:
            raise _CannotTellError("silence")


def would_be_found(
    found: Iterable[Record], before: Sequence[MatchedObject], after: Sequence[MatchedObject]
) -> tuple[Record, ...]:
    """Return which of the records a search by a changed rule would have found.

    Args:
        found: by the rule as it was; a person account is found by either of its two objects.
        before: the rule as it was: objects, and fields of each; no fields are all phone fields.
        after: the changed rule.

    Raises:
        _CannotTellError: it looks where nobody looked, or in fewer fields than were looked in.
    """
    found, was, now = tuple(found), _fields(before), _fields(after)
    if was == now:
        return found
    if any(_is_wider(fields, was.get(name)) for name, fields in now.items()):
        raise _CannotTellError("search")
    kept = []
    for record in found:
        name = record.type.casefold()
        if record.person_contact_id is not None or now.get(name, was.get(name)) != was.get(name):
            raise _CannotTellError("fields")
        if name in now:
            kept.append(record)
    return tuple(kept)


def _is_wider(fields: frozenset[str], before: frozenset[str] | None) -> bool:
    """Whether it is looked for in fields of an object where nobody looked; none means all."""
    return before is None or (bool(before) and not (fields and fields <= before))


def _fields(places: Sequence[MatchedObject]) -> dict[str, frozenset[str]]:
    """Return objects and fields as Salesforce compares them: upper and lower case are one."""
    return {
        each.object.casefold(): frozenset(name.casefold() for name in each.fields)
        for each in places
    }


def _check_whole(stored: CallFile, journal: Sequence[CallEvent], change: Mapping[str, Any]) -> None:
    """Raise where a journal does not tell what the change depends on."""
    if not any(isinstance(each, Opening) for each in journal):
        raise _CannotTellError("broken")
    if change and any(isinstance(each, CallMerged) for each in journal):
        raise _CannotTellError("merged")
    if change and is_erased(journal):
        raise _CannotTellError("erased")
    if "region" in change and stored.call.remote_number is not None:
        raise _CannotTellError("number")


def _label(placed: Sequence[Placed]) -> str:
    return ", ".join(each.record.label for each in placed)
