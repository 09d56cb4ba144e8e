"""Values that are fine by themselves and contradict each other."""

import pytest

from cti_adapter.calls.policy import DefaultOwner, FieldMapping, MatchedObject, NoteFields, Policy
from cti_adapter.configuration.document import AgentPart, Document, TelephonePart
from cti_adapter.configuration.rules import check_document, check_settings
from cti_adapter.salesforce.task import FIELDS
from tests.unit.configuration.builders import WHOLE

ID = "005000000000001AAA"


def faults_of(policy: Policy, path: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    check_settings(policy, path, lambda code, at: found.append((code, at)))
    return found


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        (Policy(call_results=("Sold", "Lost", "sold")), ("twice", "call_results[2]")),
        (Policy(away_reasons=("Break", "Break")), ("twice", "away_reasons[1]")),
        (
            Policy(matched_objects=(MatchedObject(object="Lead"), MatchedObject(object="Lead"))),
            ("twice", "matched_objects[1]"),
        ),
        (
            Policy(note_fields=(NoteFields(event="transfer", fields=("Reason",)),) * 2),
            ("twice", "note_fields[1]"),
        ),
        (Policy(default_owner=DefaultOwner(type="User")), ("owner-missing", "default_owner")),
        (Policy(default_owner=DefaultOwner(id=ID)), ("owner-needless", "default_owner")),
        (
            Policy(field_mapping=(FieldMapping(attribute="who", field="ownerID"),)),
            ("ours", "field_mapping[0].field"),
        ),
    ],
)
def test_what_does_not_go_together_is_named(policy: Policy, fault: tuple[str, str]) -> None:
    """A list that says the same twice; an owner who is nobody."""
    assert [fault] == faults_of(policy)
    assert [(fault[0], f"settings.{fault[1]}")] == faults_of(policy, "settings")


def test_what_an_admin_gets_who_touches_nothing_is_fine() -> None:
    assert [] == faults_of(Policy())
    assert [] == faults_of(Policy(default_owner=DefaultOwner(type="User", id=ID)))


@pytest.mark.parametrize("name", FIELDS)
def test_no_attribute_is_mapped_to_a_field_we_fill(name: str) -> None:
    """Of docs/task-fields.md; one value would undo the other."""
    policy = Policy(field_mapping=(FieldMapping(attribute="who", field=name),))

    assert [("ours", "field_mapping[0].field")] == faults_of(policy)


def of_document(document: Document, kinds: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    check_document(document, lambda code, at, **_: found.append((code, at)), kinds)
    return found


def test_one_line_and_one_user_have_one_agent() -> None:
    """Whoever is second is told who was first."""
    twice = {
        "a": AgentPart(line="101", name="A", user_id=ID),
        "b": AgentPart(line="102", name="B"),
        "c": AgentPart(line="101", name="C", user_id=ID),
    }

    assert [("line-taken", "agents.c.line"), ("user-taken", "agents.c.user_id")] == of_document(
        Document(agents=twice)
    )


def test_telephone_systems_are_of_a_kind_there_is() -> None:
    systems = {"x": TelephonePart(kind="semaphore")}

    assert [("kind", "telephone_systems.x.kind")] == of_document(
        Document(telephone_systems=systems), ("generic",)
    )
    assert [] == of_document(Document(telephone_systems=systems))
    assert [] == of_document(WHOLE, ("generic",))
