"""Tests of the four rows: who logs, on what authority, and where the checkbox is shown."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, get_args

import pytest

from cti_adapter.calls.call import Phase
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import SignedIn
from cti_adapter.logbook.authority import (
    Inputs,
    Reason,
    Settings,
    decide,
    is_checked,
    row_of,
    shows_checkbox,
)

INPUTS: dict[str, tuple[object, ...]] = {
    "direction": ("Inbound", "Outbound", "Internal"),
    "routing": ("queue", "agent", "number"),
    "connected": (True, False),
    "linked": (True, False),
    "salesforce": (True, False),
    "companion": (True, False),
    "presence": ("available", "away", "logout"),
    "left_org": (True, False),
    "presence_logout_check": (True, False),
    "log_missed_queue_calls": (True, False),
    "log_while_signed_out": (True, False),
    "log_internal_calls": (True, False),
    "show_do_not_log": (True, False),
    "do_not_log_by_default": (True, False),
    "do_not_log": (True, False, None),
}
"""Every input of DECISION 54, and every value it may have. There is no other."""

# Section 2.4 once more, as a table: the first line that fits says the row, who logs, and why.
# "-" is anything. Who is where: Salesforce/companion, as DECISIONS 36 and 39 count it.
THE_TABLE = """
direction | missed in a queue | linked | who is where | config | internal | do not log || result

Internal  | -   | no  | -       | - | off | -   || 2 | nobody    | internal
Internal  | -   | yes | out/out | - | off | -   || 1 | nobody    | internal
Internal  | -   | yes | in/out  | - | off | -   || 2 | nobody    | internal
Internal  | -   | yes | in/in   | - | off | -   || 3 | nobody    | internal
Internal  | -   | yes | out/in  | - | off | -   || 4 | nobody    | internal

-         | yes | -   | -       | 1 | -   | -   || 1 | server    | config-1
-         | yes | -   | -       | 2 | -   | -   || 1 | nobody    | missed-queue-call
-         | yes | -   | -       | 0 | -   | -   || 1 | nobody    | missed-queue-call
-         | yes | -   | -       | 3 | -   | -   || 1 | server    | config-1

-         | no  | no  | -       | - | -   | -   || 2 | softphone | not-linked

Outbound  | no  | yes | out/out | - | -   | -   || 1 | nobody    | signed-out-outgoing
Internal  | no  | yes | out/out | - | -   | -   || 1 | nobody    | signed-out-internal
Inbound   | no  | yes | out/out | 0 | -   | -   || 1 | nobody    | signed-out
Inbound   | no  | yes | out/out | 1 | -   | -   || 1 | nobody    | signed-out
Inbound   | no  | yes | out/out | 2 | -   | -   || 1 | server    | config-2
Inbound   | no  | yes | out/out | 3 | -   | -   || 1 | server    | config-2

-         | no  | yes | in/out  | - | -   | -   || 2 | softphone | signed-in
-         | no  | yes | in/in   | - | -   | -   || 3 | softphone | signed-in
-         | no  | yes | out/in  | - | -   | yes || 4 | nobody    | do-not-log
-         | no  | yes | out/in  | - | -   | no  || 4 | companion | companion
"""

# salesforce | presence | left the org | check
SIGNED_OUT = """
no | -      | -   | -
-  | logout | -   | -
-  | -      | yes | yes
"""


def _lines(table: str) -> list[tuple[str, ...]]:
    return [
        tuple(cell.strip() for cell in line.replace("||", "|").split("|"))
        for line in table.strip().splitlines()
        if line
    ]


RULES = _lines(THE_TABLE)[1:]
OUT = _lines(SIGNED_OUT)


def _fits(line: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return all(cell in ("-", word) for cell, word in zip(line, said, strict=False))


def _word(*, yes: object) -> str:
    return "yes" if yes else "no"


@cache
def _is_out(*said: str) -> bool:
    return any(_fits(line, said) for line in OUT)


@cache
def _by_the_table(*said: str) -> tuple[int, str, str]:
    row, by, reason = next(line for line in RULES if _fits(line, said))[-3:]
    return int(row), by, reason


def expected(given: dict[str, Any]) -> tuple[int, str, str]:
    """Look one combination up in the tables above."""
    out = _is_out(
        _word(yes=given["salesforce"]),
        given["presence"],
        _word(yes=given["left_org"]),
        _word(yes=given["presence_logout_check"]),
    )
    missed = given["direction"] == "Inbound" and not given["connected"]
    choice = given["do_not_log"]
    checked = given["do_not_log_by_default"] if choice is None else choice
    return _by_the_table(
        given["direction"],
        _word(yes=missed and given["routing"] in {"queue", "number"}),
        _word(yes=given["linked"]),
        f"{'out' if out else 'in'}/{'in' if given['companion'] else 'out'}",
        str(given["log_missed_queue_calls"] + 2 * given["log_while_signed_out"]),
        "on" if given["log_internal_calls"] else "off",
        _word(yes=given["show_do_not_log"] and checked),
    )


def inputs(**given: Any) -> Inputs:
    """Return what is decided by: what was given, and an answered call of a linked agent."""

    def of(cls: type) -> dict[str, Any]:
        names: tuple[str, ...] = cls.__struct_fields__  # type: ignore[attr-defined]
        return {name: given[name] for name in names if name in given}

    facts = {"direction": "Inbound", "routing": "agent", "connected": True, "linked": True}
    parts = {"signed_in": SignedIn(**of(SignedIn)), "settings": Settings(**of(Settings))}
    return Inputs(**{**facts, **of(Inputs), **parts})


def combinations() -> Iterator[dict[str, Any]]:
    return (dict(zip(INPUTS, values, strict=True)) for values in product(*INPUTS.values()))


@pytest.mark.requirement("S4-31")
def test_every_combination_of_inputs_is_decided_as_the_tables_say() -> None:
    """Four rows and nothing else: 165 888 ways in which a call may end."""
    wrong = Counter[str]()
    for given in combinations():
        said = decide(inputs(**given))
        if (said.row, said.by, said.reason) != expected(given):
            wrong[f"{given}: {said.row} {said.by} {said.reason}"] += 1

    assert [] == wrong.most_common(3)


@pytest.mark.requirement("S4-31")
def test_there_is_no_other_input() -> None:
    """What is recorded is all that counted (DECISION 34)."""
    parts = (Inputs, SignedIn, Settings)
    names = {name for part in parts for name in part.__struct_fields__}

    assert set(INPUTS) == names - {"signed_in", "settings"}


def test_every_reason_is_given_somewhere() -> None:
    """None is worded in vain."""
    assert set(get_args(Reason)) == {line[-1] for line in RULES}


OUT_OF_BOTH: dict[str, Any] = {}
IN_COMPANION: dict[str, Any] = {"companion": True}
IN_SALESFORCE: dict[str, Any] = {"salesforce": True}
IN_BOTH: dict[str, Any] = {"salesforce": True, "companion": True}
AFTER_LOGOUT: dict[str, Any] = {**IN_BOTH, "presence": "logout"}
AFTER_LEAVING: dict[str, Any] = {**IN_BOTH, "left_org": True, "presence_logout_check": True}

SHOWN = """
ringing  | no | no | no | yes | yes | yes
talking  | no | no | no | yes | yes | yes
dialling | no | no | no | yes | yes | yes
held     | no | no | no | yes | yes | yes
wrap-up  | no | no | no | no  | no  | no
over     | no | no | no | no  | no  | no
"""
"""The second table of section 2.4; both ways out of row 3 count as its 'after logout'."""


@pytest.mark.requirement("S4-17")
@pytest.mark.parametrize("line", _lines(SHOWN), ids=lambda line: line[0])
def test_the_checkbox_stands_where_the_table_has_it(line: tuple[str, ...]) -> None:
    """In row 4 alone, and only while there is a call."""
    states = (OUT_OF_BOTH, IN_SALESFORCE, IN_BOTH, AFTER_LOGOUT, AFTER_LEAVING, IN_COMPANION)
    phase: Phase = line[0]  # type: ignore[assignment]
    shown = [
        _word(yes=shows_checkbox(inputs(**state, show_do_not_log=True), phase)) for state in states
    ]

    assert list(line[1:]) == shown


@pytest.mark.requirement("S4-2")
@pytest.mark.parametrize("phase", get_args(Phase))
@pytest.mark.parametrize("state", [OUT_OF_BOTH, IN_SALESFORCE, IN_BOTH, IN_COMPANION])
def test_without_the_option_there_is_no_checkbox(state: dict[str, Any], phase: Phase) -> None:
    """The admin decides whether agents may choose at all (S4-2)."""
    assert not shows_checkbox(inputs(**state), phase)


def test_an_unlinked_agent_has_no_checkbox() -> None:
    """Their calls are row 2, wherever they are signed in (DECISION 54)."""
    unlinked = inputs(**IN_COMPANION, linked=False, show_do_not_log=True)

    assert 2 == row_of(unlinked)
    assert not shows_checkbox(unlinked, "talking")


@pytest.mark.parametrize(
    ("default", "left", "is_so"),
    [(False, None, False), (True, None, True), (True, False, False), (False, True, True)],
)
def test_the_checkbox_starts_at_the_agents_default(
    *, default: bool, left: bool | None, is_so: bool
) -> None:
    """Untouched it is what the admin set for this agent; touched, what the agent did."""
    assert is_so is is_checked(inputs(do_not_log_by_default=default, do_not_log=left))


def test_the_settings_are_those_of_the_org() -> None:
    """Five of them matter; the rest of the policy is none of this file's business."""
    policy = Policy(log_internal_calls=True, show_do_not_log=True, wrap_up_s=5)

    assert Settings(log_internal_calls=True, show_do_not_log=True) == Settings.of(policy)


def test_nobody_is_no_log() -> None:
    """Whoever else decides, the server writes (DECISION 33)."""
    assert not decide(inputs()).is_logged
    assert decide(inputs(**IN_COMPANION)).is_logged
