"""Checks of our own server, and of what runs between a telephone system and Salesforce."""

from typing import Final

from cti_adapter.service.doctor.seen import Seen
from cti_adapter.service.doctor.verdict import Verdict, fail, ok, unknown, warn

_MEGABYTE: Final = 1_000_000
TOO_FULL: Final = 200 * _MEGABYTE
NEARLY_FULL: Final = 1_000 * _MEGABYTE
"""Free bytes on the disk of the database."""


def address(seen: Seen) -> Verdict:
    """Browsers of other machines reach us by https alone."""
    return warn("loopback", at=seen.softphone) if seen.is_loopback else ok(at=seen.softphone)


def disk(seen: Seen) -> Verdict:
    """A call that cannot be stored is refused; the telephone system sends it again for a while."""
    if seen.free_bytes is None:
        return unknown("elsewhere")
    free = seen.free_bytes // _MEGABYTE
    if seen.free_bytes < TOO_FULL:
        return fail("full", free=free)
    return warn("nearly-full", free=free) if seen.free_bytes < NEARLY_FULL else ok(free=free)


def telephony(seen: Seen) -> Verdict:
    """A system that was refused last comes before one that never came."""
    if not seen.systems:
        return fail("none")
    for system in seen.systems:
        if system.refused is not None and system.last == system.refused:
            return fail("refused", name=system.settings.name)
    for system in seen.systems:
        if system.taken is None:
            return warn("silent", name=system.settings.name)
    return ok(names=", ".join(system.settings.name for system in seen.systems))


def agents(seen: Seen) -> Verdict:
    """Calls of an agent without a link belong to the default owner."""
    linked = seen.heads.agents - seen.heads.unlinked
    if not linked:
        return fail("none")
    return warn("unlinked", n=seen.heads.unlinked) if seen.heads.unlinked else ok(n=linked)


def outbox(seen: Seen) -> Verdict:
    """Nothing that waits is lost; what was refused waits for a person."""
    waiting = seen.waiting
    if waiting.held is not None:
        return fail("paused", n=waiting.held.waiting)
    if waiting.refused:
        return fail("refused", n=waiting.refused)
    return warn("late", n=waiting.late) if waiting.late else ok()
