"""What an admin may say of an agent, and which part of it is wrong. Pure; asks nobody."""

import hashlib
from collections.abc import Sequence

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.ports import Agent

_MOST = {"line": 64, "name": 80, "email": 254}


class AgentForm(msgspec.Struct, frozen=True, kw_only=True):
    """An agent as a form says it."""

    line: Line
    name: str
    email: str = ""
    user_id: str | None = None
    do_not_log: bool = False


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a form: its field, and what is wrong in the words of a catalogue."""

    field: str
    code: str
    params: dict[str, str] = {}


class AgentRefused(Unprocessable):
    """The form says something that cannot be so."""

    error_id = "agent-refused"

    def __init__(self, *wrong: Fault) -> None:
        super().__init__(*(FieldFault(field=each.field, message=each.code) for each in wrong))
        self.wrong = wrong


def check_texts(said: AgentForm | Agent) -> Sequence[Fault]:
    """Return what is wrong with line, name and e-mail by themselves."""
    texts = {"line": said.line, "name": said.name, "email": said.email}
    faults = [
        Fault(field=field, code=f"{field}-missing")
        for field in ("line", "name")
        if not texts[field].strip()
    ]
    for field, text in texts.items():
        if len(text) > _MOST[field]:
            faults.append(Fault(field=field, code="too-long", params={"most": str(_MOST[field])}))
        elif not text.isprintable() or (field == "email" and text and not _is_address(text)):
            faults.append(Fault(field=field, code=f"{field}-wrong"))
    return faults


def state_of(agent: Agent) -> str:
    """Return what names an agent as a form showed them; any change of it gives another."""
    shown = (agent.line, agent.name, agent.email, agent.user_id, agent.do_not_log)
    return hashlib.sha256(msgspec.json.encode(shown)).hexdigest()[:32]


def _is_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    return bool(local and domain) and " " not in text
