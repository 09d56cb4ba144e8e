"""A disk that remembers what it was never told to keep: writes without a sync, and their loss.

SQLite speaks to files through a table of functions, its VFS (https://www.sqlite.org/vfs.html).
Here the very SQLite that Python's sqlite3 is linked with gets a second such table: every function
is the system's own, only writing, truncating and syncing pass by a record in memory first. So the
product's own storage runs on it, unchanged and unaware. What would be left after a power cut is
computed from the record: all that was synced, and any part of the rest, sector by sector.

Needs a Python whose sqlite3 is linked with a SQLite library, as those of Debian and python.org
are, not one that has it built in without its symbols. The index of the log in shared memory
(`-shm`) is nobody's promise: it is not there after a power cut.
"""

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from random import Random
from typing import Any

from cti_adapter.errors import SettingsError

SECTOR = 512
"""Bytes that reach the disk together or not at all."""

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_OK = 0


class _Vfs(Structure):
    """sqlite3_vfs, https://www.sqlite.org/c3ref/vfs.html."""

    _fields_ = (
        ("version", c_int),
        ("file_bytes", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app_data", c_void_p),
        ("open", _OPEN),
        *((f"other_{each}", c_void_p) for each in range(15)),
    )


class _Methods(Structure):
    """sqlite3_io_methods, https://www.sqlite.org/c3ref/io_methods.html."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", _WRITE),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        *((f"other_{each}", c_void_p) for each in range(13)),
    )


class _File(Structure):
    """sqlite3_file, https://www.sqlite.org/c3ref/file.html."""

    _fields_ = (("methods", POINTER(_Methods)),)


class _Content:
    """One file: what is safe of it, and what was done to it since."""

    def __init__(self, safe: bytes) -> None:
        self.safe = bytearray(safe)
        self.pending: list[tuple[int, bytes | None]] = []
        """Offset and bytes of a write; None cuts the file off there."""

    def sync(self) -> None:
        for offset, data in self.pending:
            _do(self.safe, offset, data)
        self.pending.clear()

    def after_cut(self, dice: Random) -> bytes:
        """Return what a power cut leaves: of what was not synced any part."""
        left, share = bytearray(self.safe), dice.random()
        for offset, data in self.pending:
            if data is None:
                if dice.random() < share:
                    _do(left, offset, None)
                continue
            for start in range(0, len(data), SECTOR):
                if dice.random() < share:
                    _do(left, offset + start, data[start : start + SECTOR])
        return bytes(left)


def _do(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


class Disk:
    """The files of one folder as SQLite treats them.

    Args:
        folder: whose files are watched; all others are left alone.
        lies: whether a log's sync is answered and not done, as with `synchronous=OFF`.
        watch: told after each write and sync, from inside SQLite: it must not use the folder.
    """

    def __init__(self, folder: Path, *, lies: bool, watch: Callable[[], None]) -> None:
        self._folder = f"{folder}/"
        self._lies = lies
        self._watch = watch
        self._contents: dict[str, _Content] = {}

    def after_cut(self, dice: Random) -> dict[str, bytes]:
        """Return what each file would be after a power cut at this moment, by name."""
        return {
            name.removeprefix(self._folder): content.after_cut(dice)
            for name, content in self._contents.items()
        }

    def opened(self, name: str) -> "_Content | None":
        """Return the record of a file that SQLite opened; None where it is not watched."""
        if not name.startswith(self._folder):
            return None
        if name not in self._contents:
            self._contents[name] = _Content(Path(name).read_bytes())
        return self._contents[name]

    def written(self, content: _Content, offset: int, data: bytes | None) -> None:
        content.pending.append((offset, data))
        self._watch()

    def synced(self, content: _Content) -> None:
        if not (self._lies and content is not self._database()):
            content.sync()
        self._watch()

    def _database(self) -> _Content:
        return self._contents[min(self._contents, key=len)]


class _Table:
    """The functions of one kind of file, ours in front of the system's; it lives as long as we do.

    Args:
        theirs: the system's.
        shim: knows the files.
    """

    def __init__(self, theirs: _Methods, shim: "_Shim") -> None:
        self._theirs = theirs
        self._shim = shim
        self.methods = _Methods.from_buffer_copy(theirs)
        self.methods.write = _WRITE(self._write)
        self.methods.truncate = _TRUNCATE(self._truncate)
        self.methods.sync = _SYNC(self._sync)

    def _write(self, file: int, data: int, length: int, offset: int) -> int:
        self._shim.written(file, offset, ctypes.string_at(data, length))
        code: int = self._theirs.write(file, data, length, offset)
        return code

    def _truncate(self, file: int, size: int) -> int:
        self._shim.written(file, size, None)
        code: int = self._theirs.truncate(file, size)
        return code

    def _sync(self, file: int, flags: int) -> int:
        code: int = self._theirs.sync(file, flags)
        if code == _OK:
            self._shim.synced(file)
        return code


class _Shim:
    """Our VFS in front of the system's; one for the life of the process, as SQLite keeps it."""

    def __init__(self) -> None:
        library = ctypes.CDLL(_sqlite3.__file__)
        try:
            find, self._register = library.sqlite3_vfs_find, library.sqlite3_vfs_register
        except AttributeError as error:
            raise SettingsError(
                "torture power: this Python's SQLite is built in and cannot be listened to; "
                "take one that is linked with the library, as Debian's is"
            ) from error
        find.restype, find.argtypes = POINTER(_Vfs), [c_char_p]
        self._register.argtypes = [POINTER(_Vfs), c_int]
        self._system = find(None)
        self._open_file = self._system.contents.open
        self._vfs = _Vfs.from_buffer_copy(self._system.contents)
        self._vfs.name = b"torture"
        self._vfs.open = _OPEN(self._open)
        self._tables: dict[int, _Table] = {}
        self._files: dict[int, _Content] = {}
        self._disk: Disk | None = None

    def listen(self, disk: Disk | None) -> None:
        """Put our VFS in front for a disk; for None take it away again."""
        self._disk = disk
        self._register(ctypes.byref(self._vfs) if disk else self._system, 1)

    def written(self, file: int, offset: int, data: bytes | None) -> None:
        if self._disk is not None:
            self._disk.written(self._files[file], offset, data)

    def synced(self, file: int) -> None:
        if self._disk is not None:
            self._disk.synced(self._files[file])

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out_flags: Any) -> int:
        system = ctypes.cast(self._system, c_void_p)
        code: int = self._open_file(system, name, file, flags, out_flags)
        self._files.pop(file, None)
        path = ctypes.string_at(name).decode() if name else ""
        content = self._disk.opened(path) if code == _OK and self._disk else None
        if content is not None:
            opened = ctypes.cast(file, POINTER(_File)).contents
            opened.methods = ctypes.pointer(self._table(opened.methods).methods)
            self._files[file] = content
        return code

    def _table(self, theirs: Any) -> _Table:
        """Return our functions for a kind of file: a database is locked, its log is not."""
        at = ctypes.addressof(theirs.contents)
        if at not in self._tables:
            self._tables[at] = _Table(theirs.contents, self)
        return self._tables[at]


_shims: list[_Shim] = []


@contextmanager
def plugged_in(disk: Disk) -> Iterator[None]:
    """Let every file of SQLite that this process opens from now on pass by the disk.

    What is opened inside has to be closed inside.

    Raises:
        SettingsError: this Python's SQLite cannot be listened to.
    """
    if not _shims:
        _shims.append(_Shim())
    (shim,) = _shims
    shim.listen(disk)
    try:
        yield
    finally:
        shim.listen(None)
