"""Tests for salesforce/by_admin.py: what an admin adds to a Task, in the form its field takes."""

import pytest
from msgspec.structs import replace

from cti_adapter.configuration.task_settings import TaskField
from cti_adapter.salesforce.by_admin import Chosen, Column, TaskColumns, chosen, columns_of
from tests.unit.salesforce.entries import ENTRY, PHONE

BARE = replace(ENTRY, record_type="")


def put(text: str, kind: str, **more: int) -> Chosen:
    """Return what becomes of an attribute that is mapped to a field of this type."""
    column = Column(name="Extra__c", type=kind, createable=True, **more)
    task = TaskColumns(by_name={"extra__c": column})
    return chosen(replace(BARE, mapped={"extra__C": text}), task)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("string", " A-17 ", "A-17"),
        ("picklist", "Gold", "Gold"),
        ("multipicklist", "a;b", "a;b"),
        ("url", "https://shop.example/17", "https://shop.example/17"),
        ("double", "12", 12.0),
        ("currency", "12.346", 12.35),
        ("int", "12", 12),
        ("boolean", "Yes", True),
        ("boolean", "0", False),
        ("date", "2026-11-21", "2026-11-21"),
        ("date", "2026-11-21T18:00:00Z", "2026-11-21"),
        ("datetime", "2026-11-21T19:00:00+01:00", "2026-11-21T18:00:00.000+0000"),
        ("datetime", "2026-11-21T18:00:00", "2026-11-21T18:00:00.000+0000"),
    ],
)
def test_a_text_becomes_what_its_field_takes(kind: str, text: str, value: object) -> None:
    """In the very form in which Salesforce gives it back."""
    assert Chosen(fields={"Extra__c": value}) == put(text, kind, scale=2)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("double", "a dozen"),
        ("double", "inf"),
        ("double", "nan"),
        ("int", "12.5"),
        ("boolean", "perhaps"),
        ("date", "21.11.2026"),
        ("datetime", "soon"),
        ("datetime", "0001-01-01T00:00:00+14:00"),
        ("email", "somebody@a-very-long-address.example"),
        ("reference", "003000000000001AAA"),
    ],
)
def test_what_a_field_cannot_take_is_left_out_and_told(kind: str, text: str) -> None:
    """No log waits for it."""
    assert Chosen(told=("extra__C:unfit",)) == put(text, kind, length=20)


def test_a_text_that_is_too_long_is_cut_for_everybody_to_see() -> None:
    """The rest of it stands with us."""
    assert Chosen(fields={"Extra__c": "12 […]"}, told=("Extra__c:cut",)) == put(
        "1234567", "string", length=6
    )


def test_an_attribute_that_is_empty_says_nothing() -> None:
    """The field is left alone."""
    assert Chosen() == put("  ", "double")


def test_what_the_org_took_away_since_is_told() -> None:
    """A field, the right to fill it, a record type."""
    barred = TaskColumns(by_name={"barred__c": Column(name="Barred__c", type="string")})
    entry = replace(ENTRY, mapped={"Gone__c": "x", "Barred__c": "x"})

    assert ("RecordTypeId:missing", "Gone__c:missing", "Barred__c:missing") == chosen(
        entry, barred
    ).told


def test_a_record_type_is_known_by_its_api_name() -> None:
    """Only those the integration user may use; the master is none."""
    types = [
        {"developerName": "Phone", "recordTypeId": PHONE, "available": True, "master": False},
        {"developerName": "Old", "recordTypeId": PHONE, "available": True, "active": False},
        {"developerName": "Theirs", "recordTypeId": PHONE, "available": False},
        {"developerName": "Master", "recordTypeId": PHONE, "available": True, "master": True},
    ]
    task = columns_of({"fields": [], "recordTypeInfos": types})

    assert ("Phone",) == task.shape().record_types
    assert {"RecordTypeId": PHONE} == chosen(replace(ENTRY, record_type="phone"), task).fields
    assert Chosen() == chosen(BARE, task)


def test_an_admin_is_shown_every_field_and_whether_a_text_fits() -> None:
    """A field with a name they know is told from one that is not there."""
    fields = [
        {"name": "Extra__c", "type": "string", "length": 20, "createable": True},
        {"name": "AccountId", "type": "reference"},
    ]

    assert {
        "extra__c": TaskField(type="string", createable=True, fits=True),
        "accountid": TaskField(type="reference", createable=False, fits=False),
    } == columns_of({"fields": fields}).shape().fields
