"""Signing in: what may go wrong, who tries it, and what each of them is told (D9)."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.support.panel_client import PanelClient
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.support.signing_in import Browser
from tests.web.stage import OtherOrg, goodbye

Started = dict[str, Any]


@pytest.fixture
def browser(running: Running) -> Browser:
    return Browser(running)


@pytest.fixture
def started(browser: Browser) -> Started:
    """A sign-in that the iframe has begun."""
    answer = browser.post("/auth/start", {"org_key": "demo"})
    assert 201 == answer.status_code, answer.text
    begun: Started = answer.json()
    return begun


def claim(browser: Browser, started: Started, **other: str) -> requests.Response:
    """Ask for the session, as the iframe does every 700 ms."""
    mine = {"login_id": started["login_id"], "secret": started["secret"]}
    return browser.post("/auth/claim", {**mine, **other})


def told(answer: requests.Response) -> tuple[int, str]:
    """Return status and error id of a problem."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["error_id"]


def test_until_the_window_is_done_the_iframe_waits(browser: Browser, started: Started) -> None:
    """It polls, and learns nothing before there is something to learn."""
    answer = claim(browser, started)

    assert (202, {"state": "waiting"}) == (answer.status_code, answer.json())


def test_a_session_is_claimed_once(browser: Browser, seat: Seat, started: Started) -> None:
    """Whoever comes second, with the right secret, comes too late."""
    back = browser.get(browser.log_in(started, seat.username))
    first, second = claim(browser, started), claim(browser, started)

    assert '"signed-in"' in back.text
    assert {"client", "token", "renew_token", "expires_in"} == {
        name for name, value in first.json().items() if value is not None
    }
    assert (403, "sign-in-expired") == told(second)


def test_nobody_claims_with_a_guessed_secret(
    browser: Browser, seat: Seat, started: Started
) -> None:
    """And the guess does not spoil it for the one who knows."""
    browser.get(browser.log_in(started, seat.username))

    assert (403, "sign-in-expired") == told(claim(browser, started, secret="guessed"))
    assert (403, "sign-in-expired") == told(claim(browser, started, login_id="demo.guessed"))
    assert 200 == claim(browser, started).status_code


def test_a_sign_in_that_is_cancelled_says_so(browser: Browser, started: Started) -> None:
    """The agent pressed Deny: the window and the iframe both know."""
    form = {"login_id": started["login_id"], "bind_code": started["bind_code"]}
    leaving = browser.submit("/auth/popup", form).headers["Location"]
    answer = requests.get(f"{leaving}&decision=deny", allow_redirects=False, timeout=TIMEOUT_S)
    target = urlsplit(answer.headers["Location"])
    back = browser.get(f"{target.path}?{target.query}")

    assert '"cancelled"' in back.text
    assert (403, "sign-in-cancelled") == told(claim(browser, started))


def test_a_callback_is_good_once(browser: Browser, seat: Seat, started: Started) -> None:
    """Whoever finds the address in a history gets nowhere."""
    callback = browser.log_in(started, seat.username)
    cookies = dict(browser.cookies)
    browser.get(callback)
    browser.cookies = cookies
    again = browser.get(callback)

    assert '"failed"' in again.text
    assert 200 == claim(browser, started).status_code


def test_a_callback_in_another_browser_is_refused(
    running: Running, browser: Browser, seat: Seat, started: Started
) -> None:
    """A victim who follows somebody's link signs nobody in (login CSRF)."""
    callback = browser.log_in(started, seat.username)
    elsewhere = Browser(running).get(callback)

    assert '"failed"' in elsewhere.text
    assert 202 == claim(browser, started).status_code
    assert '"signed-in"' in browser.get(callback).text


def test_a_window_without_the_code_of_its_iframe_goes_nowhere(
    browser: Browser, started: Started
) -> None:
    """A login link sent to a victim has no opener that could give the code."""
    guessed = {"login_id": started["login_id"], "bind_code": "guessed"}

    assert (403, "sign-in-expired") == told(browser.submit("/auth/popup", guessed))
    assert (403, "sign-in-expired") == told(browser.submit("/auth/popup", {}))


def test_a_sign_in_that_took_too_long_is_over(
    running: Running, browser: Browser, seat: Seat, started: Started
) -> None:
    """Ten minutes; after that it begins anew."""
    browser.get(browser.log_in(started, seat.username))
    sql(running, "UPDATE sign_ins SET expires_at = 0 WHERE id = ?", started["login_id"])

    assert (403, "sign-in-expired") == told(claim(browser, started))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
@pytest.mark.parametrize("path", ["/auth/start", "/auth/claim", "/auth/renew", "/auth/popup"])
def test_another_site_starts_nothing(running: Running, path: str, origin: str) -> None:
    """Every step is asked for by our own pages."""
    answer = requests.post(
        running.url + path,
        json={"org_key": "demo", "login_id": "x", "secret": "x"},
        headers={"Origin": origin, "X-CTI-Renew": "1"} if origin else {"X-CTI-Renew": "1"},
        timeout=TIMEOUT_S,
    )

    assert (403, "not-allowed") == told(answer)


def test_a_user_nobody_linked_is_told_whom_to_ask(browser: Browser, started: Started) -> None:
    """User C is a user of the org, and no agent."""
    back = browser.get(browser.log_in(started, "c@example.test"))
    answer = claim(browser, started)

    assert '"not-linked"' in back.text
    assert (403, "not-linked") == told(answer)
    assert "ask your admin" in answer.json()["detail"]


def test_an_agent_of_another_org_is_nobody_here(
    running: Running, browser: Browser, started: Started
) -> None:
    """Linked there, not here: the address of the softphone says which org is meant."""
    with OtherOrg(running).panel() as theirs:
        browser.get(browser.log_in(started, theirs.seat.username))

    assert (403, "not-linked") == told(claim(browser, started))


def test_an_address_of_no_org_is_not_found(browser: Browser) -> None:
    """A typing error in the call center definition, said as one."""
    answer = browser.post("/auth/start", {"org_key": "nowhere"})

    assert (404, "not-found") == told(answer)
    assert "call center definition" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["html503", "drop_before", "nonsense"])
def test_an_org_that_answers_nonsense_refuses_the_sign_in(
    running: Running, browser: Browser, seat: Seat, started: Started, kind: str
) -> None:
    """The agent reads that Salesforce refused, and presses Sign in again."""
    callback = browser.log_in(started, seat.username)
    running.fault("POST /services/oauth2/token", kind)

    assert '"failed"' in browser.get(callback).text
    assert (403, "sign-in-refused") == told(claim(browser, started))


@pytest.mark.parametrize(
    "query", ["", "state=x", "code=x", "state=%00&code=%ff", "error=access_denied&state=x"]
)
def test_a_callback_of_nothing_is_a_page_that_says_so(browser: Browser, query: str) -> None:
    """Not a fault of ours, whatever stands in the address."""
    answer = browser.get(f"/auth/callback?{query}")

    assert (200, True) == (answer.status_code, '"failed"' in answer.text)


def test_no_secret_stands_in_an_address(browser: Browser, started: Started) -> None:
    """Addresses are kept in histories, logs and referrers."""
    form = {"login_id": started["login_id"], "bind_code": started["bind_code"]}
    leaving = browser.submit("/auth/popup", form)
    query = parse_qs(urlsplit(leaving.headers["Location"]).query)
    secrets = [started["secret"], started["bind_code"], browser.running.demo.keys.client_secret]

    addresses = started["popup_url"] + leaving.headers["Location"]
    assert [] == [secret for secret in secrets if secret in addresses]
    assert {"S256"} == set(query["code_challenge_method"])
    assert "no-referrer" == leaving.headers["Referrer-Policy"]
    cookie = leaving.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cti-sign-in=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


# ── sign out ─────────────────────────────────────────────────────────────────────────────────


def test_sign_out_means_out_in_every_page(running: Running, seat: Seat) -> None:
    """Tokens, renewals and sockets of the agent are over, at once."""
    with PanelClient(seat) as panel, PanelClient(seat) as other:
        answer = requests.post(
            f"{running.url}/auth/logout",
            headers={"Authorization": f"Bearer {panel.token}"},
            timeout=TIMEOUT_S,
        )

        assert 204 == answer.status_code
        assert [4401, 4401] == [goodbye(panel), goodbye(other)]
        for client in (panel, other):
            assert 401 == client.press("page", {"window": "w"}).status_code
            renewal = Browser(running).post(
                "/auth/renew",
                {"org_key": "demo", "renew_token": client.renew_token},
                **{"X-CTI-Renew": "1"},
            )
            assert 401 == renewal.status_code


def test_who_is_not_signed_in_cannot_sign_out(running: Running) -> None:
    """There is nothing to end."""
    answer = requests.post(f"{running.url}/auth/logout", timeout=TIMEOUT_S)

    assert (401, "not-signed-in") == told(answer)


@pytest.mark.requirement("B-20")
def test_the_panel_is_told_how_its_salesforce_user_reads_and_writes(
    running: Running, seat: Seat
) -> None:
    """Language, locale and zone are those of the user, as Salesforce has them at the sign-in."""
    running.change_user(
        seat.username,
        LanguageLocaleKey="de",
        LocaleSidKey="de_AT",
        TimeZoneSidKey="Europe/Berlin",
    )
    panel = PanelClient(seat)
    answer = requests.get(
        f"{running.url}/api/snapshot",
        headers={"Authorization": f"Bearer {panel.token}"},
        timeout=TIMEOUT_S,
    )

    told = answer.json()["agent"]
    assert ("de", "de-AT", "Europe/Berlin") == (told["language"], told["locale"], told["time_zone"])


def test_a_door_opens_only_its_own_client(browser: Browser, seat: Seat) -> None:
    """A page that says it is another client than it signed in as is nobody (issue 7, bad input)."""
    started = browser.post("/auth/start", {"org_key": "demo", "client": "companion"}).json()
    browser.get(browser.log_in(started, seat.username))
    granted = claim(browser, started).json()

    def renewed(client: str) -> int:
        asked = {"org_key": "demo", "renew_token": granted["renew_token"], "client": client}
        headers = {"X-CTI-Renew": "1"}
        return browser.post("/auth/renew", asked, **headers).status_code

    assert "companion" == granted["client"]
    assert [401, 200] == [renewed("softphone"), renewed("companion")]
