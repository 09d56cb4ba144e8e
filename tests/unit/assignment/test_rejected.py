"""Why the others were not taken: the first objection that holds (B-4)."""

import pytest
from msgspec.structs import replace

from cti_adapter.assignment.decisions import MOST_REJECTED, Because, Rejection
from cti_adapter.assignment.rejected import OBJECTIONS, Placing, explained, objection
from cti_adapter.assignment.slots import put
from cti_adapter.assignment.state import Assignment
from cti_adapter.calls.record import Record, RecordId
from tests.support.builders import (
    ADA,
    ADA_AT_COMPILER_WORKS,
    ALAN,
    ANALYTICAL_ENGINES,
    B_SEVEN,
    BOMBE,
    CASE_26,
    CHARLES,
    COMPILER_ROLLOUT,
    DIFFERENCE_ENGINE,
    MARY,
    as_the_page_says,
    placed,
    slots,
)

CONVERTED = replace(ALAN, is_converted=True)


def placing_ada(before: Assignment, *, by_agent: bool = False) -> Placing:
    ada = placed(ADA, "you" if by_agent else "auto")
    several = frozenset(each.id for each in before.matches)
    return Placing(placed=ada, before=before, after=put(before.slots, ada), several=several)


def explained_ada(before: Assignment) -> Because:
    ada = placed(ADA)
    return explained(ada, before, put(before.slots, ada))


@pytest.mark.parametrize(
    ("record", "before", "reason"),
    [
        (MARY, Assignment(slots=slots(who=placed(MARY))), "gave-way"),
        (CHARLES, Assignment(suppressed=(CHARLES.id,)), "deleted"),
        (
            as_the_page_says(CASE_26),
            Assignment(unreadable={CASE_26.id: "hidden"}),
            "hidden",
        ),
        (ADA_AT_COMPILER_WORKS, Assignment(), "relationship"),
        (CONVERTED, Assignment(), "converted"),
        (B_SEVEN, Assignment(), "not-tracked"),
        (as_the_page_says(BOMBE), Assignment(), "tracking-unknown"),
        (as_the_page_says(CASE_26), Assignment(), "relation-unknown"),
        (COMPILER_ROLLOUT, Assignment(), "other-account"),
        (CHARLES, Assignment(matches=(ADA, CHARLES)), "not-the-only-match"),
        (CHARLES, Assignment(), "limit"),
        (
            DIFFERENCE_ENGINE,
            Assignment(slots=slots(what=placed(CASE_26, "you"))),
            "limit",
        ),
        (CASE_26, Assignment(), "only-offered"),
    ],
)
def test_each_candidate_has_its_reason(
    record: Record, before: Assignment, reason: Rejection
) -> None:
    """Ada Lovelace was assigned; why not this one?"""
    assert reason == objection(record, placing_ada(before))


def test_beside_a_lead_nothing_else_fits() -> None:
    alan = placed(ALAN)
    placing = Placing(placed=alan, before=Assignment(), after=slots(who=alan))

    assert "lead-alone" == objection(CASE_26, placing)


def test_beside_an_account_alone_no_case_fits() -> None:
    account = placed(ANALYTICAL_ENGINES)
    placing = Placing(placed=account, before=Assignment(), after=slots(what=account))

    assert "account-alone" == objection(CASE_26, placing)


def test_who_was_passed_over_by_a_choice_was_not_chosen() -> None:
    """The number had two; the agent took one."""
    placing = placing_ada(Assignment(matches=(ADA, CHARLES)), by_agent=True)

    assert "not-chosen" == objection(CHARLES, placing)


def test_of_hundreds_of_matches_a_few_are_named() -> None:
    """The row of a call stays small, and the agent learns how many there were."""
    many = tuple(
        replace(CHARLES, id=RecordId(f"003{number:015}"), label=f"Somebody {number}")
        for number in range(500)
    )
    because = explained_ada(Assignment(matches=(ADA, *many), candidates=(CASE_26,)))

    assert "Case 00001026" == because.rejected[0].label
    assert (MOST_REJECTED, 501 - MOST_REJECTED) == (len(because.rejected), because.more_rejected)


def test_what_is_assigned_was_not_rejected() -> None:
    because = explained_ada(Assignment(matches=(ADA,), slots=slots(what=placed(CASE_26))))

    assert ((), 0) == (because.rejected, because.more_rejected)


def test_every_objection_says_its_sentence() -> None:
    """docs/rules.md is made from them."""
    assert all((each.__doc__ or "").endswith(".") for each in OBJECTIONS)
