"""Whether a call is logged, and why not. The server writes in every case (DECISION 33)."""

from cti_adapter.calls.call import Call


def why_not_logged(call: Call) -> str | None:
    """Return the recorded reason for which nobody logs the call, None where it is logged.

    A call between two agents is not logged (DECISION 15, 'Log internal calls' is off).
    """
    return "internal" if call.direction == "Internal" else None
