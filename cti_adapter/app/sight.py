"""What the doctor judges a set-up by, gathered from everywhere it is known; asks nobody outside."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from cti_adapter.app.outside import OUTSIDE, softphone_of
from cti_adapter.app.set_up import SetUpArea
from cti_adapter.errors import SettingsError
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.doctor.seen import Seen, Waiting
from cti_adapter.service.signals import SUBJECT
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage, at_head

_SQLITE: Final = "sqlite:///"

T = TypeVar("T")


def look(
    org_id: OrgId, *, settings: Settings, storage: Storage, orgs: OrgBook, area: SetUpArea
) -> Seen:
    """Gather what is known of an org and of this server; asks nobody outside."""
    entry = orgs.entry(org_id)
    unsaved = storage.queue.unsaved(org_id)
    found = storage.findings.of(org_id)
    locked: list[str] = []
    _opened("salesforce", lambda: storage.settings.org_secrets(org_id), locked)
    _opened("receivers", lambda: storage.receivers.of(org_id), locked)
    _opened("intake", lambda: storage.intakes.of(org_id), locked)
    signals = _opened("signals", lambda: storage.signals.of(org_id), locked)
    systems = _opened("telephone-systems", lambda: area.systems.all(org_id), locked)
    return Seen(
        signal=found.get(SUBJECT),
        signal_secret=signals is not None,
        outside=found.get(OUTSIDE),
        softphone=softphone_of(settings.public_url, entry.key),
        is_loopback=settings.is_loopback,
        is_migrated=at_head(settings.database_url),
        is_fenced=storage.is_fenced(),
        locked=tuple(locked),
        free_bytes=_free(settings.database_url),
        config=entry.config,
        found=area.set_up.found(org_id),
        systems=systems,
        heads=storage.agents.headcount(org_id),
        waiting=Waiting(
            held=storage.queue.held(org_id), refused=unsaved.refused, late=unsaved.late
        ),
    )


def _opened(part: str, ask: Callable[[], T], locked: list[str]) -> T | None:
    """Return what was sealed; None, and its part is named, where none of our keys opens it."""
    try:
        return ask()
    except SettingsError:
        locked.append(part)
        return None


def _free(database_url: str) -> int | None:
    """Return how many bytes are free on the disk of the database; None where it is elsewhere."""
    if not database_url.startswith(_SQLITE):
        return None
    folder = Path(database_url.removeprefix(_SQLITE)).parent
    return shutil.disk_usage(folder).free
