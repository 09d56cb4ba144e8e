"""What is asked of Twilio's REST API, as requests to be sent; the other half of twilio.py.

Hold, mute and conference are things of a Conference there, never of a Call: a call that is in none
can be handed on and hung up, not held. Sources: Twilio's documentation of the resources Call,
Conference and Participant, and facts/telephony.md 1.3.
"""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape, quoteattr

import msgspec

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import (
    ApiAnswer,
    ApiRequest,
    Conversation,
    Credentials,
    Follows,
    ToldCall,
    accepted,
    dialled_number,
)
from cti_adapter.telephony.telling import line_of
from cti_adapter.telephony.twilio_past import told_calls

GONE: Final = 404
"""The call is over already."""
PAGE: Final = 200

_AGENT = "agent:"
_PROGRESS = ("initiated", "ringing", "answered", "completed")
_CONFERENCE = ("start", "end", "join", "leave", "mute", "hold")


def line_in(label: str) -> Line | None:
    """Return the agent a participant's label names: `agent:101`, `agent:101/+14155550101`."""
    if not label.startswith(_AGENT):
        return None
    return line_of(label.removeprefix(_AGENT).partition("/")[0])


def dialled_in(label: str) -> str:
    """Return whom that agent is about to dial, "" where nobody."""
    return label.partition("/")[2] if label.startswith(_AGENT) else ""


class _Participant(msgspec.Struct):
    call_sid: str = ""
    label: str | None = None


class _Page(msgspec.Struct):
    """A page of any list; of a conference only the sid is read."""

    conferences: list[dict[str, Any]] = []
    participants: list[_Participant] = []
    calls: list[dict[str, Any]] = []
    next_page_uri: str | None = None


class Rest:
    """Requests in the name of one account."""

    def __init__(self, credentials: Credentials) -> None:
        self._settings = credentials.settings
        self._hook = credentials.hook_url
        self._region = credentials.region
        account, token = self._settings.account_sid, next(iter(credentials.secrets), "")
        if not account or not token:
            raise TelephonyError("enter the account of this telephone system first")
        self._basic = b64encode(f"{account}:{token}".encode()).decode()
        self._root = f"{self._settings.api_url.rstrip('/')}/2010-04-01/Accounts/{account}"

    # ── commands ─────────────────────────────────────────────────────────────────────────────

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
            case "originate":
                return (yield from self._originate(command))
            case _:
                raise TelephonyError(f"Twilio cannot {command.verb}")

    def _end_leg(self, command: Command) -> Conversation[Follows]:
        sid = command.leg_id
        if not sid.startswith("CA"):
            conference = yield from self._conference(command.native_id)
            people = yield from self._people(conference)
            sid = _agent_in(people, command.line)
        accepted((yield self._post(f"Calls/{quote(sid)}", Status="completed")), also=GONE)
        return ()

    def _hold(self, command: Command, *, hold: bool) -> Conversation[None]:
        conference = yield from self._conference(command.native_id)
        people = yield from self._people(conference)
        for each in people:
            if line_in(each.label or "") is None and each.call_sid != command.leg_id:
                place = f"Conferences/{conference}/Participants/{quote(each.call_sid)}"
                accepted((yield self._post(place, Hold="true" if hold else "false")))

    def _mute(self, command: Command) -> Conversation[Follows]:
        conference = yield from self._conference(command.native_id)
        sid = command.leg_id
        if not sid.startswith("CA"):
            sid = _agent_in((yield from self._people(conference)), command.line)
        place = f"Conferences/{conference}/Participants/{quote(sid)}"
        accepted((yield self._post(place, Muted="true" if command.verb == "mute" else "false")))
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
        leaving = _agent_in(people, command.line, or_leg=command.leg_id)
        place = f"Conferences/{conference}/Participants"
        # the conference must outlive who hands it on
        stays = self._post(f"{place}/{quote(leaving)}", EndConferenceOnExit="false")
        accepted((yield stays))
        joins = self._post(
            place,
            From=self._settings.caller_id,
            To=to,
            Label=f"{_AGENT}{line}" if line else "",
            EndConferenceOnExit="true",
            StatusCallback=self._callback(call=command.native_id) if line else "",
            StatusCallbackEvent=_PROGRESS if line else (),
        )
        accepted((yield joins))
        accepted((yield self._post(f"Calls/{quote(leaving)}", Status="completed")), also=GONE)

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
            Label=f"{_AGENT}{command.line}/{number}",
            EndConferenceOnExit="true",
            StatusCallback=self._callback(**about, role="agent"),
            StatusCallbackEvent=_PROGRESS,
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
            StatusCallbackEvent=_PROGRESS,
        )

    # ── what runs, and what was ──────────────────────────────────────────────────────────────

    def account(self) -> ApiRequest:
        """Return a question that changes nothing."""
        return self._get(f"{self._root}.json")

    def calls_since(self, since: datetime) -> Conversation[tuple[ToldCall, ...]]:
        """List the calls that began on that day or later and are over, each with its children."""
        query = urlencode({"StartTime>": f"{since:%Y-%m-%d}", "PageSize": PAGE})
        url: str | None = f"{self._root}/Calls.json?{query}"
        rows: list[dict[str, Any]] = []
        while url is not None:
            page = _read(accepted((yield self._get(url))))
            rows += page.calls
            more = page.next_page_uri or ""
            url = f"{self._settings.api_url.rstrip('/')}{more}" if more.startswith("/") else None
        return tuple(told_calls(rows, since, self._region))

    def _conference(self, name: str, *, needed: bool = True) -> Conversation[str]:
        """Return the sid of the conference that bears a call's name."""
        if name.startswith("CF"):
            return name
        query = urlencode({"FriendlyName": name, "Status": "in-progress", "PageSize": 1})
        page = _read(accepted((yield self._get(f"{self._root}/Conferences.json?{query}"))))
        sids = [each.get("sid") for each in page.conferences]
        sid = next((each for each in sids if isinstance(each, str) and each.startswith("CF")), "")
        if needed and not sid:
            raise TelephonyError("this call is in no conference: Twilio cannot do that with it")
        return quote(sid)

    def _people(self, conference: str) -> Conversation[list[_Participant]]:
        url = f"{self._root}/Conferences/{conference}/Participants.json"
        return _read(accepted((yield self._get(url)))).participants

    # ── requests ─────────────────────────────────────────────────────────────────────────────

    def _post(self, place: str, **fields: str | Iterable[str]) -> ApiRequest:
        said = {name: value for name, value in fields.items() if value}
        headers = {
            "authorization": f"Basic {self._basic}",
            "content-type": "application/x-www-form-urlencoded",
        }
        body = urlencode(said, doseq=True).encode()
        return ApiRequest(url=f"{self._root}/{place}.json", headers=headers, body=body)

    def _get(self, url: str) -> ApiRequest:
        return ApiRequest(url=url, method="GET", headers={"authorization": f"Basic {self._basic}"})

    def _callback(self, **about: str) -> str:
        return f"{self._hook}?{urlencode(about)}"

    def _address(self, line: Line) -> str:
        # a template with a gap of its own would be a fault of ours: only {line} is filled
        return str(self._settings.agent_address.replace("{line}", quote(line, safe="+")))

    def _dial(self, command: Command, to: str) -> str:
        target = command.target
        noun: Literal["Client", "Sip", "Number"] = "Number"
        noun = "Client" if to.startswith("client:") else "Sip" if to.startswith("sip:") else noun
        of_agent = target is not None and target.line is not None
        callback = quoteattr(self._callback(call=command.native_id))
        events = f' statusCallback={callback} statusCallbackEvent="{" ".join(_PROGRESS)}"'
        said = escape(to.removeprefix("client:"))
        return (
            f"<Response><Dial><{noun}{events if of_agent else ''}>{said}</{noun}></Dial></Response>"
        )


def _agent_in(people: Iterable[_Participant], line: Line, *, or_leg: str = "") -> str:
    for each in people:
        if line_in(each.label or "") == line or (or_leg and each.call_sid == or_leg):
            return each.call_sid
    raise TelephonyError("this agent is not in the conference any more")


def _read(answer: ApiAnswer) -> _Page:
    try:
        return msgspec.json.decode(answer.body, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TelephonyError("Twilio's answer cannot be read") from error
