"""When the product assigns by itself: small named rules in one ordered list.

A rule answers with the record it would assign and why, or passes with None. No rule knows
another, and none knows the limits: those stand in slots.py. Its docstring is its sentence in
docs/rules.md.
"""

from collections.abc import Callable

from cti_adapter.assignment.decisions import Because
from cti_adapter.assignment.slots import Placed
from cti_adapter.calls.record import Record

MatchRule = Callable[[tuple[Record, ...], str], Placed | None]


def only_match(found: tuple[Record, ...], number: str) -> Placed | None:
    """The only record that stores the caller's number is assigned (S0-6, S0-7)."""
    match found:
        case (record,):
            because = Because(rule="only-match", evidence=number)
            return Placed(record=record, mark="auto", because=because)
        case _:
            return None


MATCH_RULES: tuple[MatchRule, ...] = (only_match,)


def first_match(found: tuple[Record, ...], number: str) -> Placed | None:
    """Return what the first rule that does not pass would assign.

    Args:
        found: the records that store the number.
        number: the number, for the evidence.
    """
    return next((placed for rule in MATCH_RULES if (placed := rule(found, number))), None)
