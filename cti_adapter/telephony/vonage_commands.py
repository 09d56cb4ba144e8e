"""What is asked of Vonage's voice API for an agent who presses a button; beside vonage.py.

Asking a colleague first stands in vonage_asking.py.
"""

from datetime import datetime

from cti_adapter.calls import events as e
from cti_adapter.calls.commands import Command
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import (
    Conversation,
    Follows,
    ToldCall,
    accepted,
    dialled_number,
)
from cti_adapter.telephony.vonage_api import PAGE, Api, Leg, own_leg, phone
from cti_adapter.telephony.vonage_asking import Asking
from cti_adapter.telephony.vonage_past import running_calls, told_calls


class Commands(Api):
    """Commands in the name of one application."""

    def do(self, command: Command) -> Conversation[Follows]:
        """Carry a command out."""
        match command.verb:
            case "hang_up" | "decline":
                yield from self._hang_up(own_leg(command))
                return ()
            case "mute" | "unmute":
                return (yield from self._mute(command))
            case "hold" | "retrieve":
                return (yield from self._hold(command))
            case "dtmf":
                return (yield from self._keys(command))
            case "transfer":
                return (yield from self._transfer(command))
            case "consult" | "complete_consult" | "cancel_consult" | "conference":
                return (yield from Asking(self.credentials, self._at, command.id).do(command))
            case "originate":
                accepted((yield self._send("POST", self._root, self._dialling(command))))
                return ()
            case _:
                raise TelephonyError(f"Vonage cannot {command.verb}")

    def _mute(self, command: Command) -> Conversation[Follows]:
        uuid = own_leg(command)
        accepted((yield self._put(uuid, {"action": command.verb})))
        event = e.LegMuted if command.verb == "mute" else e.LegUnmuted
        return (event(at=self._at, leg_id=command.leg_id, line=command.line),)

    def _hold(self, command: Command) -> Conversation[Follows]:
        holds = command.verb == "hold"
        customers = yield from self._customers(command)
        yield from self._silence(customers, waits=holds)
        event = e.LegHeld if holds else e.LegRetrieved
        return (event(at=self._at, leg_id=command.leg_id, line=command.line),)

    def _keys(self, command: Command) -> Conversation[Follows]:
        for uuid in (yield from self._customers(command)):
            place = f"{self._root}/{uuid}/dtmf"
            accepted((yield self._send("PUT", place, {"digits": command.digits})))
        return ()

    def _transfer(self, command: Command) -> Conversation[Follows]:
        target = command.target
        if target is None or (target.line is None and target.number is None):
            raise TelephonyError("Vonage hands a call to an agent or to a number")
        to = self._endpoint(target.line) if target.line else phone(target.number or "")
        connect: dict[str, object] = {
            "action": "connect",
            "endpoint": [to],
            "from": self._settings.caller_id.lstrip("+"),
        }
        if target.line:
            connect["eventUrl"] = self._told(call=command.native_id)
        ncco = {"action": "transfer", "destination": {"type": "ncco", "ncco": [connect]}}
        for uuid in (yield from self._customers(command)):
            accepted((yield self._put(uuid, ncco)))
        yield from self._hang_up(own_leg(command))  # where Vonage has not done so by itself
        return (
            e.CallTransferred(
                at=self._at,
                from_line=command.line,
                to_line=target.line,
                to_number=target.number or "",
            ),
        )

    def _dialling(self, command: Command) -> dict[str, object]:
        """Ring the agent's telephone; who answers there is connected with the number."""
        number, own = dialled_number(command), self._settings.caller_id.lstrip("+")
        if not own:
            raise TelephonyError("enter the number to call from first")
        about = {"call": command.native_id, "leg": command.leg_id, "agent": command.line}
        return {
            "to": [self._endpoint(command.line)],
            "from": {"type": "phone", "number": own},
            "event_url": self._told(**about, role="agent"),
            "ncco": [
                {
                    "action": "connect",
                    "from": own,
                    "endpoint": [phone(number)],
                    "eventUrl": self._told(**about),
                }
            ],
        }

    # ── what runs, and what was ──────────────────────────────────────────────────────────────

    def calls_since(self, since: datetime) -> Conversation[tuple[ToldCall, ...]]:
        """List the legs that began since then and are over."""
        legs = yield from self._pages({"date_start": f"{since:%Y-%m-%dT%H:%M:%SZ}"})
        return tuple(told_calls(legs, self._region))

    def calls_now(self) -> Conversation[tuple[ToldCall, ...]]:
        """List the legs that run."""
        legs = yield from self._pages({"status": "answered"})
        legs += yield from self._pages({"status": "ringing"})
        return tuple(running_calls(legs, self._region))

    def _pages(self, wanted: dict[str, str]) -> Conversation[list[Leg]]:
        legs: list[Leg] = []
        while True:
            query = {**wanted, "page_size": PAGE, "record_index": len(legs)}
            page = yield from self._legs(query)
            legs += page
            if len(page) < PAGE:
                return legs
