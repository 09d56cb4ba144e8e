"""An agent's dial list: whom to call next, and whom they have called from it (DECISION 51)."""

import pytest

from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record
from cti_adapter.errors import StateConflict
from cti_adapter.service.dial_list import (
    MOST_DIALLED,
    MOST_ENTRIES,
    SHOWN,
    DialEntry,
    DialList,
    added,
    first_of,
    put_back,
    shown_of,
    skipped,
    taken,
    without,
)
from tests.support.builders import ADA, ADAS_NUMBER, CHARLES, SWITCHBOARD, at

NOON = at("12:00:00")


def an_entry(name: str, number: str = ADAS_NUMBER, record: Record | None = None) -> DialEntry:
    return DialEntry(id=name, number=PhoneNumber(number), label=name, record=record)


def a_list(*names: str) -> DialList:
    return DialList(entries=tuple(an_entry(name, f"+1415555{name}") for name in names))


def names(dial_list: DialList) -> str:
    return "".join(entry.id for entry in dial_list.entries)


def test_whoever_is_added_stands_behind_the_last() -> None:
    assert "abc" == names(added(a_list("a", "b"), (an_entry("c"),)))


def test_nobody_stands_there_twice() -> None:
    """By record and number: two people may share a number, one may have two."""
    one = an_entry("a", ADAS_NUMBER, ADA)
    again = an_entry("b", ADAS_NUMBER, ADA)
    others = (an_entry("c", ADAS_NUMBER, CHARLES), an_entry("d", SWITCHBOARD, ADA))

    assert "acd" == names(added(DialList(entries=(one,)), (again, *others, *others)))


def test_a_list_ends_somewhere() -> None:
    """Nothing of what would be too much is taken."""
    many = tuple(an_entry(str(n), f"+1{n:010}") for n in range(MOST_ENTRIES))
    full = added(DialList(), many)

    with pytest.raises(StateConflict, match="at most 500"):
        added(full, (an_entry("one more"),))


@pytest.mark.requirement("S1-6")
def test_skip_puts_the_first_behind_the_last() -> None:
    """A press that comes late skips nobody else."""
    once = skipped(a_list("a", "b", "c"), "a")

    assert ["bca", "bca", "", "a"] == [
        names(once),
        names(skipped(once, "a")),
        names(skipped(a_list(), "a")),
        names(skipped(a_list("a"), "a")),
    ]


def test_only_the_first_is_dialled() -> None:
    """The button named it; another one may be first by now."""
    assert "a" == first_of(a_list("a", "b"), "a").id
    for there, wanted in ((a_list("a", "b"), "b"), (a_list(), "a")):
        with pytest.raises(StateConflict, match="another entry"):
            first_of(there, wanted)


@pytest.mark.requirement("S1-6")
def test_a_dialled_entry_leaves_the_list_and_is_remembered() -> None:
    """What the telephone system did not take comes back to its place."""
    there = a_list("a", "b")
    after = taken(there, there.entries[0], CallId("c-1"), NOON)

    assert ("b", ["a"]) == (names(after), [each.entry.id for each in after.dialled])
    assert there == put_back(after, CallId("c-1"))
    assert after == put_back(after, CallId("c-2"))


def test_what_was_dialled_long_ago_is_forgotten() -> None:
    there = DialList()
    for number in range(MOST_DIALLED + 5):
        there = taken(there, an_entry(str(number)), CallId(str(number)), NOON)

    assert (MOST_DIALLED, "104") == (len(there.dialled), there.dialled[0].entry.id)


def test_an_entry_can_be_taken_off_undialled() -> None:
    assert "ac" == names(without(a_list("a", "b", "c"), "b"))


def test_the_panel_shows_the_next_ones() -> None:
    """And how many come after them."""
    shown = shown_of(a_list(*"abcdefgh"))

    assert (SHOWN, 5) == (len(shown.entries), shown.more)
    assert (1, 0) == (len(shown_of(a_list("a")).entries), shown_of(a_list("a")).more)
