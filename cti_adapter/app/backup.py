"""`cti-adapter backup` and `cti-adapter restore`: a copy of the database, and its way back.

Neither brings the database up to date first: what is copied is what is there.
"""

import getpass
import sys
from pathlib import Path
from typing import Final

from cti_adapter.app.erasures import do_again, erasures_since
from cti_adapter.app.product import utc_now
from cti_adapter.errors import BadBackup
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import NO_ORG, Deed
from cti_adapter.service.erasures import Again
from cti_adapter.service.findings import FINE, Finding
from cti_adapter.settings import Settings
from cti_adapter.storage import FernetSealer, at_head, open_storage
from cti_adapter.storage.backups import Manifest, back_up, checks, restored

BACKUP: Final = "backup/last"
"""Under which subject the last good backup stands among the findings; it belongs to no org."""


def backup(settings: Settings, file: Path) -> int:
    """Write a backup to a new file; return 1 where the database cannot be copied, else 0.

    Args:
        settings: of the deployment.
        file: where to; its owner alone can read it.

    Raises:
        SettingsError: there is no database, or the file cannot be written.
    """
    try:
        made = back_up(settings.database_url, file, utc_now())
    except BadBackup as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _remember(settings, "backup.made", made)
    sys.stdout.write(f"{file}: {_told(made)}\n")
    return 0


def restore(
    settings: Settings,
    file: Path,
    *,
    verify: str | None,
    overwrite: bool = False,
    erasures: Path | None = None,
) -> int:
    """Restore a backup, or only look whether that would work; return 1 where it would not, else 0.

    Whom the database that is replaced knows to be erased since is erased in the copy first; return
    1 as well where a call of theirs had to be left.

    Args:
        settings: of the deployment.
        file: the backup.
        verify: None to restore it; else look at it only, in an empty database of PostgreSQL with
            this URL, or with "" in a file beside the database of SQLite.
        overwrite: whether a file of SQLite may lose what is in it.
        erasures: what `cti-adapter erasures` wrote; by default a file of SQLite that is there is
            asked.

    Raises:
        SettingsError: the database is not empty, or of another kind; the erasures are none.
    """
    url = verify or settings.database_url
    known, again = None, Again()
    try:
        with restored(file, url, overwrite=overwrite or verify == "") as copy:
            sys.stdout.write(f"{file}: {_told(copy.manifest)}\n")
            is_fine = True
            for check in checks(copy, settings.secret_keys):
                is_fine = is_fine and check.is_fine
                mark = "ok" if check.is_fine else "DIFFERS"
                sys.stdout.write(f"{mark:8}{check.name}: {check.said}\n")
            if is_fine and verify is None:
                known = erasures_since(settings, erasures, copy.manifest.made_at)
                again = do_again(settings, copy.url, known or (), getpass.getuser())
                copy.keep()
    except BadBackup as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not is_fine:
        sys.stdout.write("It is not what was backed up. Nothing was changed.\n")
        return 1
    if verify is not None:
        sys.stdout.write("It can be restored. Nothing was changed.\n")
        return 0
    _remember(settings, "backup.restored", copy.manifest)
    sys.stdout.write(_restored(None if known is None else again))
    return 1 if again.going_on else 0


def _restored(again: Again | None) -> str:
    if again is None:
        return (
            "Restored. Nobody knows here who was erased since the backup: start the product, then"
            " erase them again.\n"
        )
    told = f"Restored. Erased again: {again.callers} callers, {again.calls} calls.\n"
    if again.going_on:
        told += (
            f"{again.going_on} calls of theirs were not over, or something of them was being sent:"
            " start the product, and erase their callers again when they are.\n"
        )
    return told


def _told(manifest: Manifest) -> str:
    calls = manifest.rows.get("calls", 0)
    return (
        f"{manifest.database}, schema {manifest.version}, {manifest.made_at:%Y-%m-%d %H:%M} UTC,"
        f" {sum(manifest.rows.values())} rows, calls: {calls}"
    )


def _remember(settings: Settings, what: str, manifest: Manifest) -> None:
    """Note it in the audit log, and when the last good backup was made."""
    if not at_head(settings.database_url):
        return  # an older release is backed up: it has no place for it, or another one
    storage = open_storage(settings.database_url, FernetSealer(settings.secret_keys), clock=utc_now)
    try:
        of = f"{manifest.made_at:%Y-%m-%d %H:%M} UTC"
        storage.audit.append(Deed(org_id=NO_ORG, who=getpass.getuser(), what=what, of=of))
        storage.findings.put(OrgId(""), BACKUP, Finding(at=manifest.made_at, code=FINE))
    finally:
        storage.close()
