"""Erasures that a backup does not know: told in a file, and done again in what is restored (B-15).

The file holds fingerprints and no number: it may lie beside the backups.
"""

import os
import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace
from sqlalchemy.exc import SQLAlchemyError

from cti_adapter.app.product import NoPost, Product, open_deployment, utc_now
from cti_adapter.errors import CtiError, SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Version
from cti_adapter.service.erasures import Again, Erasure, erase_again, recorded
from cti_adapter.settings import Settings
from cti_adapter.storage import FernetSealer, Storage, at_head, open_storage

_OURS = 0o600
"""Who erased stands in the file: nobody else on the machine reads it."""


def tell_erasures(settings: Settings, out: Path) -> int:
    """Write every erasure that is recorded into a new file; return 0.

    Args:
        settings: of the deployment.
        out: the file; it must not be there yet.

    Raises:
        SettingsError: the file is there.
    """
    storage = open_deployment(settings)
    try:
        known = _recorded(storage)
    finally:
        storage.close()
    try:
        file = os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OURS), "wb")
    except OSError as error:
        raise SettingsError(f"--out: {error.strerror}: {out}") from error
    with file:
        file.write(msgspec.json.format(msgspec.json.encode(known)))
    sys.stdout.write(f"{out}: {len(known)} erasures, without their numbers\n")
    return 0


def erasures_since(settings: Settings, file: Path | None, since: datetime) -> list[Erasure] | None:
    """Return the erasures after a moment; None where nobody knows of any.

    Args:
        settings: of the deployment, whose database is asked where there is no file.
        file: that `tell_erasures` wrote.
        since: the moment.

    Raises:
        SettingsError: the file cannot be read, or is none of ours.
    """
    known = _read(file) if file is not None else _of_the_former(settings)
    return None if known is None else [each for each in known if each.at >= since]


def do_again(settings: Settings, url: str, erasures: Collection[Erasure], by: str) -> Again:
    """Erase in a database whom another one knows to be erased.

    Args:
        settings: of the deployment.
        url: of the database, which nobody works with.
        erasures: what the other one knows.
        by: who does it, for the record.
    """
    if not erasures:
        return Again()
    storage = open_storage(url, FernetSealer(settings.secret_keys), clock=utc_now)
    try:
        product = Product(replace(settings, database_url=url), storage, NoPost())
        erasing, there = product.privacy.erasing(), {org.id for org in storage.settings.orgs()}
        return erase_again(
            [each for each in erasures if each.org_id in there],
            find=storage.erasures.numbers_known_as,
            erase=lambda org_id, number: erasing.erase(org_id, number, by),
            note=lambda org_id, said: product.configuration.record(org_id, by=by, summary=said),
        )
    finally:
        storage.close()


def _recorded(storage: Storage) -> list[Erasure]:
    def versions(org_id: OrgId, before: int | None, limit: int) -> Sequence[Version]:
        return storage.configurations.versions(org_id, before=before, limit=limit)

    orgs = [org.id for org in storage.settings.orgs()]
    return [each for org_id in orgs for each in recorded(org_id, partial(versions, org_id))]


def _read(file: Path) -> list[Erasure]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[Erasure])
    except (OSError, msgspec.DecodeError) as error:
        raise SettingsError(f"--erasures: {file} cannot be read: {error}") from error


def _of_the_former(settings: Settings) -> list[Erasure] | None:
    """Ask the file of SQLite that is to be replaced, where there is one that can be asked."""
    url = settings.database_url
    if not url.startswith("sqlite:///") or not Path(url.removeprefix("sqlite:///")).exists():
        return None
    try:
        if not at_head(url):
            return None
        storage = open_storage(url, FernetSealer(settings.secret_keys), clock=utc_now)
        try:
            return _recorded(storage)
        finally:
            storage.close()
    except (CtiError, SQLAlchemyError) as error:
        sys.stderr.write(f"The database that is replaced cannot be asked for erasures: {error}\n")
        return None
