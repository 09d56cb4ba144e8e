"""Whether the org's Task has what the settings put into it: mapped fields, a record type. Pure.

Asked when an admin saves; what the org has taken away since is left out of a Task, and told.
"""

from collections.abc import Callable

import msgspec

from cti_adapter.calls.policy import Policy

Note = Callable[..., None]
"""Takes a code, a path and the gaps of the code (Reader.wrong)."""

SETTINGS = ("field_mapping", "task_record_type")
"""What of the settings the org has a say in."""


class TaskField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the org's Task."""

    type: str
    """As Salesforce calls it."""
    createable: bool
    """Whether the integration user may fill it."""
    fits: bool
    """Whether a text can be put into a field of this type."""


class TaskShape(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin may choose from."""

    fields: dict[str, TaskField]
    """By API name in small letters."""
    record_types: tuple[str, ...]
    """API names of those the integration user may use."""


def check_task_settings(policy: Policy, task: TaskShape, note: Note) -> None:
    """Note what the settings name and the org's Task has not.

    Args:
        policy: the settings.
        task: the org's Task.
        note: takes each fault.
    """
    for number, each in enumerate(policy.field_mapping):
        path = f"field_mapping[{number}].field"
        field = task.fields.get(each.field.lower())
        if field is None:
            note("no-task-field", path)
        elif not field.createable:
            note("not-fillable", path)
        elif not field.fits:
            note("not-for-text", path, type=field.type)
    wanted = policy.task_record_type.lower()
    if wanted and wanted not in {name.lower() for name in task.record_types}:
        known = ", ".join(task.record_types)
        note("no-record-type" if known else "no-record-types", "task_record_type", known=known)


def is_asked_of_org(before: Policy, after: Policy) -> bool:
    """Whether a change is one the org has a say in."""
    return any(
        getattr(before, name) != getattr(after, name) and getattr(after, name) for name in SETTINGS
    )
