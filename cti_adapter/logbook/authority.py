"""Whether a call is logged, and why not. The server writes in every case (DECISION 33)."""

from cti_adapter.calls.call import Call
from cti_adapter.calls.policy import Policy

MISSED_QUEUE_CALL = "missed-queue-call"
"""The recorded reason of a missed queue call while Config 1 is off."""


def why_not_logged(call: Call, policy: Policy) -> str | None:
    """Return the recorded reason for which nobody logs the call, None where it is logged.

    A call between two agents is not logged (DECISION 15, 'Log internal calls' is off). A missed
    queue call is logged only under Config 1 (DECISION 53).
    """
    if call.direction == "Internal":
        return "internal"
    if is_missed_queue_call(call) and not policy.log_missed_queue_calls:
        return MISSED_QUEUE_CALL
    return None


def is_missed_queue_call(call: Call) -> bool:
    """Whether Config 1 alone decides (DECISION 53).

    An inbound call that was routed to a queue and connected no agent, abandoned calls and
    voicemail included; a call to a receiving number that nobody answered counts as one too. A
    call missed on a direct line does not.
    """
    missed = call.direction == "Inbound" and call.answered_at is None
    return missed and (call.was_queued or not call.is_routed)
