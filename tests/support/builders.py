"""The people, records and numbers every story speaks of: the reference data of requirements 1.3.

Plain values and small builders; nothing here decides anything.
"""

from datetime import UTC, datetime, timedelta

from cti_adapter.assignment.decisions import Because
from cti_adapter.assignment.slots import Mark, Placed, Slots
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import Call, CallId, CallKey
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record, RecordId, record_id, reported
from cti_adapter.outbox.entry import Entry, Kind, OrgId
from cti_adapter.service.call_file import CallFile

ORG = OrgId("org-1")
CALL_ID = CallId("call-1")
AGENT_A, AGENT_B, AGENT_C = AgentId("agent-a"), AgentId("agent-b"), AgentId("agent-c")
LINE_A, LINE_B, LINE_C = Line("101"), Line("102"), Line("103")

ADAS_NUMBER = PhoneNumber("+14155550101")
ALANS_NUMBER = PhoneNumber("+14155550130")
SWITCHBOARD = PhoneNumber("+14155550199")
UNKNOWN_NUMBER = PhoneNumber("+14155550999")
OUR_NUMBER = PhoneNumber("+14155550100")

WRAP_UP = timedelta(seconds=60)
DAY = datetime(2026, 11, 21, tzinfo=UTC)


def at(clock: str) -> datetime:
    """Return a moment of the day all stories play on: at("09:00:04")."""
    hours, minutes, seconds = map(int, clock.split(":"))
    return DAY + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _id(prefix: str, number: int) -> RecordId:
    return record_id(f"{prefix}{number:012}")


def _account(number: int, name: str) -> Record:
    own = _id("001", number)
    return Record(id=own, type="Account", label=name, known=True, account_id=own, account_name=name)


ANALYTICAL_ENGINES = _account(1, "Analytical Engines")
COMPILER_WORKS = _account(2, "Compiler Works")


def _of(account: Record, object_type: str, record: RecordId, label: str) -> Record:
    return Record(
        id=record,
        type=object_type,
        label=label,
        known=True,
        account_id=account.id,
        account_name=account.label,
        trackable=object_type not in {"Badge__c", "AccountContactRelation"},
    )


ADA = _of(ANALYTICAL_ENGINES, "Contact", _id("003", 1), "Ada Lovelace")
CHARLES = _of(ANALYTICAL_ENGINES, "Contact", _id("003", 2), "Charles Babbage")
MARY = _of(ANALYTICAL_ENGINES, "Contact", _id("003", 3), "Mary Somerville")
GRACE = _of(COMPILER_WORKS, "Contact", _id("003", 4), "Grace Hopper")
ALAN = Record(id=_id("00Q", 1), type="Lead", label="Alan Turing", known=True)
CASE_26 = _of(ANALYTICAL_ENGINES, "Case", _id("500", 26), "Case 00001026")
CASE_27 = _of(ANALYTICAL_ENGINES, "Case", _id("500", 27), "Case 00001027")
DIFFERENCE_ENGINE = _of(ANALYTICAL_ENGINES, "Opportunity", _id("006", 1), "Difference Engine")
COMPILER_ROLLOUT = _of(COMPILER_WORKS, "Opportunity", _id("006", 2), "Compiler rollout")
BOMBE = _of(ANALYTICAL_ENGINES, "Project__c", _id("a00", 1), "Bombe")
B_SEVEN = _of(ANALYTICAL_ENGINES, "Badge__c", _id("a01", 1), "B-Seven")
ADA_AT_COMPILER_WORKS = _of(
    COMPILER_WORKS, "AccountContactRelation", _id("07k", 1), "Ada–Compiler Works"
)

RECORDS = {
    record.label: record
    for record in (
        ANALYTICAL_ENGINES,
        COMPILER_WORKS,
        ADA,
        CHARLES,
        MARY,
        GRACE,
        ALAN,
        CASE_26,
        CASE_27,
        DIFFERENCE_ENGINE,
        COMPILER_ROLLOUT,
        BOMBE,
        B_SEVEN,
        ADA_AT_COMPILER_WORKS,
    )
}


def as_the_page_says(record: Record) -> Record:
    """Return a record as a page reports it, before Salesforce was asked about it."""
    return reported(record.id, record.type, record.label)


def placed(record: Record, mark: Mark = "auto") -> Placed:
    """Return a record as it stands in a slot: by opening (`auto`) or by a press (`you`)."""
    rule = Because(rule="opened" if mark == "auto" else "pressed")
    return Placed(record=record, mark=mark, because=rule)


def slots(*, who: Placed | None = None, what: Placed | None = None) -> Slots:
    """Return slots with these contents."""
    return Slots(who=who, what=what)


def a_call(native_id: str = "c-42") -> Call:
    """Return a call nothing has happened to yet."""
    return Call(
        id=CALL_ID,
        key=CallKey(f"pbx:{native_id}"),
        connector="pbx",
        native_id=native_id,
        created_at=at("09:00:00"),
    )


def a_file(call: Call | None = None) -> CallFile:
    """Return the file of a call nothing has happened to yet."""
    return CallFile(org_id=ORG, call=call or a_call())


def an_entry(kind: Kind = Kind.LOG, *, attempts: int = 0) -> Entry:
    """Return an outbox entry that is due at nine."""
    return Entry(
        org_id=ORG,
        call_id=CALL_ID,
        kind=kind,
        key=f"{kind}:pbx:c-42",
        payload=b"{}",
        attempts=attempts,
        due_at=at("09:00:00"),
    )
