"""The alerts and the dashboard can be loaded, and each alert leads to a place that exists."""

import json
import re

import pytest
import yaml

from cti_adapter.web import limits
from tests.unit.test_docs import ROOT

RULES = [
    rule
    for group in yaml.safe_load((ROOT / "ops" / "alerts.yaml").read_text())["groups"]
    for rule in group["rules"]
]
HEADINGS = re.findall(r"^#+ (.+)$", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
ANCHORS = {re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-") for each in HEADINGS}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_alert_says_where_to_look(rule: dict) -> None:
    """Who is woken reads what to do, and not a search box."""
    file, _, anchor = rule["annotations"]["runbook"].partition("#")

    assert "docs/operations.md" == file
    assert anchor in ANCHORS
    assert rule["annotations"]["summary"]
    assert rule["labels"]["severity"] in {"page", "warning", "ticket"}


def test_an_alert_names_limits_that_are_told() -> None:
    """A limit by another name never fires."""
    named = {
        name
        for rule in RULES
        for told in re.findall(r'limit=~?"([^"]+)"', rule["expr"])
        for name in told.split("|")
    }

    assert {"authentication", "boot-token", "sign-in"} == named
    assert named <= {each.name for each in vars(limits).values() if isinstance(each, limits.Limit)}


def test_the_dashboard_can_be_imported() -> None:
    """Every panel asks for something, and none lies over another."""
    panels = json.loads((ROOT / "ops" / "dashboard.json").read_text())["panels"]
    places = {(each["gridPos"]["x"], each["gridPos"]["y"]) for each in panels}

    assert len(panels) == len(places)
    assert [] == [each["title"] for each in panels if not each["targets"][0]["expr"]]
