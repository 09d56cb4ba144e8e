"""Erasures of callers as they are recorded, and done again in a database that is older (B-15).

What is recorded of one is a keyed hash of the number, which cannot be turned back. But every number
that an older database still has can be hashed as well: the erased ones are among those. So nobody
has to keep a list of the numbers that are to be forgotten.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Version

_RECORDED: Final = re.compile(r"erased caller #([0-9a-f]+): ")
_AT_ONCE: Final = 200
"""Versions that are read at once."""


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """That a caller was erased; of whom, nobody can read."""

    org_id: OrgId
    caller: str
    """The keyed hash of the number."""
    at: datetime
    by: str


class Erased(Protocol):
    """What came of an erasure (erasing.py)."""

    @property
    def calls(self) -> int: ...

    @property
    def going_on(self) -> int: ...


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """What came of erasures that were done again."""

    callers: int = 0
    calls: int = 0
    going_on: int = 0
    """Calls that are left."""


def summary_of(caller: str, calls: int, left: int) -> str:
    """Return the line by which an erasure is recorded."""
    return f"erased caller #{caller}: {calls} calls, {left} left"


def recorded(
    org_id: OrgId, versions: Callable[[int | None, int], Sequence[Version]]
) -> Iterator[Erasure]:
    """Yield the erasures of an org, the newest first.

    Args:
        org_id: whose.
        versions: those of its configuration that are older than one, the newest first; told their
            number, or None, and how many.
    """
    page = versions(None, _AT_ONCE)
    while page:
        for each in page:
            if found := _RECORDED.match(each.summary):
                yield Erasure(org_id=org_id, caller=found[1], at=each.at, by=each.by)
        page = versions(page[-1].number, _AT_ONCE)


def erase_again(
    erasures: Collection[Erasure],
    *,
    find: Callable[[OrgId, Collection[str]], dict[str, PhoneNumber]],
    erase: Callable[[OrgId, PhoneNumber], Erased],
    note: Callable[[OrgId, str], None],
) -> Again:
    """Erase whom these erasures were of, as far as anything is kept of them.

    Args:
        erasures: of any orgs; the same caller may be among them several times.
        find: told an org and hashes, returns which of its numbers have them.
        erase: erases a number, and records it.
        note: records what was done without a number, so that the next one knows of it as well.
    """
    done = Again()
    for org_id in sorted({each.org_id for each in erasures}):
        wanted = sorted({each.caller for each in erasures if each.org_id == org_id})
        found = find(org_id, wanted)
        for caller in wanted:
            if caller not in found:
                note(org_id, summary_of(caller, 0, 0))
                continue
            erased = erase(org_id, found[caller])
            done = Again(
                callers=done.callers + 1,
                calls=done.calls + erased.calls,
                going_on=done.going_on + erased.going_on,
            )
    return done
