"""Several writes that stand or fall together, in the database itself."""

from collections.abc import Callable

from cti_adapter.emulator.standin import current


class _Undo(Exception):
    """Not everything could be done, so nothing is."""


def kept(write: Callable[[], bool]) -> bool:
    """Do something in one transaction; where it answers False, undo it and answer False."""
    try:
        with current().org.store.transaction():
            _insist(done=write())
    except _Undo:
        return False
    return True


def _insist(*, done: bool) -> None:
    if not done:
        raise _Undo
