"""Clients that we did not write: where they and the stand-in disagree, the stand-in is wrong."""

from pathlib import Path
from typing import Any, cast

import pytest
import requests
from playwright.sync_api import Browser, Page
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceMalformedRequest, SalesforceResourceNotFound

from tests.contract.emulator.console_page import Console
from tests.contract.emulator.standin import Client

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"


class PlainHttp(HTTPAdapter):
    """simple-salesforce always says https; the stand-in speaks http."""

    def send(self, request: requests.PreparedRequest, **options: object) -> requests.Response:  # type: ignore[override]
        request.url = str(request.url).replace("https://", "http://", 1)
        return super().send(request, **options)  # type: ignore[arg-type]


@pytest.fixture
def salesforce(org: Client) -> Salesforce:
    session = requests.Session()
    session.mount("https://", PlainHttp())
    return Salesforce(instance_url=org.url, session_id=org.token, version="67.0", session=session)


def test_simple_salesforce_creates_reads_changes_and_deletes(salesforce: Any) -> None:
    """Its paths end in slashes, its answers are what it parses."""
    made = salesforce.Task.create({"Subject": "Call", "CTI_Call_Key__c": "a-b/c"})["id"]
    found = salesforce.Task.get_by_custom_id("CTI_Call_Key__c", "a-b/c")["Id"]
    changed = salesforce.Task.update(made, {"Status": "Completed"})
    read = salesforce.Task.get(made)["IsClosed"]
    deleted = salesforce.Task.delete(made)

    assert (made, 204, True, 204) == (found, changed, read, deleted)
    with pytest.raises(SalesforceResourceNotFound):
        salesforce.Task.get(made)


def test_simple_salesforce_queries_and_searches(salesforce: Any) -> None:
    """query_all follows the pages; describe and limits are parsed."""
    names = [row["Name"] for row in salesforce.query_all("SELECT Name FROM Lead")["records"]]
    found = salesforce.search("FIND {4155550130} IN PHONE FIELDS RETURNING Lead(Name)")
    prefixes = {one["name"]: one["keyPrefix"] for one in salesforce.describe()["sobjects"]}

    assert ["Alan Turing"] == names == [row["Name"] for row in found["searchRecords"]]
    assert "00T" == prefixes["Task"]
    assert "CallType" in {one["name"] for one in salesforce.Task.describe()["fields"]}
    assert 0 < salesforce.limits()["DailyApiRequests"]["Remaining"]


def test_simple_salesforce_understands_a_refusal(salesforce: Any) -> None:
    """The code is where it looks for it."""
    with pytest.raises(SalesforceMalformedRequest) as refused:
        salesforce.Task.create({"CallType": "Sideways"})

    (fault,) = cast("list[dict[str, str]]", refused.value.content)
    assert "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" == fault["errorCode"]


def test_axe_finds_nothing_to_complain_of(console: Console, chromium: Browser) -> None:
    """Login, list, record with the panel open, and the menu."""
    page = chromium.new_page(bypass_csp=True)
    page.goto(f"{console.org.url}/lightning/app/console")
    faults = [*_faults(page)]
    page.get_by_role("button", name="Agent A").click()
    page.get_by_role("link", name="Ada Lovelace").click()
    page.get_by_role("button", name="Phone", exact=True).click()
    page.get_by_role("button", name="Show navigation menu").click()
    faults += _faults(page)
    page.close()

    assert [] == faults


def _faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate("axe.run(document, { iframes: false })")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
