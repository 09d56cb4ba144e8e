"""The steps of the set-up, and how far an org has come. Judges what was found, asks nobody."""

from typing import Final, Literal

import msgspec

from cti_adapter.service.findings import Finding
from cti_adapter.service.org_config import OrgConfig

WRONG: Final = "wrong"
"""What a check says of a consumer secret that is not the app's."""

State = Literal["done", "open", "failed"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the set-up."""

    code: str
    state: State


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What the steps are judged by, beside configuration and findings."""

    has_secrets: bool = False
    """Whether consumer secret and private key are there."""
    systems: int = 0
    systems_heard: int = 0
    """Telephone systems from which a good delivery came."""
    linked_agents: int = 0
    signed_in: bool = False
    """Whether an agent has ever signed in to the softphone: then Salesforce hosts it."""
    has_calls: bool = False


STEPS: Final = (
    "org",
    "connection",
    "hosts",
    "fields",
    "call-center",
    "telephony",
    "agents",
    "first-call",
)
"""In the order in which they are gone through."""


def steps_of(config: OrgConfig, found: Finding | None, progress: Progress) -> tuple[Step, ...]:
    """Return every step with its state.

    Args:
        config: how the org is reached.
        found: by the last check of the connection.
        progress: what else there is.
    """
    states: dict[str, State] = {
        "org": "done",
        "connection": _connection(config, found, progress),
        "hosts": _hosts(config, found),
        "fields": _fields(found),
        "call-center": "done" if progress.signed_in else "open",
        "telephony": _telephony(progress),
        "agents": "done" if progress.linked_agents else "open",
        "first-call": "done" if progress.has_calls else "open",
    }
    return tuple(Step(code=code, state=states[code]) for code in STEPS)


def missing_hosts(config: OrgConfig, found: Finding | None) -> tuple[str, ...]:
    """Return the origins the org answers at now that may not frame the softphone yet.

    None of them is pinned by itself: an org that has moved is shown to an admin (design.md D9).
    """
    if found is None or not found.is_fine:
        return ()
    return tuple(host for host in found.facts["hosts"].split() if host not in config.hosts)


def tracked_objects(found: Finding | None) -> dict[str, str] | None:
    """Return the custom objects that Salesforce tracks activities for: label by API name.

    As the last check saw them: a page has to come up although the org does not answer.

    Returns:
        None where no check has come so far.
    """
    if found is None or not found.is_fine:
        return None
    lines = (line.partition(" ") for line in found.facts.get("tracked", "").splitlines())
    return {name: label for name, _, label in lines}


def _connection(config: OrgConfig, found: Finding | None, progress: Progress) -> State:
    if not config.client_id or not progress.has_secrets or found is None:
        return "open"
    return "done" if found.is_fine and found.facts["secret"] != WRONG else "failed"


def _hosts(config: OrgConfig, found: Finding | None) -> State:
    if not config.hosts:
        return "open"
    return "failed" if missing_hosts(config, found) else "done"


def _fields(found: Finding | None) -> State:
    if found is None or not found.is_fine:
        return "open"
    return "failed" if found.facts["missing_fields"] else "done"


def _telephony(progress: Progress) -> State:
    if not progress.systems:
        return "open"
    return "done" if progress.systems_heard else "failed"
