"""Several requests in one: composite, graphs, batches (facts/salesforce.md 5.2, 5.3, 9.1.13)."""

from typing import Any

import pytest

from tests.contract.emulator.standin import Client, fault_of

ROOT = "/services/data/v67.0"
UNDONE = "The transaction was rolled back since another operation in the same transaction failed."
Row = dict[str, Any]


def part(reference: str, method: str, path: str, body: Any = None) -> Row:
    row = {"method": method, "url": ROOT + path, "referenceId": reference}
    return row if body is None else {**row, "body": body}


def run(org: Client, *parts: Row, all_or_none: bool = False) -> list[Row]:
    body = {"allOrNone": all_or_none, "collateSubrequests": False, "compositeRequest": list(parts)}
    answer = org.call("POST", "/composite", json=body)
    assert 200 == answer.status_code, answer.text
    return list(answer.json()["compositeResponse"])


def statuses(rows: list[Row]) -> list[int]:
    return [row["httpStatusCode"] for row in rows]


def count(org: Client, name: str) -> int:
    """Return how many accounts have this name."""
    return org.names("SELECT Name FROM Account").count(name)


ACCOUNT = part("acc", "POST", "/sobjects/Account", {"Name": "Turing Works"})
CONTACT = part("con", "POST", "/sobjects/Contact", {"LastName": "Clarke", "AccountId": "@{acc.id}"})
WRONG = part("bad", "POST", "/sobjects/Task", {"CallType": "Sideways"})


def test_a_later_part_refers_to_what_an_earlier_one_made(org: Client) -> None:
    """By address and by body, one value or part of a text."""
    made, person, read, note = run(
        org,
        ACCOUNT,
        CONTACT,
        part("see", "GET", "/sobjects/Contact/@{con.id}?fields=Name,Account.Name"),
        part("say", "POST", "/sobjects/Task", {"Subject": "For @{see.Account.Name}"}),
    )

    assert [201, 201, 200, 201] == statuses([made, person, read, note])
    assert "Turing Works" == read["body"]["Account"]["Name"]
    assert "For Turing Works" == org.read("Task", note["body"]["id"])["Subject"]
    assert ["acc", "con", "see", "say"] == [
        row["referenceId"] for row in (made, person, read, note)
    ]


def test_a_part_refers_to_what_a_query_found(org: Client) -> None:
    """A place in a list, then a member."""
    find = part("found", "GET", "/query/?q=SELECT Id FROM Contact WHERE Name = 'Ada Lovelace'")
    who = {"Subject": "Hello", "WhoId": "@{found.records[0].Id}"}
    _, task = run(org, find, part("task", "POST", "/sobjects/Task", who))

    assert org.records["ada"] == org.read("Task", task["body"]["id"])["WhoId"]


def test_each_part_stands_for_itself_unless_asked_otherwise(org: Client) -> None:
    """The outer answer is 200; what refers to a failure is halted, what does not goes on."""
    needy = part("needy", "PATCH", "/sobjects/Task/@{bad.id}", {"Subject": "x"})
    rows = run(org, ACCOUNT, WRONG, needy, CONTACT)

    assert [201, 400, 400, 201] == statuses(rows)
    assert ["INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "PROCESSING_HALTED"] == [
        row["body"][0]["errorCode"] for row in rows[1:3]
    ]
    assert "No value for bad.id found in bad" in rows[2]["body"][0]["message"]
    assert 1 == count(org, "Turing Works")


def test_all_or_none_undoes_what_was_done(org: Client) -> None:
    """In the database: nothing of it is found, and a unique key is free again."""
    keyed = part("task", "POST", "/sobjects/Task", {"CTI_Call_Key__c": "k-1"})
    late = part("late", "POST", "/sobjects/Account", {"Name": "Too late"})
    rows = run(org, ACCOUNT, keyed, WRONG, late, all_or_none=True)

    assert [400, 400, 400, 400] == statuses(rows)
    halted = {"errorCode": "PROCESSING_HALTED", "message": UNDONE}
    assert [halted] * 3 == [rows[place]["body"][0] for place in (0, 1, 3)]
    assert "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" == rows[2]["body"][0]["errorCode"]
    assert (0, 0) == (count(org, "Turing Works"), count(org, "Too late"))
    assert [] == org.found("FIND {Turing Works} IN NAME FIELDS RETURNING Account(Name)")
    assert 201 == org.create("Task", CTI_Call_Key__c="k-1").status_code


def test_all_or_none_keeps_everything_where_nothing_fails(org: Client) -> None:
    """An upsert by key, a change and a deletion, as one."""
    key = "/sobjects/Task/CTI_Call_Key__c/k-1"
    rows = run(
        org,
        part("new", "PATCH", key, {"Subject": "One"}),
        part("again", "PATCH", key, {"Subject": "Two"}),
        ACCOUNT,
        part("gone", "DELETE", "/sobjects/Account/@{acc.id}"),
        all_or_none=True,
    )

    assert [201, 200, 201, 204] == statuses(rows)
    assert rows[3]["body"] is None
    assert "Two" == org.read("Task", rows[0]["body"]["id"])["Subject"]


def test_a_composite_request_is_one_call_of_the_day(org: Client) -> None:
    """However many parts it has; a batch is as many calls as it has parts."""
    used = usage(org)
    run(org, ACCOUNT, CONTACT)
    composite = usage(org) - used
    parts = [{"method": "GET", "url": "v67.0/limits"} for _ in range(3)]
    org.call("POST", "/composite/batch", json={"batchRequests": parts})

    assert (2, 4) == (composite, usage(org) - used - composite)


def usage(org: Client) -> int:
    """Return the calls of the day so far, this one too."""
    said = org.call("GET", "/limits").headers["Sforce-Limit-Info"]
    return int(said.partition("=")[2].partition("/")[0])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "JSON_PARSER_ERROR"),
        ({"compositeRequest": []}, "JSON_PARSER_ERROR"),
        ({"compositeRequest": [ACCOUNT] * 2}, "JSON_PARSER_ERROR"),
        ({"compositeRequest": [{**ACCOUNT, "referenceId": "no dots."}]}, "JSON_PARSER_ERROR"),
        ({"compositeRequest": [{**ACCOUNT, "url": "http://evil.example/"}]}, "JSON_PARSER_ERROR"),
        ({"compositeRequest": [{**ACCOUNT, "method": "BREW"}]}, "JSON_PARSER_ERROR"),
        ({"compositeRequest": [{**ACCOUNT, "url": ROOT + "/composite"}]}, "INVALID_INPUT"),
        (
            {"compositeRequest": [part(f"r{n}", "GET", "/sobjects") for n in range(26)]},
            "LIMIT_EXCEEDED",
        ),
        (
            {"compositeRequest": [part(f"r{n}", "GET", "/query?q=x") for n in range(6)]},
            "LIMIT_EXCEEDED",
        ),
    ],
)
def test_a_wrong_composite_request_is_refused_as_a_whole(org: Client, body: Row, code: str) -> None:
    """Before any part of it is done."""
    answer = org.call("POST", "/composite", json=body)

    assert (400, code) == fault_of(answer)
    assert 0 == count(org, "Turing Works")


def test_a_batch_halts_only_when_asked(org: Client) -> None:
    """Parts know nothing of each other."""
    parts = [
        {"method": "POST", "url": "v67.0/sobjects/Task", "richInput": {"CallType": "Sideways"}},
        {"method": "GET", "url": "v67.0/sobjects/Account/describe"},
    ]
    on, halted = (
        org.call("POST", "/composite/batch", json={"batchRequests": parts, "haltOnError": halt})
        for halt in (False, True)
    )

    assert (True, [400, 200]) == (on.json()["hasErrors"], codes(on.json()))
    assert (True, [400, 412]) == (halted.json()["hasErrors"], codes(halted.json()))
    assert "BATCH_PROCESSING_HALTED" == halted.json()["results"][1]["result"][0]["errorCode"]


def codes(answer: Row) -> list[int]:
    return [row["statusCode"] for row in answer["results"]]


def test_every_graph_is_whole_or_not_at_all(org: Client) -> None:
    """One fails and is undone, the other stays."""
    good = {"graphId": "good", "compositeRequest": [ACCOUNT, CONTACT]}
    other = part("acc", "POST", "/sobjects/Account", {"Name": "Undone"})
    bad = {"graphId": "bad", "compositeRequest": [other, WRONG]}
    answer = org.call("POST", "/composite/graph", json={"graphs": [bad, good]})
    first, second = answer.json()["graphs"]

    assert (200, [False, True]) == (
        answer.status_code,
        [first["isSuccessful"], second["isSuccessful"]],
    )
    assert [400, 400] == statuses(first["graphResponse"]["compositeResponse"])
    assert [201, 201] == statuses(second["graphResponse"]["compositeResponse"])
    assert (0, 1) == (count(org, "Undone"), count(org, "Turing Works"))


def test_after_too_many_failed_graphs_the_rest_is_not_tried(org: Client) -> None:
    """More than 14 failures end the work."""
    graphs = [{"graphId": f"g{n}", "compositeRequest": [WRONG]} for n in range(15)]
    graphs.append({"graphId": "last", "compositeRequest": [ACCOUNT]})
    last = org.call("POST", "/composite/graph", json={"graphs": graphs}).json()["graphs"][-1]

    assert (
        "PROCESSING_HALTED"
        == (last["graphResponse"]["compositeResponse"][0]["body"][0]["errorCode"])
    )
    assert 0 == count(org, "Turing Works")


def test_graphs_have_limits(org: Client) -> None:
    """Number, nodes, depth, kinds: each is told."""
    many = [{"graphId": f"g{n}", "compositeRequest": [ACCOUNT]} for n in range(76)]
    nodes = [part(f"n{n}", "GET", "/sobjects/Account/x") for n in range(501)]
    chain = [part(f"n{n}", "GET", f"/sobjects/Account/@{{n{n - 1}.id}}") for n in range(1, 18)]
    kinds = [part(f"n{n}", "GET", f"/sobjects/Kind{n}__c/x") for n in range(16)]
    bodies = [many, *([{"graphId": "g", "compositeRequest": one}] for one in (nodes, chain, kinds))]
    answers = [org.call("POST", "/composite/graph", json={"graphs": one}) for one in bodies]

    assert [(400, "LIMIT_EXCEEDED")] * 4 == [fault_of(one) for one in answers]


def test_a_fault_may_befall_one_part(org: Client) -> None:
    """A row somebody else holds: one part is locked, the others are written."""
    org.control("POST", "faults", [{"match": "POST /sobjects/Contact", "kind": "lock"}])
    rows = run(org, ACCOUNT, CONTACT)

    assert [201, 400] == statuses(rows)
    assert "UNABLE_TO_LOCK_ROW" == rows[1]["body"][0]["errorCode"]


def test_the_list_of_calls_shows_what_a_request_was_made_of(org: Client) -> None:
    """One call, with its parts as they were done."""
    org.control("DELETE", "requests")
    run(org, ACCOUNT, CONTACT)
    (call,) = org.control("GET", "requests")

    assert f"{ROOT}/composite" == call["path"]
    assert [
        ("acc", "POST", f"{ROOT}/sobjects/Account", 201),
        ("con", "POST", f"{ROOT}/sobjects/Contact", 201),
    ] == [(one["reference"], one["method"], one["url"], one["status"]) for one in call["parts"]]
    assert call["parts"][1]["body"]["AccountId"].startswith("001")


def test_a_session_that_has_ended_does_nothing(org: Client) -> None:
    """The whole is refused, not each part."""
    org.token = "ended"

    assert (401, "INVALID_SESSION_ID") == fault_of(
        org.call("POST", "/composite", json={"compositeRequest": [ACCOUNT]})
    )
