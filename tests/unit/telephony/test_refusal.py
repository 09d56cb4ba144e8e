"""What an admin is told about a delivery that was refused."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from cti_adapter.telephony.connector import Credentials, WebhookRequest
from cti_adapter.telephony.refusal import why_refused

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OURS = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
THEIRS = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
BODY = b'{"specversion": "1.0"}'


def delivery(
    changed: dict[str, str] | None = None, *, secret: str = OURS, at: datetime = NOW
) -> WebhookRequest:
    signed = {
        "webhook-id": "evt-1",
        "webhook-timestamp": f"{int(at.timestamp())}",
        "webhook-signature": Webhook(secret).sign("evt-1", at, BODY.decode()),
    }
    return WebhookRequest(headers=signed | (changed or {}), body=BODY, received_at=NOW)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (WebhookRequest(headers={}, body=BODY, received_at=NOW), "unsigned"),
        (delivery({"webhook-signature": ""}), "unsigned"),
        (delivery({"webhook-timestamp": "today"}), "bad-timestamp"),
        (delivery({"webhook-timestamp": "9" * 30}), "bad-timestamp"),
        (delivery(secret=THEIRS), "wrong-secret"),
        (delivery(at=NOW - timedelta(minutes=6)), "too-old"),
        (delivery(at=NOW + timedelta(minutes=6)), "too-new"),
    ],
)
def test_a_refused_delivery_says_what_is_wrong_with_it(request_: WebhookRequest, code: str) -> None:
    """The sender hears nothing but 401; the admin's page says what to mend."""
    assert code == why_refused(request_, Credentials(secrets=(OURS,), region="US"))


def test_the_older_of_two_secrets_is_still_ours() -> None:
    """While a secret is rotated both are."""
    late = delivery(secret=THEIRS, at=NOW - timedelta(minutes=6))

    assert "too-old" == why_refused(late, Credentials(secrets=(OURS, THEIRS), region="US"))


def test_a_body_that_is_no_text_was_not_signed_by_us() -> None:
    """Whatever its headers say."""
    odd = WebhookRequest(headers=delivery().headers, body=b"\xff", received_at=NOW)

    assert "wrong-secret" == why_refused(odd, Credentials(secrets=(OURS,), region="US"))
