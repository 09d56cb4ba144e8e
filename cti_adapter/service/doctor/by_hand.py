"""What no API tells: each line says how a person finds out."""

from cti_adapter.service.doctor.seen import Seen
from cti_adapter.service.doctor.verdict import Verdict, unknown


def layout(seen: Seen) -> Verdict:
    """Softphone layouts are neither metadata nor records (facts/open-cti.md, 9 of section 1)."""
    del seen
    return unknown("by-hand")


def trusted_url(seen: Seen) -> Verdict:
    """Trusted URLs are read by the Tooling API alone, with a right we do not ask for."""
    return unknown("by-hand", address=seen.softphone.partition("/o/")[0])


def rules(seen: Seen) -> Verdict:
    """Whether a rule of the org refuses a Task shows only when one is written."""
    del seen
    return unknown("by-hand")
