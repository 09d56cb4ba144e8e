"""Whether a call is logged, and the recorded reason where it is not."""

from itertools import product

import pytest

from cti_adapter.calls.policy import Policy
from cti_adapter.logbook.authority import why_not_logged
from tests.support.story import play


def test_a_call_between_two_agents_is_not_logged() -> None:
    """No customer took part; the ledger says so (DECISION 15)."""
    call = play("09:00:00 | leg.initiated | 101, direction=Internal").call

    assert "internal" == why_not_logged(call, Policy())


@pytest.mark.parametrize("event", ["leg.connected", "leg.initiated"])
def test_every_call_with_a_customer_is_logged(event: str) -> None:
    """One Task for each inbound and each outbound call (S1-1)."""
    assert why_not_logged(play(f"09:00:00 | {event} | 101").call, Policy()) is None


MISSED_IN_A_QUEUE = {
    "abandoned": "09:00:00 | call.queued  | queue=Support",
    "rung in vain": "09:00:00 | leg.offered | 101, queue=Support",
    "voicemail": """
        09:00:00 | call.queued    | queue=Support
        09:00:20 | voicemail.left | https://pbx.example.test/v/1
    """,
    "asked a colleague only": """
        09:00:00 | call.queued     | queue=Support
        09:00:20 | consult.started | line=101, target=102
        09:00:21 | leg.connected   | 102
    """,
    "overflowed from a direct line": """
        09:00:00 | leg.offered      | 101, route=agent
        09:00:20 | leg.withdrawn    | 101
        09:00:20 | call.transferred | to_queue=Support
    """,
    "overflowed to a direct line": """
        09:00:00 | call.queued      | queue=Support
        09:00:20 | call.transferred | to_line=101
        09:00:21 | leg.offered      | 101
    """,
    "receiving number": "09:00:00 | call.created | local_number=+14155550100",
    "receiving number that rang": "09:00:00 | leg.offered | 101, route=number",
}
OF_OTHERS = {
    "missed on a direct line": "09:00:00 | leg.offered | 101",
    "put through from a number to a direct line": """
        09:00:00 | call.created     | route=number
        09:00:02 | call.transferred | to_line=101
    """,
    "answered in a queue": "09:00:00 | leg.connected | 101, queue=Support",
    "answered at a number": "09:00:00 | leg.connected | 101, route=number",
    "answered and lost in a queue": """
        09:00:00 | leg.connected    | 101, route=agent
        09:00:05 | call.transferred | from_line=101, to_queue=Support
        09:00:05 | leg.ended        | 101
    """,
    "outbound that nobody answered": "09:00:00 | leg.initiated | 101, queue=Support",
}
END = "\n09:01:00 | call.ended |"


@pytest.mark.parametrize(
    ("name", "config_1", "config_2"), [*product(MISSED_IN_A_QUEUE, (True, False), (True, False))]
)
def test_a_missed_queue_call_is_config_1_s_alone(
    name: str, *, config_1: bool, config_2: bool
) -> None:
    """Voicemail, abandoned calls and receiving numbers included (DECISION 53)."""
    policy = Policy(log_missed_queue_calls=config_1, log_while_signed_out=config_2)
    call = play(MISSED_IN_A_QUEUE[name] + END, policy).call

    assert (None if config_1 else "missed-queue-call") == why_not_logged(call, policy)


@pytest.mark.parametrize(("name", "config_1"), [*product(OF_OTHERS, (True, False))])
def test_any_other_call_is_not_config_1_s(name: str, *, config_1: bool) -> None:
    """Whoever answered or rang alone is judged by their own row (DECISION 37)."""
    policy = Policy(log_missed_queue_calls=config_1)
    call = play(OF_OTHERS[name] + END, policy).call

    assert why_not_logged(call, policy) is None
