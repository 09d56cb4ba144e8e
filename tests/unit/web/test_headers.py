"""The headers that depend on the address of the deployment; tests/web has those of every route."""

import pytest
from flask import Flask

from cti_adapter.web.headers import companion_policy, register_headers, softphone_policy

A_YEAR = "max-age=31536000"


@pytest.mark.parametrize(
    ("public_url", "told"), [("https://cti.example.com", A_YEAR), ("http://127.0.0.1:8080", None)]
)
def test_https_is_for_good(public_url: str, told: str | None) -> None:
    """A browser that was here once never comes without it; on loopback there is none to keep."""
    app = Flask("headers", static_folder=None)
    register_headers(app, public_url=public_url)
    answer = app.test_client().get("/nowhere")

    assert told == answer.headers.get("Strict-Transport-Security")


def test_an_org_without_hosts_is_framed_by_nobody() -> None:
    """An empty list would be no policy at all."""
    assert softphone_policy("https://cti.example.com", (), None).endswith("frame-ancestors 'none'")


def test_the_socket_is_of_our_own_host_and_over_tls() -> None:
    """Where the product is reached by https."""
    policy = companion_policy("https://cti.example.com", in_teams=False)

    assert "connect-src 'self' wss://cti.example.com;" in policy
