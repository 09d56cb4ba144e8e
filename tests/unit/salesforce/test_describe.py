"""What an object tells of itself: which of its lookups says whose its records are."""

import pytest

from cti_adapter.errors import Rejected, Repairable
from cti_adapter.salesforce.describe import DOUBT_S, Describe
from cti_adapter.salesforce.gateway import Gateway
from tests.unit.salesforce.scripted_org import DATA, INSERT, ScriptedOrg, refuses, says

TASK = f"GET {DATA}/sobjects/Task/describe"
KEY = {"name": "CTI_Call_Key__c", "unique": True, "externalId": True, "createable": True}


def lookup(name: str, **more: object) -> dict[str, object]:
    """Describe a lookup to Account."""
    return {
        "name": name,
        "type": "reference",
        "referenceTo": ["Account"],
        "relationshipName": name.replace("__c", "__r"),
        **more,
    }


@pytest.mark.parametrize(
    ("lookups", "chosen"),
    [
        ([], None),
        ([lookup("Site__c")], "Site__c"),
        ([lookup("AccountId"), lookup("ParentId"), lookup("Partner__c")], "AccountId"),
        ([lookup("Payer__c"), lookup("Owner__c", cascadeDelete=True)], "Owner__c"),
        ([lookup("Payer__c"), lookup("Account__c"), lookup("Site__c")], "Account__c"),
        ([lookup("Payer__c"), lookup("Site__c")], None),
        ([lookup("ParentId")], None),
        ([{**lookup("Party__c"), "referenceTo": ["Account", "Contact"]}], None),
    ],
)
def test_of_several_lookups_to_account_the_telling_one_counts(
    org: ScriptedOrg, gateway: Gateway, lookups: list[dict[str, object]], chosen: str | None
) -> None:
    """Where nothing tells which it is, no record is held back by a guess (DECISION 7)."""
    org.describes(Case=lookups)
    shape = Describe(gateway, lambda: 0.0).shape("Case")

    assert shape is not None
    assert chosen == shape.account_field


def test_what_is_forgotten_is_asked_again_and_what_was_said_stands_until_then(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """A panel that asks meanwhile gets the former answer, and does not wait."""
    org.describes(Task=[KEY])
    behind: list[object] = []
    describe = Describe(gateway, lambda: 100.0, start=behind.append)
    for _ in range(2):
        describe.schema()
        describe.shape("Task")
    remembered = len(org.asked(TASK))
    describe.forget()
    meanwhile, waiting = describe.known_schema(), len(behind)
    describe.schema()
    describe.shape("Task")

    assert (2, 4) == (remembered, len(org.asked(TASK)))
    assert meanwhile is not None
    assert meanwhile.keyed
    assert 1 == waiting


def test_an_answer_that_was_under_way_when_it_was_forgotten_is_asked_for_again(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """It may have left the org before its admin changed it."""
    org.describes(Task=[KEY])
    moments = iter([0.0])

    def now() -> float:
        if next(moments, None) is None:
            describe.forget()  # the clock is read while the org is being asked
        return 0.0

    describe = Describe(gateway, now)
    describe.schema()
    describe.schema()

    assert 2 == len(org.asked(TASK))


def test_that_the_key_has_no_place_is_believed_for_two_minutes(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """Without a key a call may become two Tasks; with one nothing presses."""
    org.describes(Task=[])
    now = [0.0]
    describe = Describe(gateway, lambda: now[0])
    said = [describe.schema().at_least_once]
    org.when(TASK, says(200, {"fields": [KEY]}))
    for now[0] in (DOUBT_S - 1, DOUBT_S, 2 * DOUBT_S):
        said.append(describe.schema().at_least_once)

    assert [True, True, False, False] == said
    assert 2 == len(org.asked(TASK))


def test_a_question_that_the_org_refuses_has_it_described_anew_now_and_then(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """A field went: the next question is right. One that is refused for ever costs little."""
    org.describes(Task=[KEY])
    now = [0.0]
    describe = Describe(gateway, lambda: now[0], lifetime_s=10 * DOUBT_S)
    gateway.on_unknown_name(describe.doubt)
    gone = refuses("INVALID_FIELD", "No such column 'Gone__c'")
    org.when(INSERT, gone)
    org.when(f"GET {DATA}/queryAll/", gone)

    def read() -> object:
        return gateway.query_with_deleted("SELECT Gone__c FROM Task")

    def written() -> object:
        return gateway.create("Task", {"Gone__c": "x"})

    counts = []
    for now[0], ask in ((0.0, read), (1.0, read), (2.0, written), (2.0 + DOUBT_S, read)):
        describe.schema()
        with pytest.raises(Repairable):
            ask()
        describe.schema()
        counts.append(len(org.asked(TASK)))

    assert [2, 2, 3, 4] == counts


def test_a_refusal_for_another_reason_says_nothing_of_what_there_is(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """A validation rule is no missing field."""
    told: list[bool] = []
    gateway.on_unknown_name(told.append)
    org.when(f"GET {DATA}/query/", refuses("MALFORMED_QUERY", "unexpected token"))
    with pytest.raises(Rejected):
        gateway.query("SELECT")

    assert [] == told
