"""Tests for salesforce/successors.py: what became of a record, to the end of its trail."""

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.successors import Fate, fate_of
from tests.unit.salesforce.scripted_org import (
    DATA,
    QUERY_WITH_DELETED,
    ScriptedOrg,
    refuses,
    rows,
)

LEAD = record_id("00Q5f00000abcDE")
SURVIVOR = record_id("00Q5f00000abcDF")
CONTACT = record_id("0035f00000abcDE")
CASE = record_id("5005f00000abcDE")
NAMES = ("Id", "IsDeleted", "MasterRecordId", "IsConverted", "ConvertedContactId")
COLUMNS: list[dict[str, object]] = [{"name": name} for name in NAMES]


def became(gateway: Gateway, at: RecordId) -> Fate:
    return fate_of(gateway, Describe(gateway, lambda: 0.0), at)


def test_a_merged_lead_that_was_converted_ends_at_its_contact(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """Each step of the trail is followed, so that the Task is where people look (P7)."""
    org.describes(Lead=COLUMNS, Contact=COLUMNS)
    org.when(
        QUERY_WITH_DELETED,
        rows({"Id": LEAD, "IsDeleted": True, "MasterRecordId": SURVIVOR}),
        rows(
            {"Id": SURVIVOR, "IsDeleted": False, "IsConverted": True, "ConvertedContactId": CONTACT}
        ),
        rows({"Id": CONTACT, "IsDeleted": False}),
    )

    assert Fate(kind="converted", now=CONTACT) == became(gateway, LEAD)


def test_a_trail_that_runs_in_a_circle_ends(org: ScriptedOrg, gateway: Gateway) -> None:
    """Broken data does not hang the courier."""
    org.describes(Lead=COLUMNS)
    org.when(QUERY_WITH_DELETED, rows({"Id": LEAD, "IsDeleted": True, "MasterRecordId": LEAD}))

    assert "merged" == became(gateway, LEAD).kind


def test_a_deleted_record_has_no_successor(org: ScriptedOrg, gateway: Gateway) -> None:
    """Neither has one that was never there."""
    org.describes(Lead=COLUMNS)
    org.when(QUERY_WITH_DELETED, rows({"Id": LEAD, "IsDeleted": True}), rows())

    assert [Fate(kind="deleted", now=None)] * 2 == [became(gateway, LEAD), became(gateway, LEAD)]


def test_only_columns_the_org_has_are_asked_for(org: ScriptedOrg, gateway: Gateway) -> None:
    """A case cannot be converted; asking would be refused."""
    org.describes(Case=[{"name": "Id"}, {"name": "IsDeleted"}])
    org.when(QUERY_WITH_DELETED, rows({"Id": CASE, "IsDeleted": False}))

    assert Fate(kind="alive", now=CASE) == became(gateway, CASE)
    assert "SELECT+Id%2C+IsDeleted+FROM+Case" in org.asked(QUERY_WITH_DELETED)[0].path


def test_a_record_we_may_not_see_counts_as_alive(org: ScriptedOrg, gateway: Gateway) -> None:
    """Not seen is not gone: it stays on the Task, and the org decides."""
    org.describes(Lead=COLUMNS)
    org.when(f"GET {DATA}/sobjects/Lead/describe", refuses("NOT_FOUND", status=404))

    assert Fate(kind="alive", now=LEAD) == became(gateway, LEAD)
