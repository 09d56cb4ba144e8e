"""When the product assigns by itself: small named rules in one ordered list.

A rule answers with the record it would assign and why, or passes with None. No rule knows
another, and none knows the limits: those stand in limits.py. Its docstring is its sentence in
docs/rules.md.
"""

from collections.abc import Callable

import msgspec

from cti_adapter.assignment.decisions import Because, Rule
from cti_adapter.assignment.slots import Placed, is_same
from cti_adapter.calls.record import Record


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What has just become known about a call."""

    named: Record | None = None
    """By the telephone system."""
    found: tuple[Record, ...] = ()
    """With the number, just now."""
    number: str = ""
    opened: Record | None = None
    """By the agent; its account and trackability are known."""
    at_save: bool = False
    """Whether the page was only asked at Save what it shows."""
    matches: tuple[Record, ...] = ()
    """With the number, as far as it was known before."""
    lead: Record | None = None
    """Made by the product."""


MatchRule = Callable[[News], Placed | None]


def named_by_telephone(news: News) -> Placed | None:
    """The record the telephone system names with the call comes first (DECISION 56)."""
    return _auto(news.named, "named")


def only_match(news: News) -> Placed | None:
    """The only record that stores the caller's number is assigned (S0-6, S0-7)."""
    match news.found:
        case (record,):
            return _auto(record, "only-match", news.number)
        case _:
            return None


def settled_by_opening(news: News) -> Placed | None:
    """Of several records with the number, the one that is opened is meant (S0-8)."""
    several = len(news.matches) > 1
    meant = [each for each in news.matches if news.opened and is_same(each, news.opened)]
    return _auto(news.opened, "settled-by-opening") if several and meant else None


def shown_at_save(news: News) -> Placed | None:
    """A record the page shows at Save, opened since the call began, is assigned (S0-4)."""
    return _auto(news.opened, "opened-at-save") if news.at_save else None


def opened_during_call(news: News) -> Placed | None:
    """A record that is opened during the call, up to Save, is assigned (S0-2, S0-3, S0-22)."""
    return _auto(news.opened, "opened")


def lead_for_nobody(news: News) -> Placed | None:
    """A lead the product makes of an unknown caller takes an empty Name (DECISION 52)."""
    return _auto(news.lead, "lead-made", news.number)


RULES: tuple[MatchRule, ...] = (
    named_by_telephone,
    only_match,
    settled_by_opening,
    shown_at_save,
    opened_during_call,
    lead_for_nobody,
)


def proposals(news: News) -> tuple[Placed, ...]:
    """Return what the rules would assign, the first rule's first, each record once."""
    placed = [answer for rule in RULES if (answer := rule(news)) is not None]
    return tuple({each.record.id: each for each in reversed(placed)}.values())[::-1]


def _auto(record: Record | None, rule: Rule, evidence: str = "") -> Placed | None:
    if record is None:
        return None
    return Placed(record=record, mark="auto", because=Because(rule=rule, evidence=evidence))
