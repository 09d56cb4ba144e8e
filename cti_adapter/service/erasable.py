"""What in an event may identify a person: taken out of it, put back, or hidden for good. Pure.

The journal keeps it apart, so that it can be erased while every decision stays (B-13, D2).
"""

import re
from typing import Any

PRIVATE = frozenset({
    "account_name",
    "attributes",
    "label",
    "local_number",
    "message",
    "no_record_id",
    "number",
    "phone",
    "remote_number",
    "stood",
    "target",
    "text",
    "to_number",
    "url",
    "wrote",
})  # fmt: skip
"""Names of event fields that may identify a person, wherever in an event they stand."""

OF_THE_PERSON = PRIVATE | {"comments", "evidence", "recording_url", "task_url"}
"""What a call knows of a person, by the names it has in a call."""

ERASED = "erased"

_EXTENSION = re.compile(r"\d{1,6}")


def split(event: dict[str, Any], instead: str = ERASED) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an event without what is private, and what was taken out of it, in the same shape.

    Args:
        event: as JSON has it.
        instead: stands where something was taken out.
    """
    public, private = {}, {}
    for name, value in event.items():
        if name in PRIVATE and value and not _is_extension(name, value):
            public[name], private[name] = ({} if isinstance(value, dict) else instead), value
            continue
        public[name], hidden = _split(value, instead)
        if hidden:
            private[name] = hidden
    return public, private


def merge(public: Any, private: Any) -> Any:
    """Put together again what `split` took apart; nothing private: the public part as it is."""
    if isinstance(public, dict) and isinstance(private, dict):
        names = public | private
        return {name: merge(public.get(name), private.get(name)) for name in names}
    if isinstance(public, list) and isinstance(private, list):
        return [merge(*pair) for pair in zip(public, private, strict=True)]
    return public if private is None else private


def _is_extension(name: str, value: Any) -> bool:
    """Whether it is a colleague's line who was asked: who had the customer is decided by it."""
    return name == "target" and isinstance(value, str) and _EXTENSION.fullmatch(value) is not None


def _split(value: Any, instead: str) -> tuple[Any, Any]:
    if isinstance(value, dict):
        return split(value, instead)
    if isinstance(value, list | tuple):
        parts = [_split(item, instead) for item in value]
        hidden = [private for _, private in parts]
        return [public for public, _ in parts], (hidden if any(hidden) else None)
    return value, None
