"""Page /admin/calls/<call>: the journal of a call as a story, folded again before the admin's eyes.

Numbers are masked where the org's admins want it so, and notes counted, never shown; the download
leaves numbers and names out, so that it may be handed on (B-13).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec
from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent
from cti_adapter.calls.policy import Policy
from cti_adapter.errors import NoSuchThing
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.erasable import ERASED
from cti_adapter.service.ports import Unit
from cti_adapter.service.replay import Turn, turns
from cti_adapter.service.story import facts_of, told, verdict
from cti_adapter.storage import Storage
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.sentences import gaps_of, sentence_of, told_of_fields
from cti_adapter.web.admin.told_calls import Shown, ToldCall, name_shown, shown_by, told_call

_LONGEST_ID = 255


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the story."""

    at: datetime
    what: str
    """A sentence."""
    facts: str
    """What the event says to an engineer, nobody named."""
    follows: tuple[str, ...]
    """What the call made of it, in sentences."""


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A call with all that is told of it."""

    file: CallFile
    call: ToldCall
    journal: tuple[CallEvent, ...]
    names: dict[str, str]
    """Of agents, by id and by line."""


class StoryPage:
    """The page, the way to it, and the download."""

    def __init__(self, frame: Frame, storage: Storage, policy: Callable[[OrgId], Policy]) -> None:
        self._frame = frame
        self._storage = storage
        self._policy = policy

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("story", __name__)
        bp.get("/calls")(self.find)
        bp.get("/calls/<call_id>")(self.page)
        bp.get("/calls/<call_id>/journal")(self.download)
        return bp

    def find(self) -> ResponseReturnValue:
        """Lead on to the call of an id that was typed: ours, or the telephone system's."""
        org_id, text = self._frame.admin().org_id, request.args.get("id", "").strip()
        if not text:
            return redirect("/admin/reconciliation#story", code=303)
        found = self._storage.reconciliation.find_call(org_id, text[:_LONGEST_ID])
        if found is None:
            raise NoSuchThing("There is no call with this id, or it is not kept any more.")
        return redirect(f"/admin/calls/{found}", code=303)

    def page(self, call_id: str) -> ResponseReturnValue:
        kept = self._kept(call_id)
        return self._frame.render(
            "admin/story.html",
            here="reconciliation",
            title=self._frame.t("story.title"),
            call=kept.call,
            scenes=tuple(self._scenes(kept)),
            verdict=verdict(kept.file, kept.journal),
        )

    def download(self, call_id: str) -> ResponseReturnValue:
        """Return the story without numbers, names and notes, as a file."""
        kept = self._kept(call_id)
        lines = (*told(kept.journal), *verdict(kept.file, kept.journal).lines)
        answer = Response("".join(f"{line}\n" for line in lines), content_type="text/plain")
        answer.headers.set("Content-Disposition", "attachment", filename=f"{kept.call.id}.txt")
        return answer

    def _scenes(self, kept: _Kept) -> Iterator[Scene]:
        for turn in turns(kept.file, kept.journal):
            event = turn.event
            yield Scene(
                at=event.at,
                what=self._sentence(event, kept.names),
                facts=facts_of(event),
                follows=tuple(self._follows(turn)),
            )

    def _sentence(self, event: CallEvent, names: dict[str, str]) -> str:
        gaps = gaps_of(event, names, self._frame.t("story.erased"), self._shown())
        return self._frame.t(f"story.event.{sentence_of(event)}", **gaps)

    def _shown(self) -> Shown:
        """Return how the org's admins want numbers shown here."""
        return shown_by(self._policy(self._frame.admin().org_id))

    def _follows(self, turn: Turn) -> Iterator[str]:
        """Say what is different after an event: in the slots, and of the log."""
        before, after = turn.before, turn.step.file
        for slot, words in (("who", "who"), ("what", "related")):
            was = getattr(before.assignment.slots, slot)
            now = getattr(after.assignment.slots, slot)
            if now is not None and now != was:
                record = self._named(now.record.label)
                yield self._frame.t(f"story.{words}.{now.mark}", record=record)
            elif now is None and was is not None:
                yield self._frame.t(f"story.{words}.empty")
        for what, fields in told_of_fields(before.ledger, after.ledger):
            yield self._frame.t(f"story.field.{what}", fields=fields)
        if before.ledger.state != after.ledger.state:
            yield self._frame.t(f"story.log.{after.ledger.state}")

    def _named(self, label: str) -> str:
        erased = label == ERASED
        return self._frame.t("story.erased") if erased else name_shown(label, self._shown())

    def _kept(self, call_id: str) -> _Kept:
        shown = self._shown()

        def read(unit: Unit) -> _Kept | None:
            file = unit.find_call(CallId(call_id))
            if file is None:
                return None
            journal = tuple(unit.read_journal(file.call.id))
            return _Kept(
                file=file,
                call=told_call(unit, file, shown),
                journal=journal,
                names=_names(unit, journal),
            )

        kept = self._storage.units.read(OrgId(self._frame.admin().org_id), read)
        if kept is None or not kept.journal:
            raise NoSuchThing("There is no such call, or it is not kept any more.")
        return kept


def _names(unit: Unit, journal: Sequence[CallEvent]) -> dict[str, str]:
    """Return the names of the agents a journal speaks of, by id and by line."""
    lines = {each for event in journal for each in _lines(event)}
    ids = {agent for event in journal if (agent := getattr(event, "agent", None))}
    known = [(line, unit.agent_on(Line(line))) for line in lines]
    known += [(agent_id, unit.agent(AgentId(agent_id))) for agent_id in ids]
    return {key: agent.name for key, agent in known if agent is not None}


def _lines(event: CallEvent) -> Iterator[str]:
    for name in ("line", "from_line", "to_line"):
        if line := getattr(event, name, None):
            yield line
    yield from getattr(event, "lines", ())
