"""@{reference.path} in a composite request: what an earlier sub-request answered.

A path walks members and list places of the earlier answer's body, as in @{found.records[0].Id}
(facts/salesforce.md 5.3). A text that is one reference alone takes the value's own type.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_REFERENCE: Final = re.compile(r"@\{([A-Za-z0-9_]+)((?:\.[A-Za-z0-9_]+|\[\d+\])*)\}")
_STEP: Final = re.compile(r"\.([A-Za-z0-9_]+)|\[(\d+)\]")
_MISSING: Final = object()


class NoValue(Exception):
    """An earlier answer has no such member; the text is Salesforce's ([P])."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(f"Invalid reference specified. No value for {name}{path} found in {name}")


def resolved(value: Any, answers: Mapping[str, Any]) -> Any:
    """Return a value with every reference in it replaced.

    Args:
        value: anything JSON has.
        answers: reference id to the body of the answer.

    Raises:
        NoValue: a reference leads nowhere.
    """
    if isinstance(value, dict):
        return {name: resolved(each, answers) for name, each in value.items()}
    if isinstance(value, list):
        return [resolved(each, answers) for each in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole:
        return _found(whole, answers)
    return _REFERENCE.sub(lambda match: str(_found(match, answers)), value)


def names_in(value: Any) -> set[str]:
    """Return the reference ids a value refers to."""
    if isinstance(value, dict):
        return {name for each in value.values() for name in names_in(each)}
    if isinstance(value, list):
        return {name for each in value for name in names_in(each)}
    return {each[0] for each in _REFERENCE.findall(value)} if isinstance(value, str) else set()


def _found(match: re.Match[str], answers: Mapping[str, Any]) -> Any:
    name, path = match.groups()
    value = answers.get(name, _MISSING)
    for member, place in _STEP.findall(path):
        value = _step(value, member) if member else _place(value, int(place))
    if value is _MISSING or value is None:
        raise NoValue(name, path)
    return value


def _step(value: Any, member: str) -> Any:
    return value.get(member, _MISSING) if isinstance(value, dict) else _MISSING


def _place(value: Any, place: int) -> Any:
    return value[place] if isinstance(value, list) and place < len(value) else _MISSING
