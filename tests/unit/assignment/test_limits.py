"""The limits of the slots, cell by cell as docs/rules.md states them."""

from itertools import product

import pytest
from msgspec.structs import replace

from cti_adapter.assignment.limits import Refused, fill
from cti_adapter.assignment.slots import (
    Mark,
    Placed,
    Slots,
)
from cti_adapter.calls.record import Record, RecordId
from tests.support.builders import (
    ADA,
    ADA_AT_COMPILER_WORKS,
    ALAN,
    ANALYTICAL_ENGINES,
    B_SEVEN,
    BOMBE,
    CASE_26,
    CASE_27,
    CHARLES,
    COMPILER_ROLLOUT,
    COMPILER_WORKS,
    DIFFERENCE_ENGINE,
    as_the_page_says,
    placed,
    slots,
)
from tests.unit.assignment.rule_book import Cell, limits, rows

OPENED = "### A record is opened"
PRESSED = "### Assign is pressed"

ANOTHER_LEAD = replace(ALAN, id=RecordId("00Q000000000002AAA"), label="Another lead")
A_THIRD_ACCOUNT = replace(
    COMPILER_WORKS,
    id=RecordId("001000000000003AAA"),
    account_id=RecordId("001000000000003AAA"),
)

STANDING: dict[str, Record] = {
    "lead": ALAN,
    "contact": ADA,
    "account": ANALYTICAL_ENGINES,
    "own account": ANALYTICAL_ENGINES,
    "other account": COMPILER_WORKS,
    "case": CASE_26,
}
COMING: dict[str, Record] = {
    "a lead": ANOTHER_LEAD,
    "a contact": CHARLES,
    "an account": A_THIRD_ACCOUNT,
    "a case of that account": CASE_27,
    "a case of another account": COMPILER_ROLLOUT,
}


def standing(words: str) -> Placed | None:
    """Return what a cell of the first two columns describes: "own account auto"."""
    if words == "–":
        return None
    what, mark = words.rsplit(" ", 1)
    return placed(STANDING[what], "you" if mark == "you" else "auto")


def outcome(before: Slots, after: Slots | Refused, by: Mark) -> str:
    """Return what happened in the words of the table."""
    if isinstance(after, Refused):
        return "offered" if by == "auto" else after.reason.replace("-", " ")
    gone = [
        name
        for name, held in (("Name", before.who), ("Related To", before.what))
        if held is not None and after.find(held.record) is None
    ]
    return {0: "added", 1: f"replaces {''.join(gone)}", 2: "replaces both"}[len(gone)]


def judged(cell: Cell, by: Mark) -> str:
    before = slots(who=standing(cell.name), what=standing(cell.related_to))
    return outcome(before, fill(before, placed(COMING[cell.newcomer], by), by=by), by)


@pytest.mark.parametrize("cell", limits(OPENED), ids=lambda cell: " · ".join(cell[:3]))
def test_opening_fills_what_is_empty(cell: Cell) -> None:
    """Nothing an agent sees assigned goes away because they looked at something else."""
    assert cell.outcome == judged(cell, "auto")


@pytest.mark.parametrize("cell", limits(PRESSED), ids=lambda cell: " · ".join(cell[:3]))
def test_a_press_adds_and_replaces_only_what_it_may(cell: Cell) -> None:
    """What the agent decided is not undone by another press of theirs."""
    assert cell.outcome == judged(cell, "you")


@pytest.mark.parametrize("heading", [OPENED, PRESSED])
def test_the_tables_leave_nothing_out(heading: str) -> None:
    """An agent never meets a combination nobody thought of."""
    marks = ("auto", "you")
    alone = {(f"lead {mark}", "–") for mark in marks}
    without_contact = {("–", f"{what} {mark}") for what in ("account", "case") for mark in marks}
    beside = ("–", *(f"{w} {m}" for w in ("own account", "other account", "case") for m in marks))
    with_contact = set(product([f"contact {mark}" for mark in marks], beside))

    told = {(name, related_to) for name, related_to, *_ in rows(heading)}

    assert {("–", "–")} | alone | without_contact | with_contact == told


@pytest.mark.parametrize("further", [CASE_26, DIFFERENCE_ENGINE, BOMBE])
def test_case_opportunity_and_custom_record_are_one_kind(further: Record) -> None:
    """Related To takes any of them, and a tracked custom record is worth no less (DECISION 2)."""
    before = slots(who=placed(ADA), what=placed(ANALYTICAL_ENGINES))
    newcomer = placed(further)

    assert slots(who=before.who, what=newcomer) == fill(before, newcomer, by="auto")


def test_a_press_on_what_the_product_assigned_makes_it_the_agents_own() -> None:
    """From then on nothing replaces it without them (DECISION 4)."""
    before = slots(who=placed(ADA), what=placed(CASE_26))

    name = fill(before, placed(ADA, "you"), by="you")
    related_to = fill(before, placed(CASE_26, "you"), by="you")

    assert slots(who=replace(placed(ADA), mark="you"), what=placed(CASE_26)) == name
    assert slots(who=placed(ADA), what=replace(placed(CASE_26), mark="you")) == related_to


@pytest.mark.parametrize("by", ["auto", "you"])
def test_what_is_the_agents_own_already_cannot_be_assigned_again(by: Mark) -> None:
    """The button says "already assigned" and does nothing."""
    before = slots(who=placed(ADA, "you"))

    assert Refused(reason="already") == fill(before, placed(ADA, by), by=by)


def test_seeing_an_assigned_record_again_confirms_nothing() -> None:
    """Only a press is the agent's word."""
    before = slots(who=placed(ADA))

    assert Refused(reason="already") == fill(before, placed(ADA), by="auto")


@pytest.mark.parametrize("by", ["auto", "you"])
@pytest.mark.parametrize("before", [slots(), slots(who=placed(ADA)), slots(who=placed(ALAN))])
def test_some_records_fit_nowhere(before: Slots, by: Mark) -> None:
    """The reason is the record's own, whatever else stands there."""

    def reason(record: Record) -> str:
        refused = fill(before, placed(record, by), by=by)
        assert isinstance(refused, Refused)
        return refused.reason

    assert "relationship" == reason(ADA_AT_COMPILER_WORKS)
    assert "not-tracked" == reason(B_SEVEN)
    assert "tracking-unknown" == reason(as_the_page_says(B_SEVEN))
