"""The switches of the org: what an admin finds in Setup."""

from pathlib import Path

import pytest
import requests
from joserfc.jwk import RSAKey

from tests.contract.emulator.standin import Client, start


def test_a_setting_is_changed_alone_and_shown_with_the_others(org: Client) -> None:
    """Whoever sets one must not lose what another set."""
    before = org.control("GET", "org")
    org.control("POST", "org", {"language": "de"})
    after = org.control("POST", "org", {"daily_calls": 7, "index_delay_s": 0.5})

    assert {**before, "language": "de", "daily_calls": 7, "index_delay_s": 0.5} == after
    assert after == org.control("GET", "org")


def test_a_reset_goes_back_to_the_profile(org: Client) -> None:
    """A test finds the org as the profile says, whatever ran before."""
    before = org.control("GET", "org")
    org.control("POST", "org", {"read_only": True, "set_audit_fields": True})
    org.control("POST", "reset")

    assert before == org.control("GET", "org")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"language": "tlh"}, "language: one of en_US, de"),
        ({"read_only": 1}, "read_only: true or false"),
        ({"daily_calls": -1}, "daily_calls: a whole number from 0 on"),
        ({"index_delay_s": "soon"}, "index_delay_s: seconds, 0 to 3600"),
        (["read_only"], "give an object of settings"),
    ],
)
def test_a_setting_nobody_knows_is_named(org: Client, body: object, message: str) -> None:
    """The answer says which member is wrong and what it takes."""
    answer = requests.post(f"{org.url}/_control/org", json=body, timeout=10)

    assert (400, message) == (answer.status_code, answer.json()[0]["message"])


def test_settings_survive_a_restart(apps_file: Path, app_key: RSAKey, tmp_path: Path) -> None:
    """They live in the state file with the records."""
    options = ("--control", "--state", str(tmp_path / "org.db"))
    first = start(apps_file, *options)
    Client(url=first.url, key=app_key).control("POST", "org", {"language": "de"})
    first.stop()
    second = start(apps_file, *options)
    kept = Client(url=second.url, key=app_key).control("GET", "org")
    second.stop()

    assert "de" == kept["language"]
