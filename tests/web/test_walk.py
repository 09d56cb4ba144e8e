"""The walk: every route of the application, called from another org with ids of the first (D11).

The routes come from the application itself, and routes.py says what each owes to a stranger: a
route that nobody wrote down there fails, so that none is forgotten.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.fernet import Fernet

from cti_adapter.configuration.document import Document, OrgPart
from cti_adapter.demo import ORG, ORG_KEY
from cti_adapter.service.audit import NO_ORG
from tests.support.admin_page import AdminClient
from tests.support.panel_client import PanelClient
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.web.audit_log import refused
from tests.web.routes import DOORS, OWN, THEIRS
from tests.web.stage import OutsideCall, telephone_system

ROOT = Path(__file__).parents[2]
FOR_SUPERVISORS = {
    "GET /admin/live",
    "GET /admin/data/live",
    "POST /admin/language",
}
CLOSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class FirstOrg:
    """Things of the first org, by the names that addresses and forms give them."""

    def __init__(self, running: Running) -> None:
        self.panel = PanelClient(running.seat())
        alone = running.seat()
        self.number = newest_version(running)
        self.agent_id, self.user_id, self.agent_name = alone.agent_id, alone.user_id, alone.name
        self.org_key, self.key = ORG_KEY, a_telephone_system(running)
        self.receiver = a_receiver(running)
        with self.panel:
            call = OutsideCall(telephone_system(running), self.panel.seat.line)
            call.tell("leg.offered")
            self.call_key = f"{running.hook.rpartition('/')[2]}:{call.placed.call_id}"
            self.call_id: str = self.panel.call(phase="ringing")["id"]
        self.letter, self.other_letter, self.third_letter = (
            a_dead_letter(running, name, call_id)
            for name, call_id in (("1", "nobody's"), ("2", "nobody's"), ("3", self.call_id))
        )

    def put_into(self, text: str) -> str:
        """Put what the first org has where the text names it."""
        return re.sub(r"<(\w+)>", lambda name: str(getattr(self, name[1])), text)

    def marks(self) -> tuple[str, ...]:
        """Return what an answer to a stranger never contains."""
        return self.call_id, self.agent_id, self.agent_name, self.key, self.receiver


def a_telephone_system(running: Running) -> str:
    """Give the first org a telephone system that nobody else needs; return its key."""
    made = AdminClient(running).submit(
        "/admin/telephony/new",
        {"kind": "generic", "name": "To be walked over", "command_url": ""},
    )
    assert made.ok, made.text
    return made.url.rpartition("/")[2]


def a_receiver(running: Running) -> str:
    """Let the first org tell somebody of its calls; return the key of the receiver."""
    made = AdminClient(running).submit(
        "/admin/receivers/new",
        {"name": "To be walked over", "url": "https://crm.example.com", "events": "call.undone"},
    )
    assert made.ok, made.text
    return made.url.rpartition("/")[2]


def a_dead_letter(running: Running, name: str, call_id: str) -> int:
    """Leave in the first org what Salesforce has refused; return its id."""
    sql(
        running,
        "INSERT INTO outbox (org_id, call_id, kind, key, payload, status, attempts, due_at,"
        " last_error, error_code) VALUES (?, ?, 'log', ?, '{}', 'dead', 1, 0, 'A: B', 'A')",
        ORG,
        call_id,
        f"to be walked over: {name}",
    )
    storage = running.storage()
    try:
        newest = storage.reconciliation.dead_letters(ORG, start=0, most=1)
        return newest[0].id
    finally:
        storage.close()


def newest_version(running: Running) -> int:
    """Return a version of the first org's configuration that no other org has come to."""
    with running.configuration() as configuration:
        for name in ("Another name", "Demo") * 5:
            other = Document(org=OrgPart(key=ORG_KEY, name=name))
            configuration.replace(ORG, other.over, version=None, by="", summary="")
        return configuration.held(ORG).version


class Walker:
    """An agent's panel and an admin of one org, and what they get from a route."""

    def __init__(self, panel: PanelClient, admin: AdminClient, things: FirstOrg) -> None:
        self._url = panel.running.url
        self._panel = panel
        self._admin = admin
        self._things = things

    def take(self, route: str, body: dict[str, Any]) -> requests.Response:
        """Call a route with the things of the first org, each as who has to do with it."""
        method, _, rule = route.partition(" ")
        path = self._things.put_into(rule)
        if not path.startswith(("/admin", "/o/")):
            return self.as_a_panel(method, path, body)
        if method == "GET":
            return self._admin.get(path)
        return self._admin.submit(
            path, {name: self._things.put_into(text) for name, text in body.items()}
        )

    def as_a_panel(self, method: str, path: str, body: dict[str, Any]) -> requests.Response:
        return requests.request(
            method,
            self._url + path,
            json=body if method == "POST" else None,
            headers={"Authorization": f"Bearer {self._panel.token}"},
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )

    def as_an_admin(self, method: str, path: str, body: dict[str, Any]) -> requests.Response:
        return self._admin.http.request(
            method, self._url + path, json=body, timeout=TIMEOUT_S, allow_redirects=False
        )

    def answers(self, routes: dict[str, dict[str, Any]]) -> dict[str, int]:
        """Return the status each route answers with."""
        return {route: self.take(route, body).status_code for route, body in routes.items()}


@pytest.fixture(scope="module")
def things(running: Running) -> FirstOrg:
    running.no_more_faults()
    return FirstOrg(running)


@pytest.fixture(scope="module")
def stranger(running: Running, things: FirstOrg) -> Iterator[Walker]:
    """Whoever is an agent there has id, line and name of one here: only the org differs."""
    twin = running.twin()
    with PanelClient(twin.like(things.panel.seat)) as panel:
        yield Walker(panel, AdminClient(twin, org_id=twin.org_id), things)


@pytest.fixture(scope="module")
def owner(running: Running, things: FirstOrg) -> Walker:
    return Walker(things.panel, AdminClient(running), things)


def test_every_route_has_said_what_it_owes_to_another_org(tmp_path: Path) -> None:
    """Whoever adds a route writes its line in tests/web/routes.py, and the walk takes it."""
    assert sorted([*THEIRS, *OWN, *DOORS]) == routes_of_the_application(tmp_path)


def test_things_of_another_org_are_not_there(stranger: Walker, running: Running) -> None:
    """As if they did not exist, even for who knows their ids: 404, whatever is asked."""
    assert dict.fromkeys(THEIRS, HTTPStatus.NOT_FOUND) == stranger.answers(THEIRS)
    pages = {route for route in THEIRS if route.split()[1].startswith(("/admin", "/o/"))}
    assert pages == refused(running, "refused.not_there", running.twin().org_id)


def test_the_same_requests_find_their_things_at_home(owner: Walker) -> None:
    """Else a slip in an address would look like safety."""
    at_home = owner.answers(THEIRS)

    assert [] == [route for route in THEIRS if at_home[route] == HTTPStatus.NOT_FOUND]


def test_what_names_nothing_answers_for_its_own_org(stranger: Walker, things: FirstOrg) -> None:
    """The same question, each asked in its own house."""
    answers = {route: stranger.take(route, body) for route, body in OWN.items()}

    assert [] == [
        (route, mark)
        for route, answer in answers.items()
        for mark in things.marks()
        if mark in answer.text
    ]
    assert [] == [route for route, answer in answers.items() if answer.status_code in CLOSED]


def test_an_admins_cookie_opens_nothing_of_the_panel(
    running: Running, owner: Walker, things: FirstOrg
) -> None:
    """A cookie comes along by itself, so it commands no telephone (D9)."""
    ways = [way.split() for way in things.put_into("\n".join([*THEIRS, *OWN])).splitlines()]
    answers = {
        (method, path): owner.as_an_admin(method, path, {}).status_code
        for method, path in ways
        if path.startswith("/api/")
    }

    assert {HTTPStatus.UNAUTHORIZED} == set(answers.values())
    api = {route for route in {**THEIRS, **OWN} if route.split()[1].startswith("/api/")}
    assert refused(running, "refused.panel", NO_ORG) >= api


@pytest.mark.requirement("B-33")
def test_a_supervisor_sees_page_live_and_nothing_else(running: Running, things: FirstOrg) -> None:
    """Of their own org; neither a page, nor a form, nor what a call has left behind."""
    watching = AdminClient(running, role="supervisor")
    supervisor = Walker(things.panel, watching, things)
    ways = {
        route: body
        for route, body in {**THEIRS, **OWN}.items()
        if route.split()[1].startswith(("/admin", "/o/"))
    }
    answers = supervisor.answers(
        {**ways, "POST /admin/language": {"back": "/admin/live", "language": "en"}}
    )

    assert FOR_SUPERVISORS == {route for route in ways if answers[route] not in CLOSED}
    assert refused(running, "refused.", ORG) >= set(ways) - FOR_SUPERVISORS


def test_a_panels_token_opens_no_admin_page(
    running: Running, owner: Walker, things: FirstOrg
) -> None:
    """Who takes calls does not decide how."""
    ways = [way.split() for way in things.put_into("\n".join([*THEIRS, *OWN])).splitlines()]
    answers = [
        owner.as_a_panel(method, path, {}) for method, path in ways if path.startswith("/admin/")
    ]

    assert [] == [(each.url, each.text) for each in answers if not is_turned_away(each)]
    pages = {route for route in {**THEIRS, **OWN} if route.split()[1].startswith("/admin/")}
    assert refused(running, "refused.page", NO_ORG) >= pages - {"POST /admin/language"}


def is_turned_away(answer: requests.Response) -> bool:
    """Tell whether a page asks who is there, or a form or data says that nobody is."""
    to_sign_in = answer.headers.get("Location", "").startswith("/admin/sign-in")
    return to_sign_in or answer.status_code in CLOSED


def routes_of_the_application(folder: Path) -> list[str]:
    """Return "METHOD rule" of every route, as Flask itself lists them."""
    env = {
        "CTI_PUBLIC_URL": "http://127.0.0.1:8080",
        "CTI_DATABASE_URL": f"sqlite:///{folder / 'cti.sqlite3'}",
        "CTI_SECRET_KEYS": Fernet.generate_key().decode(),
    }
    listed = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "cti_adapter.app:create_app()", "routes"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    rows = re.findall(r"^\S+ {2,}([A-Z, ]+?) {2,}(/\S*) *$", listed.stdout, re.MULTILINE)
    return sorted(
        f"{method} {rule}"
        for methods, spelled in rows
        for method in methods.split(", ")
        for rule in rules_of(spelled)
    )


def rules_of(spelled: str) -> Iterator[str]:
    """Spell a rule out: a choice of words becomes a rule for each, and converters are left out."""
    choice = re.search(r"<any\(([^)]*)\):\w+>", spelled)
    if choice is None:
        yield re.sub(r"<\w+:(\w+)>", r"<\1>", spelled)
        return
    for word in choice[1].split(","):
        yield from rules_of(spelled.replace(choice[0], word, 1))
