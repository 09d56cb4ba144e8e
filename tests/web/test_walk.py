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

from tests.support.panel_client import PanelClient
from tests.support.running import TIMEOUT_S, Running
from tests.web.routes import DOORS, OWN, THEIRS
from tests.web.stage import OtherOrg, OutsideCall, telephone_system

ROOT = Path(__file__).parents[2]


class FirstOrg:
    """Things of the first org, by the names that addresses and forms give them."""

    def __init__(self, running: Running) -> None:
        self.panel = PanelClient(running.seat())
        with self.panel:
            OutsideCall(telephone_system(running), self.panel.seat.line).tell("leg.offered")
            self.call_id: str = self.panel.call(phase="ringing")["id"]

    def put_into(self, text: str) -> str:
        """Put what the first org has where the text names it."""
        return re.sub(r"<(\w+)>", lambda name: str(getattr(self, name[1])), text)

    def marks(self) -> tuple[str, ...]:
        """Return what an answer to a stranger never contains."""
        return self.call_id, self.panel.seat.name


class Walker:
    """A session of one org, and what it gets from a route."""

    def __init__(self, panel: PanelClient, things: FirstOrg) -> None:
        self._panel = panel
        self._things = things

    def take(self, route: str, body: dict[str, Any]) -> requests.Response:
        """Call a route with the things of the first org."""
        method, _, rule = route.partition(" ")
        return requests.request(
            method,
            self._panel.running.url + self._things.put_into(rule),
            json=body if method == "POST" else None,
            headers={"Authorization": f"Bearer {self._panel.token}"},
            timeout=TIMEOUT_S,
            allow_redirects=False,
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
    """Whoever is an agent there has the id and the line of one here: only the org differs."""
    with OtherOrg(running).panel(twin=things.panel.seat) as panel:
        yield Walker(panel, things)


@pytest.fixture(scope="module")
def owner(things: FirstOrg) -> Walker:
    return Walker(things.panel, things)


def test_every_route_has_said_what_it_owes_to_another_org(tmp_path: Path) -> None:
    """Whoever adds a route writes its line in tests/web/routes.py, and the walk takes it."""
    assert sorted([*THEIRS, *OWN, *DOORS]) == routes_of_the_application(tmp_path)


def test_things_of_another_org_are_not_there(stranger: Walker) -> None:
    """As if they did not exist, even for who knows their ids: 404, whatever is asked."""
    assert dict.fromkeys(THEIRS, HTTPStatus.NOT_FOUND) == stranger.answers(THEIRS)


def test_the_same_requests_find_their_things_at_home(owner: Walker) -> None:
    """Else a slip in an address would look like safety."""
    at_home = owner.answers(THEIRS)

    assert [] == [route for route in THEIRS if at_home[route] == HTTPStatus.NOT_FOUND]


def test_what_names_nothing_answers_for_its_own_org(stranger: Walker, things: FirstOrg) -> None:
    """The same question, each asked in its own house."""
    told = {route: stranger.take(route, body).text for route, body in OWN.items()}

    assert [] == [
        (route, mark) for route, text in told.items() for mark in things.marks() if mark in text
    ]


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
