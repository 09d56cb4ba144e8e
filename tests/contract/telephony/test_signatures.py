"""Whom each connector believes: every way in which a signature can be wrong (contract.md §4)."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from cti_adapter.errors import BadSignature
from cti_adapter.telephony.connector import FORM, Connector, WebhookRequest
from tests.contract.telephony.senders import (
    BY_KIND,
    HOOK,
    OTHER,
    SECRET,
    SENDERS,
    TIMELESS,
    UNDER_TEST,
    Post,
    credentials,
    encoded,
    samples,
    signed,
)

EVERY = pytest.mark.parametrize("connector", UNDER_TEST, ids=lambda each: str(each.kind))
TIMED = [each for each in UNDER_TEST if each.kind not in TIMELESS]
SIGNS_ADDRESS = {"twilio"}
REASONS = {"unsigned", "bad-timestamp", "too-old", "too-new", "wrong-secret"}


def sample(connector: Connector) -> Post:
    first = samples(connector.kind)[0]
    return encoded(connector, first["body"], first.get("query", ""))


def with_headers(request: WebhookRequest, change: Callable[[str], str]) -> WebhookRequest:
    """Change everything the signature is made of."""
    headers = {
        name: value if name == "content-type" else change(value)
        for name, value in request.headers.items()
    }
    return replace(request, headers={name: value for name, value in headers.items() if value})


def is_believed(connector: Connector, request: WebhookRequest, *secrets: str) -> bool:
    try:
        connector.verify(request, credentials(connector, *secrets))
    except BadSignature:
        return False
    return True


def test_every_connector_has_a_sender() -> None:
    """Whoever adds one adds what proves it."""
    assert set(SENDERS) == {connector.kind for connector in UNDER_TEST}


@EVERY
@pytest.mark.requirement("B-22")
def test_what_the_telephone_system_signed_is_believed(connector: Connector) -> None:
    """And while secrets are rotated, by either of them."""
    request = signed(connector, sample(connector))

    assert is_believed(connector, request, SECRET)
    assert is_believed(connector, request, OTHER, SECRET)


def _is_form(request: WebhookRequest) -> bool:
    return request.headers["content-type"] in FORM


def _with_more(request: WebhookRequest) -> bytes:
    return request.body + b"&x=1" if _is_form(request) else request.body[:-1] + b',"x":1}'


def _rewritten(request: WebhookRequest) -> bytes:
    """The same JSON with other spacing; of a form, a field that is there once more."""
    if _is_form(request):
        return request.body + b"&" + request.body.partition(b"&")[0] + b"0"
    return msgspec.json.format(request.body, indent=2)


WRONG: Mapping[str, Callable[[WebhookRequest], WebhookRequest]] = {
    "no signature": lambda request: with_headers(request, lambda _: ""),
    "garbage": lambda request: with_headers(request, lambda _: "garbage"),
    "half of it": lambda request: with_headers(request, lambda value: value[: len(value) // 2]),
    "not ASCII": lambda request: with_headers(request, lambda value: f"{value}ü"),
    "commas": lambda request: with_headers(request, lambda _: ",,"),
    "endless": lambda request: with_headers(request, lambda value: value * 500),
    "another body": lambda request: replace(request, body=request.body + b" "),
    "a field altered": lambda request: replace(
        request, body=request.body.replace(b"4155550", b"4155551")
    ),
    "a field more": lambda request: replace(request, body=_with_more(request)),
    "written otherwise": lambda request: replace(request, body=_rewritten(request)),
    "no body": lambda request: replace(request, body=b""),
    "body that is no text": lambda request: replace(request, body=b"\xff\xfe"),
}


@EVERY
@pytest.mark.parametrize("how", WRONG)
@pytest.mark.requirement("B-22")
def test_nothing_but_a_signature_is_taken_for_one(connector: Connector, how: str) -> None:
    """A header that a parser stumbles over must not open the door."""
    request = WRONG[how](signed(connector, sample(connector)))

    assert not is_believed(connector, request)
    assert connector.why_refused(request, credentials(connector)) in REASONS


@EVERY
def test_another_secret_is_not_ours(connector: Connector) -> None:
    """Nor is any, where none was entered yet."""
    request = signed(connector, sample(connector), OTHER)
    nobody = replace(credentials(connector), secrets=())

    assert not is_believed(connector, request)
    with pytest.raises(BadSignature):
        connector.verify(request, nobody)


@pytest.mark.parametrize("connector", TIMED, ids=lambda each: str(each.kind))
@pytest.mark.parametrize(
    ("age", "why"), [(timedelta(hours=3), "too-old"), (timedelta(hours=-3), "too-new")]
)
def test_a_request_signed_hours_away_is_refused(
    connector: Connector, age: timedelta, why: str
) -> None:
    """What somebody recorded is worth nothing later; the admin reads that it is the clock."""
    request = signed(connector, sample(connector), age=age)

    assert not is_believed(connector, request)
    assert why == connector.why_refused(request, credentials(connector))


@EVERY
def test_a_query_of_somebody_else_is_no_way_around(connector: Connector) -> None:
    """Where the address is signed, so is what stands behind it; elsewhere it says nothing."""
    request = replace(signed(connector, sample(connector)), query="call=c-1&agent=999")

    assert (connector.kind not in SIGNS_ADDRESS) == is_believed(connector, request)


@pytest.mark.parametrize("hook", ["http://cti.example.com/hooks/k1", f"{HOOK}2", f"{HOOK}/"])
def test_an_address_that_is_not_ours_was_signed_for_somebody_else(hook: str) -> None:
    """Where the address is signed: another path, another telephone system, without encryption."""
    for connector in (BY_KIND[kind] for kind in SIGNS_ADDRESS):
        post = sample(connector)._replace(hook=hook)

        assert not is_believed(connector, signed(connector, post))
