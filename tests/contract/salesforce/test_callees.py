"""Who is called when a record is dialled: the number it shows, of a Task that of its Name."""

from cti_adapter.calls.record import RecordId
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn


def test_each_record_has_the_number_its_page_shows(org: SalesforceOrg, there: StandIn) -> None:
    """A Task is told apart by whom it names, a person by their account."""
    nobody = there.load("Task", Subject="Order paper")
    names = ["ada", "alan", "analytical_engines", "call_ada_back"]
    ids = [*(there[name] for name in names), nobody]
    found = org.callees([*ids, ids[0], RecordId("500" + "9" * 15)])

    assert [
        ("Contact", "Ada Lovelace", "(415) 555-0101", "Analytical Engines"),
        ("Lead", "Alan Turing", "(415) 555-0130", ""),
        ("Account", "Analytical Engines", "+1 415 555 0110", ""),
        ("Task", "Call Ada back", "(415) 555-0101", "Ada Lovelace"),
        ("Task", "Order paper", "", ""),
    ] == [
        (found[at].record.type, found[at].record.label, found[at].number, found[at].about)
        for at in ids
    ]
    assert set(ids) == set(found)


def test_what_cannot_be_read_is_absent(org: SalesforceOrg, there: StandIn) -> None:
    """Whoever asked says so of the line it stood in."""
    there.hides(there["ada"])
    there.delete(there["alan"])
    task = org.callees([there["ada"], there["alan"], there["call_ada_back"]])

    assert [there["call_ada_back"]] == list(task)
    assert ("", "") == (task[there["call_ada_back"]].number, task[there["call_ada_back"]].about)
