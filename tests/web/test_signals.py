"""Sign-outs that the org tells of: POST /signals/<key> (DECISION 55, contract.md §3)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from tests.support.panel_client import PanelClient
from tests.support.running import Running, Seat
from tests.support.settings_change import change_policy
from tests.web.stage import TelephoneSystem, sql
from tests.web.test_presence import shown

SECRET = "whsec_" + "c2ln" * 11


@pytest.fixture
def org(running: Running, seat: Seat) -> TelephoneSystem:
    """The trigger in the org, with the key and the secret that an admin gave it."""
    storage = running.storage()
    try:
        access = storage.signals.renew(running.org_id, key=f"signal-{uuid4().hex}", secret=SECRET)
    finally:
        storage.close()
    sql(running, "UPDATE agents SET username = ? WHERE id = ?", seat.username, seat.agent_id)
    return TelephoneSystem(f"{running.url}/signals/{access.key}", SECRET)


@pytest.fixture
def checked(running: Running) -> Iterator[None]:
    """'Presence logout check' is on until the test is over."""
    change_policy(running, presence_logout_check=True)
    yield
    change_policy(running, presence_logout_check=False)


def signs_out(org: TelephoneSystem, seat: Seat, ago: timedelta = timedelta(0)) -> list[object]:
    """Tell of a sign-out; return status and answer."""
    said = {"username": seat.username.upper(), "at": (datetime.now(UTC) - ago).isoformat()}
    answer = org.post(said, media_type="application/json")
    return [answer.status_code, answer.json()]


@pytest.mark.requirement("S4-24")
@pytest.mark.usefixtures("checked")
def test_a_sign_out_counts_until_a_softphone_is_loaded(org: TelephoneSystem, seat: Seat) -> None:
    """One already open does not count; the sign-out told a second time moves nobody."""
    with PanelClient(seat) as panel, PanelClient(seat, client="companion") as companion:
        shown(companion, salesforce=True, companion=True)
        told = signs_out(org, seat)
        out = shown(companion, salesforce=False)
        panel.disconnect()
        panel.connect(panel.seqs[-1])
        back = shown(companion)
        with PanelClient(seat):
            loaded = shown(companion, salesforce=True)
            again = signs_out(org, seat, ago=timedelta(minutes=1))

            assert [HTTPStatus.ACCEPTED, {"accepted": 1}] == told == again
            assert (True, False, True) == (
                out["companion"],
                back["salesforce"],
                loaded["salesforce"],
            )
            assert shown(companion)["salesforce"]


@pytest.mark.requirement("S4-24")
def test_with_the_check_off_it_does_not_count(
    org: TelephoneSystem, seat: Seat, panel: PanelClient
) -> None:
    """It is kept, and counts as soon as the check is on."""
    told = signs_out(org, seat)
    still = shown(panel)["salesforce"]

    assert [HTTPStatus.ACCEPTED, {"accepted": 1}] == told
    assert still


def test_only_who_knows_the_secret_is_heard(org: TelephoneSystem, running: Running) -> None:
    """A stranger learns nothing, not even which keys exist."""
    forged = TelephoneSystem(org.hook, "whsec_" + "ZmFr" * 11)
    nowhere = TelephoneSystem(f"{running.url}/signals/signal-1", SECRET)
    said = {"username": "a@example.test", "at": "2026-11-21T18:00:00Z"}
    statuses = [
        sender.post(body, media_type="application/json").status_code
        for sender, body in ((forged, said), (nowhere, said), (org, {"username": "a"}))
    ]

    assert [401, 401, 422] == statuses
