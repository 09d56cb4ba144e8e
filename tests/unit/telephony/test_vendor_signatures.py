"""Signatures as the vendors publish them: our own few lines against their own examples.

Twilio: twilio/twilio-python, tests/unit/test_request_validator.py. Vonage:
Vonage/vonage-python-sdk, jwt/tests/test_verify_jwt.py. Standard Webhooks:
standard-webhooks/standard-webhooks, libraries/python/tests/test_webhooks.py. Each value is theirs,
the code is ours; CallTrackingMetrics publishes none. Beside them, what else each may get wrong.
"""

from base64 import b32encode, b64encode
from datetime import UTC, datetime
from hashlib import sha1, sha256
from hmac import digest
from typing import Any
from urllib.parse import urlsplit

import pytest

from cti_adapter.errors import BadSignature, TelephonyError
from cti_adapter.telephony.connector import Credentials, WebhookRequest
from cti_adapter.telephony.generic import signed_headers
from cti_adapter.telephony.json_web_token import hs256_claims, rs256
from cti_adapter.telephony.twilio_signature import signature, verify
from tests.contract.telephony.senders import (
    BY_KIND,
    NOW,
    OTHER,
    SECRET,
    credentials,
    private_key,
    token,
)

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = (
    "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212"
    "&Caller=%2B14158675309"
)
BODY = '{"property": "value", "boolean": true}'
BODY_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"

VONAGE = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJPbmxpbmUgSldUIEJ1aWxkZXIiLCJpYXQiOjE2OTc2"
    "MzQ2ODAsImV4cCI6MzMyNTQ1NDA4MjgsImF1ZCI6IiIsInN1YiI6IiJ9.88vJc3I2HhuqEDixHXVhc9R30tA6U_HQ"
    "HZTC29y6CGM"
)
VONAGE_SECRET = "qwertyuiopasdfghjklzxcvbnm123456"


def is_believed(url: str, given: str, *, form: str = FORM, json: str = "") -> bool:
    """Ask the connector about a request to an address of the vendor's example."""
    parts = urlsplit(url)
    request = WebhookRequest(
        headers={
            "x-twilio-signature": given,
            "content-type": "application/json" if json else "application/x-www-form-urlencoded",
        },
        body=(json or form).encode(),
        query=parts.query,
        received_at=datetime.now(UTC),
    )
    hook = parts._replace(query="").geturl()
    try:
        verify(request, Credentials(secrets=("12345",), region="US", hook_url=hook))
    except BadSignature:
        return False
    return True


def test_twilio_signs_address_and_sorted_fields() -> None:
    fields = [pair.split("=") for pair in FORM.replace("%2B", "+").split("&")]

    assert "RSOYDt4T1cUTdK1PDd93/VVr8B8=" == signature("12345", URL, [(n, v) for n, v in fields])


def test_twilio_signs_a_field_that_comes_twice_twice() -> None:
    fields = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]

    assert "IK+Dwps556ElfBT0I3Rgjkr1wJU=" == signature("12345", URL, fields)


@pytest.mark.parametrize(
    ("url", "given"),
    [
        (URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (URL.replace(".com", ".com:1234"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (URL.replace("https", "http").replace(".com", ".com:1234"), "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ],
)
def test_twilio_signs_with_or_without_the_port(url: str, given: str) -> None:
    """Behind a proxy ours is another one than the one it called."""
    assert is_believed(url, given)


def test_twilio_signs_of_a_json_body_its_hash_in_the_address() -> None:
    url = f"{URL}&bodySHA256={BODY_HASH}"
    given = "a9nBmqA0ju/hNViExpshrM61xv4="

    assert is_believed(url, given, json=BODY)
    assert not is_believed(url, given, json=BODY.replace("true", "false"))
    assert not is_believed(URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", json=BODY)


def test_a_vonage_token_of_their_example_is_read() -> None:
    claims = hs256_claims(VONAGE, ("another", VONAGE_SECRET))

    assert "Online JWT Builder" == claims["iss"]


@pytest.mark.parametrize(
    "given",
    [
        "asdf",
        "",
        "..",
        VONAGE[:-1],
        VONAGE.replace(".", "", 1),
        token({"alg": "none"}, {"iat": 1}, VONAGE_SECRET),
        token({"alg": "HS512"}, {"iat": 1}, VONAGE_SECRET),
        token({}, {"iat": 1}, VONAGE_SECRET),
        "a." * 5000,
    ],
    ids=lambda text: text[-12:] or "empty",
)
def test_what_is_no_token_of_ours_is_refused(given: str) -> None:
    """Least of all one that says which algorithm to believe."""
    with pytest.raises(BadSignature):
        hs256_claims(given, (VONAGE_SECRET,))


def test_a_key_that_is_none_is_told_in_words() -> None:
    """The admin has pasted something else."""
    assert 3 == len(rs256({"iat": 1}, private_key()).split("."))
    with pytest.raises(TelephonyError, match="private key"):
        rs256({"iat": 1}, "-----BEGIN")


def test_standard_webhooks_are_signed_as_published() -> None:
    """What the generic webhook, the simulator and Asterisk sign with, in both directions."""
    at = datetime.fromtimestamp(1614265330, UTC)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', (secret, OTHER)
    )

    assert (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        == (headers["webhook-signature"].partition(" ")[0])
    )


# ── what else can be wrong with each of them ─────────────────────────────────────────────────

JSON_BODY = b'{"uuid":"u-1","status":"answered"}'
RIGHT_HASH = sha256(JSON_BODY).hexdigest()


def of_vonage(scheme: str = "Bearer", **claims: Any) -> WebhookRequest:
    """Return an event with a token that says this, signed with our secret."""
    said = {"iat": int(NOW.timestamp()), "payload_hash": RIGHT_HASH, **claims}
    given = token({"alg": "HS256"}, {k: v for k, v in said.items() if v is not None}, SECRET)
    headers = {"authorization": f"{scheme} {given}"}
    return WebhookRequest(headers=headers, body=JSON_BODY, received_at=NOW)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (of_vonage(payload_hash=None), "wrong-secret"),
        (of_vonage(payload_hash=""), "wrong-secret"),
        (of_vonage(payload_hash=7), "wrong-secret"),
        (of_vonage(payload_hash=RIGHT_HASH.upper()), "wrong-secret"),
        (of_vonage(payload_hash=sha256(b"{}").hexdigest()), "wrong-secret"),
        (of_vonage(iat=None), "bad-timestamp"),
        (of_vonage(iat="now"), "bad-timestamp"),
        (of_vonage(iat=True), "too-old"),
        (of_vonage(iat=10**20), "too-new"),
        (of_vonage(iat=int(NOW.timestamp()) - 301), "too-old"),
        (of_vonage(iat=int(NOW.timestamp()) + 301), "too-new"),
        (of_vonage("Basic"), "wrong-secret"),
        (of_vonage("Bearer Bearer"), "wrong-secret"),
    ],
)
def test_a_vonage_token_of_ours_has_to_be_of_this_body_and_of_now(
    event: WebhookRequest, why: str
) -> None:
    """That it is signed says that it is theirs, not that it belongs here."""
    vonage = BY_KIND["vonage"]

    with pytest.raises(BadSignature):
        vonage.verify(event, credentials(vonage))
    assert why == vonage.why_refused(event, credentials(vonage))


def of_ctm(time: str, *, signs: str | None = None, encode: Any = b64encode) -> WebhookRequest:
    """Return a webhook of CallTrackingMetrics whose signature is over `signs`, else its time."""
    text = (time if signs is None else signs).encode() + JSON_BODY
    given = encode(digest(SECRET.encode(), text, sha1)).decode()
    headers = {"x-ctm-time": time, "x-ctm-signature": given}
    return WebhookRequest(headers=headers, body=JSON_BODY, received_at=NOW)


SECONDS = int(NOW.timestamp())


@pytest.mark.parametrize(
    "time",
    [f"{SECONDS}", f"{SECONDS}123", NOW.isoformat(), f"{NOW:%Y-%m-%dT%H:%M:%S}"],
    ids=["seconds", "milliseconds", "with a zone", "without one"],
)
def test_ctm_may_write_its_time_in_any_of_the_usual_ways(time: str) -> None:
    """Its documentation does not say which: seconds, milliseconds, ISO 8601."""
    ctm = BY_KIND["ctm"]
    ctm.verify(of_ctm(time), credentials(ctm))

    assert "wrong-secret" == ctm.why_refused(of_ctm(time, signs=""), credentials(ctm))


@pytest.mark.parametrize(
    ("webhook", "why"),
    [
        (of_ctm(f"{SECONDS}", signs=f"{SECONDS + 1}"), "wrong-secret"),
        (of_ctm(f"{SECONDS}", encode=b32encode), "wrong-secret"),
        (of_ctm(f"{SECONDS}", encode=lambda raw: raw.hex().encode()), "wrong-secret"),
        (of_ctm("", signs=""), "unsigned"),
        (of_ctm("yesterday"), "bad-timestamp"),
        (of_ctm("9" * 40), "bad-timestamp"),
        (of_ctm(f"{SECONDS - 301}"), "too-old"),
        (of_ctm(f"{SECONDS + 301}"), "too-new"),
    ],
)
def test_a_ctm_signature_covers_its_time(webhook: WebhookRequest, why: str) -> None:
    """Or somebody would send a recorded request again under another one."""
    ctm = BY_KIND["ctm"]

    with pytest.raises(BadSignature):
        ctm.verify(webhook, credentials(ctm))
    assert why == ctm.why_refused(webhook, credentials(ctm))


@pytest.mark.parametrize("given", [BODY_HASH.upper(), BODY_HASH[:-1], "", "0" * 64])
def test_a_hash_that_is_not_the_body_s_is_none_though_twilio_signed_it(given: str) -> None:
    """The address is signed, the body only by its hash in it."""
    url = f"{URL}&bodySHA256={given}"

    assert not is_believed(url, signature("12345", url), json=BODY)
