"""What is asked of Twilio's REST API for an agent who presses a button; beside twilio.py.

A call that is in no conference can be handed on and hung up, not held (twilio_api.py). Asking a
colleague first stands in twilio_asking.py.
"""

from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape, quoteattr

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import (
    ApiRequest,
    Conversation,
    Follows,
    ToldCall,
    accepted,
    dialled_number,
)
from cti_adapter.telephony.twilio_api import AGENT, PROGRESS, Api, agent_in, read
from cti_adapter.telephony.twilio_asking import Asking
from cti_adapter.telephony.twilio_past import running_calls, told_calls

PAGE: Final = 1000
"""Calls in one page of the list: as many as Twilio gives."""

_CONFERENCE = ("start", "end", "join", "leave", "mute", "hold")


class Rest(Api):
    """Commands in the name of one account."""

    def do(self, command: Command, at: datetime) -> Conversation[Follows]:
        """Carry a command out."""
        match command.verb:
            case "hang_up" | "decline":
                return (yield from self._end_leg(command))
            case "hold":
                yield from self._hold(command, hold=True)
                return (e.LegHeld(at=at, leg_id=command.leg_id, line=command.line),)
            case "retrieve":
                yield from self._hold(command, hold=False)
                return (e.LegRetrieved(at=at, leg_id=command.leg_id, line=command.line),)
            case "mute" | "unmute":
                return (yield from self._mute(command))
            case "transfer":
                return (yield from self._transfer(command, at))
            case "consult" | "complete_consult" | "cancel_consult" | "conference":
                return (yield from Asking(self.credentials).do(command, at))
            case "originate":
                return (yield from self._originate(command))
            case _:
                raise TelephonyError(f"Twilio cannot {command.verb}")

    def _end_leg(self, command: Command) -> Conversation[Follows]:
        sid = command.leg_id
        if not sid.startswith("CA"):
            conference = yield from self._conference(command.native_id)
            people = yield from self._people(conference)
            sid = agent_in(people, command.line)
        yield from self._hang_up(sid)
        return ()

    def _hold(self, command: Command, *, hold: bool) -> Conversation[None]:
        conference = yield from self._conference(command.native_id)
        people = yield from self._people(conference)
        others = [each for each in people if each.call_sid != command.leg_id]
        yield from self._hold_all(conference, others, hold=hold)

    def _mute(self, command: Command) -> Conversation[Follows]:
        conference = yield from self._conference(command.native_id)
        sid = command.leg_id
        if not sid.startswith("CA"):
            sid = agent_in((yield from self._people(conference)), command.line)
        yield from self._change(conference, sid, Muted=str(command.verb == "mute").lower())
        return ()

    def _transfer(self, command: Command, at: datetime) -> Conversation[Follows]:
        """Hand the customer on: in a conference the other joins and the agent goes."""
        target = command.target
        to = self._address(target.line) if target and target.line else ""
        to = to or (target.number if target and target.number else "")
        if target is None or not to:
            raise TelephonyError("Twilio hands a call to an agent or to a number")
        conference = yield from self._conference(command.native_id, needed=False)
        if conference:
            yield from self._replace(conference, command, to, target.line)
        else:
            yield from self._redirect(command, to)
        return (
            e.CallTransferred(
                at=at,
                kind="blind",
                from_line=command.line,
                to_line=target.line,
                to_number=target.number or "",
            ),
        )

    def _replace(
        self, conference: str, command: Command, to: str, line: Line | None
    ) -> Conversation[None]:
        people = yield from self._people(conference)
        leaving = agent_in(people, command.line, or_leg=command.leg_id)
        # the conference must outlive who hands it on
        yield from self._change(conference, leaving, EndConferenceOnExit="false")
        joins = self._post(
            f"Conferences/{conference}/Participants",
            From=self._settings.caller_id,
            To=to,
            Label=f"{AGENT}{line}" if line else "",
            EndConferenceOnExit="true",
            StatusCallback=self._rings(command, line) if line else "",
            StatusCallbackEvent=PROGRESS if line else (),
        )
        accepted((yield joins))
        yield from self._hang_up(leaving)

    def _redirect(self, command: Command, to: str) -> Conversation[None]:
        """Give the customer's own call another place to go; the bridge to the agent ends."""
        if not command.native_id.startswith("CA"):
            raise TelephonyError("the customer's own call is not known")
        answer = yield self._post(f"Calls/{command.native_id}", Twiml=self._dial(command, to))
        accepted(answer)

    def _originate(self, command: Command) -> Conversation[Follows]:
        """Ring the agent's telephone, in a conference; who answers there has the number dialled.

        The number travels in the label (`far_end`).
        """
        number = dialled_number(command)
        if not self._settings.caller_id:
            raise TelephonyError("enter the number to call from first")
        about = {"call": command.native_id, "leg": command.leg_id, "agent": command.line}
        place = f"Conferences/{quote(command.native_id)}/Participants"
        request = self._post(
            place,
            From=self._settings.caller_id,
            To=self._address(command.line),
            Label=f"{AGENT}{command.line}/{number}",
            EndConferenceOnExit="true",
            StatusCallback=self._callback(**about, role="agent"),
            StatusCallbackEvent=PROGRESS,
            ConferenceStatusCallback=self._callback(**about),
            ConferenceStatusCallbackEvent=_CONFERENCE,
        )
        accepted((yield request))
        return ()

    def far_end(
        self, conference: str, native_id: str, leg_id: str, line: Line, number: str
    ) -> ApiRequest:
        """Return what dials the customer once the agent's telephone has answered."""
        return self._post(
            f"Conferences/{quote(conference)}/Participants",
            From=self._settings.caller_id,
            To=number,
            Label="customer",
            EndConferenceOnExit="true",
            StatusCallback=self._callback(call=native_id, leg=leg_id, agent=line),
            StatusCallbackEvent=PROGRESS,
        )

    # ── what runs, and what was ──────────────────────────────────────────────────────────────

    def calls_since(self, since: datetime) -> Conversation[tuple[ToldCall, ...]]:
        """List the calls that began on that day or later and are over, each with its children."""
        rows = yield from self._calls({"StartTime>": f"{since:%Y-%m-%d}"})
        return tuple(told_calls(rows, since, self._region))

    def calls_now(self) -> Conversation[tuple[ToldCall, ...]]:
        """List the calls that run, each with its children."""
        rows = yield from self._calls({"Status": "in-progress"})
        rows += yield from self._calls({"Status": "ringing"})
        return tuple(running_calls(rows, self._region))

    def _calls(self, wanted: dict[str, str]) -> Conversation[list[dict[str, Any]]]:
        query = urlencode({**wanted, "PageSize": PAGE})
        url: str | None = f"{self._root}/Calls.json?{query}"
        rows: list[dict[str, Any]] = []
        while url is not None:
            page = read(accepted((yield self._get(url))))
            rows += page.calls
            more = page.next_page_uri or ""
            url = f"{self._settings.api_url.rstrip('/')}{more}" if more.startswith("/") else None
        return rows

    def _dial(self, command: Command, to: str) -> str:
        target = command.target
        noun: Literal["Client", "Sip", "Number"] = "Number"
        noun = "Client" if to.startswith("client:") else "Sip" if to.startswith("sip:") else noun
        of_agent = target is not None and target.line is not None
        callback = quoteattr(self._callback(call=command.native_id))
        events = f' statusCallback={callback} statusCallbackEvent="{" ".join(PROGRESS)}"'
        said = escape(to.removeprefix("client:"))
        return (
            f"<Response><Dial><{noun}{events if of_agent else ''}>{said}</{noun}></Dial></Response>"
        )
