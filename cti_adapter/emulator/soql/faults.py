"""How a fault in a statement is told: the line, an arrow under the place, row and column.

The shape is what clients show their users ([P], seen in many public reports). Knows nothing of
what a statement means.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.rest import not_imitated

_BEFORE, _AFTER = 40, 20
_ELSEWHERE: Final = frozenset(
    {"GEOLOCATION", "WITH", "DATA", "SECURITY_ENFORCED", "ALL", "UPDATE", "TRACKING", "VIEWSTAT"}
)
"""Words of the two languages that Salesforce knows and the grammar here does not."""


class BindFault(Refused):
    """A statement names something that is not there; `name` may remember its place."""

    def __init__(self, code: str, message: str, name: str) -> None:
        super().__init__(code, message, fields=None)
        self.name = name


def no_column(name: str, type_name: str) -> BindFault:
    """The object has no such column."""
    return BindFault(
        "INVALID_FIELD",
        f"No such column '{name}' on entity '{type_name}'. If you are attempting to use a custom"
        " field, be sure to append the '__c' after the custom field name. Please reference your"
        " WSDL or the describe call for the appropriate names.",
        name,
    )


def no_relationship(name: str) -> BindFault:
    """The object refers to nothing by this name."""
    return BindFault(
        "INVALID_FIELD",
        f"Didn't understand relationship '{name}' in field path. If you are attempting to use a"
        " custom relationship, be sure to append the '__r' after the custom relationship name."
        " Please reference your WSDL or the describe call for the appropriate names.",
        name,
    )


def no_child(name: str) -> BindFault:
    """Nothing refers to the object under this name."""
    return BindFault(
        "INVALID_TYPE",
        f"Didn't understand relationship '{name}' in FROM part of query call. If you are"
        " attempting to use a custom relationship, be sure to append the '__r' after the custom"
        " relationship name. Please reference your WSDL or the describe call for the appropriate"
        " names.",
        name,
    )


def no_type(name: str) -> BindFault:
    """The org has no such object."""
    return BindFault(
        "INVALID_TYPE",
        f"sObject type '{name}' is not supported. If you are attempting to use a custom object, be"
        " sure to append the '__c' after the entity name. Please reference your WSDL or the"
        " describe call for the appropriate names.",
        name,
    )


def malformed(message: str) -> Refused:
    """The statement breaks a rule that has no place in it."""
    return Refused("MALFORMED_QUERY", message, fields=None)


def too_complicated() -> Refused:
    """The statement asks for more than the database can follow."""
    return Refused(
        "QUERY_TOO_COMPLICATED",
        "Query is either selecting too many fields or the filter conditions are too complicated.",
        fields=None,
    )


def unknown_here(what: str) -> Refused:
    """Salesforce knows it and the stand-in does not: said in the log, refused as unknown."""
    not_imitated.say(f"SOQL {what}")
    return malformed(f"unexpected token: '{what}'")


def unexpected(text: str, at: int, token: str) -> Refused:
    """The statement is no sentence of the language from here on; `at` counts characters."""
    if token.upper() in _ELSEWHERE:
        not_imitated.say(f"SOQL {token.upper()}")
    return malformed(_shown(text, at, f"unexpected token: '{token}'"))


@contextmanager
def placed(text: str) -> Iterator[None]:
    """Tell every fault that remembers a name with the place of that name in this text."""
    try:
        yield
    except BindFault as fault:
        at = getattr(fault.name, "start_pos", None)
        if at is None:
            raise
        raise Refused(fault.code, _shown(text, at, fault.message), fields=None) from fault


def _shown(text: str, at: int, message: str) -> str:
    row = text.count("\n", 0, at) + 1
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[max(begin, at - _BEFORE) : min(len(text) if end < 0 else end, at + _AFTER)]
    arrow = " " * (at - max(begin, at - _BEFORE)) + "^"
    return f"\n{line}\n{arrow}\nERROR at Row:{row}:Column:{at - begin + 1}\n{message}"
