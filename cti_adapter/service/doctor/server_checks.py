"""Checks of our own server, and of what runs between a telephone system and Salesforce."""

from collections.abc import Sequence
from typing import Final

from cti_adapter.service.doctor.seen import Seen
from cti_adapter.service.doctor.verdict import Verdict, fail, ok, unknown, warn
from cti_adapter.service.telephone_systems import System

_NOT_ALLOWED: Final = "403"
_NO_TICKET: Final = "401"
"""What is said to a socket of a stranger's page, and to one of ours that nobody is signed in to."""
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


def database(seen: Seen) -> Verdict:
    """A release that expects other tables than there are stores nothing; no policy binds some."""
    if not seen.is_migrated:
        return fail("old")
    return ok() if seen.is_fenced else warn("unfenced")


def secrets(seen: Seen) -> Verdict:
    """Whether the keys of CTI_SECRET_KEYS open all that was sealed for this org."""
    return fail("locked", parts=", ".join(seen.locked)) if seen.locked else ok()


def telephony(seen: Seen) -> Verdict:
    """Systems that were refused last come before those that never came; all are named."""
    if seen.systems is None:
        return unknown("locked")
    if not seen.systems:
        return fail("none")
    refused = [each for each in seen.systems if each.refused and each.last == each.refused]
    if refused:
        return fail("refused", names=_named(refused))
    silent = [each for each in seen.systems if each.taken is None]
    return warn("silent", names=_named(silent)) if silent else ok(names=_named(seen.systems))


def framing(seen: Seen) -> Verdict:
    """Whether our page comes to a browser as we send it: what stands before us may change it."""
    told = _from_outside(seen)
    if isinstance(told, Verdict):
        return told
    if told["status"] != "200":
        return fail("not-ours", at=seen.softphone, status=told["status"])
    if told["frame_options"]:
        return fail("frame-options", header=told["frame_options"])
    missing = [host for host in seen.config.hosts if host not in told["ancestors"].split()]
    return fail("policy", hosts=", ".join(missing)) if missing else ok()


def origin(seen: Seen) -> Verdict:
    """Whether our own pages may speak to us, and no others."""
    told = _from_outside(seen)
    if isinstance(told, Verdict):
        return told
    if told["own"] == _NOT_ALLOWED:
        return fail("own-refused", at=seen.softphone.partition("/o/")[0])
    if told["own"] != _NO_TICKET:
        return fail("no-sockets", status=told["own"])
    return ok() if told["foreign"] == _NOT_ALLOWED else fail("foreign-let-in")


def _from_outside(seen: Seen) -> dict[str, str] | Verdict:
    if seen.outside is None:
        return unknown("unlooked")
    return seen.outside.facts if seen.outside.is_fine else unknown("unreachable", at=seen.softphone)


def _named(systems: Sequence[System]) -> str:
    return ", ".join(system.settings.name for system in systems)


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
