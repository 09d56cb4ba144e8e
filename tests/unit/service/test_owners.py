"""cti_adapter.service.owners: whoever Salesforce refuses, the next one owns it."""

import pytest

from cti_adapter.calls.owner import Owner, PassedOver
from cti_adapter.errors import OwnerRefused, RetryLater
from cti_adapter.logbook.ownership import Claim, Standing
from cti_adapter.service.owners import write_owned

CHAIN = (
    Claim(step="agent", id="005A"),
    Claim(step="default", id="00GS", is_queue=True),
    Claim(step="integration"),
)
KNOWN = Standing(integration_id="005I")


class Salesforce:
    """Takes a record unless it refuses its owner, by code."""

    def __init__(self, **refuses: str) -> None:
        self.refuses = refuses
        self.asked: list[str | None] = []

    def write(self, owner_id: str | None) -> str:
        self.asked.append(owner_id)
        if code := self.refuses.get(owner_id or "nobody"):
            raise OwnerRefused(code=code)
        return "00T1"


def test_the_first_of_the_chain_owns_it() -> None:
    assert ("00T1", Owner(id="005A", why="agent")) == write_owned(
        "Task", CHAIN, KNOWN, Salesforce().write
    )


def test_who_is_refused_is_passed_over_with_the_reason() -> None:
    """What Salesforce says when it is written outranks what it said before (DECISION 32)."""
    org = Salesforce(**{"005A": "INACTIVE_OWNER_OR_USER", "00GS": "INVALID_OPERATION"})
    _, owner = write_owned("Task", CHAIN, KNOWN, org.write)

    assert ["005A", "00GS", "005I"] == org.asked
    assert (
        PassedOver(step="agent", reason="inactive", id="005A"),
        PassedOver(step="default", reason="not-for-object", id="00GS"),
    ) == owner.passed_over


def test_an_org_that_refuses_everybody_gets_it_without_an_owner() -> None:
    """A log is never given up for lack of an owner."""
    org = Salesforce(**dict.fromkeys(("005A", "00GS", "005I"), "ITS_OWN_REASON"))
    _, owner = write_owned("Task", CHAIN, KNOWN, org.write)

    assert ("", None) == (owner.id, org.asked[-1])
    assert ["refused"] * 3 == [passed.reason for passed in owner.passed_over]


def test_a_refusal_of_nobody_is_no_question_of_the_owner() -> None:
    """It is not asked for ever: a person has to look."""
    org = Salesforce(**dict.fromkeys(("005A", "00GS", "005I", "nobody"), "NO"))

    with pytest.raises(OwnerRefused):
        write_owned("Task", CHAIN, KNOWN, org.write)
    assert 4 == len(org.asked)


def test_another_fault_is_not_the_owner_s() -> None:
    """Salesforce is down: the same owner is tried again later."""

    def down(owner_id: str | None) -> str:
        raise RetryLater(owner_id)

    with pytest.raises(RetryLater):
        write_owned("Task", CHAIN, KNOWN, down)
