"""simple-salesforce, the Python client of Salesforce, finds the stand-in to be an org."""

from http import HTTPStatus
from typing import Any, cast

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)
from simple_salesforce.format import format_external_id, format_soql

from tests.contract.emulator.standin import Client

pytestmark = pytest.mark.witness("simple-salesforce")


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


def test_simple_salesforce_upserts_by_a_key_that_has_to_be_quoted(salesforce: Any) -> None:
    """201 creates, 200 changes; the library tells them apart by the status alone."""
    key = format_external_id("CTI_Call_Key__c", "tenant:call 7/leg 1")
    made = salesforce.Task.upsert(key, {"Subject": "Call"})
    changed = salesforce.Task.upsert(key, {"Subject": "Called"})
    rows = salesforce.query("SELECT Subject FROM Task WHERE CTI_Call_Key__c != null")["records"]

    assert [HTTPStatus.CREATED, HTTPStatus.OK] == [made, changed]
    assert ["Called"] == [row["Subject"] for row in rows]


def test_simple_salesforce_asks_with_values_that_could_break_a_query(salesforce: Any) -> None:
    """Its own quoting is read back as what was meant."""
    name = 'O\'Brien \\ "Sons"\n%_'
    made = salesforce.Account.create({"Name": name})["id"]
    found = salesforce.query(format_soql("SELECT Id FROM Account WHERE Name = {}", name))
    like = salesforce.query(format_soql("SELECT Id FROM Account WHERE Name LIKE '{:like}%'", "O'B"))

    assert [made] == [row["Id"] for row in found["records"]]
    assert [made] == [row["Id"] for row in like["records"]]


def test_simple_salesforce_leafs_through_an_answer(org: Client, salesforce: Any) -> None:
    """query_all_iter goes on until an answer is done and names no next address."""
    people = [
        {
            "attributes": {"type": "Lead", "referenceId": f"l{n}"},
            "LastName": f"L{n}",
            "Company": "C",
        }
        for n in range(2100)
    ]
    org.control("POST", "load", people)
    rows = list(salesforce.query_all_iter("SELECT Id FROM Lead WHERE Company = 'C'"))

    assert 2100 == len({row["Id"] for row in rows})


def test_simple_salesforce_sees_what_was_deleted_if_it_asks(salesforce: Any) -> None:
    """queryAll, which finds what a merge or a deletion left."""
    made = salesforce.Task.create({"Subject": "gone"})["id"]
    salesforce.Task.delete(made)
    soql = "SELECT Id FROM Task WHERE Subject = 'gone'"

    assert 0 == salesforce.query(soql)["totalSize"]
    assert 1 == salesforce.query_all(soql, include_deleted=True)["totalSize"]


def test_simple_salesforce_reads_how_much_of_the_day_is_used(salesforce: Any) -> None:
    """The header beside an answer, as the library parses it."""
    salesforce.query("SELECT Id FROM Lead")

    usage = salesforce.api_usage["api-usage"]
    assert 0 < usage.used <= usage.total


def test_simple_salesforce_knows_a_session_that_ended(org: Client, salesforce: Any) -> None:
    """401 with its code: the library raises what the product refreshes by."""
    org.control("POST", "sign-out", {"username": "integration@example.test"})

    with pytest.raises(SalesforceExpiredSession) as refused:
        salesforce.query("SELECT Id FROM Lead")

    (fault,) = cast("list[dict[str, str]]", refused.value.content)
    assert "INVALID_SESSION_ID" == fault["errorCode"]


def test_simple_salesforce_knows_a_refused_request(org: Client, salesforce: Any) -> None:
    """403 when the day's calls are used up, and no Retry-After to wait for."""
    org.control("POST", "faults", [{"match": "GET /query", "kind": "limit", "times": 1}])

    with pytest.raises(SalesforceRefusedRequest) as refused:
        salesforce.query("SELECT Id FROM Lead")

    (fault,) = cast("list[dict[str, str]]", refused.value.content)
    assert "REQUEST_LIMIT_EXCEEDED" == fault["errorCode"]


def test_simple_salesforce_finds_an_object_that_is_not_there_missing(salesforce: Any) -> None:
    """A typing error is a 404 and not a guess."""
    with pytest.raises(SalesforceResourceNotFound):
        salesforce.Taks.describe()


def test_simple_salesforce_is_told_which_record_has_the_key(salesforce: Any) -> None:
    """What "exactly once" rests on, through the library the product uses."""
    made = salesforce.Task.create({"Subject": "Call", "CTI_Call_Key__c": "call-1"})["id"]

    with pytest.raises(SalesforceMalformedRequest) as refused:
        salesforce.Task.create({"Subject": "Call", "CTI_Call_Key__c": "call-1"})

    (fault,) = cast("list[dict[str, str]]", refused.value.content)
    assert "DUPLICATE_VALUE" == fault["errorCode"]
    assert made[:15] in fault["message"]


def test_simple_salesforce_asks_who_it_is(salesforce: Any) -> None:
    """Through its own way to the OAuth endpoints."""
    assert "integration@example.test" == salesforce.oauth2("userinfo")["preferred_username"]


def test_simple_salesforce_sends_several_requests_in_one(salesforce: Any) -> None:
    """Task and key record written together or not at all, the product's second way to be exact."""
    url = "/services/data/v67.0/sobjects/Task"
    answer = salesforce.restful(
        "composite",
        method="POST",
        json={
            "allOrNone": True,
            "compositeRequest": [
                {"method": "POST", "url": url, "referenceId": "a", "body": {"Subject": "half"}},
                {"method": "POST", "url": url, "referenceId": "b", "body": {"CallType": "No"}},
            ],
        },
    )["compositeResponse"]

    assert [400, 400] == [part["httpStatusCode"] for part in answer]
    assert 0 == salesforce.query("SELECT Id FROM Task WHERE Subject = 'half'")["totalSize"]


def test_simple_salesforce_searches_by_parameters(salesforce: Any) -> None:
    """No reserved character has to be escaped."""
    found = salesforce.restful(
        "parameterizedSearch",
        method="POST",
        json={"q": "Lovelace", "in": "NAME", "sobjects": [{"name": "Contact", "fields": ["Name"]}]},
    )["searchRecords"]

    assert ["Ada Lovelace"] == [row["Name"] for row in found]
