"""What identifies a person is taken out of an event and put back; no field is forgotten."""

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.calls.events import CallEvent
from cti_adapter.service.erasable import ERASED, PRIVATE, merge, split

HARMLESS = frozenset({
    "account_id",
    "admin",
    "admin_contact",
    "agent",
    "attribute",
    "away_reasons",
    "by",
    "call_id",
    "call_result",
    "call_results",
    "channel",
    "claimed",
    "code",
    "consulting",  # left out of what comes over from another call
    "due",
    "event",
    "event_id",
    "field",
    "fields",
    "found",
    "from_line",
    "id",
    "kind",
    "lead_id",
    "leading_system",
    "leg_id",
    "line",
    "lines",
    "matched_channels",
    "mute_sequence",
    "name",
    "object",
    "others",
    "outcome",
    "owner_id",
    "person_contact_id",
    "placed_on",
    "queue",
    "reason",
    "record_id",
    "region",
    "repaired",
    "sequence",
    "task_id",
    "task_record_type",
    "to",  # of transfers to agents alone
    "to_line",
    "to_queue",
    "tracked_objects",
    "type",
})  # fmt: skip
"""Text fields that name a thing, not a person: ids, lines, queues, codes."""

NAMES = st.sampled_from(["text", "label", "remote_number", "id", "found", "facts"])
VALUES = st.recursive(
    st.none() | st.text(max_size=5) | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
)
EVENTS = st.dictionaries(NAMES, VALUES, max_size=4)


def texts_of(kind: Any) -> set[str]:
    """The names of the fields of a struct, and of structs inside it, that may hold text."""
    found: set[str] = set()
    for field in msgspec.structs.fields(kind):
        inner = [field.type, *get_args(field.type)]
        inner += [deeper for part in inner for deeper in get_args(part)]
        for part in inner:
            if isinstance(part, type) and issubclass(part, msgspec.Struct):
                found |= texts_of(part)
            elif part is str or getattr(part, "__supertype__", None) is str:
                found.add(field.name)
    return found


def test_every_text_of_an_event_was_judged() -> None:
    """Who adds a field says here or in PRIVATE whether it may identify a person (B-13)."""
    texts = {name for kind in get_args(CallEvent) for name in texts_of(kind)}

    assert set() == texts - PRIVATE - HARMLESS
    assert set() == PRIVATE & HARMLESS


@given(EVENTS)
def test_what_was_taken_apart_is_put_together_again(event: dict[str, Any]) -> None:
    """The journal is the truth: not a letter may change."""
    assert event == merge(*split(event))


@pytest.mark.parametrize(
    ("target", "stays"), [("102", "102"), ("+14155550188", ERASED), ("4155550188", ERASED)]
)
def test_a_colleague_who_was_asked_is_no_caller(target: str, stays: str) -> None:
    """Their line says who had the customer; a number outside is somebody's."""
    assert {"target": stays} == split({"target": target})[0]


@given(EVENTS)
def test_nothing_private_is_left_in_the_public_part(event: dict[str, Any]) -> None:
    """However deep it stands."""

    def left(value: Any) -> list[Any]:
        if isinstance(value, list):
            return [found for item in value for found in left(item)]
        if not isinstance(value, dict):
            return []
        own = [v for name, v in value.items() if name in PRIVATE and v and v not in (ERASED, {})]
        return own + [found for inner in value.values() for found in left(inner)]

    public, _ = split(event)

    assert [] == left(public)
