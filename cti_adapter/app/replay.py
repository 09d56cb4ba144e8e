"""`cti-adapter replay`: a call's journal as a story, folded again and compared with what is kept.

Only reads. Numbers, names and notes stay hidden: the story may be handed on.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

import msgspec

from cti_adapter.app.product import open_deployment
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit
from cti_adapter.service.replay import differences, replayed
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage
from cti_adapter.storage.journal import split

HIDDEN = "hidden"
_SAID_ELSEWHERE = frozenset({"at", "received_at", "type", "policy"})


def replay(settings: Settings, call_id: str, org_key: str | None) -> int:
    """Tell the story of a call; return 0 where folding it again gives what is kept, else 1.

    Args:
        settings: of the deployment.
        call_id: our id of the call.
        org_key: whose call it is; by default that of any org.

    Raises:
        SettingsError: no org has this key, or no call this id.
    """
    storage = open_deployment(settings)
    try:
        stored, journal = _kept(storage, CallId(call_id), org_key)
    finally:
        storage.close()
    sys.stdout.write("".join(f"{line}\n" for line in told(journal)))
    found = differences(stored, replayed(stored, journal))
    sys.stdout.write("".join(f"differs: {name}\n" for name in found) or "equal\n")
    return 1 if found else 0


def told(journal: Iterable[CallEvent]) -> Iterator[str]:
    """Word a journal, a line an event: when, what, and what it says that identifies nobody."""
    for event in journal:
        plain: dict[str, Any] = msgspec.to_builtins(event)
        public, _ = split(plain, instead=HIDDEN)
        rest = {name: value for name, value in public.items() if _says_something(name, value)}
        facts = " ".join(f"{name}={_json(value)}" for name, value in rest.items())
        at = event.at.astimezone(UTC).isoformat(sep=" ", timespec="milliseconds")
        yield f"{at}  {plain['type']}  {facts}".rstrip()


def _says_something(name: str, value: object) -> bool:
    return name not in _SAID_ELSEWHERE and value not in (None, "", [], {}, ())


def _json(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _kept(
    storage: Storage, call_id: CallId, org_key: str | None
) -> tuple[CallFile, list[CallEvent]]:
    orgs = [org for org in storage.settings.orgs() if org_key in {None, org.key}]
    if not orgs:
        raise SettingsError(f"--org: no org has the key {org_key!r}")

    def read(unit: Unit) -> tuple[CallFile, list[CallEvent]] | None:
        file = unit.find_call(call_id)
        return None if file is None else (file, unit.read_journal(call_id))

    for org in orgs:
        found = storage.units.read(OrgId(org.id), read)
        if found is not None:
            return found
    raise SettingsError(f"CALL_ID: no call has the id {call_id!r}")
