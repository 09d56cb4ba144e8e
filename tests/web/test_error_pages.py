"""Problems under /admin: a page in words for who reads it in a browser, data for scripts."""

from http import HTTPStatus

import pytest
import requests

from cti_adapter.web.hooks import LARGEST
from tests.support.admin_page import AdminClient, words
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OtherOrg

BROWSERS = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
OF_A_PAGE = (
    "Content-Security-Policy",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Content-Type-Options",
    "Cache-Control",
)
SCRIPTS = "*/*"


@pytest.fixture(scope="module")
def org(running: Running) -> OtherOrg:
    running.no_more_faults()
    org = OtherOrg(running)
    nonsense = "INSERT INTO findings (org_id, subject, at, body) VALUES (?, 'hook', 1, '{}')"
    sql(running, nonsense, org.id)  # page Doctor cannot be made of that
    return org


@pytest.fixture(scope="module")
def admin(org: OtherOrg) -> AdminClient:
    """An admin who reads German."""
    admin = AdminClient(org.running, org_id=org.id)
    admin.submit("/admin/language", {"language": "de"})
    return admin


def ask(admin: AdminClient, way: str, accept: str) -> requests.Response:
    """Do something as a browser, or as a script."""
    method, _, path = way.partition(" ")
    body = {"csrf": "x" * LARGEST} if path == "/admin/users/new" else {}
    return admin.http.request(
        method,
        f"{admin.running.url}{path}",
        data=body if method == "POST" else None,
        headers={"Accept": accept},
        timeout=TIMEOUT_S,
    )


REFUSED = {
    "GET /admin/doctor": (500, "internal", "Ein Fehler des Produkts"),
    "DELETE /admin/users": (405, "method-not-allowed", "Diese Adresse wird nicht so aufgerufen"),
    "POST /admin/users/new": (413, "too-large", "Das ist zu viel auf einmal"),
}


@pytest.mark.requirement("B-19", "B-20")
@pytest.mark.parametrize("way", REFUSED)
def test_a_problem_is_a_page_for_a_browser_and_data_for_a_script(
    admin: AdminClient, way: str
) -> None:
    """The same status, and the headers of every admin page; in the reader's language."""
    status, error_id, title = REFUSED[way]
    page, data = ask(admin, way, BROWSERS), ask(admin, way, SCRIPTS)
    overview = admin.get("/admin/")

    assert (status, status) == (page.status_code, data.status_code)
    assert "text/html; charset=utf-8" == page.headers["Content-Type"]
    assert "application/problem+json" == data.headers["Content-Type"]
    assert error_id == data.json()["error_id"]
    assert f"<h1>{title}</h1>" in page.text.replace(' class="page-header__title"', "")
    assert 'lang="de"' in page.text
    assert "Zurück zur Übersicht" in words(page)
    assert data.json()["detail"] not in page.text
    assert page.headers.get("Allow") == data.headers.get("Allow")
    for name in OF_A_PAGE:
        assert overview.headers[name] == page.headers[name], name


@pytest.mark.requirement("B-19")
def test_a_fault_has_a_number_and_no_stack(admin: AdminClient) -> None:
    """Who runs the server finds the line by it; the page says nothing of the inside."""
    page = ask(admin, "GET /admin/doctor", BROWSERS)

    assert f"Nummer der Anfrage: {page.headers['X-Request-Id']}." in words(page)
    assert "msgspec" not in page.text
    assert "Traceback" not in page.text


def test_who_is_not_signed_in_learns_nothing_more(running: Running) -> None:
    """A page without navigation, in the language that the browser asks for."""
    answer = requests.delete(
        f"{running.url}/admin/users",
        headers={"Accept": BROWSERS, "Accept-Language": "de"},
        timeout=TIMEOUT_S,
    )

    assert HTTPStatus.METHOD_NOT_ALLOWED == answer.status_code
    assert "Diese Adresse wird nicht so aufgerufen" in words(answer)
    assert "<nav" not in answer.text
    assert "Signed in" not in answer.text


def test_lists_of_a_page_and_other_addresses_stay_data(admin: AdminClient) -> None:
    """What a script of a page reads is no page, whatever the browser accepts."""
    ways = ("DELETE /admin/data/users", "DELETE /api/openapi.json", "GET /hooks/nobody")
    answers = [ask(admin, way, BROWSERS) for way in ways]

    assert {"application/problem+json"} == {each.headers["Content-Type"] for each in answers}
