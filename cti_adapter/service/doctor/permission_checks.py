"""Checks of what the integration user may do, object by object and field by field.

As the org's descriptions had it at the last check of the connection (salesforce/permissions.py).
Where the user may do nothing with Tasks, that is one line, and of the fields nothing is said.
"""

from collections.abc import Sequence
from typing import Final

from cti_adapter.calls.policy import MatchedObject
from cti_adapter.service.doctor.org_checks import Judge, once_in
from cti_adapter.service.doctor.seen import Seen
from cti_adapter.service.doctor.verdict import Verdict, fail, ok, unknown, warn

NUMBERS: Final = {
    "Contact": ("Phone", "MobilePhone"),
    "Lead": ("Phone", "MobilePhone"),
    "Account": ("Phone",),
}
"""Fields with numbers that every org has, where an admin named none."""


def _task(facts: dict[str, str], _: Seen) -> Verdict:
    """Whether Tasks may be made, and changed when more of their call is known."""
    if not facts["may_create_task"]:
        return fail("not-made")
    return ok() if facts["may_edit_task"] else fail("not-changed")


def _of_a_task(judge: Judge) -> Judge:
    """Return the check of a field, which says nothing where the user may make no Task at all."""

    def check(facts: dict[str, str], seen: Seen) -> Verdict:
        return judge(facts, seen) if _task(facts, seen).state == "ok" else unknown("no-tasks")

    return check


def _task_fields(facts: dict[str, str], _: Seen) -> Verdict:
    """Whether the integration user may set what a Task of ours has, and change it, field by field.

    What may not even be set is named alone: it cannot be changed either.
    """
    refused = facts["refused_fields"].split()
    if refused:
        return fail("refused", fields=", ".join(refused))
    fixed = facts["fixed_fields"].split()
    return fail("fixed", fields=", ".join(fixed)) if fixed else ok()


def _call_key(facts: dict[str, str], _: Seen) -> Verdict:
    """The field that makes one call one Task."""
    state = facts["key_state"]
    return ok(state) if state in {"right", "elsewhere"} else fail(state)


def _field(name: str) -> Judge:
    """Return the check of a field without which a Task says less."""

    def judge(facts: dict[str, str], _: Seen) -> Verdict:
        if name in facts["read_only_fields"].split():
            return warn("read-only", field=name)
        return warn("missing") if name in facts["missing_fields"].split() else ok()

    return judge


def _objects(facts: dict[str, str], seen: Seen) -> Verdict:
    """Whether the records of a call may be read, and have names."""
    readable, asked = _readable(facts), facts["asked"].split()
    hidden = [name for name in asked if name not in readable]
    callers = [place.object for place in _places(seen) if place.object in hidden]
    if callers:
        return fail("callers", objects=", ".join(callers))
    nameless = [name for name, (named, _) in readable.items() if not named]
    if nameless:
        return fail("nameless", objects=", ".join(nameless))
    return warn("related", objects=", ".join(hidden)) if hidden else ok(objects=", ".join(asked))


def _numbers(facts: dict[str, str], seen: Seen) -> Verdict:
    """Whether the fields may be read by which callers are found."""
    readable = {name: fields for name, (_, fields) in _readable(facts).items()}
    places = {
        place.object: place.fields or NUMBERS.get(place.object, ())
        for place in _places(seen)
        if place.object in readable
    }
    empty = [name for name, wanted in places.items() if not _read(readable[name], wanted)]
    if empty:
        return fail("none", objects=", ".join(empty))
    unread = [
        f"{name}.{field}"
        for name, wanted in places.items()
        for field in wanted
        if field not in readable[name]
    ]
    return warn("hidden", fields=", ".join(unread)) if unread else ok()


def _read(readable: frozenset[str], wanted: Sequence[str]) -> frozenset[str]:
    """Return the fields callers are found by; without wanted ones all that have numbers."""
    return readable.intersection(wanted) if wanted else readable


def _leads(facts: dict[str, str], seen: Seen) -> Verdict:
    """Whether unknown callers can become Leads; asked only where they are to."""
    if seen.config.policy.create_lead == "never":
        return ok("not-needed")
    if "Lead" not in _readable(facts):
        return unknown("hidden")
    refused = facts["lead_refused"].split()
    if refused:
        return fail("refused", fields=", ".join(refused))
    return ok() if facts["lead_keyed"] else warn("no-key")


def _places(seen: Seen) -> tuple[MatchedObject, ...]:
    return seen.config.policy.matched_objects


def _readable(facts: dict[str, str]) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the objects that may be read, each with its name field and its fields with numbers."""
    rows = (line.split("|") for line in facts["readable"].split())
    return {
        name: (named, frozenset(filter(None, fields.split(",")))) for name, named, fields in rows
    }


task = once_in(_task)
task_fields = once_in(_of_a_task(_task_fields))
call_key = once_in(_of_a_task(_call_key))
call_id = once_in(_of_a_task(_field("CTI_Call_Id__c")))
recording = once_in(_of_a_task(_field("CTI_Recording__c")))
objects = once_in(_objects)
numbers = once_in(_numbers)
leads = once_in(_leads)
