"""Calls told by a telephone system that is out of its mind: nothing of it is a fault of ours.

Whatever a connector reads is folded into a call; what it refuses is a RequestError, which the hook
answers with 4xx. Single requests stand in test_hostile.py.
"""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.errors import RequestError
from cti_adapter.service.call_file import CallFile
from tests.contract.telephony.senders import BY_KIND, PAYLOADS, samples, stories
from tests.contract.telephony.telling import Told, summary
from tests.contract.telephony.template import STORY
from tests.contract.telephony.test_hostile import ABSURD, QUICK

Step = dict[str, Any]


def _webhook_events() -> list[Step]:
    """Return every event of the recorded calls of the generic webhook, and the contract's own."""
    paths = sorted((PAYLOADS / "generic").glob("*.json"))
    read = (json.loads(each.read_bytes()) for each in paths if "expected" not in each.name)
    many = (each if isinstance(each, list) else [each] for each in read)
    return [{"body": event} for events in many for event in events if isinstance(event, dict)]


TOLD: dict[str, list[list[Step]]] = {
    "generic": [_webhook_events()],
    "acme": [STORY],
    **{
        kind: [[each for each in steps if "body" in each] for _, steps in stories(kind)]
        for kind in ("twilio", "vonage", "ctm")
    },
}
WHOLE = [
    pytest.param(kind, steps, id=f"{kind}-{name}")
    for kind in ("twilio", "vonage", "ctm")
    for name, steps in stories(kind)
    if name not in {"form", "out-of-order"}
]


@st.composite
def spoilt(draw: st.DrawFn, steps: list[Step]) -> list[Step]:
    """Draw requests in any order, with repeats and gaps, some with absurd fields, also inside."""
    drawn: list[Step] = draw(st.lists(st.sampled_from(steps), min_size=1, max_size=12))
    return [{**step, "body": draw(_spoilt_fields(step["body"]))} for step in drawn]


@st.composite
def _spoilt_fields(draw: st.DrawFn, body: dict[str, Any]) -> dict[str, Any]:
    fields = dict(body)
    for name in draw(st.lists(st.sampled_from(sorted(body)), max_size=2, unique=True)):
        inside = fields[name]
        if isinstance(inside, dict) and inside and draw(st.booleans()):
            fields[name] = draw(_spoilt_fields(inside))
        elif draw(st.booleans()):
            fields[name] = draw(ABSURD)
        else:
            del fields[name]
    return fields


def told_as_far_as_it_is_taken(kind: str, steps: list[Step]) -> Told:
    told = Told(BY_KIND[kind])
    for step in steps:
        with suppress(RequestError):  # whose status is a 4xx: test_hostile.py
            told.play([step])
    return told


@pytest.mark.parametrize("kind", TOLD)
@QUICK
@given(data=st.data())
@pytest.mark.requirement("B-22")
def test_a_call_told_in_any_order_with_anything_in_it_is_a_call(
    kind: str, data: st.DataObject
) -> None:
    """It can be kept and read again, and what was ignored of it says why."""
    steps = data.draw(st.sampled_from(TOLD[kind]).flatmap(spoilt))
    told = told_as_far_as_it_is_taken(kind, steps)

    for file in told.files.values():
        assert file == msgspec.json.decode(msgspec.json.encode(file), type=CallFile)
    heard = [one for delivery in told.deliveries for one in delivery.incoming]
    assert all(one.item.ignored for one in heard if one.event is None and one.said is None)


@pytest.mark.parametrize(("kind", "steps"), WHOLE)
def test_a_call_nobody_told_the_beginning_of_leaves_nobody_on_the_line(
    kind: str, steps: list[Step]
) -> None:
    """We were started in the middle of it: from wherever it is heard, it ends."""
    told = [each for each in steps if "body" in each]
    heard = [Told(BY_KIND[kind]).play(told[begun:]) for begun in range(len(told))]
    calls = [file.call for each in heard for file in each.files.values()]

    assert [] == [leg for call in calls if not call.is_over for leg in call.legs if leg.is_live]


@pytest.mark.parametrize(
    "name", ["another-conversation", "asked-and-handed-over", "asked-and-joined"]
)
def test_a_leg_that_moved_before_that_was_told_is_of_the_same_call(name: str) -> None:
    """It keeps its own id, whatever its conversation is called by now."""
    steps = dict(stories("vonage"))[name]
    moves = [step for step in steps if "conversation_uuid_to" in step.get("body", {})]
    late = [*(step for step in steps if step not in moves), *moves]

    right, told = (summary(Told(BY_KIND["vonage"]).play(each)) for each in (steps, late))
    assert right == told


def test_every_kind_has_something_to_tell() -> None:
    """Or the tests above would be about nothing."""
    assert all(samples(kind) and steps for kind, steps in TOLD.items())
