"""What the doctor judges a set-up by, gathered from everywhere it is known; asks nobody outside."""

import shutil
from pathlib import Path
from typing import Final

from cti_adapter.app.set_up import SetUpArea
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.doctor.seen import Seen, Waiting
from cti_adapter.service.signals import SUBJECT
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage

_SQLITE: Final = "sqlite:///"


def look(
    org_id: OrgId, *, settings: Settings, storage: Storage, orgs: OrgBook, area: SetUpArea
) -> Seen:
    """Gather what is known of an org and of this server; asks nobody outside."""
    entry = orgs.entry(org_id)
    unsaved = storage.queue.unsaved(org_id)
    return Seen(
        signal=storage.findings.of(org_id, like=SUBJECT).get(SUBJECT),
        signal_secret=storage.signals.of(org_id) is not None,
        softphone=f"{settings.public_url}/o/{entry.key}/softphone",
        is_loopback=settings.is_loopback,
        free_bytes=_free(settings.database_url),
        config=entry.config,
        found=area.set_up.found(org_id),
        systems=area.systems.all(org_id),
        heads=storage.agents.headcount(org_id),
        waiting=Waiting(
            held=storage.queue.held(org_id), refused=unsaved.refused, late=unsaved.late
        ),
    )


def _free(database_url: str) -> int | None:
    """Return how many bytes are free on the disk of the database; None where it is elsewhere."""
    if not database_url.startswith(_SQLITE):
        return None
    folder = Path(database_url.removeprefix(_SQLITE)).parent
    return shutil.disk_usage(folder).free
