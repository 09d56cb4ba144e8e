"""The companion's page: cti_adapter/web/companion.py. It needs no product, only an app."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cti_adapter.web.companion import companion
from cti_adapter.web.files import register_files
from cti_adapter.web.headers import register_headers
from cti_adapter.web.problems import register_problems
from cti_adapter.web.softphone import OrgPage

ROOT = Path(__file__).parents[3]
OURS = "https://cti.example.com"
SALESFORCE = "https://acme.lightning.force.com"
IN_TEAMS = "/o/acme/companion?in-teams&theme=dark&locale=de-de"


def application(*, in_teams: bool) -> FlaskClient:
    app = Flask("companion", template_folder=str(ROOT / "templates"), static_folder=None)
    register_files(app, ROOT / "static" / "css")
    register_headers(app, public_url=OURS)
    register_problems(app)
    org = OrgPage(key="acme", hosts=(SALESFORCE,), api_version="67.0", in_teams=in_teams)
    app.register_blueprint(companion({"acme": org}.get, OURS))
    return app.test_client()


def directive(answer: TestResponse, name: str) -> str:
    directives = answer.headers["Content-Security-Policy"].split("; ")
    return next(each for each in directives if each.startswith(name)).removeprefix(name).strip()


def boot(answer: TestResponse) -> Any:
    found = re.search(r'id="boot">(.*?)</script>', answer.text)
    assert found, answer.text
    return json.loads(found[1])


@pytest.mark.parametrize(
    ("in_teams", "framed_by"),
    [
        (False, "'none'"),
        (
            True,
            "https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft",
        ),
    ],
)
def test_nobody_may_frame_it_but_teams_where_an_admin_said_so(
    *, in_teams: bool, framed_by: str
) -> None:
    """The org's own pages have the softphone; a page in Teams is no reason to open that."""
    answer = application(in_teams=in_teams).get("/o/acme/companion")

    assert (200, framed_by) == (answer.status_code, directive(answer, "frame-ancestors"))
    assert "'self'" == directive(answer, "script-src")
    assert SALESFORCE not in answer.headers["Content-Security-Policy"]


def test_teams_writes_theme_and_language_on_its_address() -> None:
    """The first paint is right before anything is loaded; only there its library is loaded."""
    answer = application(in_teams=True).get(IN_TEAMS, headers={"Accept-Language": "en"})

    assert '<html lang="de" data-client="companion" data-scheme="dark">' in answer.text
    assert (True, "companion") == (boot(answer)["in_teams"], boot(answer)["client"])


def test_a_window_of_its_own_follows_browser_and_system() -> None:
    """Nothing of Teams is loaded, also where somebody made the address up."""
    closed, odd = application(in_teams=False), "/o/acme/companion?theme=<b>&locale=xx"
    answer = closed.get(odd, headers={"Accept-Language": "de, en;q=0.5"})

    assert '<html lang="de" data-client="companion">' in answer.text
    assert [False, False] == [boot(closed.get(each))["in_teams"] for each in (odd, IN_TEAMS)]


def test_an_org_nobody_knows_has_none() -> None:
    """As it has no softphone."""
    assert 404 == application(in_teams=True).get("/o/nobody/companion").status_code
