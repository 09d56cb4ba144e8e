"""Every reason and every rule has its words on the page."""

from typing import get_args

from cti_adapter.assignment.decisions import Because, Offer, Reason, Rule
from tests.support.builders import ADA
from tests.unit.assignment.rule_book import limits, rows


def test_every_rule_is_explained() -> None:
    """ "Why Ada Lovelace" never answers with a code nobody has worded (B-4)."""
    explained = {code.strip("`") for code, _ in rows("## Why a record stands")}

    assert set(get_args(Rule)) == explained


def test_every_reason_is_explained() -> None:
    """A disabled Assign always says why; without an open record there is nothing to say."""
    of_records = {code.strip("`") for _, code in rows("### Whatever stands there")}
    of_limits = {
        cell.outcome.replace(" ", "-")
        for cell in limits("### Assign is pressed")
        if not cell.outcome.startswith(("added", "replaces"))
    }

    assert set(get_args(Reason)) == of_records | of_limits | {"no-open-record"}


def test_a_reason_may_come_without_evidence() -> None:
    """A press needs none: the agent decided."""
    assert "" == Because(rule="pressed").evidence


def test_an_offer_replaces_nothing_unless_it_says_so() -> None:
    """The button's description names what gives way, or nothing does."""
    offer = Offer(record=ADA, reason=None)

    assert ((), False) == (offer.replaces, offer.other_account)
