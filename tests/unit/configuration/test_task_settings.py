"""Tests for configuration/task_settings.py: what the settings name must be there."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.policy import FieldMapping, Policy
from cti_adapter.configuration.reading import Reader
from cti_adapter.configuration.task_settings import (
    TaskField,
    TaskShape,
    check_task_settings,
    is_asked_of_org,
)

TASK = TaskShape(
    fields={
        "order__c": TaskField(type="string", createable=True, fits=True),
        "barred__c": TaskField(type="string", createable=False, fits=True),
        "case__c": TaskField(type="reference", createable=True, fits=False),
    },
    record_types=("Phone", "Chat"),
)


def faults(policy: Policy, task: TaskShape = TASK) -> list[tuple[str, str, dict[str, str | int]]]:
    reader = Reader()
    check_task_settings(policy, task, reader.wrong)
    return [(fault.path, fault.code, fault.gaps) for fault in reader.faults]


def mapped(*fields: str) -> Policy:
    return Policy(
        field_mapping=tuple(FieldMapping(attribute="order", field=name) for name in fields)
    )


def test_each_row_is_told_what_is_wrong_with_its_field() -> None:
    """Unknown, closed to us, or no place for a text."""
    assert [
        ("field_mapping[1].field", "no-task-field", {}),
        ("field_mapping[2].field", "not-fillable", {}),
        ("field_mapping[3].field", "not-for-text", {"type": "reference"}),
    ] == faults(mapped("ORDER__c", "Gone__c", "Barred__c", "Case__c"))


@pytest.mark.parametrize(("name", "code"), [("", None), ("phone", None), ("Fax", "no-record-type")])
def test_a_record_type_must_be_one_of_the_org(name: str, code: str | None) -> None:
    """None is needed."""
    found = [each for _, each, _ in faults(Policy(task_record_type=name))]

    assert ([code] if code else []) == found


def test_an_org_without_record_types_says_so() -> None:
    """There is nothing to list."""
    bare = replace(TASK, record_types=())

    assert [("task_record_type", "no-record-types", {"known": ""})] == faults(
        Policy(task_record_type="Phone"), bare
    )


def test_the_org_is_asked_only_of_what_is_new_and_names_something() -> None:
    """Who changes another setting of the page does not wait for Salesforce."""
    before = mapped("Order__c")

    assert not is_asked_of_org(before, replace(before, log_internal_calls=True))
    assert not is_asked_of_org(before, Policy())
    assert is_asked_of_org(before, mapped("Other__c"))
    assert is_asked_of_org(before, replace(before, task_record_type="Phone"))
