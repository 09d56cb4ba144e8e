"""Where a file lies: on a disk of this machine, or behind a network. As Linux says, never guessed.

SQLite's write-ahead log is memory that processes of one machine share, and its locks are those of
the file system (https://www.sqlite.org/wal.html, https://www.sqlite.org/lockingv3.html): behind a
network neither holds, and it is noticed when rows are gone.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final

from cti_adapter.errors import SettingsError
from cti_adapter.storage import engine

MOUNTS: Final = Path("/proc/self/mountinfo")
"""What Linux says of this process's mounts (man 5 proc); other systems have no such file."""

NETWORK: Final = frozenset({
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "fuse.blobfuse2",
    "fuse.ceph",
    "fuse.ceph-fuse",
    "fuse.curlftpfs",
    "fuse.gcsfuse",
    "fuse.glusterfs",
    "fuse.goofys",
    "fuse.juicefs",
    "fuse.mount-s3",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.smbnetfs",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "orangefs",
    "smb3",
    "smbfs",
    "vboxsf",
})  # fmt: skip
"""Kinds of file systems behind a network, or in another machine that this one is a guest of."""

_ESCAPED = re.compile(r"\\([0-7]{3})")
_MOUNT_POINT = 4
"""Its place in a line; behind " - " stand the kind, the source and the options."""


def file_system(mountinfo: str, place: PurePath) -> str:
    """Return the kind of file system a place is on, "" where that is not said.

    Args:
        mountinfo: as Linux writes it, a mount a line; a later one hides an earlier one.
        place: absolute, without symbolic links.
    """
    found, depth = "", 0
    for point, kind in _mounts(mountinfo):
        if place.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = kind, len(point.parts)
    return found


def refuse_network_file(url: str, mounts: Path) -> None:
    """Accept a database that SQLite can keep, or one of PostgreSQL.

    Args:
        url: of the database.
        mounts: what the system says of its mounts; nothing is known where there is no such file.

    Raises:
        SettingsError: it would be a file behind a network.
    """
    parsed = engine.parsed(url)
    if not engine.is_sqlite(parsed) or not mounts.exists():
        return
    place = Path(parsed.database or "").resolve()
    kind = file_system(mounts.read_text(encoding="utf-8", errors="surrogateescape"), place)
    if kind in NETWORK:
        raise SettingsError(
            f"CTI_DATABASE_URL: {place} is on a network file system ({kind}), where the locks and"
            " the write-ahead log of SQLite do not hold: calls would be lost. Name a file on a disk"
            " of this machine, or use PostgreSQL: postgresql+psycopg://…"
        )


def _mounts(mountinfo: str) -> Iterator[tuple[PurePath, str]]:
    for line in mountinfo.splitlines():
        where, _, what = line.partition(" - ")
        fields, told = where.split(" "), what.split(" ")
        if len(fields) > _MOUNT_POINT and told[0]:
            point = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[_MOUNT_POINT])
            yield PurePath(point), told[0]
