"""What is said of a call beside what happens to it: direction, numbers, route. Pure."""

from typing import Any, Final

from cti_adapter.telephony.asterisk.exchange import Call, Directory, Exchange, Trunk
from cti_adapter.telephony.asterisk.told import number_or_none

OURS: Final = "cti-"
"""How the id of a call begins that we had placed (service/telephone.py)."""

RECORD_VARIABLE: Final = "CTI_RECORD_ID"
"""Channel variable in which a dialplan names the Salesforce record of the call."""


def learn(call: Call, exchange: Exchange, directory: Directory) -> None:
    """Find out direction and numbers, as soon as both ends can be seen."""
    if not call.members or (call.announced and call.direction and call.number):
        return
    first = exchange.channels[call.members[0]]
    if first.kind == "outside":
        _learn_customer(call, first)
        return
    others = [exchange.channels[each] for each in call.members[1:]]
    peers = [each for each in others if each.line != first.line or each.kind == "outside"]
    if not peers:
        return
    peer = next((each for each in peers if each.kind == "outside"), peers[0])
    call.direction = "outbound" if peer.kind == "outside" else "internal"
    dialled = directory.dialled(first.exten) if is_number(first.exten) else peer.number
    call.number = peer.line if peer.kind == "agent" else dialled
    call.local = first.line


def _learn_customer(call: Call, customer: Trunk) -> None:
    call.number = customer.number
    call.withheld = customer.prohibited or not is_number(customer.number)


def can_announce(call: Call, exchange: Exchange) -> bool:
    """Whether enough is known of a call to tell of it.

    A caller's presentation is right only after the channel's creation (facts: telephony 6): told
    too early, a withheld number would be on a screen.
    """
    if call.id.startswith(OURS):
        return True
    if not call.direction:
        return False
    return not call.members or exchange.channels[call.members[0]].known


def facts_of(call: Call, exchange: Exchange, directory: Directory) -> dict[str, Any]:
    """Return what every event of the call says of it."""
    facts: dict[str, Any] = {}
    if call.direction:
        facts["direction"] = call.direction
        facts["remote_number"] = None if call.withheld else number_or_none(call.number)
    if facts.get("remote_number") is None and call.direction != "inbound":
        facts.pop("remote_number", None)  # it was dialled, so it is not withheld: only unknown
    if is_number(call.local):
        facts["local_number"] = call.local
    if call.direction == "inbound" and directory.is_line(call.local):
        facts["route"] = "agent"
    if call.queue:
        facts["queue"] = call.queue
    said = dict(_said(call, exchange))
    record = said.pop(RECORD_VARIABLE, "")
    if record:
        facts["record_id"] = record
    if said:
        facts["attributes"] = said
    return facts


def _said(call: Call, exchange: Exchange) -> dict[str, str]:
    """Return what the dialplan says of the call, in variables of its first channel."""
    first = exchange.channels.get(call.members[0]) if call.members else None
    if first is not None:
        call.said |= first.variables
        if first.diverted_by:
            call.said["diverted_by"] = first.diverted_by
    if call.mailbox:
        call.said["mailbox"] = call.mailbox
    return call.said


def is_number(text: str) -> bool:
    """Whether a text can be dialled."""
    return number_or_none(text) is not None
