"""How Twilio's REST API is spoken to: requests, conferences, and who is in one. Commands nothing.

Hold, mute and conference are things of a Conference there, never of a Call. Who is who in one say
the labels of its participants. Sources: Twilio's documentation of the resources Call, Conference
and Participant, and facts/telephony.md 1.3.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import (
    ApiAnswer,
    ApiRequest,
    Conversation,
    Credentials,
    accepted,
)
from cti_adapter.telephony.telling import line_of

GONE: Final = 404
"""The call is over already."""
PROGRESS: Final = ("initiated", "ringing", "answered", "completed")

AGENT, ASKED, ASKED_NUMBER = "agent:", "asked:", "asked-number:"
"""What a participant's label begins with; whoever has none of them is the customer.

`agent:101` has the customer, `agent:101/+14155550101` is about to dial that number, `asked:102`
was rung to be asked, `asked-number:+14155550199` is no agent and was.
"""


class Participant(msgspec.Struct):
    """Somebody in a conference."""

    call_sid: str = ""
    label: str | None = None

    @property
    def line(self) -> Line | None:
        """Which agent it is."""
        return line_in(self.label or "")

    @property
    def is_asked(self) -> bool:
        """Whether they were rung to be asked."""
        return (self.label or "").startswith((ASKED, ASKED_NUMBER))

    @property
    def is_customer(self) -> bool:
        """Whether nobody of ours brought them in."""
        return self.line is None and not self.is_asked


class _Page(msgspec.Struct):
    """A page of any list; of a conference only the sid is read."""

    conferences: list[dict[str, Any]] = []
    participants: list[Participant] = []
    calls: list[dict[str, Any]] = []
    next_page_uri: str | None = None


class Api:
    """Requests in the name of one account."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self._settings = credentials.settings
        self._hook = credentials.hook_url
        self._region = credentials.region
        account, token = self._settings.account_sid, next(iter(credentials.secrets), "")
        if not account or not token:
            raise TelephonyError("enter the account of this telephone system first")
        self._basic = b64encode(f"{account}:{token}".encode()).decode()
        self._root = f"{self._settings.api_url.rstrip('/')}/2010-04-01/Accounts/{account}"

    def account(self) -> ApiRequest:
        """Return a question that changes nothing."""
        return self._get(f"{self._root}.json")

    def _conference(self, name: str, *, needed: bool = True) -> Conversation[str]:
        """Return the sid of the conference that bears a call's name."""
        if name.startswith("CF"):
            return quote(name)
        query = urlencode({"FriendlyName": name, "Status": "in-progress", "PageSize": 1})
        page = read(accepted((yield self._get(f"{self._root}/Conferences.json?{query}"))))
        sids = [each.get("sid") for each in page.conferences]
        sid = next((each for each in sids if isinstance(each, str) and each.startswith("CF")), "")
        if needed and not sid:
            raise TelephonyError("this call is in no conference: Twilio cannot do that with it")
        return quote(sid)

    def _people(self, conference: str) -> Conversation[list[Participant]]:
        url = f"{self._root}/Conferences/{conference}/Participants.json"
        return read(accepted((yield self._get(url)))).participants

    def _hold_all(
        self, conference: str, people: Iterable[Participant], *, hold: bool
    ) -> Conversation[None]:
        """Put the customer on hold, or take them back; who is asked stays in the conversation."""
        for each in people:
            if each.is_customer:
                yield from self._change(conference, each.call_sid, Hold=str(hold).lower())

    def _change(self, conference: str, sid: str, **fields: str) -> Conversation[None]:
        accepted(
            (yield self._post(f"Conferences/{conference}/Participants/{quote(sid)}", **fields))
        )

    def _hang_up(self, sid: str) -> Conversation[None]:
        accepted((yield self._post(f"Calls/{quote(sid)}", Status="completed")), also=GONE)

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

    def _rings(self, command: Command, line: Line) -> str:
        """Return where the progress of an agent is told who is rung for this call."""
        return self._callback(call=command.native_id, agent=line, role="rung")

    def _address(self, line: Line) -> str:
        # a template with a gap of its own would be a fault of ours: only {line} is filled
        return str(self._settings.agent_address.replace("{line}", quote(line, safe="+")))


def line_in(label: str) -> Line | None:
    """Return the agent a participant's label names."""
    for prefix in (AGENT, ASKED):
        if label.startswith(prefix):
            return line_of(label.removeprefix(prefix).partition("/")[0])
    return None


def dialled_in(label: str) -> str:
    """Return whom that agent is about to dial, "" where nobody."""
    return label.partition("/")[2] if label.startswith(AGENT) else ""


def agent_in(people: Iterable[Participant], line: Line, *, or_leg: str = "") -> str:
    """Return the call of an agent who is in a conference.

    Raises:
        TelephonyError: they are not, or no longer.
    """
    for each in people:
        if each.line == line or (or_leg and each.call_sid == or_leg):
            return each.call_sid
    raise TelephonyError("this agent is not in the conference any more")


def read(answer: ApiAnswer) -> _Page:
    """Read one page of a list.

    Raises:
        TelephonyError: it cannot be read.
    """
    try:
        return msgspec.json.decode(answer.body, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TelephonyError("Twilio's answer cannot be read") from error
