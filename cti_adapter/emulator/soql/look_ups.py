"""By which columns the records of an object are looked up instead of read through.

Much as in Salesforce: names, references, unique and external ids ([C] "indexed fields"), and
beyond that phone and email, which a stand-in for a CTI adapter is asked for all day.
"""

from functools import cache
from typing import Final

from cti_adapter.emulator.org.schema import Field, ObjectType, Schema

_TYPES: Final = frozenset({"phone", "email", "reference"})
_WRITERS: Final = frozenset({"CreatedById", "LastModifiedById"})
"""References that nearly every record shares: looking them up saves nothing."""
_NAMES: Final = frozenset({"CallObject", "ApiName", "DeveloperName"})


def looked_up(kind: ObjectType, one: Field) -> bool:
    """Whether the store keeps the values of this column beside the records."""
    if one.formula or one.name in _WRITERS:
        return False
    named = one.name == kind.name_field or one.name in _NAMES
    return named or one.unique or one.externalId or one.type in _TYPES


def columns(schema: Schema, type_name: str) -> tuple[str, ...]:
    """Return the columns by which an object's records are looked up."""
    kind = schema.find(type_name)
    return _columns(kind) if kind else ()


@cache
def _columns(kind: ObjectType) -> tuple[str, ...]:
    return tuple(one.name for one in kind.fields.values() if looked_up(kind, one))
