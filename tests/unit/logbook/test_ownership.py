"""Who owns what is written: the chain as tables, and what holds for every chain."""

from itertools import product
from typing import NamedTuple, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.calls.call import Call
from cti_adapter.calls.owner import INTEGRATION, Owned, Owner, PassedOver, Reason
from cti_adapter.calls.policy import DefaultOwner, OwnerType, Policy
from cti_adapter.calls.record import record_id
from cti_adapter.logbook.ownership import (
    Claim,
    Standing,
    claims_of_agent,
    claims_on,
    claims_without_agent,
    owner_of,
)
from tests.support.page import rows_of
from tests.support.story import play

USER_A, USER_B = record_id("005000000000001AAA"), record_id("005000000000002AAA")
INTEGRATION_USER = record_id("005000000000009AAA")
SUPPORT = record_id("00G000000000001AAA")

A_TALKED = "09:00:00 | leg.connected | 101, route="
THEN_B = """
    09:00:05 | leg.ended     | 101
    09:00:06 | leg.connected | 102
"""
CALLS = {
    "routed to an agent, answered": f"{A_TALKED}agent",
    "routed to a queue, answered": f"{A_TALKED}queue",
    "to a receiving number, answered": f"{A_TALKED}number",
    "to a receiving number, then transferred to an agent": f"""{A_TALKED}number
        09:00:05 | call.transferred | from_line=101, to_line=102{THEN_B}""",
    "to a receiving number, taken over by a colleague": f"{A_TALKED}number{THEN_B}",
    "dialled by an agent, answered or not": "09:00:00 | leg.initiated | 101",
    "missed on a direct line": "09:00:00 | leg.offered | 101",
    "missed in a queue": "09:00:00 | call.queued | queue=Support",
    "missed at a receiving number": "09:00:00 | call.created | route=number",
}
END = "\n09:00:09 | call.ended |"

LINK = rows_of("ownership.md", "## Whose call it is")
"""Who comes first; "any" is any, and exactly one row fits each combination."""


def a_call(name: str) -> Call:
    return play(CALLS[name] + END).call


def the_row(*asked: str) -> str:
    fitting = (
        row for row in LINK if all(c in ("any", a) for c, a in zip(row, asked, strict=False))
    )
    (row,) = fitting
    return row[-1]


@pytest.mark.parametrize(
    ("call", "switch", "link"), [*product(CALLS, ("on", "off"), ("linked", "not linked"))]
)
@pytest.mark.requirement("S3-6", "S3-7", "S3-8", "S3-14")
def test_the_link_applies_as_the_table_says(call: str, switch: str, link: str) -> None:
    """By routing, by who answered, by the switch, by the link, and by nothing else."""
    policy = Policy(link_applies_to_numbers=switch == "on")
    first = claims_on(a_call(call), USER_A if link == "linked" else None, policy)[0]

    agents = "the linked user" if first.id == USER_A else f"default owner: `{first.barred}`"
    assert the_row(call, switch, link) == agents


def test_the_page_tells_every_call_and_every_reason() -> None:
    """What is not on the page is not decided for anybody who reads it."""
    reasons = [
        code.strip("`") for code, _ in rows_of("ownership.md", "## Why somebody is passed over")
    ]

    assert set(CALLS) == {row[0] for row in LINK}
    assert list(get_args(Reason)) == reasons


class Chosen(NamedTuple):
    """A default owner, what the org says of it, and why it is passed over for Task and Lead."""

    type: OwnerType
    id: str | None
    standing: Standing
    task: Reason | None
    lead: Reason | None


def known(**more: object) -> Standing:
    return Standing(integration_id=INTEGRATION_USER, **more)  # type: ignore[arg-type]


BOTH, LEADS = frozenset({"Task", "Lead"}), frozenset({"Lead"})
DEFAULTS = {
    "type Default": Chosen("Default", None, known(), None, None),
    "user": Chosen("User", USER_B, known(), None, None),
    "user in the short form": Chosen("User", USER_B[:15], known(), None, None),
    "user who left": Chosen(
        "User", USER_B, known(inactive=frozenset({USER_B})), "inactive", "inactive"
    ),
    "user refused": Chosen(
        "User", USER_B, known(refused={USER_B: "refused"}), "refused", "refused"
    ),
    "no user chosen": Chosen("User", None, known(), "not-chosen", "not-chosen"),
    "queue": Chosen("Queue", SUPPORT, known(queues={SUPPORT: BOTH}), None, None),
    "queue for leads": Chosen(
        "Queue", SUPPORT, known(queues={SUPPORT: LEADS}), "not-for-object", None
    ),
    "queue that is gone": Chosen(
        "Queue", SUPPORT, known(queues={}), "not-for-object", "not-for-object"
    ),
    "queue nobody told of": Chosen("Queue", SUPPORT, known(queues=None), None, None),
    "queue refused": Chosen(
        "Queue",
        SUPPORT,
        known(queues=None, refused={SUPPORT: "not-for-object"}),
        "not-for-object",
        "not-for-object",
    ),
    "no queue chosen": Chosen("Queue", None, known(queues={}), "not-chosen", "not-chosen"),
    "no id": Chosen(
        "User", "not an id", known(refused={"not an id": "refused"}), "refused", "refused"
    ),
}


@pytest.mark.parametrize(("name", "owned"), [*product(DEFAULTS, ("Task", "Lead"))])
@pytest.mark.requirement("S3-16", "S3-19", "S3-20", "S3-21")
def test_the_default_owner_owns_what_has_no_agent(name: str, owned: Owned) -> None:
    """If it can own such a record, else the integration user; who was passed over is told."""
    chosen = DEFAULTS[name]
    policy = Policy(default_owner=DefaultOwner(type=chosen.type, id=chosen.id))
    reason = chosen.task if owned == "Task" else chosen.lead
    owner = owner_of(owned, claims_on(a_call("missed in a queue"), USER_A, policy), chosen.standing)

    nobody = PassedOver(step="agent", reason="no-agent")
    if reason is None:
        own = chosen.id if chosen.type != "Default" else INTEGRATION_USER
        assert Owner(id=record_id(own or ""), why="default", passed_over=(nobody,)) == owner
    else:
        passed = PassedOver(step="default", reason=reason, id=chosen.id or "")
        expected = Owner(id=INTEGRATION_USER, why="integration", passed_over=(nobody, passed))
        assert expected == owner


@pytest.mark.requirement("S3-3")
def test_the_linked_user_comes_first() -> None:
    """Whoever the default owner is."""
    policy = Policy(default_owner=DefaultOwner(type="User", id=USER_B))
    owner = owner_of(
        "Task", claims_on(a_call("routed to an agent, answered"), USER_A, policy), known()
    )

    assert Owner(id=USER_A, why="agent") == owner


def test_a_user_who_left_hands_on_to_the_default_owner() -> None:
    """The ledger records which and why (DECISION 32)."""
    policy = Policy(default_owner=DefaultOwner(type="User", id=USER_B))
    left = known(inactive=frozenset({USER_A}))
    owner = owner_of(
        "Task", claims_on(a_call("routed to an agent, answered"), USER_A, policy), left
    )

    passed = PassedOver(step="agent", reason="inactive", id=USER_A)
    assert Owner(id=USER_B, why="default", passed_over=(passed,)) == owner


def test_a_form_submission_has_no_agent() -> None:
    """What comes without a call goes to the default owner (S3-15)."""
    policy = Policy(default_owner=DefaultOwner(type="User", id=USER_B))

    assert USER_B == owner_of("Lead", claims_without_agent(policy), known()).id


def test_what_an_agent_asked_for_is_theirs_wherever_the_call_was_routed() -> None:
    """A follow-up task is the agent's own (B-31); without a link it goes the usual way."""
    policy = Policy(default_owner=DefaultOwner(type="User", id=USER_B))
    linked = owner_of("Task", claims_of_agent(USER_A, policy), known())
    unlinked = owner_of("Task", claims_of_agent(None, policy), known())

    assert (USER_A, "agent", USER_B) == (linked.id, linked.why, unlinked.id)
    assert "not-linked" == unlinked.passed_over[0].reason


@pytest.mark.parametrize("refused", [{}, {INTEGRATION_USER: "refused"}])
def test_an_org_that_tells_nothing_leaves_it_to_the_writer(refused: dict[str, Reason]) -> None:
    """Nobody is named then, and the record belongs to the integration user all the same."""
    standing = known(refused=refused) if refused else Standing()

    assert (
        INTEGRATION
        == owner_of("Task", claims_on(a_call("missed in a queue"), None, Policy()), standing).id
    )


ids = st.sampled_from([USER_A, USER_B, INTEGRATION_USER, SUPPORT])
reasons = st.sampled_from(["inactive", "not-for-object", "refused"])
standings = st.builds(
    Standing,
    integration_id=st.sampled_from([INTEGRATION, INTEGRATION_USER]),
    inactive=st.frozensets(ids),
    queues=st.dictionaries(ids, st.frozensets(st.sampled_from(["Task", "Lead", "Case"]))),
    refused=st.dictionaries(ids, reasons),
)
policies = st.builds(
    Policy,
    default_owner=st.builds(
        DefaultOwner,
        type=st.sampled_from(["Default", "User", "Queue"]),
        id=st.none() | st.sampled_from([USER_A, USER_B, SUPPORT]),
    ),
    link_applies_to_numbers=st.booleans(),
)
chains = st.builds(
    claims_on,
    st.sampled_from(sorted(CALLS)).map(a_call),
    st.sampled_from([None, USER_A, USER_B]),
    policies,
)
kinds = st.sampled_from(["Task", "Lead"])


@given(kinds, chains, standings)
def test_nobody_owns_what_they_cannot_own(
    owned: Owned, chain: tuple[Claim, ...], standing: Standing
) -> None:
    """Never a queue without the object, never a user who left or was refused."""
    owner = owner_of(owned, chain, standing)
    by = next((claim for claim in chain if claim.step == owner.why), None)

    assert owner.id not in standing.inactive | set(standing.refused)
    assert by is None or not by.is_queue or owned in (standing.queues or {})[owner.id]


@given(kinds, chains, standings)
def test_everybody_before_the_owner_is_accounted_for(
    owned: Owned, chain: tuple[Claim, ...], standing: Standing
) -> None:
    """The ledger explains the owner completely, in the order of the chain."""
    owner = owner_of(owned, chain, standing)
    steps = [passed.step for passed in owner.passed_over]

    assert [claim.step for claim in chain][: len(steps)] == steps
    assert owner.why in {*(claim.step for claim in chain[len(steps) :]), "integration"}


@given(kinds, chains, standings)
def test_refusals_end(owned: Owned, chain: tuple[Claim, ...], standing: Standing) -> None:
    """However many the org refuses: after the whole chain nobody is named any more."""
    refused = dict(standing.refused)
    asked: list[str] = []
    while owner := owner_of(owned, chain, _refusing(standing, refused)).id:
        asked.append(owner)
        refused[owner] = "refused"

    assert len(set(asked)) == len(asked) <= len(chain)


def _refusing(standing: Standing, refused: dict[str, Reason]) -> Standing:
    return Standing(
        integration_id=standing.integration_id,
        inactive=standing.inactive,
        queues=standing.queues,
        refused=dict(refused),
    )
