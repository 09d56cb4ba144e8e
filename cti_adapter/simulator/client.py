"""Speaks to a running simulator: what `cti-adapter simulate call` and tests use."""

from typing import Any

import msgspec
import requests

TIMEOUT_S = 10.0


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A call the simulator has let in; `leg_id` is None where it rings at nobody yet."""

    call_id: str
    leg_id: str | None = None


class SimulatorRefused(Exception):
    """The simulator did not take the call; the message is its reason."""


def place_call(
    simulator_url: str,
    *,
    from_number: str | None,
    to_agent: str | None = None,
    queue: str | None = None,
    script: str | None = None,
    **further: Any,
) -> Placed:
    """Let a customer call.

    Args:
        simulator_url: where the simulator answers, `http://127.0.0.1:8091`.
        from_number: the caller's number; None withholds it.
        to_agent: telephone id of the agent at whom it rings.
        queue: queue through which it comes.
        script: text of a script (script.py) that tells the whole call instead.
        further: local_number, attributes, record_id or auto_answer_after_s.

    Raises:
        SimulatorRefused: it is not there, or does not take the call.
    """
    order = {"from": from_number, "to_agent": to_agent, "queue": queue, "script": script}
    with requests.Session() as session:
        session.trust_env = False  # the simulator stands on this machine: no proxy
        try:
            answer = session.post(
                f"{simulator_url.rstrip('/')}/calls", json=order | further, timeout=TIMEOUT_S
            )
        except requests.RequestException as fault:
            raise SimulatorRefused(f"no simulator answers at {simulator_url}") from fault
    try:
        if answer.ok:
            return msgspec.json.decode(answer.content, type=Placed)
        detail = msgspec.json.decode(answer.content, type=dict[str, Any])["detail"]
    except (msgspec.MsgspecError, KeyError) as fault:
        raise SimulatorRefused(f"what answers at {simulator_url} is no simulator") from fault
    raise SimulatorRefused(detail)
