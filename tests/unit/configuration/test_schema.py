"""One description of every setting, and it is complete and honest."""

import ast
import re
from pathlib import Path

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.schema import NEXT_CALL, NEXT_WRAP_UP, on_page, settings

PACKAGE = Path(__file__).parents[3] / "cti_adapter"
ELSEWHERE = {
    "wrap_up_s": "wrap_up",
    "silence_h": "silence",
    "raw_event_days": "raw_retention",
}
"""Settings that are read by another name."""
READ_FROM = re.compile(r"policy|\.settings$")
"""What a policy is called where it is read, and a part of it in logbook/authority.py."""


def test_every_setting_stands_on_one_page() -> None:
    """A setting nobody can reach is none."""
    names = [setting.name for setting in settings()]

    assert sorted(Policy.__struct_fields__) == sorted(names)
    assert [] == [name for name in (NEXT_CALL | NEXT_WRAP_UP) if name not in names]


def test_something_goes_by_every_setting() -> None:
    """Nobody sets what has no effect."""
    read = set(attributes_read())
    without_effect = {
        name for name in Policy.__struct_fields__ if ELSEWHERE.get(name, name) not in read
    }

    assert set() == without_effect


def attributes_read() -> set[str]:
    """Return the attributes that are read of a policy anywhere outside of the schema."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        if file.parent.name in {"configuration", "emulator"} or file.name == "policy.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and READ_FROM.search(ast.unparse(node.value)):
                found.add(node.attr)
    return found


def test_kinds_and_limits_come_from_the_types() -> None:
    """The form follows from the setting, not the other way round."""
    kinds = {setting.name: setting.kind for setting in settings()}
    found = {setting.name: setting for setting in settings()}

    assert ("switch", "number", "choice", "words") == (
        kinds["smart_assign"],
        kinds["wrap_up_s"],
        kinds["pop"],
        kinds["call_results"],
    )
    assert ("table", "part", "text") == (
        kinds["hints"],
        kinds["default_owner"],
        kinds["admin_contact"],
    )
    assert (1, 3600, 60, "seconds") == (
        found["wrap_up_s"].least,
        found["wrap_up_s"].most,
        found["wrap_up_s"].default,
        found["wrap_up_s"].unit,
    )
    assert ("on-answer", "on-ring", "never") == found["pop"].choices
    assert [("situation", "choice"), ("text", "lines")] == [
        (part.name, part.kind) for part in found["hints"].parts
    ]
    assert True is found["smart_assign"].default


def test_it_is_said_when_a_change_acts() -> None:
    """At once, at the next call, or at the next wrap-up."""
    acts = {setting.name: setting.acts for setting in settings()}

    assert ("at-once", "next-call", "next-wrap-up") == (
        acts["smart_assign"],
        acts["region"],
        acts["wrap_up_s"],
    )
    assert on_page("hints") == tuple(each for each in settings() if "hints" == each.page)
