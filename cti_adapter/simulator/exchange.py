"""The exchange: which calls there are, what happens to them, and what happens by itself later.

One lock guards all calls, so the events of a call leave in the order in which they happened.
What is done is decided in desk_phone.py and outside.py; here it is carried out and told.
"""

import secrets
import threading
import time
from datetime import UTC, datetime
from itertools import count
from typing import Any

import msgspec

from cti_adapter.simulator import desk_phone, outside
from cti_adapter.simulator.alarms import Alarms
from cti_adapter.simulator.call import Call, Happening
from cti_adapter.simulator.moves import Deed, Wish
from cti_adapter.simulator.refusals import NoSuchCall, NotPossible, Refused
from cti_adapter.simulator.script import Line
from cti_adapter.simulator.sender import Sender

SOURCE = "/simulator"
COMPANY_NUMBER = "+14155550100"
BUSY_NUMBERS = "0666"
SILENT_NUMBERS = "0667"
CALLS_KEPT = 200

TAKES_THE_LINE = frozenset({"leg.connected", "leg.retrieved"})
"""The events by which an agent talks."""

NAMES_THE_CALL = frozenset({"call.created", "leg.offered", "leg.initiated"})
"""The events that say who calls whom, also when a script tells them."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How long the far end of a placed call takes, in seconds."""

    far_end_answers_s: float = 2.0
    nobody_answers_s: float = 30.0


class Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call that shall come in; `from` null withholds the number."""

    from_: str | None = msgspec.field(name="from")
    to_agent: str | None = None
    queue: str | None = None
    local_number: str = COMPANY_NUMBER
    attributes: dict[str, str] = {}
    record_id: str | None = None
    auto_answer_after_s: float | None = None
    script: str | None = None


class Exchange:
    """The simulated telephone system."""

    def __init__(self, sender: Sender, pace: Pace | None = None) -> None:
        self._sender = sender
        self._pace = pace or Pace()
        self._alarms = Alarms()
        self._calls: dict[str, Call] = {}
        self._lock = threading.RLock()
        # ids stay unique and the sequence keeps rising when the simulator is started again
        self._run = secrets.token_hex(4)
        self._numbers = count(time.time_ns() // 1_000_000)

    def place(self, order: Order, script: tuple[Line, ...] = ()) -> Call:
        """Let a call come in: by itself, or exactly as a script says."""
        call = Call(
            id=f"sim-{secrets.token_hex(6)}",
            direction="inbound",
            remote_number=order.from_,
            local_number=order.local_number,
            started_at=time.time(),
            queue=order.queue or None,
            to_agent=order.to_agent or None,
            attributes=order.attributes,
            record_id=order.record_id,
        )
        with self._lock:
            self._keep(call)
            if script:
                self._play(call, script)
                return call
            self._carry_out(call, outside.arrive(call, Wish()))
        if order.auto_answer_after_s is not None:
            self._later(order.auto_answer_after_s, call, desk_phone.answer)
        return call

    def originate(self, number: str, agent: str, call_id: str | None) -> Call:
        """Let an agent's device place a call; the number's last digits say how it ends.

        Raises:
            NotPossible: there is a call with this id already.
        """
        call = Call(
            id=call_id or f"sim-{secrets.token_hex(6)}",
            direction="outbound",
            remote_number=number,
            local_number=COMPANY_NUMBER,
            started_at=time.time(),
        )
        with self._lock:
            if call.id in self._calls:
                raise NotPossible(f"call_id: {call.id} is placed already")
            self._keep(call)
            self._carry_out(call, outside.dial(call, Wish(agent=agent)))
        if number.endswith(BUSY_NUMBERS):
            self._later(self._pace.far_end_answers_s, call, outside.far_end_is_busy)
        elif number.endswith(SILENT_NUMBERS):
            self._later(self._pace.nobody_answers_s, call, outside.far_end_never_answers)
        else:
            self._later(self._pace.far_end_answers_s, call, outside.far_end_answers)
        return call

    def report_presence(self, agent: str, presence: str) -> None:
        """Tell the adapter that an agent has changed their presence at the telephone."""
        data = {"agent": agent, "presence": presence}
        with self._lock:
            event = self._envelope("agent.presence_changed", data)
            self._sender.send(event, lane=f"agent {agent}")

    def act(self, call_id: str, deed: Deed, wish: Wish) -> bytes:
        """Do a deed to a call; return the call as JSON.

        Raises:
            NoSuchCall: there is no call with this id.
            NotPossible: the call is not in a state that allows the deed.
            Malformed: the wish lacks what the deed needs.
        """
        with self._lock:
            call = self._calls.get(call_id)
            if call is None:
                raise NoSuchCall(f"call_id: no call {call_id!r} here")
            if call.ended:
                raise NotPossible("the call has ended")
            self._carry_out(call, deed(call, wish))
            call.digits += wish.digits
            return msgspec.json.encode(call)

    def answer_test(self) -> None:
        """Send an event back that tells of no call: whoever tests sees both ways work."""
        self._sender.send(self._envelope("system.test", {}), lane="test")

    def calls(self) -> bytes:
        """Return all calls as a JSON array, oldest first."""
        with self._lock:
            return msgspec.json.encode(list(self._calls.values()))

    def close(self) -> None:
        """Let nothing more happen by itself."""
        self._alarms.close()

    def _keep(self, call: Call) -> None:
        self._calls[call.id] = call
        while len(self._calls) > CALLS_KEPT:
            del self._calls[next(iter(self._calls))]

    def _play(self, call: Call, script: tuple[Line, ...], now_s: float = 0.0) -> None:
        """Tell what is due, then wait for the next line: lines of one moment keep their order."""
        due = [line for line in script if line.at_s <= now_s]
        for line in due:
            facts = call.facts() if line.type in NAMES_THE_CALL else {}
            self._tell(call, Happening(line.type, facts | line.fields))
        rest = script[len(due) :]
        if rest:
            next_s = rest[0].at_s
            self._alarms.after(next_s - now_s, lambda: self._play(call, rest, next_s))

    def _later(self, seconds: float, call: Call, deed: Deed) -> None:
        def do_it() -> None:
            try:
                self.act(call.id, deed, Wish())
            except Refused:
                return  # somebody was quicker: the call has moved on

        self._alarms.after(seconds, do_it)

    def _carry_out(self, call: Call, happenings: list[Happening]) -> None:
        for happening in happenings:
            if happening.type in TAKES_THE_LINE:
                self._hold_others(call, str(happening.fields["agent"]))
            self._tell(call, happening)

    def _hold_others(self, call: Call, agent: str) -> None:
        """An agent talks on one call at a time: the telephone holds what they talked on."""
        for other in self._calls.values():
            leg = other.live_leg(agent)
            if other is not call and leg is not None and leg.state == "connected":
                self._tell(other, Happening("leg.held", {"agent": agent}))

    def _tell(self, call: Call, happening: Happening) -> None:
        with self._lock:
            data = call.take(happening)
            self._sender.send(self._envelope(happening.type, data), lane=call.id)

    def _envelope(self, type_: str, data: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "specversion": "1.0",
            "id": f"evt-{self._run}-{number}",
            "source": SOURCE,
            "type": type_,
            "time": at,
            "sequence": f"{number:016d}",
            "data": data,
        }
