"""What an org requires of a log: what Save is refused for, and what the log is flagged with. Pure.

The agent's Save is refused or asked about once more (DECISION 6); the end of the timer never is,
so that no call goes without its Task: that one is flagged instead (DECISION 13).
"""

from msgspec.structs import replace

from cti_adapter.assignment.engine import Assignment
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import Told


def held_up(file: CallFile, assignment: Assignment, said: list[Told]) -> Step | None:
    """Refuse a Save that lacks what the org requires, or ask once more; None lets it pass.

    Args:
        file: the call, wrapping up.
        assignment: with what the page has named at this press.
        said: what that did.
    """
    held = replace(file, assignment=assignment)
    policy = file.policy
    if assignment.slots.is_empty and policy.require_assignment:
        return Step(file=held, said=(*said, Told(code="needs-record")))
    if policy.require_call_result and not file.call_result:
        return Step(file=held, said=(*said, Told(code="needs-result")))
    if assignment.slots.is_empty and not file.asked_once_more:
        asked = replace(held, asked_once_more=True)
        return Step(file=asked, said=(*said, Told(code="nothing-assigned-once-more")))
    return None


def missing(file: CallFile) -> dict[str, bool]:
    """Return the flags of a log that is written: what the org requires, and it lacks."""
    policy = file.policy
    return {
        "needs_record": policy.require_assignment and file.assignment.slots.is_empty,
        "needs_result": policy.require_call_result and not file.call_result,
    }
