"""How far the log of a call has come, and why."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.events import (
    EntryGivenUp,
    LookupDelayed,
    TaskDelayed,
    TaskRefused,
    TaskWritten,
)
from cti_adapter.logbook.ledger import (
    DO_NOT_LOG,
    GIVEN_UP,
    MERGED,
    Ledger,
    LogState,
    answered,
    begun,
    begun_from_history,
    declined,
    given_up,
    reopened,
    retried,
    taken_back,
    typed_by_hand,
)
from tests.support.builders import AGENT_A, at

NOON = at("12:00:00")
WRITTEN = TaskWritten(at=NOON, task_id="00T1", url="https://org.example.test/00T1")
DELAYED = TaskDelayed(at=NOON, code="salesforce-down", message="no answer in 10 s")
REFUSED = TaskRefused(at=NOON, message="Call result: choose Follow-up instead")


@pytest.mark.parametrize(("saved_by", "by"), [(AGENT_A, "agent"), (None, "server")])
def test_it_remembers_who_completed_it(by: str, saved_by: AgentId | None) -> None:
    """ "Saved" and "saved by the server" are two sentences."""
    ledger = begun(Ledger(), saved_by=saved_by, at=NOON)

    assert ("saving", by) == (ledger.state, ledger.by)
    assert (saved_by, NOON) == (ledger.saved_by, ledger.completed_at)


def test_a_call_typed_by_hand_is_told_from_all_others() -> None:
    """No telephone system told of it, and no wrap-up can be gone back to (DECISION 50)."""
    ledger = begun(typed_by_hand(Ledger()), saved_by=AGENT_A, at=NOON)

    assert (True, False) == (ledger.manual, ledger.may_be_reopened)


def test_not_logging_has_its_reason_and_its_moment() -> None:
    """Every call without a Task stands in the ledger with its reason (DECISION 15)."""
    assert Ledger(state="not-logged", reason="internal", settled_at=NOON) == declined(
        Ledger(), "internal", NOON
    )


def test_a_written_task_is_known_by_id_and_address() -> None:
    """The earlier trouble is forgotten."""
    ledger = answered(answered(begun(Ledger(), saved_by=AGENT_A, at=NOON), DELAYED), WRITTEN)

    assert ("saved", "agent", "", "", "00T1", WRITTEN.url, NOON) == (
        ledger.state,
        ledger.by,
        ledger.reason,
        ledger.message,
        ledger.task_id,
        ledger.task_url,
        ledger.settled_at,
    )


@pytest.mark.parametrize(
    ("answer", "reason", "message"),
    [(DELAYED, "salesforce-down", DELAYED.message), (REFUSED, "rejected", REFUSED.message)],
)
def test_what_went_wrong_is_told_in_the_orgs_words(
    answer: TaskDelayed | TaskRefused, reason: str, message: str
) -> None:
    ledger = answered(begun(Ledger(), saved_by=None, at=NOON), answer)

    assert ("not-saved", reason, message) == (ledger.state, ledger.reason, ledger.message)


def test_a_log_that_waits_for_its_look_up_is_not_saved() -> None:
    """The agent is to know that Salesforce does not answer (DECISION 46)."""
    ledger = answered(
        begun(Ledger(), saved_by=AGENT_A, at=NOON), LookupDelayed(at=NOON, reason="TIMEOUT")
    )

    assert ("not-saved", "salesforce-down") == (ledger.state, ledger.reason)


def test_what_was_refused_stays_said_whatever_is_looked_up_later() -> None:
    """A number that is told after the end is looked up after the log was refused."""
    refused = answered(begun(Ledger(), saved_by=None, at=NOON), REFUSED)
    later = answered(refused, LookupDelayed(at=NOON, reason="TIMEOUT"))

    assert refused.is_refused
    assert refused is later


@pytest.mark.parametrize("late", [DELAYED, REFUSED])
def test_once_written_it_stays_written(late: TaskDelayed | TaskRefused) -> None:
    """A failure that is reported late does not frighten anybody."""
    saved = answered(Ledger(state="saving"), WRITTEN)

    assert saved is answered(saved, late)


@pytest.mark.parametrize("state", ["open", "not-logged"])
def test_an_answer_nobody_asked_for_changes_nothing(state: LogState) -> None:
    ledger = Ledger(state=state)

    assert ledger is answered(ledger, WRITTEN)


def test_only_a_log_that_waits_can_be_retried() -> None:
    waiting, saved = Ledger(state="not-saved"), Ledger(state="saved")

    assert "saving" == retried(waiting).state
    assert saved is retried(saved)


class TestGivenUp:
    """An admin decides that what Salesforce refused stays unwritten (B-8)."""

    GIVEN_UP = EntryGivenUp(at=NOON, kind="log", edition=1, text="a test call", admin="005A")

    def test_it_is_not_logged_for_a_reason_in_words(self) -> None:
        """Whose decision it was stands in the journal."""
        refused = answered(begun(Ledger(), saved_by=AGENT_A, at=NOON), REFUSED)
        rests = given_up(refused, self.GIVEN_UP)

        assert ("not-logged", GIVEN_UP, "a test call", NOON) == (
            rests.state,
            rests.reason,
            rests.message,
            rests.settled_at,
        )

    def test_a_task_that_stands_stays_as_it_is(self) -> None:
        """Its correction was refused; the call has its Task all the same."""
        refused = Ledger(state="not-saved", edition=2, task_id="00T1", reason="rejected")
        rests = given_up(refused, replace(self.GIVEN_UP, edition=2))

        assert ("saved", GIVEN_UP, "00T1") == (rests.state, rests.reason, rests.task_id)

    @pytest.mark.parametrize(
        ("state", "kind", "edition"),
        [("not-saved", "match", 1), ("not-saved", "log", 2), ("saved", "log", 1)],
    )
    def test_what_else_is_given_up_leaves_the_log(
        self, state: LogState, kind: str, edition: int
    ) -> None:
        """A look-up, an older edition, one that has been written meanwhile."""
        ledger = Ledger(state=state, edition=1)

        assert ledger is given_up(ledger, replace(self.GIVEN_UP, kind=kind, edition=edition))


class TestCorrection:
    """Save was taken back: the log is open again, and its next edition mends the same Task."""

    def test_the_task_that_stands_is_kept(self) -> None:
        """The next Save finds it; everything else is as before Save."""
        again = taken_back(answered(begun(Ledger(), saved_by=AGENT_A, at=NOON), WRITTEN))

        assert ("open", "00T1", None, None) == (
            again.state,
            again.task_id,
            again.saved_by,
            again.settled_at,
        )
        assert again.taken_back
        assert begun(again, saved_by=AGENT_A, at=NOON).taken_back

    def test_a_first_log_was_never_taken_back(self) -> None:
        """Neither open nor on its way, nor when it is open again for another reason."""
        first = begun(Ledger(), saved_by=AGENT_A, at=NOON)

        assert not any(each.taken_back for each in (Ledger(), first, reopened(first)))

    def test_a_task_that_was_on_its_way_is_noted(self) -> None:
        """The courier had read the call before Undo: what stands is what the next Save mends."""
        again = reopened(begun(Ledger(), saved_by=AGENT_A, at=NOON))
        noted = answered(again, WRITTEN)

        assert ("open", "00T1") == (noted.state, noted.task_id)

    @pytest.mark.parametrize("late", [DELAYED, REFUSED])
    def test_an_older_edition_s_trouble_is_not_this_one_s(
        self, late: TaskDelayed | TaskRefused
    ) -> None:
        """Its entry does nothing any more."""
        again = begun(
            reopened(begun(Ledger(), saved_by=AGENT_A, at=NOON)), saved_by=AGENT_A, at=NOON
        )

        assert again is answered(again, late)

    def test_an_older_edition_s_task_does_not_save_this_one(self) -> None:
        """What the agent changed since is not in it yet."""
        again = begun(reopened(begun(Ledger(), saved_by=AGENT_A, at=NOON)), saved_by=None, at=NOON)
        noted = answered(again, WRITTEN)

        assert ("saving", "00T1", 2) == (noted.state, noted.task_id, noted.edition)

    @pytest.mark.parametrize("state", ["saving", "saved", "not-saved"])
    def test_a_pressed_save_can_be_taken_back(self, state: LogState) -> None:
        """Whatever became of it; an end without Save cannot."""
        pressed = Ledger(state=state, saved_by=AGENT_A)

        assert pressed.may_be_reopened
        assert not replace(pressed, saved_by=None).may_be_reopened
        assert not replace(pressed, state="open").may_be_reopened

    def test_what_somebody_changed_in_salesforce_is_told_from_other_mends(self) -> None:
        """A cut comment is no conflict."""
        assert ("WhoId",) == Ledger(repaired=("Description:cut", "WhoId:left")).left
        assert () == Ledger(repaired=("Description:cut",)).left


class TestHistory:
    """Which calls are unlogged, and which 'Log now' may write (B-16, DECISIONS 44 and 50)."""

    @pytest.mark.parametrize(
        ("ledger", "unlogged", "offered"),
        [
            (Ledger(state="not-logged", reason="internal"), True, True),
            (Ledger(state="not-saved", reason="rejected"), True, True),
            (Ledger(state="not-logged", reason=MERGED), False, False),
            (Ledger(state="not-logged", reason=DO_NOT_LOG), True, False),
            (Ledger(state="not-saved", task_id="00T1"), False, False),
            (Ledger(state="saving"), False, False),
            (Ledger(state="saved", task_id="00T1"), False, False),
            (Ledger(), False, False),
        ],
    )
    def test_a_call_without_a_task_is_offered_unless_the_agent_wanted_none(
        self, ledger: Ledger, *, unlogged: bool, offered: bool
    ) -> None:
        """A correction that was refused has its Task."""
        assert (unlogged, offered) == (ledger.is_unlogged, ledger.may_be_logged_now)

    def test_of_a_do_not_log_call_little_is_shown(self) -> None:
        """Of any other that is not logged all is, for it may be logged after all (DECISION 44)."""
        reasons = (DO_NOT_LOG, "missed-queue-call")

        assert [True, False] == [declined(Ledger(), each, NOON).is_private for each in reasons]

    def test_log_now_completes_the_log_and_cannot_be_taken_back(self) -> None:
        """There is no wrap-up to go back to; the reason for which nobody logged is over."""
        declined_at_noon = declined(Ledger(), "missed-queue-call", NOON)
        ledger = begun_from_history(declined_at_noon, saved_by=AGENT_A, at=NOON)

        assert ("saving", 1, AGENT_A, "") == (
            ledger.state,
            ledger.edition,
            ledger.saved_by,
            ledger.reason,
        )
        assert (True, False) == (ledger.from_history, ledger.may_be_reopened)
