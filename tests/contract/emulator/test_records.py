"""Creating, reading, changing and deleting records as the REST API does."""

import pytest

from tests.contract.emulator.standin import Client, fault_of


def test_a_created_record_answers_with_its_id(org: Client) -> None:
    """Clients read id, success and errors, and nothing else."""
    answer = org.create("Contact", LastName="Turing")

    assert 201 == answer.status_code
    assert {"id", "success", "errors"} == set(answer.json())
    assert 18 == len(answer.json()["id"])


def test_a_change_and_a_deletion_answer_with_nothing(org: Client) -> None:
    """204 has no body, with and without a slash at the end."""
    ada = org.records["ada"]

    assert 204 == org.call("PATCH", f"/sobjects/Contact/{ada}/", json={"Title": "Poet"}).status_code
    assert "Poet" == org.read("Contact", ada)["Title"]
    assert 204 == org.call("DELETE", f"/sobjects/Contact/{ada}").status_code
    assert (404, "ENTITY_IS_DELETED") == fault_of(org.call("GET", f"/sobjects/Contact/{ada}"))


def test_a_record_is_found_by_its_short_id_and_answers_with_the_long_one(org: Client) -> None:
    """15 and 18 characters are the same record; a wrong checksum is none."""
    ada = org.records["ada"]

    assert ada == org.read("Contact", ada[:15])["Id"]
    assert 404 == org.call("GET", f"/sobjects/Contact/{ada[:15]}ZZZ").status_code
    assert 404 == org.call("GET", f"/sobjects/Account/{ada}").status_code


def test_a_read_can_name_its_columns(org: Client) -> None:
    """fields=… answers with these and the attributes."""
    path = f"/sobjects/Case/{org.records['case_1026']}?fields=CaseNumber,ContactPhone"
    row = org.call("GET", path).json()

    assert {"attributes", "CaseNumber", "ContactPhone"} == set(row)
    assert ("00001026", "(415) 555-0101") == (row["CaseNumber"], row["ContactPhone"])


@pytest.mark.parametrize(
    ("version", "status"), [("31.0", 200), ("67.0", 200), ("30.0", 410), ("99.0", 404)]
)
def test_only_supported_versions_answer(org: Client, version: str, status: int) -> None:
    """A retired version is gone, a future one is not found."""
    assert status == org.call("GET", f"/services/data/v{version}/sobjects").status_code


def test_without_a_session_there_is_no_answer(org: Client) -> None:
    """The shape is an array, and fields is absent."""
    org.token = "00D!nothing"
    answer = org.call("GET", "/sobjects")

    assert 401 == answer.status_code
    assert [
        {"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}
    ] == answer.json()


def test_an_unknown_object_and_an_unknown_route_are_not_found(org: Client) -> None:
    """Both answer in the API's own shape."""
    assert (404, "NOT_FOUND") == fault_of(org.create("Nonsense__c", Name="x"))
    assert (404, "NOT_FOUND") == fault_of(org.call("GET", "/nonsense/"))
    assert (405, "METHOD_NOT_ALLOWED") == fault_of(org.call("PUT", "/sobjects/Task/"))


def test_a_body_that_is_no_json_is_refused(org: Client) -> None:
    """JSON_PARSER_ERROR, not a crash."""
    answer = org.call("POST", "/sobjects/Contact", data=b'{"LastName": ')

    assert (400, "JSON_PARSER_ERROR") == fault_of(answer)


def test_what_is_required_must_be_there(org: Client) -> None:
    """The missing column is named in message and fields."""
    fault = org.create("Lead", LastName="Noether").json()[0]

    assert "REQUIRED_FIELD_MISSING" == fault["errorCode"]
    assert ["Company"] == fault["fields"]


def test_every_answer_counts_against_the_limit(org: Client) -> None:
    """Sforce-Limit-Info goes up by one a call."""
    first, second = (
        int(org.call("GET", "/limits").headers["Sforce-Limit-Info"].split("=")[1].split("/")[0])
        for _ in range(2)
    )

    assert first + 1 == second


def test_the_description_tells_prefixes_and_what_a_task_may_relate_to(org: Client) -> None:
    """Clients learn the org's own objects from here, never from a list in their code."""
    prefixes = {o["name"]: o["keyPrefix"] for o in org.call("GET", "/sobjects").json()["sobjects"]}
    fields = {f["name"]: f for f in org.call("GET", "/sobjects/Task/describe").json()["fields"]}

    assert ("003", "00Q", "07k") == (
        prefixes["Contact"],
        prefixes["Lead"],
        prefixes["AccountContactRelation"],
    )
    assert {"Contact", "Lead"} == set(fields["WhoId"]["referenceTo"])
    assert "Project__c" in fields["WhatId"]["referenceTo"]
    assert "Badge__c" not in fields["WhatId"]["referenceTo"]
    assert "AccountContactRelation" not in fields["WhatId"]["referenceTo"]
    assert (True, True) == (
        fields["CTI_Call_Key__c"]["unique"],
        fields["CTI_Call_Key__c"]["externalId"],
    )
    assert (True, False) == (
        fields["TaskSubtype"]["createable"],
        fields["TaskSubtype"]["updateable"],
    )


def test_what_changed_and_what_is_gone_can_be_asked(org: Client) -> None:
    """updated and deleted list ids in a span of time; the span must be one."""
    ada, mary = org.records["ada"], org.records["mary"]
    org.call("DELETE", f"/sobjects/Contact/{mary}")
    span = {"start": "2020-01-01T00:00:00+00:00", "end": "2120-01-01T00:00:00Z"}
    changed = org.call("GET", "/sobjects/Contact/updated/", params=span).json()
    gone = org.call("GET", "/sobjects/Contact/deleted/", params=span).json()
    backwards = {"start": span["end"], "end": span["start"]}

    assert ada in changed["ids"]
    assert mary not in changed["ids"]
    assert [mary] == [row["id"] for row in gone["deletedRecords"]]
    for wrong in (backwards, {"start": "yesterday", "end": span["end"]}):
        answer = org.call("GET", "/sobjects/Contact/deleted/", params=wrong)
        assert (400, "INVALID_REPLICATION_DATE") == fault_of(answer)


def test_the_description_lists_the_statuses_an_admin_made(org: Client) -> None:
    """In their order, with the one that is set by itself."""
    fields = {f["name"]: f for f in org.call("GET", "/sobjects/Task/describe").json()["fields"]}
    values = fields["Status"]["picklistValues"]

    assert "Completed" in [one["value"] for one in values]
    assert ["Not Started"] == [one["value"] for one in values if one["defaultValue"]]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"CallDurationInSeconds": 100000000}', "NUMBER_OUTSIDE_VALID_RANGE"),
        (b'{"CallDurationInSeconds": "NaN"}', "JSON_PARSER_ERROR"),
        (b'{"CallDurationInSeconds": 1e999}', "JSON_PARSER_ERROR"),
        (b'{"Subject": "\\ud800"}', "JSON_PARSER_ERROR"),
        (b'{"Subject": ["Call"]}', "JSON_PARSER_ERROR"),
        (b'{"ActivityDate": "tomorrow"}', "JSON_PARSER_ERROR"),
        (b'{"TaskWhoIds": "Ada"}', "JSON_PARSER_ERROR"),
        (b'{"IsReminderSet": 2}', "JSON_PARSER_ERROR"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(org: Client, body: bytes, code: str) -> None:
    """Whatever a client sends, the answer has the API's shape."""
    answer = org.call("POST", "/sobjects/Task", data=body)

    assert (400, code) == fault_of(answer)
