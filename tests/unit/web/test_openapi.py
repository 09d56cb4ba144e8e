"""The description of the API says what the API is."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from cti_adapter.web.afterwards import AfterwardsApi
from cti_adapter.web.api import AgentApi
from cti_adapter.web.choosing import ChoosingApi
from cti_adapter.web.dial_list import DialListApi
from cti_adapter.web.do_not_log import DoNotLogApi
from cti_adapter.web.handing_on import HandingOnApi
from cti_adapter.web.history import HistoryApi
from cti_adapter.web.openapi import OPERATIONS, document
from cti_adapter.web.page_routes import PageRoutes
from cti_adapter.web.presence_api import PresenceApi
from cti_adapter.web.reception import Reception

NOBODY: Any = None
"""The routes are there before anybody stands behind them."""


def routes() -> set[tuple[str, str]]:
    """Return what is answered under /api/: method and path, the verbs of a call one by one."""
    app = Flask("routes", static_folder=None)
    app.register_blueprint(AgentApi(NOBODY, NOBODY, NOBODY).blueprint())
    app.register_blueprint(ChoosingApi(NOBODY, NOBODY).blueprint())
    app.register_blueprint(DialListApi(NOBODY, NOBODY).blueprint())
    app.register_blueprint(HistoryApi(NOBODY, NOBODY, NOBODY, NOBODY).blueprint())
    app.register_blueprint(AfterwardsApi(NOBODY, NOBODY).blueprint())
    app.register_blueprint(DoNotLogApi(NOBODY, NOBODY).blueprint())
    app.register_blueprint(HandingOnApi(NOBODY, NOBODY, NOBODY).blueprint())
    parts = ("sessions", "tickets", "people", "panels", "orgs", "switchboard", "pages", "clock")
    app.register_blueprint(Reception(**dict.fromkeys(parts, NOBODY)).blueprint())
    app.register_blueprint(PageRoutes(NOBODY, NOBODY).blueprint())
    app.register_blueprint(PresenceApi(NOBODY, NOBODY, NOBODY).blueprint())
    return {
        (method.lower(), path)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        for path in paths(rule)
    }


def paths(rule: Rule) -> list[str]:
    path = rule.rule.replace("<call_id>", "{call_id}")
    choices = re.search(r"<any\((.*)\):verb>", path)
    if choices is None:
        return [path]
    return [path.replace(choices[0], verb) for verb in choices[1].split(",")]


def test_every_route_is_described_and_nothing_else() -> None:
    """Whoever scripts the API reads one document, and it is never behind the code."""
    described = {
        (method, path) for path, methods in document()["paths"].items() for method in methods
    }

    assert described == routes() - {("get", "/api/openapi.json")}


def test_every_reference_leads_somewhere() -> None:
    """Tools that make clients of it stop at the first one that does not."""
    schemas = set(document()["components"]["schemas"])
    referred = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document())))

    assert set() == referred - schemas
    assert {"Snapshot", "CallChanged", "Announced", "Problem"} <= schemas


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_operation_is_told_in_full(path: str) -> None:
    """A sentence, an answer, and what it means when there is another one."""
    for told in document()["paths"][path].values():
        assert told["summary"]
        assert {"401", "409", "422", "503"} <= set(told["responses"])
        named = {each["name"] for each in told.get("parameters", ())}
        assert ("{call_id}" in path) == ("call_id" in named)
