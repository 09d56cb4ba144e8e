"""An agent asks somebody while the customer waits, in Twilio's conferences; part of twilio_rest.py.

The customer is held, who is asked joins the conference, and whoever is to go is hung up. Who goes
first must not take the others along: the conference ends with another one then. Twilio raises no
event of any of it: what the answers tell is what happened. Source: facts/telephony.md 1.3.
"""

from collections.abc import Sequence
from datetime import datetime

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import ApiRequest, Conversation, Follows, accepted
from cti_adapter.telephony.twilio_api import (
    ASKED,
    ASKED_NUMBER,
    PROGRESS,
    Api,
    Participant,
    agent_in,
)


class Asking(Api):
    """A consultation, and the three ways in which it ends."""

    def do(self, command: Command, at: datetime) -> Conversation[Follows]:
        """Begin it, or end it by handing over, going back or staying together."""
        conference = yield from self._conference(command.native_id)
        people = yield from self._people(conference)
        if command.verb == "consult":
            return (yield from self._consult(command, at, conference, people))
        asked = _asked(people, command)
        match command.verb:
            case "complete_consult":
                return (yield from self._complete(command, at, conference, people, asked))
            case "cancel_consult":
                yield from self._hang_up(asked.call_sid)
                yield from self._hold_all(conference, people, hold=False)
                ended = e.ConsultEnded(at=at, line=command.line, target=_name(asked))
                return (ended, _back(command, at))
            case _:
                asks = agent_in(people, command.line, or_leg=command.leg_id)
                yield from self._change(conference, asks, EndConferenceOnExit="false")
                yield from self._hold_all(conference, people, hold=False)
                together = (command.line, *([asked.line] if asked.line else []))
                return (e.CallConferenced(at=at, lines=together), _back(command, at))

    def _consult(
        self, command: Command, at: datetime, conference: str, people: Sequence[Participant]
    ) -> Conversation[Follows]:
        request, target = self._asked_to_join(command, conference)
        yield from self._hold_all(conference, people, hold=True)
        accepted((yield request))
        return (
            e.LegHeld(at=at, leg_id=command.leg_id, line=command.line),
            e.ConsultStarted(at=at, line=command.line, target=target),
        )

    def _asked_to_join(self, command: Command, conference: str) -> tuple[ApiRequest, str]:
        """Return what rings whom is asked, and how events name them."""
        if not self._settings.caller_id:
            raise TelephonyError("enter the number to call from first")
        line = command.target.line if command.target else None
        number = command.target.number if command.target else None
        if line is not None:
            label, to, callback = f"{ASKED}{line}", self._address(line), self._rings(command, line)
        elif number is not None:
            about = {"call": command.native_id, "leg": command.leg_id, "agent": command.line}
            label, to = f"{ASKED_NUMBER}{number}", str(number)
            callback = self._callback(**about, role="asked")
        else:
            raise TelephonyError("Twilio asks an agent or a number")
        request = self._post(
            f"Conferences/{conference}/Participants",
            From=self._settings.caller_id,
            To=to,
            Label=label,
            EndConferenceOnExit="false",
            StatusCallback=callback,
            StatusCallbackEvent=PROGRESS,
        )
        return request, line or number or ""

    def _complete(
        self,
        command: Command,
        at: datetime,
        conference: str,
        people: Sequence[Participant],
        asked: Participant,
    ) -> Conversation[Follows]:
        leaving = agent_in(people, command.line, or_leg=command.leg_id)
        yield from self._change(conference, leaving, EndConferenceOnExit="false")
        # from now on the call is over when the other one goes
        yield from self._change(conference, asked.call_sid, EndConferenceOnExit="true")
        yield from self._hold_all(conference, people, hold=False)
        yield from self._hang_up(leaving)
        return (
            e.CallTransferred(
                at=at,
                kind="consult",
                from_line=command.line,
                to_line=asked.line,
                to_number="" if asked.line else _name(asked),
            ),
        )


def _asked(people: Sequence[Participant], command: Command) -> Participant:
    """Return who is asked: whom the command names, else who came to be asked."""
    wanted = command.target.line or command.target.number if command.target else None
    for each in people:
        if each.is_asked and each.line != command.line and wanted in {None, _name(each)}:
            return each
    raise TelephonyError("nobody is being asked any more")


def _name(asked: Participant) -> Line | PhoneNumber:
    """Return how events name who is asked."""
    return asked.line or PhoneNumber((asked.label or "").removeprefix(ASKED_NUMBER))


def _back(command: Command, at: datetime) -> e.LegRetrieved:
    return e.LegRetrieved(at=at, leg_id=command.leg_id, line=command.line)
