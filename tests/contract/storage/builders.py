"""The people and calls of the storage tests, after the reference data of requirements.md 1.3."""

from datetime import UTC, datetime, timedelta

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import Call, CallId, CallKey
from cti_adapter.outbox.entry import Entry, Kind, OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Agent, InboxItem
from cti_adapter.storage.settings import OrgSettings

NINE = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ORG, OTHER_ORG = OrgId("engines"), OrgId("compilers")
A, B = AgentId("a"), AgentId("b")


def an_org(org_id: OrgId = ORG) -> OrgSettings:
    return OrgSettings(id=org_id, key=f"{org_id}-key", name=org_id.title(), created_at=NINE)


def an_agent(org_id: OrgId = ORG, agent_id: AgentId = A, line: str = "101") -> Agent:
    return Agent(
        org_id=org_id, id=agent_id, line=Line(line), name="Agent A", user_id=f"005{agent_id}"
    )


def a_file(number: int = 1, org_id: OrgId = ORG) -> CallFile:
    call = Call(
        id=CallId(f"call-{number}"),
        key=CallKey(f"main:c-{number}"),
        connector="main",
        native_id=f"c-{number}",
        created_at=NINE,
    )
    return CallFile(org_id=org_id, call=call)


def an_event(number: int = 1) -> InboxItem:
    return InboxItem(source="/pbx/main", event_id=f"evt-{number}", body=b'{"type": "leg.offered"}')


def an_entry(
    key: str = "main:c-1", call_id: str = "call-1", kind: Kind = Kind.LOG, org_id: OrgId = ORG
) -> Entry:
    return Entry(org_id=org_id, call_id=call_id, kind=kind, key=key, payload=b"{}", due_at=NINE)
