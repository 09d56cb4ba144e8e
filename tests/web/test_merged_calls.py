"""Two calls that turn out to be one: the question before a transfer had a call of its own."""

from collections.abc import Iterator
from typing import Any

import pytest

from cti_adapter.calls.call import CallKey
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.replay import differences, replayed
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import NOBODY, OutsideCall, calls_on, save, telephone_system


@pytest.fixture
def other(running: Running) -> Iterator[PanelClient]:
    """The colleague who is asked."""
    with PanelClient(running.seat()) as client:
        yield client


class Asked:
    """An agent asks a colleague on a call of its own, as some telephone systems have it."""

    def __init__(self, panel: PanelClient, other: PanelClient) -> None:
        self.panel, self.other = panel, other
        system = telephone_system(panel.running)
        panel.show(None)
        other.show(None)
        self.customers = OutsideCall(system, panel.seat.line)
        self.question = OutsideCall(system, panel.seat.line, None)

    def talk(self) -> None:
        """Let the agent talk with Ada, hold her, and ask; both write something down."""
        line = self.other.seat.line
        self.customers.tell("leg.offered")
        rings = self.panel.call(phase="ringing", matching="done")
        self.customers.tell("leg.connected", "leg.held")
        self.panel.press(f"calls/{rings['id']}/notes", {"text": "wants her money back"})
        self.question.tell("leg.initiated", direction="internal")
        self.question.tell("leg.offered", agent=line)
        self.question.tell("leg.connected", agent=line)
        self.question.tell("leg.connected")
        self.note("allowed up to 50")

    def note(self, text: str, call_id: str = "") -> int:
        """Let the colleague type into what they see; return the status."""
        at = call_id or self.other.call(phase="talking")["id"]
        body = {"text": text, "event_id": "", "base": ""}
        return self.other.press(f"calls/{at}/notes", body).status_code

    def hand_over(self, call: OutsideCall, part: OutsideCall) -> None:
        """Let the telephone system tell the transfer of `call`, of which the other is a part."""
        lines = {"from_agent": self.panel.seat.line, "to_agent": self.other.seat.line}
        told = {"kind": "consult", "merged_call_id": part.placed.call_id, **lines}
        call.tell("call.transferred", **told)
        self.customers.tell("leg.ended")
        self.question.tell("leg.ended")

    def file(self, call: OutsideCall) -> tuple[CallFile, list[Any]]:
        """Return what the database has of the row with a call's own key, and its journal."""
        running = self.panel.running
        key = CallKey(f"{running.hook.rpartition('/')[2]}:{call.placed.call_id}")
        storage = running.storage()
        try:
            file = storage.units.read(running.org_id, lambda unit: unit.find_call_by_key(key))
            assert file is not None
            journal = storage.units.read(
                running.org_id, lambda unit: unit.read_journal(file.call.id)
            )
        finally:
            storage.close()
        return file, journal


@pytest.mark.parametrize("named", ["the customer's", "the question"])
def test_a_question_and_its_customer_become_one_call_with_one_task(
    named: str, panel: PanelClient, other: PanelClient
) -> None:
    """Whichever the telephone system names: notes, records and events of both, owner B (D3)."""
    asked = Asked(panel, other)
    asked.talk()
    case = panel.running.record_id("Case", "00001026")
    panel.show({"id": case, "type": "Case", "name": "00001026"})
    until(lambda: other.assigned() == [("Case 00001026", "auto")], "the Case on the question")
    of = [asked.customers, asked.question]
    asked.hand_over(*(of if named == "the customer's" else of[::-1]))
    until(lambda: calls_on(panel) == {}, "both calls to leave the panel of who asked")
    whole = other.call(phase="talking", direction="Inbound")
    assert [whole["id"]] == list(calls_on(other))
    assert [("Ada Lovelace", "auto"), ("Case 00001026", "auto")] == other.assigned()
    asked.question.tell("leg.held", agent=other.seat.line)
    other.call(phase="held")
    asked.question.tell("call.ended")  # under either id
    save(other, other.call(phase="wrap-up"))
    other.call(phase="saved")
    (task,) = panel.running.tasks_of(asked.customers.placed)
    told = task["Description"]
    file, journal = asked.file(asked.question)

    assert [] == panel.running.tasks_of(asked.question.placed)
    assert other.seat.user_id == task["OwnerId"]
    assert case == task["WhatId"]
    for line in ("wants her money back", "allowed up to 50"):
        assert 1 == told.count(line)
    events = [f"{panel.seat.name} called {other.seat.name}", "allowed up to 50", "transferred from"]
    assert sorted(events, key=told.index) == events
    assert asked.customers.placed.call_id == file.call.native_id
    assert () == differences(file, replayed(file, journal))


def test_a_note_that_comes_after_the_merge_stands_where_it_was_typed(
    panel: PanelClient, other: PanelClient
) -> None:
    """It was on its way while the two became one: nothing typed is lost (DECISION 17)."""
    asked = Asked(panel, other)
    asked.talk()
    question = other.call(phase="talking")["id"]
    asked.hand_over(asked.customers, asked.question)
    other.call(phase="talking", direction="Inbound")
    status = asked.note("allowed up to 50, once", question)
    stranger = PanelClient(panel.running.seat())
    body = {"text": "mine", "event_id": ""}
    shown = until(
        lambda: [e["notes"] for e in one(other)["events"] if e["text"]["code"] == "event.called"],
        "the event",
    )

    assert 202 == status
    assert ["allowed up to 50, once"] == shown
    assert 404 == stranger.press(f"calls/{question}/notes", body).status_code


def one(panel: PanelClient) -> dict[str, Any]:
    """Return the panel's one call."""
    (call,) = calls_on(panel).values()
    return call


def test_a_question_that_is_told_as_one_is_never_a_call_of_its_own(
    panel: PanelClient, other: PanelClient
) -> None:
    """The telephone system names it at its start: two cards of one call, and the same legs."""
    asked = Asked(panel, other)
    line = other.seat.line
    asked.customers.tell("leg.offered", "leg.connected", "leg.held")
    panel.call(phase="held")
    ids = {"agent": panel.seat.line, "target": line}
    asked.customers.tell("consult.started", consult_call_id=asked.question.placed.call_id, **ids)
    asked.question.tell("leg.initiated")
    asked.question.tell("leg.offered", agent=line)
    rings = other.call(phase="ringing", colleague=panel.seat.name)
    asked.question.tell("leg.connected", agent=line)
    asked.question.tell("leg.connected")
    until(lambda: one(panel)["asking"]["phase"] == "talking", "the colleague on the line")

    assert (panel.seat.name, "Inbound") == (rings["colleague"], rings["direction"])
    assert ("held", other.seat.name) == (one(panel)["phase"], one(panel)["asking"]["who"])
    asked.question.tell("leg.ended", agent=line)
    asked.question.tell("leg.ended")
    asked.customers.tell("consult.ended", "leg.retrieved", **ids)
    until(lambda: one(panel)["asking"] is None, "one card")
    assert {} == calls_on(other)
    assert "talking" == one(panel)["phase"]


def test_a_call_that_goes_on_under_another_id_is_the_same_call(panel: PanelClient) -> None:
    """Nothing was known of the other id: it is a name, and nothing is put together."""
    system = telephone_system(panel.running)
    first, renamed = (OutsideCall(system, panel.seat.line, NOBODY) for _ in range(2))
    first.tell("leg.offered", "leg.connected")
    at = panel.call(phase="talking")["id"]
    renamed.tell("call.conferenced", agents=[panel.seat.line], merged_call_id=first.placed.call_id)
    renamed.tell("leg.held")

    assert at == panel.call(phase="held")["id"]
