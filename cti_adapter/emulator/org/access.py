"""What one user may not see or write: sharing and field-level security, as exceptions.

Everybody sees everything until the control interface says otherwise for a user. A hidden object
is not there for the user at all, a hidden field neither; a hidden record is not found, and
cannot be referred to (facts/salesforce.md 1.1, 1.6, 5.4, [P]).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from cti_adapter.emulator.org import ids, schema
from cti_adapter.emulator.org.schema import Field, ObjectType, Schema
from cti_adapter.emulator.org.store import Store

_KIND: Final = "access"
_OPEN: Final = frozenset({"CallDurationInSeconds", "CallDisposition"})
"""Task fields no field-level security applies to (1.6, [C])."""
_NARROWED_KEPT: Final = 64

Fields = frozenset[tuple[str, str]]
"""Pairs of object and field."""


class BadAccess(Exception):
    """A description of access is not what it should be; the message names the member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What is kept from a user."""

    records: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    hidden_fields: Fields = frozenset()
    read_only_fields: Fields = frozenset()
    read_only: frozenset[str] = frozenset()
    """Objects whose records may be read, and neither made nor changed."""


FULL: Final = Access()


def of_user(store: Store, user: str | None) -> Access:
    """Return what is kept from a user; nothing from nobody in particular."""
    kept = store.kept(_KIND, user) if user else None
    if kept is None:
        return FULL
    return Access(
        records=frozenset(kept["records"]),
        objects=frozenset(kept["objects"]),
        hidden_fields=frozenset((one, name) for one, name in kept["hidden_fields"]),
        read_only_fields=frozenset((one, name) for one, name in kept["read_only_fields"]),
        read_only=frozenset(kept.get("read_only", ())),
    )


def keep(store: Store, user: str, access: Access) -> None:
    """Say from now on what is kept from a user."""
    body = {
        "records": sorted(access.records),
        "objects": sorted(access.objects),
        "hidden_fields": sorted(access.hidden_fields),
        "read_only_fields": sorted(access.read_only_fields),
        "read_only": sorted(access.read_only),
    }
    store.keep(_KIND, user, body)


def parse(given: Mapping[str, Any], org: Schema) -> Access:
    """Return the access a control request describes.

    Args:
        given: "hidden" (ids of records, names of objects), "read_only" (names of objects),
            "hidden_fields" and "read_only_fields" (object to list of fields); what is left out is
            kept from nobody.
        org: the org's whole schema.

    Raises:
        BadAccess: a member is of the wrong kind, or names what the org has not.
    """
    hidden = given.get("hidden") or []
    if not isinstance(hidden, list):
        raise BadAccess("hidden: a list of record ids and object names")
    objects = {one.name for each in hidden if (one := org.find(str(each)))}
    records = {full for each in hidden if not org.find(str(each)) and (full := _id(str(each)))}
    return Access(
        records=frozenset(records),
        objects=frozenset(objects),
        hidden_fields=_fields(given, "hidden_fields", org),
        read_only_fields=_fields(given, "read_only_fields", org),
        read_only=_objects(given, org),
    )


@lru_cache(maxsize=_NARROWED_KEPT)
def narrowed(features: frozenset[str], access: Access) -> Schema:
    """Return an org's schema as a user with this access finds it."""
    whole = schema.load(features)
    left = {n: one for n, one in whole.objects.items() if n not in access.objects}
    return Schema(objects={n: _narrowed(one, left.keys(), access) for n, one in left.items()})


def _narrowed(one: ObjectType, left: Iterable[str], access: Access) -> ObjectType:
    names = set(left)
    fields = {
        key: _field(one, each, names, access)
        for key, each in one.fields.items()
        if (one.name, key) not in access.hidden_fields
    }
    if one.name in access.read_only:
        return replace(one, fields=fields, writable=False, updateable=False)
    return replace(one, fields=fields)


def _field(owner: ObjectType, one: Field, left: set[str], access: Access) -> Field:
    readonly = one.readonly or (owner.name, one.name) in access.read_only_fields
    targets = tuple(name for name in one.referenceTo if name in left)
    walked = one.relationshipName if targets or not one.referenceTo else None
    return replace(one, readonly=readonly, referenceTo=targets, relationshipName=walked)


def _id(text: str) -> str:
    full = ids.long_form(text)
    if full is None:
        raise BadAccess(f"hidden: {text} is neither an object nor an id")
    return full


def _objects(given: Mapping[str, Any], org: Schema) -> frozenset[str]:
    listed = given.get("read_only") or []
    if not isinstance(listed, list):
        raise BadAccess("read_only: a list of object names")
    return frozenset(_object(org, str(name), "read_only").name for name in listed)


def _fields(given: Mapping[str, Any], member: str, org: Schema) -> Fields:
    listed = given.get(member) or {}
    if not isinstance(listed, dict) or not all(isinstance(each, list) for each in listed.values()):
        raise BadAccess(f"{member}: an object to list of fields")
    return frozenset(
        (kind.name, _known(kind, str(name), member).name)
        for object_name, names in listed.items()
        for kind in [_object(org, object_name, member)]
        for name in names
    )


def _object(org: Schema, name: str, member: str) -> ObjectType:
    kind = org.find(name)
    if kind is None:
        raise BadAccess(f"{member}: the org has no {name}")
    return kind


def _known(kind: ObjectType, name: str, member: str) -> Field:
    one = kind.by_lower.get(name.lower())
    if one is None:
        raise BadAccess(f"{member}: {kind.name} has no {name}")
    if kind.name == "Task" and one.name in _OPEN:
        raise BadAccess(f"{member}: field-level security does not apply to {one.name}")
    return one
