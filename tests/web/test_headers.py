"""The security headers of every route, by the class of page or interface it belongs to.

test_walk.py holds the lists of routes against the application, so that no route is left out here;
one that is of no class, or of two, fails.
"""

import re

import pytest
import requests

from tests.support.admin_page import AdminClient
from tests.support.running import TIMEOUT_S, Running
from tests.web.routes import DOORS, OWN, THEIRS

ROUTES = sorted([*THEIRS, *OWN, *DOORS])
PAGES = [route.removeprefix("GET ") for route in OWN if route.startswith("GET /admin")]
NOBODY = "'none'"
CLASSES: dict[str, str] = {
    "softphone": r"GET /o/<org_key>/softphone",
    "companion": r"GET /o/<org_key>/companion",
    "window": r"GET /auth/(popup|callback)",
    "admin": r"(GET|POST) /admin/(?!data/).*|GET /o/<org_key>/calls/<call_key>",
    "admin's list": r"GET /admin/data/.*",
    "file": r"GET /static/.*",
    "interface": r"\w+ /(api|hooks|signals|intake)/.*|POST /auth/\w+|GET /auth/signed-out"
    r"|GET /(healthz|readyz|metrics|status|ws|o/<org_key>/call-center\.xml)",
}
"""What a route is, and how it is told from its rule."""

SCRIPTS = {"softphone": "'self'", "companion": "'self'", "window": "'self'", "admin": "'self'"}
"""Where scripts of a page come from; what is no page runs none."""
FORMS = {"window", "admin"}
"""Pages with forms: with no-referrer a form says "Origin: null"."""


def classes_of(route: str) -> list[str]:
    return [name for name, rule in CLASSES.items() if re.fullmatch(rule, route)]


def ask(running: Running, route: str) -> requests.Response:
    """Call a route without a session, of the demo's org and of things nobody has."""
    method, _, rule = route.partition(" ")
    path = re.sub(r"<\w+>", "1", rule.replace("<org_key>", "demo"))
    return requests.request(method, running.url + path, allow_redirects=False, timeout=TIMEOUT_S)


def directives(answer: requests.Response) -> dict[str, str]:
    policy = answer.headers["Content-Security-Policy"]
    parts = (each.strip().partition(" ") for each in policy.split(";"))
    return {name: value for name, _, value in parts}


def told(answer: requests.Response) -> dict[str, str | None]:
    """Return what an answer tells the browser that depends on its class."""
    return {
        "framed by": directives(answer)["frame-ancestors"],
        "scripts": directives(answer).get("script-src"),
        "referrer": answer.headers["Referrer-Policy"],
        "opener": answer.headers.get("Cross-Origin-Opener-Policy"),
    }


def owed(running: Running, kind: str) -> dict[str, str | None]:
    """Return what an answer of this class owes."""
    of_admins = kind in {"admin", "admin's list"}
    return {
        "framed by": running.salesforce if kind == "softphone" else NOBODY,
        "scripts": SCRIPTS.get(kind, "'self'" if of_admins else None),
        "referrer": "same-origin" if kind in FORMS or of_admins else "no-referrer",
        "opener": "same-origin" if of_admins else None,
    }


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_has_the_headers_of_its_class(running: Running, route: str) -> None:
    """Whoever comes, and whatever they are told: refusals are framed by nobody either."""
    (kind,) = classes_of(route)
    answer = ask(running, route)
    policy = directives(answer)

    assert owed(running, kind) == told(answer)
    assert ("'none'", "'none'", "'none'") == (
        policy["default-src"],
        policy["base-uri"],
        policy["object-src"],
    )
    assert not re.search(
        r"unsafe|\*|\bhttps?:(?!//)", answer.headers["Content-Security-Policy"]
    ) or (kind == "window")
    assert "nosniff" == answer.headers["X-Content-Type-Options"]
    assert "no-store" == answer.headers["Cache-Control"]
    assert not {"X-Frame-Options", "Access-Control-Allow-Origin"} & set(answer.headers)


@pytest.mark.parametrize("path", PAGES)
def test_an_admin_reads_pages_with_the_same_headers(admin: AdminClient, path: str) -> None:
    """The page that is shown is guarded as the refusal is."""
    answer = admin.get(path)

    assert owed(admin.running, "admin") == told(answer)
    assert "no-store" == answer.headers["Cache-Control"]


@pytest.fixture(scope="module")
def admin(running: Running) -> AdminClient:
    return AdminClient(running)
