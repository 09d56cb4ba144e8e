"""The limits of the slots, cell by cell as limits.md states them."""

from itertools import product

import pytest
from msgspec.structs import replace

from cti_adapter.assignment.limits import LIMITS, By, Refused, add, chosen_in, fill, never
from cti_adapter.assignment.slots import (
    Mark,
    Placed,
    SlotName,
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
    GRACE,
    MARY,
    as_the_page_says,
    placed,
    slots,
)
from tests.unit.assignment.rule_book import Cell, limits, rows

OPENED = "## A record is opened"
PRESSED = "## Assign is pressed"
CHOSEN = "## A record is chosen"

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


def outcome(before: Slots, after: Slots | Refused, by: By) -> str:
    """Return what happened in the words of the table."""
    if isinstance(after, Refused):
        return "offered" if by == "auto" else after.reason.replace("-", " ")
    gone = [
        name
        for name, held in (("Name", before.who), ("Related To", before.what))
        if held is not None and after.find(held.record) is None
    ]
    return {0: "added", 1: f"replaces {''.join(gone)}", 2: "replaces both"}[len(gone)]


def judged(cell: Cell, by: By) -> str:
    before = slots(who=standing(cell.name), what=standing(cell.related_to))
    newcomer = placed(COMING[cell.newcomer], "auto" if by == "auto" else "you")
    return outcome(before, fill(before, newcomer, by=by), by)


@pytest.mark.parametrize("cell", limits(OPENED), ids=lambda cell: " · ".join(cell[:3]))
def test_opening_fills_what_is_empty(cell: Cell) -> None:
    """Nothing an agent sees assigned goes away because they looked at something else."""
    assert cell.outcome == judged(cell, "auto")


@pytest.mark.parametrize("cell", limits(PRESSED), ids=lambda cell: " · ".join(cell[:3]))
def test_a_press_adds_and_replaces_only_what_it_may(cell: Cell) -> None:
    """What the agent decided is not undone by another press of theirs."""
    assert cell.outcome == judged(cell, "you")


@pytest.mark.parametrize("cell", limits(CHOSEN), ids=lambda cell: " · ".join(cell[:3]))
def test_a_combobox_swaps_whatever_the_mark(cell: Cell) -> None:
    """Only beside a lead nothing else is taken (DECISIONS 4 and 8)."""
    assert cell.outcome == judged(cell, "swap")


@pytest.mark.parametrize("heading", [OPENED, PRESSED, CHOSEN])
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


# ── further Contacts (DECISION 25) ───────────────────────────────────────────────────────────


def test_a_further_contact_stands_behind_the_first() -> None:
    before = slots(who=placed(ADA))

    assert Slots(who=placed(ADA), others=(placed(CHARLES, "you"),)) == add(
        before, placed(CHARLES, "you"), shared=True
    )


def test_the_first_contact_that_is_added_fills_name() -> None:
    assert slots(who=placed(ADA, "you")) == add(slots(), placed(ADA, "you"), shared=True)


@pytest.mark.parametrize(
    ("before", "record", "shared", "reason"),
    [
        (slots(who=placed(ADA)), CHARLES, False, "not-shared"),
        (slots(who=placed(ADA)), CASE_26, True, "not-a-contact"),
        (slots(who=placed(ADA)), ALAN, True, "not-a-contact"),
        (slots(who=placed(ALAN)), ADA, True, "lead-alone"),
        (slots(who=placed(ADA, "you")), ADA, True, "already"),
    ],
)
def test_what_cannot_be_added(before: Slots, record: Record, reason: str, *, shared: bool) -> None:
    """Without Shared Activities there is one Contact (DECISION 25); a lead stands alone."""
    assert Refused(reason=reason) == add(before, placed(record, "you"), shared=shared)  # type: ignore[arg-type]  # a test spells the reason


def test_a_further_contact_chosen_in_name_becomes_the_first() -> None:
    """And the former first a further one."""
    before = Slots(who=placed(ADA), others=(placed(CHARLES, "you"), placed(MARY, "you")))
    chosen = chosen_in(before, "who", placed(MARY, "you"))

    assert isinstance(chosen, Slots)
    assert [MARY, ADA, CHARLES] == [each.record for each in chosen.people]


def test_a_swap_in_name_replaces_only_the_first() -> None:
    before = Slots(who=placed(ADA), others=(placed(CHARLES, "you"),))
    chosen = chosen_in(before, "who", placed(GRACE, "you"))

    assert isinstance(chosen, Slots)
    assert [GRACE, CHARLES] == [each.record for each in chosen.people]


def test_a_lead_chosen_in_name_is_alone() -> None:
    """Further Contacts leave with the first, and Related To is cleared (DECISION 8)."""
    before = Slots(who=placed(ADA), what=placed(CASE_26, "you"), others=(placed(CHARLES, "you"),))

    assert slots(who=placed(ALAN, "you")) == chosen_in(before, "who", placed(ALAN, "you"))


def test_a_further_contact_pressed_again_is_there_already() -> None:
    before = Slots(who=placed(ADA), others=(placed(CHARLES, "you"),))

    assert Refused(reason="already") == fill(before, placed(CHARLES, "you"), by="you")


@pytest.mark.parametrize(
    ("slot", "record", "reason"),
    [
        ("who", CASE_26, "other-slot"),
        ("what", ADA, "other-slot"),
        ("what", B_SEVEN, "not-tracked"),
        ("what", ADA_AT_COMPILER_WORKS, "relationship"),
        ("who", replace(ALAN, is_converted=True), "converted"),
    ],
)
def test_a_combobox_takes_what_belongs_into_it(slot: SlotName, record: Record, reason: str) -> None:
    """What the browser offers and what a client sends need not be the same."""
    chosen = chosen_in(slots(), slot, placed(record, "you"))

    assert Refused(reason=reason) == chosen  # type: ignore[arg-type]  # a test spells the reason


def test_a_converted_lead_takes_no_call() -> None:
    """Salesforce refuses the Task: CANNOT_UPDATE_CONVERTED_LEAD (facts/salesforce.md)."""
    assert "converted" == never(replace(ALAN, is_converted=True))


def test_every_row_names_its_source() -> None:
    """A limit nobody can look up is an opinion."""
    assert all("DECISION" in row.source for row in LIMITS)
