"""The set-up doctor: judges a set-up line by line and says of each what is wrong and what to do.

A table of checks (B-10). Each is a small pure function of what was seen; none hides another's
line. To add one: a function in a file beside this one, its place in CHECKS,
its words in web/admin/words/doctor.toml. Nothing here asks anybody or changes anything.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from cti_adapter.service.doctor import by_hand, org_checks, permission_checks, server_checks
from cti_adapter.service.doctor.seen import Seen
from cti_adapter.service.doctor.verdict import State, Verdict

__all__ = ["CHECKS", "Check", "Diagnosis", "Seen", "State", "Verdict", "examine"]


class Check(msgspec.Struct, frozen=True):
    """One line of the doctor's page."""

    name: str
    """Stands in the words of the page; stable, for scripts."""
    judge: Callable[[Seen], Verdict]


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A check and what came of it."""

    name: str
    verdict: Verdict


CHECKS: Final = (
    Check("address", server_checks.address),
    Check("database", server_checks.database),
    Check("disk", server_checks.disk),
    Check("secrets", server_checks.secrets),
    Check("framing", server_checks.framing),
    Check("origin", server_checks.origin),
    Check("connection", org_checks.connection),
    Check("clock", org_checks.clock),
    Check("api-version", org_checks.api_version),
    Check("secret", org_checks.secret),
    Check("limits", org_checks.limits),
    Check("task", permission_checks.task),
    Check("task-fields", permission_checks.task_fields),
    Check("call-key", permission_checks.call_key),
    Check("call-id", permission_checks.call_id),
    Check("recording", permission_checks.recording),
    Check("closed-status", org_checks.closed_status),
    Check("objects", permission_checks.objects),
    Check("numbers", permission_checks.numbers),
    Check("region", org_checks.region),
    Check("leads", permission_checks.leads),
    Check("tracked-objects", org_checks.tracked),
    Check("shared-activities", org_checks.shared_activities),
    Check("hosts", org_checks.hosts),
    Check("call-center", org_checks.call_center),
    Check("call-center-users", org_checks.call_center_users),
    Check("sign-out", org_checks.sign_out),
    Check("telephony", server_checks.telephony),
    Check("agents", server_checks.agents),
    Check("outbox", server_checks.outbox),
    Check("layout", by_hand.layout),
    Check("trusted-url", by_hand.trusted_url),
    Check("rules", by_hand.rules),
)
"""In the order of the page: our server, the org, what runs between them, what hands have to do."""


def examine(seen: Seen) -> tuple[Diagnosis, ...]:
    """Judge everything.

    Args:
        seen: what was gathered; a part that could not be gathered is unknown, not wrong.
    """
    return tuple(Diagnosis(name=check.name, verdict=check.judge(seen)) for check in CHECKS)
