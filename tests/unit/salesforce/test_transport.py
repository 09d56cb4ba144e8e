"""Tests for salesforce/transport.py: which hosts get our credentials, and on what terms."""

import pytest
import requests

from cti_adapter.salesforce.transport import WrongAddress, bind, instance_origin, origin_of
from tests.unit.salesforce.scripted_org import Answer, ScriptedOrg, says

LOGIN = "https://login.salesforce.com"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://login.salesforce.com/", "https://login.salesforce.com"),
        ("https://Acme.my.salesforce.com:443/x?y#z", "https://acme.my.salesforce.com"),
        ("http://localhost:8090", "http://localhost:8090"),
        ("http://127.0.0.1:8090/", "http://127.0.0.1:8090"),
        ("http://[::1]:8090", "http://[::1]:8090"),
    ],
)
def test_an_address_is_taken_by_its_origin(url: str, origin: str) -> None:
    """What an admin pasted works, whatever path hangs on it."""
    assert origin == origin_of(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "login.salesforce.com",
        "ftp://login.salesforce.com",
        "http://login.salesforce.com",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "https://me@login.salesforce.com",
        "https://login.salesforce.com:port",
        "https://login.salesforce.com:99999",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_would_leak_credentials_is_refused(url: str) -> None:
    """A client secret never travels in the clear or to nowhere."""
    with pytest.raises(WrongAddress):
        origin_of(url)


@pytest.mark.parametrize(
    "instance_url",
    [
        "https://acme.my.salesforce.com",
        "https://acme--uat.sandbox.my.salesforce.com/",
        "https://na139.salesforce.com",
        "https://acme.my.sfcrmproducts.cn",
    ],
)
def test_an_org_may_answer_from_salesforce(instance_url: str) -> None:
    """My Domain, sandbox, instance and China addresses are the org's own."""
    assert instance_url.rstrip("/") == instance_origin(instance_url, LOGIN)


@pytest.mark.parametrize(
    "instance_url",
    [
        "https://evil.example",
        "https://salesforce.com.evil.example",
        "https://evilsalesforce.com",
        "https://acme.my.salesforce.com:8443",
        "https://acme.my.salesforce.com@evil.example",
        "http://acme.my.salesforce.com",
        "http://127.0.0.1:8090",
        "http://localhost",
        "https://169.254.169.254",
        "https://[::1]",
    ],
)
def test_an_org_cannot_send_our_token_elsewhere(instance_url: str) -> None:
    """A forged token answer is no way to reach inner addresses or a thief (SSRF)."""
    with pytest.raises(WrongAddress):
        instance_origin(instance_url, LOGIN)


def test_the_stand_in_answers_from_its_own_origin_only() -> None:
    """The loopback exception is as narrow as it can be."""
    login = "http://localhost:8090"

    assert login == instance_origin("http://localhost:8090/", login)
    for other in ("http://localhost:8091", "http://127.0.0.1:8090", "https://a.salesforce.com"):
        with pytest.raises(WrongAddress):
            instance_origin(other, login)


def test_a_session_reaches_its_own_origin_only(org: ScriptedOrg) -> None:
    """An address in an answer cannot carry the token away."""
    org.when("GET /x", says(200, "here"))
    with requests.Session() as session:
        bind(session, org.url)

        assert "here" == session.get(f"{org.url}/x").json()
        assert "here" == session.get(org.url.replace("http:", "https:") + "/x").json()
        for other in ("https://evil.example/x", org.url.replace("//", "//me@") + "/x"):
            with pytest.raises(requests.exceptions.InvalidSchema):
                session.get(other)


def test_no_redirect_is_followed(org: ScriptedOrg) -> None:
    """A redirect is an answer nobody asked for."""
    org.when("GET /x", Answer(302, headers={"Location": f"{org.url}/y"}))
    with requests.Session() as session:
        bind(session, org.url)

        with pytest.raises(requests.TooManyRedirects):
            session.get(f"{org.url}/x")
    assert [] == org.asked("GET /y")
