"""Signatures as the vendors publish them: our own few lines against their own examples.

Twilio: twilio/twilio-python, tests/unit/test_request_validator.py. Vonage:
Vonage/vonage-python-sdk, jwt/tests/test_verify_jwt.py. Each value is theirs, the code is ours.
"""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from cti_adapter.errors import BadSignature, TelephonyError
from cti_adapter.telephony.connector import Credentials, WebhookRequest
from cti_adapter.telephony.json_web_token import hs256_claims, rs256
from cti_adapter.telephony.twilio_signature import signature, verify
from tests.contract.telephony.senders import private_key, token

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
