"""An org that takes nothing for a while: when that begins, what it holds, how it ends. No clock.

While an org is paused its entries wait together instead of being refused one by one: one probe
goes out at a time, no attempt is used up, and the other orgs go on
(facts/reliability-security.md §2.2). Stores nothing and asks nobody.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.errors import OrgPaused, SalesforceError, SignInNeeded

Reason = Literal["limit", "full", "read-only", "sign-in"]
"""Why nothing is sent: requests used up, no space left, a maintenance window, access refused."""

READING_GOES_ON: frozenset[Reason] = frozenset({"full", "read-only"})
"""Reasons that hold what is written, and nothing that is only read."""

_BY_CODE: dict[str, Reason] = {
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE": "read-only",
    "STORAGE_LIMIT_EXCEEDED": "full",
}


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """Why an org's entries wait, and since when."""

    reason: Reason
    began_at: datetime
    probe_at: datetime
    """When the next one goes out, to see whether the org takes it again."""
    words: str
    """What the org said, as it stands in an entry's `last_error`."""

    def holds(self, *, reads: bool) -> bool:
        """Whether an entry waits that only reads, or one that writes."""
        return not (reads and self.reason in READING_GOES_ON)

    def as_error(self) -> SalesforceError:
        """Return what an entry that was not sent would have been told."""
        code, _, message = self.words.partition(": ")
        kind = SignInNeeded if self.reason == "sign-in" else OrgPaused
        return kind(message, code=code)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A pause as people are told of it."""

    reason: Reason
    began_at: datetime
    waiting: int
    """Calls whose log is not written yet."""


def reason_of(error: SalesforceError) -> Reason | None:
    """Return why the whole org is paused after this error, None where it is not."""
    match error:
        case SignInNeeded():
            return "sign-in"
        case OrgPaused(code=code):
            return _BY_CODE.get(code, "limit")
        case _:
            return None


def begun(
    known: Pause | None, reason: Reason, words: str, *, at: datetime, wait: timedelta
) -> Pause:
    """Return the pause that an error begins, or goes on with.

    Args:
        known: the pause the org is in already.
        reason: of the new error.
        words: what the org said.
        at: the moment of it.
        wait: until the next probe.
    """
    probe_at = at + wait
    if known is not None and known.reason == reason:
        return replace(known, probe_at=probe_at)
    began_at = known.began_at if known is not None else at
    return Pause(reason=reason, began_at=began_at, probe_at=probe_at, words=words)


def is_over(pause: Pause, *, sent_at: datetime, reads: bool) -> bool:
    """Whether an answer other than a refusal of everything says that the org is open again.

    Args:
        pause: the org's.
        sent_at: when the entry was taken up; what was on its way before says nothing.
        reads: whether the entry only reads.
    """
    return sent_at >= pause.began_at and pause.holds(reads=reads)
