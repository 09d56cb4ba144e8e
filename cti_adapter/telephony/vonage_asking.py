"""An agent asks somebody while the customer waits, in Vonage's conversations.

Part of vonage_commands.py. Legs are moved into a conversation that has a name of ours, because
only such a one can be joined. There the customer waits as on hold, and who is asked is called into
it. Vonage raises no event of any of it: what the answers tell is what happened. Sources: Vonage's
reference of the NCCO action `conversation`, and facts/telephony.md 1.4.
"""

from collections.abc import Iterable
from typing import Any

from cti_adapter.calls import events as e
from cti_adapter.calls.commands import Command, Target
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import Conversation, Follows, accepted
from cti_adapter.telephony.vonage_api import CUSTOMER, Api, own_leg, phone


class Asking(Api):
    """A consultation, and the three ways in which it ends."""

    def do(self, command: Command) -> Conversation[Follows]:
        """Begin it, or end it by handing over, going back or staying together."""
        target = command.target or Target()
        if target.line is None and target.number is None:
            raise TelephonyError("Vonage asks an agent or a number")
        if command.verb == "consult":
            return (yield from self._consult(command, target))
        others = yield from self._others(command)
        customers = command.attributes.get(CUSTOMER, "").split()
        waiting = [each for each in others if each in customers]
        asked = [each for each in others if each not in customers]
        if not waiting or not asked:
            raise TelephonyError("nobody is being asked any more")
        match command.verb:
            case "complete_consult":
                return (yield from self._complete(command, target, waiting, asked))
            case "cancel_consult":
                for each in asked:
                    yield from self._hang_up(each)
                yield from self._silence(waiting, waits=False)
                ended = e.ConsultEnded(at=self._at, line=command.line, target=_name(target))
                return (ended, self._back(command))
            case _:
                return (yield from self._join(command, target, waiting, asked))

    def _consult(self, command: Command, target: Target) -> Conversation[Follows]:
        waiting, room = (yield from self._customers(command)), f"ask-{command.id}"
        yield from self._move([own_leg(command), *waiting], room, ends=True)
        yield from self._silence(waiting, waits=True)
        accepted((yield self._send("POST", self._root, self._calling(command, target, room))))
        known = e.CallFacts(attributes={CUSTOMER: " ".join(waiting)})
        return (
            e.LegHeld(at=self._at, leg_id=command.leg_id, line=command.line),
            e.ConsultStarted(at=self._at, line=command.line, target=_name(target), facts=known),
        )

    def _complete(
        self, command: Command, target: Target, waiting: list[str], asked: list[str]
    ) -> Conversation[Follows]:
        yield from self._silence(waiting, waits=False)
        # elsewhere, or who asked would take them along by going
        yield from self._move([*asked, *waiting], f"on-{command.id}", ends=True)
        yield from self._hang_up(own_leg(command))
        return (
            e.CallTransferred(
                at=self._at,
                kind="consult",
                from_line=command.line,
                to_line=target.line,
                to_number=target.number or "",
            ),
        )

    def _join(
        self, command: Command, target: Target, waiting: list[str], asked: list[str]
    ) -> Conversation[Follows]:
        yield from self._silence(waiting, waits=False)
        room = f"on-{command.id}"
        yield from self._move([own_leg(command), *asked], room, ends=False)
        yield from self._move(waiting, room, ends=True)
        together = (command.line, *([target.line] if target.line else []))
        return (e.CallConferenced(at=self._at, lines=together), self._back(command))

    def _move(self, uuids: Iterable[str], room: str, *, ends: bool) -> Conversation[None]:
        """Move legs into a conversation of ours, which ends with them or goes on without."""
        ncco = {"type": "ncco", "ncco": [_conversation(room, ends=ends)]}
        for uuid in uuids:
            accepted((yield self._put(uuid, {"action": "transfer", "destination": ncco})))

    def _calling(self, command: Command, target: Target, room: str) -> dict[str, object]:
        """Call whom is asked into the conversation; the query says which part they have."""
        own = self._settings.caller_id.lstrip("+")
        if not own:
            raise TelephonyError("enter the number to call from first")
        part = {"agent": target.line or command.line, "role": "rung" if target.line else "asked"}
        return {
            "to": [self._endpoint(target.line) if target.line else phone(target.number or "")],
            "from": {"type": "phone", "number": own},
            "event_url": self._told(call=command.native_id, **part),
            "ncco": [_conversation(room, ends=False)],
        }

    def _back(self, command: Command) -> e.LegRetrieved:
        return e.LegRetrieved(at=self._at, leg_id=command.leg_id, line=command.line)


def _conversation(room: str, *, ends: bool) -> dict[str, Any]:
    return {"action": "conversation", "name": room, "endOnExit": ends}


def _name(target: Target) -> str:
    """Return how events name who is asked."""
    return target.line or target.number or ""
