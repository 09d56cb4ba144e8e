"""The rules that assign without a press, one by one and in their order."""

from cti_adapter.assignment.rules import RULES, News, only_match, proposals
from tests.support.builders import ADA, ADAS_NUMBER, ALAN, CASE_26, CHARLES, MARY, SWITCHBOARD


def test_the_only_match_is_assigned_with_its_number_as_evidence() -> None:
    """The agent reads why: this number is stored once."""
    placed = only_match(News(found=(ADA,), number=ADAS_NUMBER))

    assert placed is not None
    assert (ADA, "auto", "only-match", ADAS_NUMBER) == (
        placed.record,
        placed.mark,
        placed.because.rule,
        placed.because.evidence,
    )


def test_several_matches_are_left_to_the_agent() -> None:
    """A switchboard says nothing about who is calling (S0-7)."""
    assert () == proposals(News(found=(CHARLES, MARY), number=SWITCHBOARD))


def test_no_match_assigns_nothing() -> None:
    assert () == proposals(News(number=ADAS_NUMBER))


def test_the_named_record_comes_before_the_number() -> None:
    """The caller typed the case's number; who they are is told by theirs (DECISION 56)."""
    placed = proposals(News(named=CASE_26, found=(ADA,), number=ADAS_NUMBER))

    assert [("named", CASE_26), ("only-match", ADA)] == [
        (each.because.rule, each.record) for each in placed
    ]


def test_a_record_is_proposed_once_by_the_first_rule_that_means_it() -> None:
    """Mary was opened, which settles who of the two is calling (S0-8)."""
    placed = proposals(News(opened=MARY, matches=(CHARLES, MARY)))

    assert ["settled-by-opening"] == [each.because.rule for each in placed]


def test_what_the_page_shows_at_save_has_a_rule_of_its_own() -> None:
    """ "Why" says that nobody opened it before the agent's eyes (DECISION 9)."""
    (placed,) = proposals(News(opened=CASE_26, at_save=True))

    assert "opened-at-save" == placed.because.rule


def test_an_opening_outside_the_matches_is_an_opening() -> None:
    (placed,) = proposals(News(opened=CASE_26, matches=(CHARLES, MARY)))

    assert "opened" == placed.because.rule


def test_a_lead_made_for_the_caller_is_proposed_with_the_number() -> None:
    (placed,) = proposals(News(lead=ALAN, number=SWITCHBOARD))

    assert ("lead-made", SWITCHBOARD) == (placed.because.rule, placed.because.evidence)


def test_every_rule_has_its_sentence() -> None:
    """docs/rules.md is made from them."""
    assert all((rule.__doc__ or "").endswith(".") for rule in RULES)
