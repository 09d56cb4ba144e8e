"""Anything at any moment: a machine of rules plays the service, and what must hold is looked at.

Hypothesis chooses what happens next: an event is told, again or in disorder, an agent types in one
client or the other, saves or takes the Save back, Salesforce fails, somebody there edits or moves a
record, our process dies inside whatever it does. After each step the invariants are checked; in the
end everything may finish in peace. What is played is the product's own code, as in `torture sim`.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cti_adapter.calls.agent import AgentId
from cti_adapter.torture.faults import WRITES
from cti_adapter.torture.ground import ORG, Ground, ground
from cti_adapter.torture.salesforce import CALL_ID
from tests.support.torture_world import LINES, PAGES, STORY, World

FEW = settings(
    max_examples=25,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),  # a loaded machine draws slowly
)

lines, pages = st.sampled_from(LINES), st.sampled_from(PAGES)


class Service(RuleBasedStateMachine):
    """Two agents, a call each, one caller."""

    bare: Ground

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.bare)
        self.undone = 0
        self.seqs = dict.fromkeys(LINES, 0)
        self.edited: dict[str, str] = {}

    def teardown(self) -> None:
        try:
            assert [] == self.world.finish()
        finally:
            self.world.close()

    # what happens

    @rule(line=lines, number=st.integers(1, len(STORY)))
    def events_are_told(self, line: str, number: int) -> None:
        """The next ones; the telephone system goes on where it was not answered."""
        for telling in self.world.untold(line)[:number]:
            if not self.world.tell(line, telling):
                break

    @rule(line=lines, number=st.integers(0, len(STORY) - 1))
    def an_event_is_told(self, line: str, number: int) -> None:
        """Once more, or before what came before it."""
        self.world.tell(line, self.world.calls[line].tellings[number])

    @rule(line=lines, page=pages)
    def notes_are_typed(self, line: str, page: str) -> None:
        self.world.type(line, page)

    @rule(line=lines, page=pages)
    def a_page_hears_of_the_notes(self, line: str, page: str) -> None:
        self.world.hear(line, page)

    @rule(line=lines, page=pages)
    def save_is_pressed(self, line: str, page: str) -> None:
        self.world.save(line, page)

    @rule(line=lines)
    def save_is_taken_back(self, line: str) -> None:
        self.undone += 1
        self.world.undo(line, f"undo-{self.undone}")

    @rule(seconds=st.sampled_from([1, 30, 70, 400, 1000]))
    def time_goes_by(self, seconds: int) -> None:
        self.world.clock.pass_(seconds)
        self.world.alive(lambda it: it.timekeeper.tick())

    @rule(rounds=st.integers(1, 4))
    def the_courier_makes_rounds(self, rounds: int) -> None:
        for _ in range(rounds):
            self.world.make_a_round()

    @rule(fault=st.sampled_from(sorted(WRITES)))
    def salesforce_will_fail(self, fault: str) -> None:
        self.world.faults.next = fault

    @rule(boundary=st.integers(1, 6))
    def our_process_will_die(self, boundary: int) -> None:
        self.world.hazards.left = boundary

    @precondition(lambda self: self.world.salesforce.tasks())
    @rule()
    def somebody_edits_a_task(self) -> None:
        task = self.world.salesforce.tasks()[0]["Id"]
        self.edited[task] = "Mine now"
        self.world.salesforce.edit(task, Subject="Mine now")

    @precondition(
        lambda self: self.world.salesforce.heir_of(self.world.caller) == self.world.caller
    )
    @rule(fate=st.sampled_from(["merged", "deleted"]))
    def the_caller_is(self, fate: str) -> None:
        salesforce = self.world.salesforce
        heir = salesforce.add("Contact") if fate == "merged" else None
        salesforce.move("Contact", self.world.caller, IsDeleted=True, MasterRecordId=heir)

    # what holds

    @invariant()
    def no_call_has_two_tasks(self) -> None:
        made = _tasks_of_calls(self.world)

        assert sorted(set(made)) == sorted(made)

    @invariant()
    def what_is_called_saved_is_there(self) -> None:
        for file in filter(None, map(self.world.file, LINES)):
            if file.ledger.state == "saved":
                assert file.ledger.task_id in self.world.salesforce.rows["Task"]

    @invariant()
    def what_somebody_edited_stays(self) -> None:
        for task, subject in self.edited.items():
            assert subject == self.world.salesforce.rows["Task"][task]["Subject"]

    @invariant()
    def messages_are_numbered_one_after_the_other(self) -> None:
        people = self.world.storage.people
        for line in LINES:
            seq = people.desk(ORG, AgentId(line)).seq
            heard = people.messages_since(ORG, AgentId(line), self.seqs[line])
            if heard is not None:
                assert list(range(self.seqs[line] + 1, seq + 1)) == [each.seq for each in heard]
            self.seqs[line] = seq


def _tasks_of_calls(world: World) -> list[str]:
    return [task[CALL_ID] for task in world.salesforce.tasks()]


def _told(world: World, *lines: str) -> None:
    for line in lines:
        for telling in world.untold(line):
            world.tell(line, telling)


def test_whatever_happens_in_whatever_order_no_call_is_lost_doubled_or_overwritten() -> None:
    """Rules find what nobody thinks of: a Save that is taken back while its answer is late."""
    play(Service, settings(FEW))


def test_the_invariants_catch_a_design_without_a_key() -> None:
    """A machine that let this pass would let ours pass whatever it does."""
    with ground() as bare:
        world = World(bare, has_key=False)
        _told(world, "101")
        world.make_a_round()
        world.faults.next = "answer-lost"
        world.save("101", "s")
        world.make_a_round()
        before = _tasks_of_calls(world)
        world.clock.pass_(400)
        world.make_a_round()
        after = _tasks_of_calls(world)
        world.close()

    assert (["c-101"], ["c-101", "c-101"]) == (before, after)


@pytest.mark.requirement("B-9")
def test_notes_whose_answer_was_lost_are_sent_again_and_stand_once() -> None:
    """Our process dies when the text is on disk; the page knows nothing of that, and types on."""
    with ground() as bare:
        world = World(bare)
        _told(world, "101")
        world.type("101", "s")
        world.hazards.left = 2  # after the transaction, before the answer
        world.type("101", "s")
        world.type("101", "c")
        world.type("101", "s")
        file = world.file("101")
        wrong = world.finish()
        world.close()

    assert file is not None
    assert ([], "s1 s2\nc1 s3") == (wrong, file.notes.text)


def test_what_a_lost_answer_has_written_is_ours_in_a_task_that_somebody_edited() -> None:
    """What they changed is not overwritten; the rest of it is mended (A-14)."""
    with ground() as bare:
        world = World(bare)
        created, *others, ended = world.calls["101"].tellings
        for telling in (created, ended):
            world.tell("101", telling)
        world.clock.pass_(70)
        world.alive(lambda it: it.timekeeper.tick())
        world.make_a_round()
        world.faults.next = "answer-lost"
        world.make_a_round()
        [task] = world.salesforce.tasks()
        world.salesforce.edit(task["Id"], Subject="Mine now")
        for telling in others:
            world.tell("101", telling)
        wrong = world.finish()
        file = world.file("101")
        world.close()

    assert file is not None
    assert ([], "Mine now", 60) == (wrong, task["Subject"], task["CallDurationInSeconds"])
    assert [] == [each for each in file.ledger.repaired if each.endswith(":left")]


def test_a_match_that_comes_after_a_save_was_taken_back_names_nobody() -> None:
    """The agent has said no once: from then on only they assign (DECISION 47)."""
    with ground() as bare:
        world = World(bare)
        _told(world, "101")
        world.save("101", "s")
        world.save("101", "s")  # nothing is assigned, so the first one asks (DECISION 6)
        world.undo("101", "u1")
        wrong = world.finish()
        file = world.file("101")
        [who] = [task.get("WhoId") for task in world.salesforce.tasks() if task[CALL_ID] == "c-101"]
        world.close()

    assert file is not None
    assert ([], True, None) == (wrong, file.ledger.taken_back, who)


def play(machine: type[Service], how: settings) -> None:
    with ground() as bare:
        machine.bare = bare
        run_state_machine_as_test(machine, settings=how)
