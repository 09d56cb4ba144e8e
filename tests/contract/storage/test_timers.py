"""The clock finds the calls it has to look at."""

from datetime import timedelta

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import WrapUp
from cti_adapter.calls.sign_in import SILENT_AFTER, SignIn, entered
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.desk import Desk
from cti_adapter.storage import Storage
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, SECOND, A, B, a_file


def in_wrap_up(file: CallFile, ends_in: timedelta) -> CallFile:
    pause = WrapUp(line=Line("101"), started_at=NINE, ends_at=NINE + ends_in)
    return replace(file, call=replace(file.call, ended_at=NINE, wrap_up=pause))


def put(storage: Storage, file: CallFile) -> None:
    storage.units.write(file.org_id, lambda unit: unit.put_call(file))


def test_agents_are_due_when_their_client_may_have_fallen_silent(storage: Storage) -> None:
    """Twelve hours after the last sign of life (DECISION 36); of all orgs."""

    def sit(org_id: OrgId, agent_id: AgentId, sign_in: SignIn) -> None:
        desk = Desk(org_id=org_id, agent_id=agent_id, sign_in=sign_in)
        storage.units.write(org_id, lambda unit: unit.put_desk(desk))

    sit(ORG, A, entered(SignIn(), "softphone", NINE))
    sit(OTHER_ORG, B, entered(SignIn(), "softphone", NINE - SECOND))
    sit(ORG, B, SignIn())

    assert () == storage.people.due_desks(NINE + SILENT_AFTER - 2 * SECOND, 10)
    assert ((OTHER_ORG, B), (ORG, A)) == storage.people.due_desks(NINE + SILENT_AFTER, 10)


def test_calls_are_due_when_their_wrap_up_is_over(storage: Storage) -> None:
    """The longest overdue first, of all orgs; a call that goes on is not among them."""
    late, soon = in_wrap_up(a_file(1), 30 * SECOND), in_wrap_up(a_file(2), 20 * SECOND)
    other = in_wrap_up(a_file(1, OTHER_ORG), 10 * SECOND)
    for file in (late, soon, a_file(3), other):
        put(storage, file)

    assert ((OTHER_ORG, "call-1"), (ORG, "call-2")) == storage.timers.due_calls(
        NINE + 20 * SECOND, 10
    )
    assert ((OTHER_ORG, "call-1"),) == storage.timers.due_calls(NINE + 60 * SECOND, 1)


def test_a_call_whose_timer_has_ended_is_not_due(storage: Storage) -> None:
    """Saved is saved."""
    file = in_wrap_up(a_file(1), SECOND)
    put(storage, file)
    pause = file.call.wrap_up
    assert pause is not None
    saved = replace(file, call=replace(file.call, wrap_up=replace(pause, ended_at=NINE)))
    put(storage, saved)

    assert () == storage.timers.due_calls(NINE + 60 * SECOND, 10)
