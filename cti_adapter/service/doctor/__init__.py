"""The set-up doctor: judges a set-up line by line and says of each what is wrong and what to do.

A table of checks (B-10). Each is a small pure function of what was seen; none hides another's
line. To add one: a function in a file beside this one, its place in CHECKS,
its words in web/admin/words/doctor.toml. Nothing here asks anybody or changes anything.
"""

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from cti_adapter.service.doctor import by_hand, org_checks, permission_checks, server_checks
from cti_adapter.service.doctor.seen import Seen
from cti_adapter.service.doctor.verdict import State, Verdict

__all__ = ["CHECKS", "Area", "Check", "Diagnosis", "Seen", "State", "Verdict", "examine"]


Area = Literal["server", "connection", "rights", "softphone", "calls"]
"""Our server; the way into the org; what the org has for us; the softphone in it; the calls."""


class Check(msgspec.Struct, frozen=True):
    """One line of the doctor's page."""

    name: str
    """Stands in the words of the page; stable, for scripts."""
    area: Area
    judge: Callable[[Seen], Verdict]


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A check and what came of it."""

    name: str
    area: Area
    verdict: Verdict


CHECKS: Final = (
    Check("address", "server", server_checks.address),
    Check("database", "server", server_checks.database),
    Check("disk", "server", server_checks.disk),
    Check("secrets", "server", server_checks.secrets),
    Check("framing", "server", server_checks.framing),
    Check("origin", "server", server_checks.origin),
    Check("connection", "connection", org_checks.connection),
    Check("clock", "connection", org_checks.clock),
    Check("api-version", "connection", org_checks.api_version),
    Check("secret", "connection", org_checks.secret),
    Check("limits", "connection", org_checks.limits),
    Check("task", "rights", permission_checks.task),
    Check("task-fields", "rights", permission_checks.task_fields),
    Check("call-key", "rights", permission_checks.call_key),
    Check("call-id", "rights", permission_checks.call_id),
    Check("recording", "rights", permission_checks.recording),
    Check("closed-status", "rights", org_checks.closed_status),
    Check("objects", "rights", permission_checks.objects),
    Check("numbers", "rights", permission_checks.numbers),
    Check("region", "rights", org_checks.region),
    Check("leads", "rights", permission_checks.leads),
    Check("tracked-objects", "rights", org_checks.tracked),
    Check("shared-activities", "rights", org_checks.shared_activities),
    Check("hosts", "softphone", org_checks.hosts),
    Check("call-center", "softphone", org_checks.call_center),
    Check("call-center-users", "softphone", org_checks.call_center_users),
    Check("sign-out", "softphone", org_checks.sign_out),
    Check("layout", "softphone", by_hand.layout),
    Check("trusted-url", "softphone", by_hand.trusted_url),
    Check("telephony", "calls", server_checks.telephony),
    Check("agents", "calls", server_checks.agents),
    Check("outbox", "calls", server_checks.outbox),
    Check("rules", "calls", by_hand.rules),
)
"""In the order of the page, area by area; what only hands can look at ends its area."""


def examine(seen: Seen) -> tuple[Diagnosis, ...]:
    """Judge everything.

    Args:
        seen: what was gathered; a part that could not be gathered is unknown, not wrong.
    """
    return tuple(
        Diagnosis(name=check.name, area=check.area, verdict=check.judge(seen)) for check in CHECKS
    )
