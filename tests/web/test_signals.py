"""Sign-outs that the org tells of: POST /signals/<key> (DECISION 55, contract.md §3)."""

import time
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import requests

from tests.support.admin_page import words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.support.sign_out_trigger import SignOutTrigger
from tests.support.signing_in import Browser, sign_in_in
from tests.web.logging_stage import outcome
from tests.web.stage import OtherOrg, OtherSeat, OutsideCall, TelephoneSystem
from tests.web.test_presence import falls_silent, has_the_lease, shown

TAKEN, KNOWN = (HTTPStatus.ACCEPTED, {"accepted": 1}), (HTTPStatus.ACCEPTED, {"accepted": 0})
SHOWN_WITHIN_S = 2.0
SKEWED = timedelta(minutes=4)
"""As far as a signature may be from our clock, nearly."""


def an_org(running: Running, **policy: Any) -> OtherOrg:
    running.no_more_faults()
    return OtherOrg(running, show_do_not_log=True, wrap_up_s=1, **policy)


@pytest.fixture(scope="module")
def org(running: Running) -> OtherOrg:
    """An org in which sign-outs count."""
    return an_org(running, presence_logout_check=True)


@pytest.fixture(scope="module")
def trigger(running: Running, org: OtherOrg) -> SignOutTrigger:
    return SignOutTrigger(running, org.id)


@pytest.fixture
def softphone(org: OtherOrg) -> Iterator[PanelClient]:
    """An agent in the console."""
    with org.panel() as panel:
        yield panel


@pytest.fixture
def companion(org: OtherOrg, softphone: PanelClient) -> Iterator[PanelClient]:
    """The same agent's companion: row 3."""
    with PanelClient(softphone.seat, org.key, client="companion") as panel:
        shown(panel, salesforce=True, companion=True)
        yield panel


def checkbox(panel: PanelClient, *, there: bool) -> dict[str, Any]:
    """Wait until the panel's call has the checkbox, or has none; return what is said of it."""

    def found() -> dict[str, Any] | None:
        logging: dict[str, Any] = panel.call()["logging"]
        return logging if logging["checkbox"] is there else None

    return until(found, lambda: f"a checkbox: {there}; there is {panel.calls}")


@pytest.mark.requirement("S4-19", "S4-20", "S4-24")
def test_a_sign_out_during_a_call_moves_it_to_row_4(
    org: OtherOrg, trigger: SignOutTrigger, softphone: PanelClient, companion: PanelClient
) -> None:
    """The companion shows the checkbox, and logs unless it is checked; back in, and out again."""
    call = OutsideCall(org.system(), softphone.seat.line)
    call.tell("leg.offered", "leg.connected")
    before = checkbox(companion, there=False)
    told, took = [trigger.sign_out(softphone.seat)], []
    began = time.monotonic()
    checkbox(companion, there=True)
    took.append(time.monotonic() - began)
    with PanelClient(softphone.seat, org.key):
        checkbox(companion, there=False)
        told.append(trigger.sign_out(softphone.seat))
        began = time.monotonic()
        after = checkbox(companion, there=True)
        took.append(time.monotonic() - began)
    call.tell("call.ended")

    assert [TAKEN] * 2 == told
    assert SHOWN_WITHIN_S >= min(took)  # what else the machine does may hold up one of them
    assert [(3, "softphone"), (4, "companion")] == [(r["row"], r["by"]) for r in (before, after)]
    assert (4, "companion", "companion", 1) == outcome(org, call)


@pytest.mark.requirement("S4-4")
def test_with_every_window_closed_it_stays_row_3_for_twelve_hours(
    running: Running, org: OtherOrg, softphone: PanelClient, companion: PanelClient
) -> None:
    """No sign-out was told, so none is believed; only silence for so long is one (DECISION 36)."""
    seat = softphone.seat
    softphone.disconnect()
    has_the_lease(companion)
    closed = OutsideCall(org.system(), seat.line)
    closed.tell("leg.offered", "leg.connected")
    hidden = checkbox(companion, there=False)
    closed.tell("call.ended")
    assert (3, "softphone", "signed-in", 1) == outcome(org, closed)
    falls_silent(running, seat, "softphone")
    shown(companion, salesforce=False, companion=True)
    silent = OutsideCall(org.system(), seat.line)
    silent.tell("leg.offered", "leg.connected")
    offered = checkbox(companion, there=True)
    silent.tell("call.ended")

    assert [3, 4] == [hidden["row"], offered["row"]]
    assert (4, "companion", "companion", 1) == outcome(org, silent)


@pytest.mark.requirement("S4-24")
def test_with_the_check_off_it_stays_row_3(running: Running) -> None:
    """It is noticed, and does not count; nor does what nobody tells of."""
    unchecked = an_org(running)
    silent = an_org(running, presence_logout_check=True)
    trigger = SignOutTrigger(running, unchecked.id)
    for org in (unchecked, silent):
        with org.panel() as panel, PanelClient(panel.seat, org.key, client="companion") as other:
            call = OutsideCall(org.system(), panel.seat.line)
            call.tell("leg.offered", "leg.connected")
            if org is unchecked:
                assert TAKEN == trigger.sign_out(panel.seat)
            checkbox(other, there=False)
            call.tell("call.ended")

            assert (3, "softphone", "signed-in", 1) == outcome(org, call)


@pytest.mark.requirement("S4-24")
def test_it_counts_until_a_softphone_is_loaded(
    org: OtherOrg, trigger: SignOutTrigger, softphone: PanelClient, companion: PanelClient
) -> None:
    """One already open does not count; the sign-out told once more, or late, moves nobody."""
    told = trigger.sign_out(softphone.seat, id_=f"event-{softphone.seat.agent_id}")
    out = shown(companion, salesforce=False)
    softphone.disconnect()
    softphone.connect(softphone.seqs[-1])
    back = shown(companion)
    with PanelClient(softphone.seat, org.key):
        shown(companion, salesforce=True)
        again = trigger.sign_out(softphone.seat, id_=f"event-{softphone.seat.agent_id}")
        late = trigger.sign_out(softphone.seat, ago=timedelta(minutes=1))

        assert [TAKEN, KNOWN, TAKEN] == [told, again, late]
        assert (True, False) == (out["companion"], back["salesforce"])
        assert shown(companion)["salesforce"]


@pytest.mark.parametrize(
    "clock",
    [{"ahead": SKEWED}, {"ahead": -SKEWED}, {"ago": -SKEWED}],
    ids=["before ours", "behind ours", "event dated after its signature"],
)
def test_clocks_that_differ_put_nothing_in_another_order(
    org: OtherOrg,
    trigger: SignOutTrigger,
    softphone: PanelClient,
    companion: PanelClient,
    clock: dict[str, Any],
) -> None:
    """Out after the page was loaded, back with the next page: whatever the org's clock says."""
    told = trigger.sign_out(softphone.seat, **clock)
    shown(companion, salesforce=False)
    with PanelClient(softphone.seat, org.key):
        assert TAKEN == told
        assert shown(companion, salesforce=True)


def test_a_user_who_was_renamed_is_found_by_the_name_of_the_last_sign_in(
    running: Running, org: OtherOrg, trigger: SignOutTrigger
) -> None:
    """An agent is linked before Salesforce's name of them is known, or has changed since."""
    seat = OtherSeat(org, signed_in=False)
    unknown = trigger.sign_out(seat)
    with PanelClient(seat, org.key) as panel:
        storage = running.storage()
        try:
            kept = storage.people.agent(org.id, seat.agent_id)
        finally:
            storage.close()

        assert kept is not None
        assert seat.username == kept.username
        assert (KNOWN, TAKEN) == (unknown, trigger.sign_out(seat))
        assert shown(panel, salesforce=False)


def test_only_who_knows_the_secret_is_heard(trigger: SignOutTrigger, running: Running) -> None:
    """A stranger learns nothing, not even which keys exist."""
    there = trigger.sender
    forged = TelephoneSystem(there.hook, "whsec_" + "ZmFr" * 11)
    nowhere = TelephoneSystem(f"{running.url}/signals/signal-1", there.secret)
    said = {"username": "a@example.test", "at": "2026-11-21T18:00:00Z"}
    statuses = [
        sender.post(body, media_type="application/json").status_code
        for sender, body in ((forged, said), (nowhere, said), (there, {"username": "a"}))
    ]

    assert [401, 401, 422] == statuses


def test_an_admin_sets_up_the_signal_and_renews_its_secret(running: Running) -> None:
    """The secret is shown once; two are good until the old one is ended."""
    org = an_org(running, presence_logout_check=True)
    seat = OtherSeat(org)
    there = SignOutTrigger(running, org.id)
    again = there.admin.get("/admin/salesforce")
    first = there.sender
    there.fill_in()
    second, there.sender = there.sender, first
    both = [there.sign_out(seat)[0]]
    there.sender = second
    both.append(there.sign_out(seat)[0])
    heard = there.admin.get("/admin/salesforce")
    ended = there.admin.submit("/admin/salesforce/signals/retire", {})
    there.sender = first
    refused = there.sign_out(seat)[0]
    doctor = there.admin.get("/admin/doctor")

    assert first.hook == second.hook
    assert first.secret not in again.text
    assert "No signal has come so far." in words(again)
    assert ([HTTPStatus.ACCEPTED] * 2, HTTPStatus.UNAUTHORIZED) == (both, refused)
    assert "Two secrets are good" in words(heard)
    assert "The last signal came: 2" in words(heard)
    assert "Two secrets are good" not in words(ended)
    assert 'id="check-sign-out" data-state="ok"' in doctor.text


def test_single_logout_signs_out_whose_browser_it_is_and_nobody_else(
    running: Running, org: OtherOrg
) -> None:
    """Only a browser that the org sends, with the cookie of its own sign-in; no session ends."""
    mine, other = OtherSeat(org, signed_in=False), OtherSeat(org, signed_in=False)
    browser, elsewhere = Browser(running), Browser(running)
    with (
        PanelClient(mine, org.key, tokens=sign_in_in(browser, mine.username, org.key)) as panel,
        PanelClient(other, org.key, tokens=sign_in_in(elsewhere, other.username, org.key)) as rest,
    ):
        shown(panel, salesforce=True)
        org_says = f"{running.salesforce}/secur/logout.jsp"
        stranger = Browser(running)
        answers = [
            _comes_by(stranger, org_says),
            _comes_by(browser, "https://elsewhere.example.com/"),
            _comes_by(browser, ""),
            _comes_by(browser, "http://["),
            _comes_by(browser, org_says, "?iss=https://elsewhere.example.com&sid=1"),
        ]
        still = shown(panel)["salesforce"]
        answers.append(_comes_by(browser, org_says, f"?iss={running.salesforce}&sid=1"))
        shown(panel, salesforce=False)

        assert {HTTPStatus.NO_CONTENT} == set(answers)
        assert still
        assert shown(rest)["salesforce"]
        assert panel.press("focus", {"page": panel.page}).ok


def _comes_by(browser: Browser, referer: str, query: str = "") -> int:
    """Be sent to the single-logout address by a page; return the status."""
    headers = {"Cookie": "; ".join(f"{name}={v}" for name, v in browser.cookies.items())}
    answer = requests.get(
        f"{browser.running.url}/auth/signed-out{query}",
        headers={**headers, "Referer": referer},
        timeout=TIMEOUT_S,
    )
    return answer.status_code
