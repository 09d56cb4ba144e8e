"""What must agree within a configuration, each value being fine by itself."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from msgspec import UNSET

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.document import AgentPart, Document

Note = Callable[..., None]
"""Takes a code, a path and the gaps of the code (Reader.wrong)."""

_ONCE: Mapping[str, Callable[[Any], str]] = {
    "matched_objects": lambda part: part.object,
    "matched_channels": str.casefold,
    "tracked_objects": str.casefold,
    "field_mapping": lambda part: part.field.casefold(),
    "note_fields": lambda part: part.event,
    "call_results": str.casefold,
    "away_reasons": str.casefold,
}
"""Lists in which nothing may stand twice, and by what the same is recognised."""

_OURS = frozenset({
    *("id", "whoid", "whatid", "taskwhoids", "ownerid", "subject", "status", "priority"),
    *("activitydate", "tasksubtype", "calltype", "calldurationinseconds", "calldisposition"),
    *("callobject", "description", "recordtypeid"),
    *("cti_call_key__c", "cti_call_id__c", "cti_recording__c"),
})  # fmt: skip
"""The fields of docs/task-fields.md in small letters: no attribute is mapped to one of them."""


def check_settings(policy: Policy, path: str, note: Note) -> None:
    """Note what contradicts itself among the settings.

    Args:
        policy: the settings.
        path: where they stand, "settings" in a file and "" in a form.
        note: takes each fault.
    """
    before = f"{path}." if path else ""
    for name, same in _ONCE.items():
        for number in _repeated([same(item) for item in getattr(policy, name)]):
            note("twice", f"{before}{name}[{number}]")
    for number, mapping in enumerate(policy.field_mapping):
        if mapping.field.lower() in _OURS:
            note("ours", f"{before}field_mapping[{number}].field")
    owner = policy.default_owner
    if (owner.type == "Default") != (owner.id is None):
        missing = owner.id is None
        note("owner-missing" if missing else "owner-needless", f"{before}default_owner")


def check_document(document: Document, note: Note, kinds: Collection[str] | None) -> None:
    """Note what contradicts itself in a whole document.

    Args:
        document: whole or in part.
        note: takes each fault.
        kinds: of telephone systems that there are; None takes any.
    """
    for key, part in (document.telephone_systems or {}).items():
        if kinds is not None and part.kind not in kinds:
            note("kind", f"telephone_systems.{key}.kind", known=", ".join(kinds))
    if document.settings is not UNSET:
        check_settings(document.settings, "settings", note)
    if document.agents is not UNSET:
        _check_agents(document.agents, note)


def _check_agents(agents: Mapping[str, AgentPart], note: Note) -> None:
    lines: dict[str, str] = {}
    users: dict[str, str] = {}
    for agent_id, part in agents.items():
        other = lines.setdefault(part.line, agent_id)
        if other != agent_id:
            note("line-taken", f"agents.{agent_id}.line", other=other)
        if part.user_id is None:
            continue
        other = users.setdefault(part.user_id, agent_id)
        if other != agent_id:
            note("user-taken", f"agents.{agent_id}.user_id", other=other)


def _repeated(values: Iterable[str]) -> list[int]:
    """Return the places of those that stand there a second time."""
    first: dict[str, int] = {}
    places = [first.setdefault(value, number) for number, value in enumerate(values)]
    return [number for number, place in enumerate(places) if place != number]
