"""Every setting of an org in order: on which page it stands, what kind it is, what it does when.

The types and defaults are those of calls/policy.py; from both come the pages, the file, the
differences and docs/settings.md (D16). The words are in web/admin/words/settings.toml.
"""

from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.reading import unwrapped

Kind = Literal["switch", "number", "choice", "words", "table", "part", "text", "lines"]
"""words: texts one a line; table: rows of parts; part: one row; lines: a text of several lines."""

PAGES: dict[str, tuple[str, ...]] = {
    "assignment": (
        "smart_assign",
        "require_assignment",
        "pop",
        "list_open_cases",
        "prefill_number",
        "region",
        "minimum_digits",
        "matched_objects",
        "matched_channels",
    ),
    "logging": (
        "log_missed_queue_calls",
        "log_while_signed_out",
        "log_internal_calls",
        "show_do_not_log",
        "presence_logout_check",
        "silence_h",
        "write_as_agent",
        "task_record_type",
        "second_log",
        "field_mapping",
    ),
    "notes": (
        "notes_during_call",
        "note_fields",
        "call_results",
        "require_call_result",
        "wrap_up_s",
        "extension_s",
    ),
    "hints": ("hints", "leading_system"),
    "agents": ("away_reasons", "admin_contact", "companion_in_teams"),
    "privacy": ("retention_days", "raw_event_days", "mask_numbers"),
    "salesforce": (
        "default_owner",
        "link_applies_to_numbers",
        "set_owner_of_lead",
        "create_lead",
        "tracked_objects",
    ),
}
"""The pages in the order of the file, and what stands on each."""

NEXT_CALL = frozenset({"region", "pop", "minimum_digits", "matched_objects", "matched_channels"})
"""Settings a call goes by when it begins; all others act on calls under way as well."""

NEXT_WRAP_UP = frozenset({"wrap_up_s"})
"""A wrap-up that runs keeps the end it was given."""

_UNITS = {
    "wrap_up_s": "seconds",
    "extension_s": "seconds",
    "silence_h": "hours",
    "retention_days": "days",
    "raw_event_days": "days",
}
_LONG = 255


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting, as it is described everywhere."""

    name: str
    page: str
    kind: Kind
    type: Any
    """As calls/policy.py has it."""
    default: Any
    choices: tuple[str, ...] = ()
    parts: "tuple[Setting, ...]" = ()
    """The columns of a table."""
    least: int | None = None
    most: int | None = None
    unit: str = ""
    acts: Literal["at-once", "next-call", "next-wrap-up"] = "at-once"


@cache
def on_page(page: str) -> tuple[Setting, ...]:
    """Return the settings of a page, in order."""
    return tuple(_setting(name, page) for name in PAGES[page])


@cache
def settings() -> tuple[Setting, ...]:
    """Return all settings, page by page."""
    return tuple(setting for page in PAGES for setting in on_page(page))


def _setting(name: str, page: str) -> Setting:
    acts: Literal["at-once", "next-call", "next-wrap-up"] = "at-once"
    if name in NEXT_CALL:
        acts = "next-call"
    elif name in NEXT_WRAP_UP:
        acts = "next-wrap-up"
    return msgspec.structs.replace(_described(Policy, name, page), acts=acts)


def _described(struct: type[msgspec.Struct], name: str, page: str) -> Setting:
    kind = get_type_hints(struct, include_extras=True)[name]
    plain, meta = unwrapped(kind)
    item = unwrapped(get_args(plain)[0])[0] if get_origin(plain) is tuple else None
    of = item if _is_struct(item) else plain if _is_struct(plain) else None
    parts = tuple(_described(of, part, page) for part in of.__struct_fields__) if of else ()
    field = next(each for each in msgspec.structs.fields(struct) if each.name == name)
    return Setting(
        name=name,
        page=page,
        kind=_kind(plain, item, meta.get("max_length") or 0),
        type=kind,
        default=None if field.required else field.default,
        choices=get_args(plain) if get_origin(plain) is Literal else (),
        parts=parts,
        least=meta.get("ge"),
        most=meta.get("le"),
        unit=_UNITS.get(name, ""),
    )


def _kind(plain: Any, item: Any, longest: int) -> Kind:
    if item is not None:
        return "table" if _is_struct(item) else "words"
    if _is_struct(plain):
        return "part"
    if plain is bool:
        return "switch"
    if plain is int:
        return "number"
    if get_origin(plain) is Literal:
        return "choice"
    return "lines" if longest > _LONG * 2 else "text"


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
