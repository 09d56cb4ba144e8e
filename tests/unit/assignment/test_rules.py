"""The rules that assign without a press, and their sentences in docs/rules.md."""

from cti_adapter.assignment.rules import RULES, News, only_match, proposals
from tests.support.builders import ADA, ADAS_NUMBER, CHARLES, MARY, SWITCHBOARD
from tests.unit.assignment.rule_book import rows


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


def test_the_rules_are_written_down_in_their_order() -> None:
    """Who reads docs/rules.md reads what the code says, word by word."""
    written = [tuple(row) for row in rows("## By itself")]

    assert [(f"`{rule.__name__}`", rule.__doc__) for rule in RULES] == written
