"""Consent: who is asked whether an app may act for them, how often, and who decides for them."""

import pytest
import requests
from playwright.sync_api import Browser

from tests.contract.emulator.apps import APPROVED, NARROW
from tests.contract.emulator.sign_in import (
    REQUEST,
    Person,
    answer_in,
    code_of,
    exchange,
    value_in,
    works,
)
from tests.contract.emulator.standin import CALLBACK, CLIENT_ID, Client


@pytest.fixture
def agent_b(browser: Person) -> Person:
    """Agent B, for whom no admin approved the usual app."""
    browser.log_in("b@example.test")
    return browser


def test_a_user_consents_once_for_an_app(agent_b: Person) -> None:
    """The page names app, user and what is asked; the answer is remembered."""
    page = agent_b.authorize()
    code = answer_in(agent_b.follow(agent_b.answer(page, "allow")))["code"]
    again = answer_in(agent_b.authorize())["code"]

    assert 200 == page.status_code
    for text in ("Contract tests", "b@example.test", "Manage user data via APIs"):
        assert text in page.text
    assert 200 == exchange(agent_b.org, code).status_code
    assert 200 == exchange(agent_b.org, again).status_code


def test_deny_tells_the_app_and_is_not_remembered(agent_b: Person) -> None:
    """The app learns it; the next time the user is asked again."""
    denied = agent_b.follow(agent_b.answer(agent_b.authorize(), "deny"))

    assert {"error": "access_denied", "state": "s-1"}.items() <= answer_in(denied).items()
    assert "Allow Access?" in agent_b.authorize().text


def test_more_scopes_are_asked_for_anew(agent_b: Person) -> None:
    """What was consented to is not stretched."""
    agent_b.answer(agent_b.authorize(scope="openid id"), "allow")
    fewer, more = agent_b.authorize(scope="id"), agent_b.authorize(scope="api id")

    assert [302, 200] == [fewer.status_code, more.status_code]


def test_who_was_approved_by_an_admin_is_not_asked(browser: Person) -> None:
    """One sign-in and no further click: as an admin sets it up for a call center."""
    browser.log_in("a@example.test")

    assert answer_in(browser.authorize())["code"]


def test_prompt_consent_asks_even_those(browser: Person) -> None:
    """And the answer leads on, without asking for ever."""
    browser.log_in("a@example.test")
    page = browser.authorize(prompt="consent")

    assert answer_in(browser.follow(browser.answer(page, "allow")))["code"]


def test_an_answer_is_given_once_and_by_the_user_who_was_asked(agent_b: Person) -> None:
    """Another person's page, a second press, a made-up ticket: nothing is consented to."""
    page = agent_b.authorize()
    other = Person(agent_b.org)
    other.log_in("c@example.test")
    foreign = other.answer(page, "allow")
    agent_b.answer(page, "allow")
    twice = agent_b.answer(page, "allow")

    assert [(400, "invalid_request")] * 2 == [
        (one.status_code, one.json()["error"]) for one in (foreign, twice)
    ]
    assert "Allow Access?" in other.authorize().text


def test_an_app_that_asks_unseen_is_told_that_a_page_is_needed(agent_b: Person) -> None:
    """immediate: no login page, no consent page, an error instead."""
    consent = agent_b.authorize(immediate="true")
    login = Person(agent_b.org).authorize(prompt="none")

    assert ["immediate_unsuccessful"] * 2 == [answer_in(one)["error"] for one in (consent, login)]


def test_not_you_leads_to_the_login_page_and_back(agent_b: Person) -> None:
    """A shared computer: the next agent signs in as herself."""
    page = agent_b.authorize().text
    link = page.partition('href="/secur/logout.jsp')[2].partition('"')[0].replace("&amp;", "&")
    url = f"{agent_b.org.url}/secur/logout.jsp{link}"
    out = agent_b.session.get(url, timeout=10)

    assert value_in(out.text, "startURL").startswith("/services/oauth2/authorize?")
    assert "Log In" in agent_b.authorize().text


def test_consent_to_come_back_at_any_time_opens_the_jwt_flow(agent_b: Person) -> None:
    """Without it the user has not approved; with it they have (5.5)."""
    org, claims = agent_b.org, {"sub": "b@example.test"}
    agent_b.answer(agent_b.authorize(scope="api id"), "allow")
    before = org.assert_jwt(claims).json()
    agent_b.answer(agent_b.authorize(scope="api refresh_token"), "allow")

    assert "user hasn't approved this consumer" == before["error_description"]
    assert 200 == org.assert_jwt(claims).status_code


def test_an_admin_takes_an_app_away(agent_b: Person) -> None:
    """Its tokens end and the user is asked again."""
    org = agent_b.org
    code = answer_in(agent_b.follow(agent_b.answer(agent_b.authorize(), "allow")))["code"]
    token = exchange(org, code).json()["access_token"]
    body = {"username": "b@example.test", "client_id": CLIENT_ID}
    org.control("POST", "revoke-app", body)

    assert not works(org, token)
    assert "Allow Access?" in agent_b.authorize().text


def test_an_app_for_approved_users_lets_in_nobody_else(org: Client, browser: Person) -> None:
    """In the browser and at the token endpoint, each with its own code."""
    browser.log_in("b@example.test")
    sent_back = answer_in(browser.authorize(client_id=APPROVED))
    refused = org.assert_jwt({"sub": "b@example.test", "iss": APPROVED})
    let_in = org.assert_jwt({"sub": "a@example.test", "iss": APPROVED})

    text = "user is not admin approved to access this app"
    assert ("OAUTH_APP_ACCESS_DENIED", text, "s-1") == (
        sent_back["error"],
        sent_back["error_description"],
        sent_back["state"],
    )
    assert (400, {"error": "invalid_app_access", "error_description": text}) == (
        refused.status_code,
        refused.json(),
    )
    assert 200 == let_in.status_code


def test_an_app_gets_no_more_than_its_settings_allow(org: Client, browser: Person) -> None:
    """A scope it has not; and a token without api is no session of the REST API."""
    narrow = {"client_id": NARROW, "code_challenge": ""}
    refused = answer_in(browser.authorize(**narrow))
    code = code_of(browser, **narrow, scope="openid")
    token = exchange(org, code, client_id=NARROW, code_verifier="").json()["access_token"]
    header = {"Authorization": f"Bearer {token}"}
    who = requests.get(f"{org.url}/services/oauth2/userinfo", headers=header, timeout=10)
    api = requests.get(f"{org.url}/services/data/v67.0/limits", headers=header, timeout=10)

    assert "invalid_scope" == refused["error"]
    assert "a@example.test" == who.json()["preferred_username"]
    assert (401, "This session is not valid for use with the REST API") == (
        api.status_code,
        api.json()[0]["message"],
    )


def test_a_person_presses_allow(org: Client, chromium: Browser) -> None:
    """The page as a person meets it: log in, read, allow; the app is called back."""
    context = chromium.new_context()
    page = context.new_page()
    query = "&".join(f"{name}={value}" for name, value in REQUEST.items())
    page.goto(f"{org.url}/services/oauth2/authorize?{query}")
    page.get_by_role("button", name="Agent B").click()
    page.get_by_role("heading", name="Allow Access?").wait_for()
    with page.expect_request(lambda asked: asked.url.startswith(CALLBACK)) as called:
        page.get_by_role("button", name="Allow").click()
    context.close()

    assert "code=" in called.value.url
