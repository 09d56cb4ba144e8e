"""What the engine answers with."""

import runpy
from pathlib import Path

from cti_adapter.assignment.decisions import Because, Offer
from tests.support.builders import ADA

ROOT = Path(__file__).parents[3]


def test_docs_rules_md_is_what_the_engine_says() -> None:
    """Who reads the page reads the code: every rule, limit, objection and reason in words."""
    rules_md = runpy.run_path(str(ROOT / "bin" / "write-rules"))["rules_md"]
    committed = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    assert rules_md() == committed, "run make rules"


def test_a_reason_may_come_without_evidence() -> None:
    """A press needs none: the agent decided."""
    assert "" == Because(rule="pressed").evidence


def test_an_offer_replaces_nothing_unless_it_says_so() -> None:
    """The button's description names what gives way, or nothing does."""
    offer = Offer(record=ADA, reason=None)

    assert ((), False) == (offer.replaces, offer.other_account)
