"""What every answer has, whatever was asked: headers, problems, a description of the API."""

import json
import re
from typing import Any

import pytest
import requests

from cti_adapter.web.openapi import document
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OtherOrg

ROUTES = [
    ("GET", "/o/demo/softphone", 200),
    ("GET", "/o/nowhere/softphone", 404),
    ("GET", "/auth/popup?login=demo.x", 200),
    ("GET", "/auth/callback", 200),
    ("POST", "/auth/start", 403),
    ("POST", "/auth/popup", 403),
    ("POST", "/auth/claim", 403),
    ("POST", "/auth/renew", 403),
    ("POST", "/auth/logout", 401),
    ("GET", "/api/snapshot", 401),
    ("GET", "/api/openapi.json", 200),
    ("POST", "/api/socket-ticket", 401),
    ("POST", "/api/calls/x/answer", 401),
    ("POST", "/api/calls/x/explode", 404),
    ("POST", "/hooks/guessed", 415),
    ("GET", "/ws", 400),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("GET", "/static/0/css/base.css", 200),
    ("GET", "/static/0/nowhere.css", 404),
    ("GET", "/static/0/../../cti_adapter/app.py", 404),
    ("GET", "/", 404),
    ("GET", "/hooks/guessed", 405),
    ("PUT", "/auth/start", 405),
    ("DELETE", "/api/snapshot", 405),
    ("TRACE", "/healthz", 405),
]


def ask(running: Running, method: str, path: str, **more: Any) -> requests.Response:
    return requests.request(
        method, running.url + path, allow_redirects=False, timeout=TIMEOUT_S, **more
    )


def directive(answer: requests.Response, name: str) -> str:
    """Return one directive of the Content-Security-Policy."""
    policy = answer.headers["Content-Security-Policy"]
    found = [each.strip() for each in policy.split(";") if each.strip().startswith(f"{name} ")]
    assert 1 == len(found), policy
    return found[0].removeprefix(f"{name} ")


@pytest.mark.parametrize(("method", "path", "status"), ROUTES)
def test_every_answer_is_guarded(running: Running, method: str, path: str, status: int) -> None:
    """Pages, errors, files and the API alike: no route is forgotten."""
    answer = ask(running, method, path)

    assert status == answer.status_code
    assert "nosniff" == answer.headers["X-Content-Type-Options"]
    # the form of the sign-in window has to say where it comes from, and no-referrer forbids that
    window = path.startswith(("/auth/popup?", "/auth/callback"))
    assert ("same-origin" if window else "no-referrer") == answer.headers["Referrer-Policy"]
    assert "'none'" == directive(answer, "default-src")
    assert "'none'" == directive(answer, "object-src")
    assert "'none'" == directive(answer, "base-uri")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    framed_by = running.salesforce if path == "/o/demo/softphone" else "'none'"
    assert framed_by == directive(answer, "frame-ancestors")
    kept = path.startswith("/static/") and status == 200
    assert kept or "no-store" == answer.headers["Cache-Control"]


def test_files_are_kept_for_good_under_the_name_of_their_release(running: Running) -> None:
    """Of another release they are served too, to a page that is older, and not kept."""
    page = ask(running, "GET", "/o/demo/softphone").text
    address = re.search(r"/static/[0-9a-f]{12}/css/[a-z-]+\.css", page)
    assert address is not None
    now = ask(running, "GET", address[0])
    older = ask(running, "GET", re.sub("[0-9a-f]{12}", "0" * 12, address[0]))

    assert "public, max-age=31536000, immutable" == now.headers["Cache-Control"]
    assert "no-cache" == older.headers["Cache-Control"]
    assert now.content == older.content


@pytest.mark.parametrize(
    ("method", "path", "status"), [each for each in ROUTES if each[2] >= 400], ids=str
)
def test_every_refusal_is_a_problem(running: Running, method: str, path: str, status: int) -> None:
    """RFC 9457, with a stable name and words for people; never a page, never a stack."""
    answer = ask(running, method, path)
    told = answer.json()

    assert "application/problem+json" == answer.headers["Content-Type"]
    assert {"type", "title", "status", "detail", "error_id"} <= set(told)
    assert (status, True) == (told["status"], bool(told["detail"]))
    assert re.fullmatch("[a-z-]+", told["error_id"])


def test_a_wrong_method_is_told_the_right_one(running: Running) -> None:
    """As HTTP asks for (RFC 9110, 15.5.6)."""
    answer = ask(running, "GET", "/hooks/guessed")

    assert {"POST", "OPTIONS"} == set(answer.headers["Allow"].split(", "))
    assert "method-not-allowed" == answer.json()["error_id"]


def test_the_softphone_is_framed_by_its_own_org_alone(running: Running) -> None:
    """Each org's page names the hosts of that org."""
    other = OtherOrg(running, hosts=("https://acme.lightning.force.com", "https://acme.my.site"))
    answer = ask(running, "GET", f"/o/{other.key}/softphone?mode=Lightning&sfdcIframeOrigin=x")

    hosts = "https://acme.lightning.force.com https://acme.my.site"
    assert hosts == directive(answer, "frame-ancestors")
    assert f"'self' {running.url.replace('http', 'ws')}" == directive(answer, "connect-src")


def test_a_script_may_come_from_the_page_around_it_alone(running: Running) -> None:
    """Where that page is one of the org's; a stranger's may send nothing."""
    lightning, classic = "https://acme.lightning.force.com", "https://acme.my.salesforce.com"
    other = OtherOrg(running, hosts=(lightning, classic))
    allowed = [
        directive(ask(running, "GET", f"/o/{other.key}/softphone{query}"), "script-src")
        for query in (
            f"?mode=Lightning&sfdcIframeOrigin={lightning}",
            f"?sfdcIFrameOrigin={classic}&nonce=ab12",
            "?mode=Lightning&sfdcIframeOrigin=https://evil.example",
            "",
        )
    ]

    assert [f"'self' {lightning}", f"'self' {classic}", "'self'", "'self'"] == allowed


def test_the_page_carries_no_script_of_its_own(running: Running) -> None:
    """What stands in it is data: a policy without 'unsafe-inline' would stop anything else."""
    page = ask(running, "GET", "/o/demo/softphone").text
    inline = [each for each in re.findall(r"<script([^>]*)>", page) if "src=" not in each]

    assert [' type="application/json" id="boot"'] == inline
    assert [] == re.findall(r"<style|\son[a-z]+=|style=", page)


def test_what_is_asked_stands_nowhere_in_the_page(running: Running) -> None:
    """A link made by somebody else writes nothing into our page."""
    evil = "</script><script>alert(1)</script>"
    for path in ("/o/demo/softphone", "/auth/popup", "/auth/callback"):
        answer = ask(
            running, "GET", path, params={"login": evil, "state": evil, "sfdcIframeOrigin": evil}
        )

        assert "<script>alert" not in answer.text


def test_the_language_of_the_page_is_the_browsers(running: Running) -> None:
    """English where we do not speak it."""
    pages = [
        ask(running, "GET", "/o/demo/softphone", headers={"Accept-Language": language}).text
        for language in ("de-AT,de;q=0.9", "en-GB", "fr", "")
    ]

    assert ["de", "en", "en", "en"] == [
        json.loads(found[1])["language"]
        for page in pages
        if (found := re.search(r'id="boot">(.*?)</script>', page))
    ]


# ── the description ──────────────────────────────────────────────────────────────────────────


def test_the_description_is_served(running: Running) -> None:
    """Without a session: it is no secret."""
    served = ask(running, "GET", "/api/openapi.json")

    assert "application/json" == served.headers["Content-Type"]
    assert json.loads(json.dumps(document())) == served.json()
