"""What is signed and still absurd: no connector ever fails over it (issue "Bad input").

A fault of the request is a RequestError, which the hook answers with 4xx; what cannot be used is
kept and ignored, with the reason.
"""

import json
from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cti_adapter.errors import RequestError
from cti_adapter.telephony.connector import Connector, Delivery
from cti_adapter.telephony.registry import CONNECTORS
from tests.contract.telephony.senders import (
    NOW,
    UNDER_TEST,
    Post,
    credentials,
    encoded,
    samples,
    signed,
)

EVERY = pytest.mark.parametrize("connector", UNDER_TEST, ids=lambda each: str(each.kind))
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)

ABSURD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40)
    | st.sampled_from(
        ["", "\x00", "0", "-1", "9" * 400, "client:", "sip:@", "+", "anonymous", "a" * 5000]
    )
    | st.lists(st.integers(), max_size=3)
    | st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)
)


def taken(connector: Connector, post: Post) -> Delivery | RequestError:
    """Return what becomes of a request; anything but these two is a fault of ours."""
    try:
        return connector.decode(signed(connector, post), credentials(connector))
    except RequestError as refused:
        return refused


def is_whole(delivery: Delivery | RequestError) -> bool:
    """Whether everything of it can be kept, and what is ignored says why."""
    if isinstance(delivery, RequestError):
        return 400 <= delivery.status < 500
    for one in delivery.incoming:
        msgspec.json.encode(one)
        texts = (one.native_id, one.item.source, one.item.event_id, one.item.ignored)
        if any("\x00" in text for text in texts) or (one.event is None) != bool(one.item.ignored):
            return False
    return bool(delivery.id)


@EVERY
@QUICK
@given(data=st.data())
@pytest.mark.requirement("B-22")
def test_fields_that_are_missing_extra_or_of_another_type(
    connector: Connector, data: st.DataObject
) -> None:
    """As a new release of the vendor, or somebody with the secret, may send them."""
    sample = data.draw(st.sampled_from(samples(connector.kind)))
    body = dict(sample["body"])
    inside = data.draw(st.booleans()) and isinstance(body.get("data"), dict)
    fields = dict(body["data"]) if inside else body
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=4, unique=True)):
        if data.draw(st.booleans()):
            fields.pop(name)
        else:
            fields[name] = data.draw(ABSURD)
    fields.update(data.draw(st.dictionaries(st.text(min_size=1, max_size=9), ABSURD, max_size=2)))
    body = {**body, "data": fields} if inside else fields
    text = json.dumps(body, ensure_ascii=True).encode("utf-8", "replace")
    post = encoded(connector, body) if connector.kind == "twilio" else Post(text)

    assert is_whole(taken(connector, post._replace(query=sample.get("query", ""))))


@EVERY
@QUICK
@given(body=st.binary(max_size=200) | st.sampled_from([b"[" * 5000, b'{"a":' * 2000, b"null"]))
def test_bodies_that_are_nothing_at_all(connector: Connector, body: bytes) -> None:
    """Signed by who knows the secret, or by chance."""
    post = Post(body)
    request = signed(connector, encoded(connector, {"a": 1}))
    headers = {**request.headers}
    try:
        delivery: Delivery | RequestError = connector.decode(
            msgspec.structs.replace(request, body=body, headers=headers), credentials(connector)
        )
    except RequestError as refused:
        delivery = refused

    assert is_whole(delivery), post


@EVERY
@QUICK
@given(query=st.text(max_size=60) | st.just("&".join(f"a{n}=1" for n in range(80))))
def test_whatever_stands_behind_the_address(connector: Connector, query: str) -> None:
    """An admin may have copied it wrongly."""
    sample = samples(connector.kind)[0]
    request = signed(connector, encoded(connector, sample["body"]))
    request = msgspec.structs.replace(request, query=query)
    try:
        delivery: Delivery | RequestError = connector.decode(request, credentials(connector))
    except RequestError as refused:
        delivery = refused

    assert is_whole(delivery)


def test_an_event_keeps_its_own_moment_however_wrong_the_clock() -> None:
    """Hours off: durations come from one clock, what we time ourselves from ours."""
    for connector in CONNECTORS:
        sample = samples(connector.kind)[0]
        taken_ = taken(connector, encoded(connector, sample["body"], sample.get("query", "")))
        assert isinstance(taken_, Delivery)
        moments = [one.event.at for one in taken_.incoming if one.event is not None]
        assert all(abs(at - NOW) > timedelta(minutes=1) for at in moments), connector.kind
