"""Who a token stands for, asked in every way; and what careless or hostile clients send."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.emulator.apps import ROTATING
from tests.contract.emulator.sign_in import REQUEST, Person, code_of, exchange
from tests.contract.emulator.standin import CALLBACK, CLIENT_ID, CLIENT_SECRET, Client

TOKEN = "/services/oauth2/token"
NASTY = [
    "\x00",
    "' OR 1=1 --",
    "<script>",
    "%00%ff",
    "x" * 70_000,
    "\ud7ff\U0001f600",
    "../..",
    "{}",
]


@pytest.fixture
def identity(org: Client, browser: Person) -> str:
    """The identity URL of agent A, whose token the client then has."""
    answer = exchange(org, code_of(browser)).json()
    org.token = answer["access_token"]
    return str(urlsplit(answer["id"]).path)


def test_identity_comes_in_the_format_asked_for(org: Client, identity: str) -> None:
    """By parameter or by header, the same facts."""
    json = org.call("GET", identity, params={"format": "json"}).json()
    xml = ET.fromstring(org.call("GET", identity, headers={"Accept": "application/xml"}).text)  # noqa: S314 - the stand-in's own
    form = parse_qs(org.call("GET", identity, params={"format": "urlencoded"}).text)

    assert "a@example.test" == json["username"] == xml.findtext("username") == form["username"][0]


def test_the_token_may_be_a_parameter(org: Client, identity: str) -> None:
    """As the older clients do it."""
    url, token = org.url + identity, {"oauth_token": org.token}

    assert 200 == requests.get(url, params=token, timeout=10).status_code
    assert 200 == requests.post(url, data=token, timeout=10).status_code


@pytest.mark.parametrize("path", ["/services/oauth2/userinfo", ""])
def test_a_token_that_is_not_accepted_is_told_in_a_word(
    org: Client, identity: str, path: str
) -> None:
    """403 and plain text, where the REST API answers 401."""
    url = org.url + (path or identity)
    missing = requests.get(url, timeout=10)
    bad = requests.get(url, headers={"Authorization": "Bearer ended"}, timeout=10)

    assert [(403, "Missing_OAuth_Token"), (403, "Bad_OAuth_Token")] == [
        (one.status_code, one.text) for one in (missing, bad)
    ]


def test_an_identity_of_another_org_or_user_is_not_told(org: Client, identity: str) -> None:
    """The address is no way around the token."""
    _, org_id, user_id = identity.rsplit("/", 2)
    other_org = org.call("GET", f"/id/00D000000000000AAA/{user_id}")
    other_user = org.call("GET", f"/id/{org_id}/{org.records['integration']}")

    assert (403, "Wrong_Org") == (other_org.status_code, other_org.text)
    assert 404 == other_user.status_code


def test_discovery_names_what_is_there(org: Client) -> None:
    """Every endpoint it names answers something else than 404."""
    url = f"{org.url}/.well-known/openid-configuration"
    named = requests.get(url, timeout=10).json()
    ends = {name: each for name, each in named.items() if name.endswith(("endpoint", "uri"))}

    assert org.url == named["issuer"]
    assert 6 == len(ends)
    assert {404} & {requests.get(each, timeout=10).status_code for each in ends.values()} == set()


def test_an_address_of_an_app_keeps_its_own_query(browser: Person) -> None:
    """What comes back is appended, the state as it was sent."""
    browser.log_in()
    state = "a b&c=d#é"
    answer = browser.authorize(state=state)

    assert [state] == parse_qs(urlsplit(answer.headers["Location"]).query)["state"]


@pytest.mark.parametrize(
    "name", ["client_id", "code", "code_verifier", "redirect_uri", "grant_type"]
)
def test_nonsense_at_the_token_endpoint_is_refused_in_its_shape(org: Client, name: str) -> None:
    """An object of error and error_description, never a page, never a fault of ours."""
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "code": "aPrx",
    }
    answers = [
        requests.post(org.url + TOKEN, data={**form, name: value}, timeout=10) for value in NASTY
    ]

    assert {400} == {one.status_code for one in answers}
    assert {("error", "error_description")} == {tuple(sorted(one.json())) for one in answers}


@pytest.mark.parametrize(
    "name", ["scope", "state", "nonce", "prompt", "code_challenge", "login_hint"]
)
def test_nonsense_in_a_request_for_a_code_is_never_a_fault_of_ours(
    browser: Person, name: str
) -> None:
    """A page or a redirect to the app, whatever stands in the address; markup stays text."""
    browser.log_in("b@example.test")
    answers = [browser.authorize(**{name: value[:2000]}) for value in NASTY]
    addresses = [one.headers["Location"] for one in answers if one.is_redirect]

    assert {one.status_code for one in answers} <= {200, 302}
    assert not [one for one in answers if "<script>" in one.text]
    assert addresses == [each for each in addresses if each.startswith(CALLBACK)]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parts=st.lists(st.text(max_size=40), max_size=5))
def test_any_assertion_is_answered(org: Client, parts: list[str]) -> None:
    """What is no token at all is an invalid assertion or of an app nobody knows."""
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": ".".join(parts),
    }
    answer = requests.post(org.url + TOKEN, data=form, timeout=10)

    assert (400, True) == (
        answer.status_code,
        answer.json()["error"] in {"invalid_grant", "invalid_client_id"},
    )


@pytest.mark.parametrize("exp", ["nan", "inf", "-inf", [], {}, 1e308, True])
def test_a_moment_that_is_none_is_refused(org: Client, exp: Any) -> None:
    """A signed assertion lives for three minutes, not for ever."""
    answer = org.assert_jwt({"sub": "a@example.test", "exp": exp})

    assert (400, "invalid_grant") == (answer.status_code, answer.json()["error"])


def test_secrets_of_clients_stay_out_of_the_list_of_calls(org: Client, browser: Person) -> None:
    """Neither code, verifier, secret nor token is kept, in body or address."""
    code = code_of(browser, client_id=ROTATING)
    given_to = exchange(org, code, client_id=ROTATING).json()
    url = f"{org.url}/services/oauth2/revoke"
    requests.get(url, params={"token": given_to["refresh_token"]}, timeout=10)
    kept = str(org.control("GET", "requests"))

    secrets = [code, given_to["access_token"], given_to["refresh_token"], CLIENT_SECRET]
    assert [] == [each for each in secrets if each in kept]
    assert REQUEST["code_challenge"] in kept
