"""What is known of records: asked once for all who ask, believed for a while, never waited for."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from msgspec.structs import replace

from cti_adapter.calls.record import Learned, RecordId
from cti_adapter.errors import Rejected, RetryLater, StorageUnavailable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.knowledge import AT_LEAST_S, LIFETIME_S, SLOW_S, Answer, Knowledge
from tests.support.builders import ADA, BOMBE, CASE_26, ORG

KNOWN = {record.id: Learned(record=record) for record in (ADA, BOMBE, CASE_26)}
OTHER_ORG = OrgId("other")


class Org:
    """An org of three records, which says what a test wants and counts its questions."""

    def __init__(self) -> None:
        self.records: dict[RecordId, Answer] = dict(KNOWN)
        self.questions: list[list[RecordId]] = []
        self.fails: list[Exception] = []
        self.while_asked: Callable[[], None] = lambda: None

    def learn(self, _org: OrgId, ids: Sequence[RecordId]) -> Mapping[RecordId, Answer]:
        self.questions.append(list(ids))
        self.while_asked()
        if self.fails:
            raise self.fails.pop(0)
        return {at: self.records.get(at, "hidden") for at in ids}


class Aside:
    """Runs what was put aside when the test says so, alarms when their time is told."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []
        self.alarms: list[Callable[[], None]] = []

    def start(self, work: Callable[[], None]) -> None:
        self.waiting.append(work)

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        assert SLOW_S == seconds
        self.alarms.append(work)
        return lambda: self.alarms.remove(work)

    def now(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()

    def ring(self) -> None:
        for alarm in list(self.alarms):
            alarm()


class Stage:
    """Knowledge with everything around it in the test's hand."""

    def __init__(self) -> None:
        self.org, self.aside, self.seconds = Org(), Aside(), 1_000.0
        self.knowledge = Knowledge(self.org.learn, self.aside, lambda: self.seconds)
        self.heard: list[Answer] = []

    def ask(self, at: RecordId = ADA.id, *, anew: bool = False) -> None:
        self.knowledge.find_out(ORG, at, self.heard.append, anew=anew)

    def hear(self, at: RecordId = ADA.id, *, anew: bool = False) -> Answer:
        self.ask(at, anew=anew)
        self.aside.now()
        return self.heard[-1]


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_nobody_waits_for_the_answer(stage: Stage) -> None:
    """The panel shows the record as the page named it meanwhile (DECISION 45)."""
    stage.ask()

    assert ([], []) == (stage.heard, stage.org.questions)
    stage.aside.now()
    assert [KNOWN[ADA.id]] == stage.heard


def test_an_answer_is_believed_for_a_while(stage: Stage) -> None:
    """Two agents and ten openings are one question."""
    for _ in range(3):
        stage.hear()
    stage.seconds += LIFETIME_S
    stage.hear()

    assert [KNOWN[ADA.id]] * 4 == stage.heard
    assert [[ADA.id], [ADA.id]] == stage.org.questions


def test_what_is_known_is_told_without_asking(stage: Stage) -> None:
    """Opened again, a record is assigned at once; of another org nothing is known."""
    unknown = stage.knowledge.of(ORG, ADA.id)
    stage.hear()

    assert (None, KNOWN[ADA.id], None) == (
        unknown,
        stage.knowledge.of(ORG, ADA.id),
        stage.knowledge.of(OTHER_ORG, ADA.id),
    )


def test_all_who_ask_for_the_same_are_told_by_one_answer(stage: Stage) -> None:
    """Single flight: a record that a whole team opens is read once."""
    for _ in range(5):
        stage.ask()
    stage.aside.now()

    assert ([[ADA.id]], [KNOWN[ADA.id]] * 5) == (stage.org.questions, stage.heard)


def test_who_comes_while_a_question_is_out_is_in_the_next_one(stage: Stage) -> None:
    """A shift that begins is a few questions, not hundreds."""
    many = [RecordId(f"006{number:012}AAA") for number in range(30)]
    for at in many:
        stage.ask(at)
    stage.aside.now()

    assert [many] == stage.org.questions
    assert ["hidden"] * 30 == stage.heard


def test_a_record_is_read_anew_when_the_page_reports_a_change(stage: Stage) -> None:
    """Its account may be another one by now; reports at every focus ask no more than that."""
    moved = Learned(record=replace(ADA, account_name="Compiler Works"))
    stage.hear()
    stage.org.records[ADA.id] = moved
    too_soon = stage.hear(anew=True)
    stage.seconds += AT_LEAST_S

    assert (KNOWN[ADA.id], moved) == (too_soon, stage.hear(anew=True))
    assert moved == stage.knowledge.of(ORG, ADA.id)


def test_what_cannot_be_seen_is_asked_for_again_soon(stage: Stage) -> None:
    """Rights are granted, records are restored."""
    del stage.org.records[ADA.id]
    before = stage.hear()
    stage.org.records[ADA.id] = KNOWN[ADA.id]
    stage.seconds += AT_LEAST_S

    assert ("hidden", KNOWN[ADA.id]) == (before, stage.hear())


@pytest.mark.parametrize(
    "error", [RetryLater("down"), Rejected("no"), ValueError("a fault of ours")], ids=repr
)
def test_a_failure_is_told_and_not_remembered(stage: Stage, error: Exception) -> None:
    """Opened again, the record is asked for again."""
    stage.org.fails = [error]

    assert ["failed", KNOWN[ADA.id]] == [stage.hear(), stage.hear()]
    assert [] == stage.aside.alarms


def test_one_record_that_spoils_the_question_does_not_hide_the_others(stage: Stage) -> None:
    """Each is asked for by itself then."""
    stage.org.fails = [Rejected("MALFORMED"), Rejected("MALFORMED")]
    for at in (BOMBE.id, ADA.id):
        stage.ask(at)
    stage.aside.now()

    assert ["failed", KNOWN[ADA.id]] == stage.heard
    assert [[BOMBE.id, ADA.id], [BOMBE.id], [ADA.id]] == stage.org.questions


def test_an_answer_that_is_late_is_said_to_be_late_and_still_told(stage: Stage) -> None:
    """The agent knows why nothing is assigned yet."""
    stage.org.while_asked = stage.aside.ring

    assert KNOWN[ADA.id] == stage.hear()
    assert ["slow", KNOWN[ADA.id]] == stage.heard


def test_a_question_that_ran_out_of_time_was_slow(stage: Stage) -> None:
    """Not refused: that is another thing to tell an admin."""

    def wait() -> None:
        stage.seconds += SLOW_S

    stage.org.while_asked, stage.org.fails = wait, [RetryLater("the connection broke")]

    assert "slow" == stage.hear()


def test_one_slow_question_does_not_hold_up_the_next_record(stage: Stage) -> None:
    """Several questions may be out at a time; asked here from within the first one."""
    asked_inside: list[Answer] = []

    def another() -> None:
        stage.org.while_asked = lambda: None
        stage.knowledge.find_out(ORG, BOMBE.id, asked_inside.append)
        stage.aside.now()
        assert [KNOWN[BOMBE.id]] == asked_inside

    stage.org.while_asked = another

    assert KNOWN[ADA.id] == stage.hear()


def test_one_listener_that_fails_leaves_the_others_told(stage: Stage) -> None:
    """The database was away for one agent's call."""

    def away(_answer: Answer) -> None:
        raise StorageUnavailable

    stage.knowledge.find_out(ORG, ADA.id, away)

    assert KNOWN[ADA.id] == stage.hear()


def test_no_more_is_remembered_than_the_limit(stage: Stage) -> None:
    """Memory is bounded; what was asked about longest ago goes first."""
    small = Knowledge(stage.org.learn, stage.aside, lambda: stage.seconds, most=1)
    for at in (ADA.id, BOMBE.id):
        small.find_out(ORG, at, stage.heard.append)
    stage.aside.now()

    assert [None, KNOWN[BOMBE.id]] == [small.of(ORG, ADA.id), small.of(ORG, BOMBE.id)]
