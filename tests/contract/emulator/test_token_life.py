"""How tokens end: rotation and its theft alarm, families, approvals, locked users."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import pytest
import requests

from tests.contract.emulator.apps import APPROVED, MACHINE, PUBLIC, ROTATING
from tests.contract.emulator.sign_in import Person, code_of, exchange, renew, revoke, works
from tests.contract.emulator.standin import CLIENT_ID, CLIENT_SECRET, Client

DEAD = {"error": "invalid_grant", "error_description": "expired access/refresh token"}
BUSY = {"error": "invalid_grant", "error_description": "token request is already being processed"}


def signed_in(browser: Person, client_id: str) -> dict[str, Any]:
    """Let agent A sign in to an app; return what the app was given."""
    code = code_of(browser, client_id=client_id)
    return dict(exchange(browser.org, code, client_id=client_id).json())


def test_a_rotating_token_is_replaced_at_every_refresh(org: Client, browser: Person) -> None:
    """The new one works, what was given before lives on."""
    first = signed_in(browser, ROTATING)
    second = renew(org, first["refresh_token"], ROTATING).json()
    third = renew(org, second["refresh_token"], ROTATING).json()

    assert 3 == len({one["refresh_token"] for one in (first, second, third)})
    assert works(org, first["access_token"])
    assert works(org, third["access_token"])
    assert "expires_in" not in third


def test_the_second_use_of_a_rotated_token_ends_the_family(org: Client, browser: Person) -> None:
    """One of the two was a thief: neither keeps anything."""
    first = signed_in(browser, ROTATING)
    second = renew(org, first["refresh_token"], ROTATING).json()
    reused = renew(org, first["refresh_token"], ROTATING)
    after = renew(org, second["refresh_token"], ROTATING)

    assert [(400, DEAD)] * 2 == [(one.status_code, one.json()) for one in (reused, after)]
    assert not works(org, second["access_token"])


def test_another_authorization_of_the_same_user_is_not_touched(
    org: Client, browser: Person
) -> None:
    """The phone is stolen, the desk goes on."""
    stolen, desk = signed_in(browser, ROTATING), signed_in(browser, ROTATING)
    renew(org, stolen["refresh_token"], ROTATING)
    renew(org, stolen["refresh_token"], ROTATING)

    assert not works(org, stolen["access_token"])
    assert works(org, desk["access_token"])


def test_without_rotation_a_token_lasts(org: Client, browser: Person) -> None:
    """No new one is given, the old one goes on."""
    given = signed_in(browser, CLIENT_ID)
    answers = [renew(org, given["refresh_token"]).json() for _ in range(2)]

    assert [] == [one for one in answers if "refresh_token" in one]
    assert works(org, answers[1]["access_token"])


def test_a_second_refresh_meanwhile_is_told_so(org: Client, browser: Person) -> None:
    """While the first is under way; then the token is as good as before."""
    refresh = signed_in(browser, ROTATING)["refresh_token"]
    slow = {"match": "POST /services/oauth2/token", "kind": "slow", "delay_ms": 60_000}
    org.control("POST", "faults", [{**slow, "times": 2}])
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(renew, org, refresh, ROTATING) for _ in range(2)]
        second = next(as_completed(asked)).result()
        org.control("DELETE", "faults")
    (given,) = [one.result() for one in asked if one.result() is not second]

    assert (400, BUSY) == (second.status_code, second.json())
    assert 200 == given.status_code
    assert 200 == renew(org, given.json()["refresh_token"], ROTATING).status_code


def test_the_same_is_there_as_a_fault(org: Client, browser: Person) -> None:
    """For a client that is tested alone."""
    refresh = signed_in(browser, CLIENT_ID)["refresh_token"]
    org.control("POST", "faults", [{"match": "POST /services/oauth2", "kind": "processing"}])
    first, second = renew(org, refresh), renew(org, refresh)

    assert (400, BUSY) == (first.status_code, first.json())
    assert 200 == second.status_code


def test_a_code_used_twice_ends_what_it_gave(org: Client, browser: Person) -> None:
    """Whoever comes second had no right to it, or the first had not."""
    code = code_of(browser)
    given = exchange(org, code).json()
    again = exchange(org, code)

    assert "invalid_grant" == again.json()["error"]
    assert not works(org, given["access_token"])
    assert DEAD == renew(org, given["refresh_token"]).json()


def test_revoking_an_access_token_ends_it_alone(org: Client, browser: Person) -> None:
    """A refresh token takes its family with it, and no other."""
    one, other = signed_in(browser, CLIENT_ID), signed_in(browser, CLIENT_ID)
    statuses = [revoke(org, one["access_token"]), revoke(org, other["refresh_token"])]
    nobody_s = requests.post(
        f"{org.url}/services/oauth2/revoke", data={"token": "nobody's"}, timeout=10
    )
    renewed = renew(org, one["refresh_token"])

    assert [200, 200] == statuses
    assert not works(org, one["access_token"])
    assert 200 == renewed.status_code
    assert not works(org, other["access_token"])
    assert (400, "unsupported_token_type") == (nobody_s.status_code, nobody_s.json()["error"])


def test_the_sixth_approval_ends_the_oldest(org: Client, browser: Person) -> None:
    """Five of a user for an app live at once."""
    given = [signed_in(browser, CLIENT_ID) for _ in range(6)]
    statuses = [renew(org, one["refresh_token"]).status_code for one in given]

    assert [400, 200, 200, 200, 200, 200] == statuses
    assert not works(org, given[0]["access_token"])


@pytest.mark.parametrize(("locked", "text"), [(True, "user is locked"), (False, "inactive user")])
def test_who_may_not_sign_in_gets_nothing(
    org: Client, browser: Person, *, locked: bool, text: str
) -> None:
    """A locked or inactive user: no page, no grant, and what they had is worth nothing."""
    given = signed_in(browser, CLIENT_ID)
    if locked:
        org.control("POST", "lock", {"username": "a@example.test", "locked": True})
    else:
        org.call("PATCH", f"/sobjects/User/{org.records['user_a']}", json={"IsActive": False})
    refused = [renew(org, given["refresh_token"]), org.assert_jwt({"sub": "a@example.test"})]

    assert [{"error": "invalid_grant", "error_description": text}] * 2 == [
        one.json() for one in refused
    ]
    assert not works(org, given["access_token"])
    assert "Log In" in browser.authorize().text
    assert "Please check your username" in Person(org).log_in("a@example.test").text


def test_a_machine_acts_as_the_user_its_app_runs_as(org: Client) -> None:
    """Client credentials: no refresh token, and no scope that means a person."""
    form = {"grant_type": "client_credentials", "scope": "api full web refresh_token"}
    answer = credentials(org, form, MACHINE)
    org.token = answer.json()["access_token"]

    assert "api" == answer.json()["scope"]
    assert not {"refresh_token", "id_token", "expires_in"} & set(answer.json())
    who = org.call("GET", "/services/oauth2/userinfo").json()
    assert "integration@example.test" == who["preferred_username"]


@pytest.mark.parametrize(
    ("client_id", "error", "text"),
    [
        (CLIENT_ID, "invalid_grant", "no client credentials user enabled"),
        ("nobody", "invalid_client_id", "client identifier invalid"),
        (PUBLIC, "invalid_client", "invalid client credentials"),
    ],
)
def test_an_app_that_runs_as_nobody_gets_nothing(
    org: Client, client_id: str, error: str, text: str
) -> None:
    """With the text that tells an admin what to mend; a public client has no secret to give."""
    answer = credentials(org, {"grant_type": "client_credentials"}, client_id)

    assert (400, {"error": error, "error_description": text}) == (answer.status_code, answer.json())


def credentials(org: Client, form: dict[str, str], client_id: str) -> requests.Response:
    form = {**form, "client_id": client_id, "client_secret": CLIENT_SECRET}
    return requests.post(f"{org.url}/services/oauth2/token", data=form, timeout=10)


def test_a_public_client_has_the_verifier_alone(org: Client, browser: Person) -> None:
    """Its refresh needs no secret either."""
    code = code_of(browser, client_id=PUBLIC)
    form = {"client_id": PUBLIC, "client_secret": ""}
    given = exchange(org, code, **form).json()
    again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **form}
    answer = requests.post(f"{org.url}/services/oauth2/token", data=again, timeout=10)

    assert 200 == answer.status_code


def test_introspection_tells_an_app_of_its_own_tokens(org: Client, browser: Person) -> None:
    """Of another app's tokens, and of dead ones, it says that they are not active."""
    given = signed_in(browser, CLIENT_ID)
    access, refresh = ask(org, given["access_token"]), ask(org, given["refresh_token"])
    foreign = ask(org, given["access_token"], APPROVED)

    assert (True, "a@example.test", CLIENT_ID, "access_token") == tuple(
        access[name] for name in ("active", "username", "client_id", "token_type")
    )
    assert (True, "refresh_token") == (refresh["active"], refresh["token_type"])
    assert [{"active": False}] * 2 == [foreign, ask(org, "nobody's")]


def ask(org: Client, token: str, client_id: str = CLIENT_ID) -> dict[str, Any]:
    url = f"{org.url}/services/oauth2/introspect"
    return dict(
        requests.post(
            url, data={"token": token}, auth=(client_id, CLIENT_SECRET), timeout=10
        ).json()
    )


def test_living_tokens_are_listed_without_themselves(org: Client, browser: Person) -> None:
    """For tests that ask what a client left behind."""
    org.control("POST", "sign-out", {"username": "integration@example.test"})
    given = signed_in(browser, CLIENT_ID)
    rows = org.control("GET", "tokens")

    assert ["access", "refresh"] == [row["kind"] for row in rows]
    assert {org.records["user_a"]} == {row["user"] for row in rows}
    assert given["access_token"] not in str(rows)
