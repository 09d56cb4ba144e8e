"""Whether a request comes from who knows our secret (Standard Webhooks).

https://www.standardwebhooks.com. Stores and decodes nothing.
"""

from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

from cti_adapter.errors import BadSignature


def verify(headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...]) -> None:
    """Accept what any of the valid secrets signed within five minutes of now.

    Args:
        headers: names in lower case.
        body: the raw bytes, which were signed.
        secrets: as `whsec_…`; two during a rotation.

    Raises:
        BadSignature: none of them signed it, or not lately.
    """
    for secret in secrets:
        try:
            Webhook(secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError):
            continue  # a ValueError is a header that is not even built like a signature
        return
    raise BadSignature
