"""The file of a backup: a ZIP archive of the data and, after them, what they should be.

It is written under another name, brought to disk and renamed: a file with its name is whole.
Nothing is compressed: PostgreSQL does that itself, and SQLite's file can be taken out by any
program that reads ZIP.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final, Literal
from zipfile import BadZipFile, ZipFile

import msgspec

from cti_adapter.errors import BadBackup, SettingsError

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_DATA: Final = {"sqlite": "cti.sqlite3", "postgresql": "cti.dump"}
_ZIP_BEGINS: Final = b"PK\x03\x04"
_MANIFEST_IS_BELOW: Final = 1_000_000
"""Bytes; what says that it is longer is none of ours."""
_PIECE: Final = 1 << 20

Backend = Literal["sqlite", "postgresql"]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the data of a backup are, and what they hold."""

    database: Backend
    version: str
    """Of the schema."""
    made_at: datetime
    rows: dict[str, int]
    """How many each table has."""
    sha256: str = ""
    """Of the data."""
    format: int = FORMAT


def write(file: Path, fill: Callable[[Path], Manifest]) -> Manifest:
    """Make the file of a backup.

    Args:
        file: a new one.
        fill: writes the data to a path, and says what they are.

    Raises:
        SettingsError: the file is there already, or cannot be written.
        BadBackup: the data could not be had.
    """
    if file.exists():
        raise SettingsError(f"{file} is there already; name a new file")
    try:
        with TemporaryDirectory(prefix=".cti-backup-", dir=file.parent) as folder:
            data, whole = Path(folder, "data"), Path(folder, "whole")
            manifest = fill(data)
            with _private(whole) as out:
                manifest = _pack(out, data, manifest)
            whole.rename(file)
        sync_folder(file.parent)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error}") from error
    return manifest


def read(file: Path) -> Manifest:
    """Return what a backup says it is.

    Raises:
        BadBackup: it is none, is cut off, or is of a newer release.
    """
    with _opened(file) as archive:
        if archive.getinfo(_MANIFEST).file_size > _MANIFEST_IS_BELOW:
            raise BadBackup(f"{file} is no backup of this product")
        manifest = msgspec.json.decode(archive.read(_MANIFEST), type=Manifest)
    if manifest.format > FORMAT:
        raise BadBackup(f"{file} was made by a newer release: use that one")
    return manifest


def extract(file: Path, manifest: Manifest, to: Path) -> None:
    """Write the data of a backup to a new file.

    Raises:
        BadBackup: they are not as they were written.
    """
    digest = hashlib.sha256()
    with (
        _opened(file) as archive,
        archive.open(_DATA[manifest.database]) as data,
        _private(to) as out,
    ):
        while piece := data.read(_PIECE):
            digest.update(piece)
            out.write(piece)
    found = digest.hexdigest()
    if found != manifest.sha256:
        raise BadBackup(f"{file}: sha256 differs: the data are not as they were written")


def sync_folder(folder: Path) -> None:
    """Have a new name in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pack(out: BinaryIO, data: Path, manifest: Manifest) -> Manifest:
    digest = hashlib.sha256()
    with ZipFile(out, "w") as archive:
        name = _DATA[manifest.database]
        with data.open("rb") as source, archive.open(name, "w", force_zip64=True) as member:
            while piece := source.read(_PIECE):
                digest.update(piece)
                member.write(piece)
        manifest = msgspec.structs.replace(manifest, sha256=digest.hexdigest())
        archive.writestr(_MANIFEST, msgspec.json.encode(manifest))
    return manifest


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that its owner alone can read; it is on disk afterwards."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as out:  # noqa: PTH123 - a handle has no path
        yield out
        out.flush()
        os.fsync(handle)


@contextmanager
def _opened(file: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(file) as archive:
            yield archive
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    except BadZipFile as error:
        with file.open("rb") as source:
            begins_well = source.read(len(_ZIP_BEGINS)) == _ZIP_BEGINS
        why = "is cut off or damaged" if begins_well else "is no backup of this product"
        raise BadBackup(f"{file} {why}") from error
    except (KeyError, EOFError, msgspec.DecodeError) as error:
        raise BadBackup(f"{file} is no backup of this product") from error
