"""What the sentences of a call's story are filled with: names, records, numbers, masked or whole.

A note is told by its length and never by its words.
"""

from collections.abc import Iterator, Mapping

from cti_adapter.calls.events import CallEvent, DialPlaced
from cti_adapter.calls.number import PhoneNumber, masked
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.service.erasable import ERASED
from cti_adapter.web.admin.told_calls import Shown, name_shown

NOTHING = "–"
FIELD_FAULTS = ("missing", "dropped", "unfit", "cut", "left")
"""How a Task can be other than its log, as `repaired` of the ledger has it."""


def gaps_of(
    event: CallEvent,
    names: Mapping[str, str],
    erased: str,
    shown: Shown = masked,
) -> dict[str, object]:
    """Return every gap a sentence about an event may have.

    Args:
        event: any.
        names: of agents, by id and by line.
        erased: what stands where something was erased, in the reader's language.
        shown: a number as the org's admins want it in traces.
    """
    facts = getattr(event, "facts", None)
    number = getattr(event, "number", None) or getattr(facts, "remote_number", None)
    record = getattr(event, "record", None) or getattr(event, "opened", None)
    found = getattr(event, "found", ())
    text = getattr(event, "text", "")
    return {
        "agent": _agent(event, names),
        "to": _to(event, names, shown),
        "despite": ", ".join(
            _plain(name_shown(each.label, shown), erased) for each in getattr(event, "despite", ())
        ),
        "target": _plain(name_shown(getattr(event, "target", ""), shown), erased),
        "record": _plain(
            name_shown(record.label, shown) if record else getattr(event, "record_id", ""), erased
        ),
        "number": erased if number == ERASED else shown(number) if number else NOTHING,
        "why": _plain(_first(event, "reason", "outcome", "unreadable", "code"), erased),
        "message": _plain(getattr(event, "message", ""), erased),
        "given": _plain(_first(event, "call_result", "keep", "kind"), erased),
        "reason": _plain(text, erased),
        "n": erased if text == ERASED else len(found) or len(text),
        "seconds": getattr(event, "seconds", 0),
    }


def sentence_of(event: CallEvent) -> str:
    """Return which sentence tells an event: that of its tag, but for what is told apart."""
    match event:
        case DialPlaced(despite=(_, *_)):
            return "dial.placed-despite"
        case DialPlaced(unchecked=True):
            return "dial.placed-unchecked"
        case _:
            return str(event.__struct_config__.tag)


def told_of_fields(before: Ledger, after: Ledger) -> Iterator[tuple[str, str]]:
    """Say what a Task does not have as the log says it: why not, and the names of the fields.

    Args:
        before: the ledger before an event.
        after: behind it; what was told before is not told again.
    """
    new = [mend for mend in after.repaired if mend not in before.repaired]
    for what in FIELD_FAULTS:
        fields = [name for name, _, why in (mend.rpartition(":") for mend in new) if why == what]
        if fields:
            yield what, ", ".join(fields)


def _agent(event: CallEvent, names: Mapping[str, str]) -> str:
    who = _first(event, "agent", "line", "from_line") or next(iter(getattr(event, "lines", ())), "")
    return names.get(who, who) or NOTHING


def _to(event: CallEvent, names: Mapping[str, str], shown: Shown) -> str:
    line, number = getattr(event, "to_line", None), PhoneNumber(getattr(event, "to_number", ""))
    if line:
        return names.get(line, line)
    return getattr(event, "to_queue", "") or (shown(number) if number else NOTHING)


def _first(event: CallEvent, *fields: str) -> str:
    return next((str(value) for each in fields if (value := getattr(event, each, None))), "")


def _plain(text: str, erased: str) -> str:
    return erased if text == ERASED else text or NOTHING
