"""An agent's desk: the open record, what counts as opened, and the active call."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.calls.record import Record
from cti_adapter.service.desk import (
    MOST_WINDOWS,
    Desk,
    DeskCall,
    Report,
    could_not_learn,
    knows_already,
    learned,
    looked_at,
    took_report,
    with_call,
    with_told,
    without_call,
)
from tests.support.builders import (
    ADA,
    AGENT_A,
    BOMBE,
    CASE_26,
    CASE_27,
    COMPILER_WORKS,
    ORG,
    as_the_page_says,
    at,
)

EMPTY = Desk(org_id=ORG, agent_id=AGENT_A)


def shows(
    desk: Desk, record: Record | None, window: str = "left", clock: str = "09:00:00"
) -> tuple[Desk, bool]:
    return took_report(desk, Report(window=window, record=record, at=at(clock)))


def showing(*reports: tuple[str, Record | None]) -> Desk:
    desk = EMPTY
    for window, record in reports:
        desk, _ = shows(desk, record, window)
    return desk


def calls(*seen: tuple[str, str, str]) -> Desk:
    """Return a desk with calls: id, phase, since."""
    cards = (DeskCall(id=CallId(name), phase=phase, since=at(since)) for name, phase, since in seen)
    return replace(EMPTY, calls=tuple(cards))


class TestOpened:
    """Requirements 1.2: reported, and different from what that window last reported."""

    def test_a_window_heard_for_the_first_time_opens_nothing(self) -> None:
        """It may have shown the record long before the call."""
        desk, opened = shows(EMPTY, CASE_26)

        assert desk.open is not None
        assert (CASE_26, False) == (desk.open.record, opened)

    def test_another_record_in_the_same_window_is_opened(self) -> None:
        _, opened = shows(showing(("left", CASE_26)), CASE_27)

        assert opened

    def test_reloading_a_page_opens_nothing(self) -> None:
        _, opened = shows(showing(("left", CASE_26)), CASE_26)

        assert not opened

    def test_coming_back_from_a_list_opens_the_record_again(self) -> None:
        """The window showed something else in between."""
        _, opened = shows(showing(("left", CASE_26), ("left", None)), CASE_26)

        assert opened

    def test_focusing_another_window_opens_nothing_but_shows_its_record(self) -> None:
        """Assign names the record in the active window (S0-16)."""
        two = showing(("left", CASE_26), ("right", CASE_27))
        desk, opened = shows(two, CASE_26, "left", "09:00:30")

        assert desk.open is not None
        assert (CASE_26, "left", at("09:00:30"), False) == (
            desk.open.record,
            desk.open.window,
            desk.open.seen_at,
            opened,
        )

    def test_a_list_is_no_record(self) -> None:
        """Then Assign is disabled."""
        desk, opened = shows(showing(("left", CASE_26)), None)

        assert (None, False) == (desk.open, opened)

    def test_only_so_many_windows_are_remembered(self) -> None:
        """The one reported longest ago is forgotten first."""
        desk = showing(*((f"window {number}", ADA) for number in range(MOST_WINDOWS + 1)))

        assert MOST_WINDOWS == len(desk.windows)
        assert "window 0" not in desk.windows


class TestLearned:
    """What Salesforce tells of the open record."""

    WAITING = showing(("left", as_the_page_says(CASE_26)))

    def test_the_open_record_is_known_from_then_on(self) -> None:
        """Also when the page, which knows less, reports it again."""
        known = learned(self.WAITING, CASE_26)
        again, _ = shows(known, as_the_page_says(CASE_26))

        assert again.open is not None
        assert CASE_26 == again.open.record

    def test_the_page_keeps_its_name_for_it(self) -> None:
        """What the button names is what the agent sees in the tab."""
        known = learned(self.WAITING, replace(CASE_26, label="00001026"))

        assert known.open is not None
        assert "Case 00001026" == known.open.record.label

    def test_a_failed_lookup_is_remembered_until_an_answer_comes(self) -> None:
        """It stays offered, with the reason (DECISION 45)."""
        failed = could_not_learn(self.WAITING, CASE_26.id, "slow")
        known = learned(failed, CASE_26)

        assert failed.open is not None
        assert known.open is not None
        assert ("slow", None) == (failed.open.unreadable, known.open.unreadable)

    def test_what_was_known_stays_while_salesforce_is_away(self) -> None:
        """An old account is worth more than none."""
        known = learned(self.WAITING, CASE_26)

        assert known == could_not_learn(known, CASE_26.id, "failed")

    def test_a_known_record_that_is_gone_is_said_to_be_gone(self) -> None:
        """Somebody deleted it in another window."""
        gone = could_not_learn(learned(self.WAITING, CASE_26), CASE_26.id, "gone")

        assert gone.open is not None
        assert "gone" == gone.open.unreadable

    def test_nothing_new_is_told_from_something_new(self) -> None:
        """A page reports at every focus; the call hears of changes alone."""
        known = learned(self.WAITING, CASE_26)
        moved = replace(CASE_26, account_id=COMPILER_WORKS, account_name="Compiler Works")

        assert [False, True, False] == [
            knows_already(self.WAITING, CASE_26),
            knows_already(known, CASE_26),
            knows_already(known, moved),
        ]

    def test_a_page_that_gives_a_wrong_type_is_remembered(self) -> None:
        """Salesforce's word counts, and the agent is shown that the page's was another."""
        wrong = showing(("left", replace(as_the_page_says(BOMBE), type="Contact")))
        known = learned(wrong, BOMBE)

        assert known.open is not None
        assert ("Project__c", "Contact") == (known.open.record.type, known.open.record.claimed)

    @pytest.mark.parametrize("desk", [EMPTY, WAITING])
    def test_an_answer_for_another_record_changes_nothing(self, desk: Desk) -> None:
        assert desk == learned(desk, CASE_27) == could_not_learn(desk, CASE_27.id, "gone")


class TestActive:
    """The one call that takes openings and owns the Assign button."""

    def test_without_calls_there_is_none(self) -> None:
        assert EMPTY.active is None

    @pytest.mark.parametrize(
        "phases",
        [
            ("talking", "dialling"),
            ("dialling", "held"),
            ("held", "wrap-up"),
            ("wrap-up", "ringing"),
            ("ringing", "saved"),
        ],
    )
    def test_the_phases_have_their_order(self, phases: tuple[str, str]) -> None:
        """Whichever came first: requirements 1.2, active call."""
        first, second = phases

        assert "a" == calls(("a", first, "09:00:00"), ("b", second, "09:01:00")).active
        assert "a" == calls(("b", second, "09:00:00"), ("a", first, "09:01:00")).active

    @pytest.mark.parametrize("phase", ["talking", "dialling", "held", "wrap-up"])
    def test_among_equals_it_is_the_latest(self, phase: str) -> None:
        assert "b" == calls(("a", phase, "09:00:00"), ("b", phase, "09:01:00")).active

    def test_among_ringing_calls_it_is_the_one_that_rings_longest(self) -> None:
        assert "a" == calls(("b", "ringing", "09:01:00"), ("a", "ringing", "09:00:00")).active

    def test_a_saved_call_is_active_no_longer(self) -> None:
        assert calls(("a", "saved", "09:00:00"), ("b", "saving", "09:00:00")).active is None


class TestCards:
    """The calls on the panel."""

    CALL = CallId("call-1")

    def test_a_phase_counts_from_its_beginning(self) -> None:
        """A repeat of the same phase does not start it anew."""
        ringing = with_call(EMPTY, self.CALL, "ringing", at("09:00:00"))
        talking = with_call(ringing, self.CALL, "talking", at("09:00:04"))

        assert ringing == with_call(ringing, self.CALL, "ringing", at("09:00:02"))
        assert (DeskCall(id=self.CALL, phase="talking", since=at("09:00:04")),) == talking.calls

    def test_a_call_comes_and_goes(self) -> None:
        there = with_call(EMPTY, self.CALL, "ringing", at("09:00:00"))

        assert (False, True) == (EMPTY.has(self.CALL), there.has(self.CALL))
        assert EMPTY == without_call(there, self.CALL)


class TestLookedAt:
    """A page is focused; Salesforce may have nothing to say about it."""

    def test_a_list_becomes_the_active_window_and_shows_no_record(self) -> None:
        """A console is silent about a list, so its page alone can tell that it is looked at."""
        desk = looked_at(showing(("list", None), ("left", CASE_26)), "page-1", "list")

        assert ("list", None) == (desk.active_window, desk.open)

    @pytest.mark.parametrize("window", ["left", "right", "never heard of"])
    def test_a_window_with_a_record_is_left_to_its_own_report(self, window: str) -> None:
        desk = showing(("right", CASE_27), ("left", CASE_26))

        assert desk == looked_at(desk, "page-1", window)


def test_a_call_knows_which_message_showed_it_last() -> None:
    """Pages that show the same message of it show the same call."""
    desk = with_told(
        calls(("one", "held", "09:00:00"), ("two", "talking", "09:01:00")), CallId("two"), 7
    )

    assert [0, 7, 0] == [desk.told_of(CallId(name)) for name in ("one", "two", "three")]
