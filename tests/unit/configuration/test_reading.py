"""The type decides how a text is read; every fault is collected."""

from typing import Any

import pytest

from cti_adapter.calls.policy import DefaultOwner, MatchedObject, Policy, Region, Seconds, Text
from cti_adapter.configuration.document import AgentPart, Document
from cti_adapter.configuration.reading import Reader
from cti_adapter.configuration.tree import Tree, tree_of


def settings(text: str) -> tuple[Any, list[tuple[str, str]]]:
    """Read settings; return them and the faults."""
    reader = Reader()
    value = reader.read(tree_of(text), Policy, "")
    return value, [(fault.path, fault.code) for fault in reader.faults]


@pytest.mark.parametrize("said", ["true", "True", "yes", "on", "'on'"])
def test_a_switch_is_on(said: str) -> None:
    """As people write it, and as YAML of any age reads it."""
    assert (Policy(require_assignment=True), []) == settings(f"require_assignment: {said}")


@pytest.mark.parametrize("said", ["false", "no", "OFF"])
def test_a_switch_is_off(said: str) -> None:
    assert (Policy(smart_assign=False), []) == settings(f"smart_assign: {said}")


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ("smart_assign: 1", "smart_assign", "switch"),
        ("smart_assign:", "smart_assign", "switch"),
        ("smart_assign: [true]", "smart_assign", "text"),
        ("wrap_up_s: 1.5", "wrap_up_s", "number"),
        ("wrap_up_s: 0", "wrap_up_s", "between"),
        ("wrap_up_s: 3601", "wrap_up_s", "between"),
        ("pop: sometimes", "pop", "choice"),
        ("region: de", "region", "like"),
        ('region: "DE\\n"', "region", "control"),
        ('admin_contact: "a\\tb\\0"', "admin_contact", "control"),
        ('admin_contact: "two\\nlines"', "admin_contact", "control"),
        (f"admin_contact: {'x' * 256}", "admin_contact", "too-long"),
        ("call_results: Solved", "call_results", "list"),
        ("call_results:", "call_results", "few"),
        ("call_results: ['  ']", "call_results[0]", "empty"),
        (f"call_results: [{', '.join(map(str, range(51)))}]", "call_results", "many"),
        ("matched_objects: [Contact]", "matched_objects[0]", "table"),
        ("matched_objects: [{fields: [Phone]}]", "matched_objects[0].object", "missing"),
        ("hints: [{situation: never, text: x}]", "hints[0].situation", "choice"),
        ("nothing_like_it: 1", "nothing_like_it", "unknown"),
        ("smart_asign: true", "smart_asign", "meant"),
        ("pop: never\npop: never", "pop", "twice"),
        ("default_owner: [User]", "default_owner", "table"),
    ],
)
def test_what_is_wrong_has_its_path(text: str, path: str, code: str) -> None:
    """And the value is none."""
    value, faults = settings(text)

    assert [(path, code)] == faults
    assert not isinstance(value, Policy) or "twice" == code or code in {"unknown", "meant"}


def test_nothing_written_means_nothing_there() -> None:
    """A name with nothing behind it is an empty list, an empty text, nobody."""
    text = "away_reasons:\nadmin_contact:\nmatched_objects: ~\ndefault_owner:\n"
    value, faults = settings(text)

    assert [] == faults
    assert Policy(away_reasons=(), matched_objects=()) == value


def test_a_part_is_read_in_parts() -> None:
    """Columns of a table, and an id that may be missing."""
    value, faults = settings(
        "matched_objects: [{object: Contact, fields: [Phone]}]\n"
        "default_owner: {type: User, id: 005000000000001AAA}\n"
    )
    owner = DefaultOwner(type="User", id="005000000000001AAA")

    assert [] == faults
    assert (
        Policy(
            matched_objects=(MatchedObject(object="Contact", fields=("Phone",)),),
            default_owner=owner,
        )
        == value
    )


def test_tables_by_name_are_read_too() -> None:
    """Agents stand under their ids."""
    reader = Reader()
    value = reader.read(
        tree_of("agents: {a: {line: 101, name: Agent A, user_id: ~}}\ntelephone_systems:\n"),
        Document,
        "",
    )

    assert [] == reader.faults
    assert {"a": AgentPart(line="101", name="Agent A")} == value.agents
    assert {} == value.telephone_systems


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("agents: [a]", [("agents", "table")]),
        ("agents: {'a b': {line: 1, name: x}}", [("agents.a b", "like")]),
        ("agents: {a: {name: x}}", [("agents.a.line", "missing")]),
        ("agents: {a: {line: 1, name: x}, a: {}}", [("agents.a", "twice")]),
    ],
)
def test_what_is_wrong_with_a_table_has_its_name(text: str, faults: list[tuple[str, str]]) -> None:
    reader = Reader()
    reader.read(tree_of(text), Document, "")

    assert faults == [(fault.path, fault.code) for fault in reader.faults]


@pytest.mark.parametrize(
    ("kind", "tree", "value"),
    [
        (Region, tree_of("DE"), "DE"),
        (Seconds, tree_of(" 60 "), 60),
        (Text, tree_of('"two\\r\\nlines"'), "two\nlines"),
    ],
)
def test_one_setting_can_be_read_alone(kind: Any, tree: Tree, value: object) -> None:
    """As a form does it."""
    reader = Reader()

    assert value == reader.read(tree, kind, "it")
    assert [] == reader.faults
