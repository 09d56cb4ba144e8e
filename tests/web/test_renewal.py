"""Coming back after a reload: the rotating token, the partitioned cookie, and their limits (D9)."""

import pytest
import requests
import websocket

from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.support.signing_in import Browser
from tests.web.stage import OtherOrg

RENEW = {"X-CTI-Renew": "1"}


class Signed:
    """A browser with an agent signed in."""

    def __init__(self, running: Running, username: str, org_key: str = "demo") -> None:
        self.browser = Browser(running)
        started = self.browser.post("/auth/start", {"org_key": org_key}).json()
        self.browser.get(self.browser.log_in(started, username))
        mine = {"login_id": started["login_id"], "secret": started["secret"]}
        self.claimed = self.browser.post("/auth/claim", mine)
        assert 200 == self.claimed.status_code, self.claimed.text
        self.token: str = self.claimed.json()["token"]
        self.renew_token: str = self.claimed.json()["renew_token"]
        self.org_key = org_key

    def renew(self, renew_token: str | None = None, **headers: str) -> requests.Response:
        body = {"org_key": self.org_key, "renew_token": renew_token}
        return self.browser.post("/auth/renew", body, **{**RENEW, **headers})

    def forget_cookies(self) -> None:
        self.browser.cookies.clear()


@pytest.fixture
def signed(running: Running, seat: Seat) -> Signed:
    return Signed(running, seat.username)


def allowed(running: Running, token: str) -> bool:
    """Whether a token opens the API."""
    header = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{running.url}/api/snapshot", headers=header, timeout=TIMEOUT_S)
    return answer.status_code == 200


def test_the_cookie_is_the_iframes_alone(signed: Signed) -> None:
    """Partitioned, secure, out of the reach of scripts, bound to our host and one org."""
    name, _, rest = signed.claimed.headers["Set-Cookie"].partition("=")

    assert "__Host-cti-demo" == name
    attributes = set(rest.split("; ")[1:])
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"} <= attributes
    assert not [each for each in attributes if each.startswith("Domain")]


def test_a_reload_comes_back_by_the_cookie(running: Running, signed: Signed) -> None:
    """No click is needed, and the cookie stays as it is."""
    renewed = signed.renew()

    assert 200 == renewed.status_code
    assert "Set-Cookie" not in renewed.headers
    assert allowed(running, renewed.json()["token"])
    assert 200 == signed.renew().status_code


def test_the_cookie_can_do_nothing_but_renew(running: Running, signed: Signed) -> None:
    """All Salesforce orgs share one cookie partition: nothing is authorised by it."""
    cookie = f"__Host-cti-demo={signed.browser.cookies['__Host-cti-demo']}"
    headers = {"Cookie": cookie, "Origin": running.url, **RENEW}
    answers = [
        requests.get(f"{running.url}/api/snapshot", headers=headers, timeout=TIMEOUT_S),
        requests.post(f"{running.url}/api/dial", json={}, headers=headers, timeout=TIMEOUT_S),
        requests.post(
            f"{running.url}/api/socket-ticket", json={}, headers=headers, timeout=TIMEOUT_S
        ),
        requests.post(f"{running.url}/auth/logout", headers=headers, timeout=TIMEOUT_S),
    ]

    assert [401] * 4 == [answer.status_code for answer in answers]
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(
            running.url.replace("http", "ws") + "/ws",
            subprotocols=["cti.v1"],
            origin=running.url,
            cookie=cookie,
            timeout=TIMEOUT_S,
        )
    assert 401 == refused.value.status_code


def test_renewal_wants_the_header_only_our_script_sends(signed: Signed) -> None:
    """A form of another site cannot send it."""
    assert 403 == signed.renew(**{"X-CTI-Renew": "0"}).status_code


def test_renewal_wants_our_own_origin(signed: Signed) -> None:
    """Nor does a script of another site say that it is ours."""
    assert 403 == signed.renew(Origin="https://evil.example").status_code


def test_a_renewal_token_is_good_once(running: Running, signed: Signed) -> None:
    """Each renewal gives a new one; the old pair is worth nothing any more."""
    signed.forget_cookies()
    renewed = signed.renew(signed.renew_token).json()

    assert allowed(running, renewed["token"])
    assert not allowed(running, signed.token)
    assert 401 == signed.renew(signed.renew_token).status_code
    assert 200 == signed.renew(renewed["renew_token"]).status_code


def test_where_the_token_is_used_up_the_cookie_helps(signed: Signed) -> None:
    """Two tabs of one browser renewed at the same time."""
    signed.renew(signed.renew_token)

    assert 200 == signed.renew(signed.renew_token).status_code


def test_without_both_the_agent_signs_in_again(signed: Signed) -> None:
    """One click; the answer says nothing but that."""
    signed.forget_cookies()

    assert 401 == signed.renew().status_code
    assert 401 == signed.renew("guessed").status_code


def test_a_session_that_was_not_renewed_is_over(running: Running, signed: Signed) -> None:
    """Ten minutes after the laptop was shut, its token opens nothing."""
    ended = "UPDATE sessions SET expires_at = 0 WHERE user_id = ?"
    user_id = next(
        user["Id"]
        for user in running.records("User")
        if user["Username"] == signed_as(running, signed)
    )
    sql(running, ended, user_id)

    assert not allowed(running, signed.token)
    assert 401 == signed.renew(signed.renew_token).status_code


def signed_as(running: Running, signed: Signed) -> str:
    """Return the user name behind a session; the token is not cached by asking for it."""
    renewed = signed.renew().json()
    header = {"Authorization": f"Bearer {renewed['token']}"}
    agent = requests.get(f"{running.url}/api/snapshot", headers=header, timeout=TIMEOUT_S).json()
    number = agent["agent"]["name"].removeprefix("Seat ")
    return f"seat{number}@example.test"


def test_a_door_opens_its_own_org_only(running: Running, signed: Signed) -> None:
    """Neither cookie nor token of one org renews anything in another."""
    other = OtherOrg(running)
    door = signed.browser.cookies["__Host-cti-demo"]
    signed.browser.cookies[f"__Host-cti-{other.key}"] = door
    signed.org_key = other.key

    assert 401 == signed.renew().status_code
    assert 401 == signed.renew(signed.renew_token).status_code
