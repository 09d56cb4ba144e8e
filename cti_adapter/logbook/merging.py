"""Two texts that grew from the same one, as one text: nothing that anybody typed is lost (B-9).

A three-way merge by words. What only one of the two has changed is as they changed it; where both
have, both stand there, one after the other. Pure: the same three texts are always merged alike.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_COMPARED = 40_000
"""Words of one side times words of the other; beyond, what differs counts as one change, so that
nobody can keep the server busy with it."""

_WORDS = re.compile(r"\s|\w+|[^\w\s]")

Words = Sequence[str]


class _Change(NamedTuple):
    """What took the place of the words from `start` to before `end`, and which author did it."""

    start: int
    end: int
    author: int
    text: str


def merged(base: str, first: str, second: str) -> str:
    """Return what two authors made of a text, together.

    Args:
        base: what both began with.
        first: what the one made of it; it stands first where both changed the same place.
        second: what the other made of it.
    """
    if base == first:
        return second
    words = _WORDS.findall(base)
    changes = sorted([*_changes(words, first, 1), *_changes(words, second, 2)])
    made: list[str] = []
    at = 0
    for place in _places(changes):
        start, end = place[0].start, max(change.end for change in place)
        made += words[at:start]
        made.append(_together(words, place, start, end))
        at = end
    return "".join([*made, *words[at:]])


def _changes(words: Words, text: str, author: int) -> Iterator[_Change]:
    """Tell how a text differs; what both begin and end with is not compared."""
    others = _WORDS.findall(text)
    head = _shared(words, others)
    tail = _shared(words[head:][::-1], others[head:][::-1])
    old, new = words[head : len(words) - tail], others[head : len(others) - tail]
    if len(old) * len(new) > MOST_COMPARED:
        yield _Change(head, head + len(old), author, "".join(new))
        return
    compared = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, begins, ends in compared.get_opcodes():
        if kind != "equal":
            yield _Change(head + start, head + end, author, "".join(new[begins:ends]))


def _shared(words: Words, others: Words) -> int:
    """Return how many words both begin with."""
    pairs = enumerate(zip(words, others, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(words), len(others)))


def _places(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Take changes of the same place together; those that merely touch are two places.

    Args:
        changes: at least one, in the order of where they begin.
    """
    place: list[_Change] = []
    for change in changes:
        end = max((each.end for each in place), default=0)
        inserted_twice = place and change[:2] == place[0][:2]
        if place and change.start >= end and not inserted_twice:
            yield place
            place = []
        place.append(change)
    yield place


def _together(words: Words, place: Sequence[_Change], start: int, end: int) -> str:
    """Return what stands in a place that one author has changed, or both."""
    one, other = (
        _as_changed(words, [each for each in place if each.author == author], start, end)
        for author in (1, 2)
    )
    if one is None or other is None:
        return one or other or ""
    if other.startswith(one):
        return other  # typed on, and sent anew
    if one.startswith(other):
        return one
    glued = one[-1:].isspace() or other[:1].isspace()
    return f"{one}{other}" if glued else f"{one}\n{other}"


def _as_changed(words: Words, own: Sequence[_Change], start: int, end: int) -> str | None:
    """Return a place as one author has it; None where they left it alone."""
    if not own:
        return None
    made: list[str] = []
    for change in own:
        made += [*words[start : change.start], change.text]
        start = change.end
    return "".join([*made, *words[start:end]])
