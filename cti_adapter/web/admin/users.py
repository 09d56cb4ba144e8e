"""Page 'Users': the agents of an org, each with their Salesforce user (S3-1, S3-2, S3-9 to S3-13).

A list with search and pages, and the form of one agent. A user is linked only where one was
chosen: with JavaScript from what the field lists while one types, without it from what the page
lists when it comes back. Many at once: user_links.py.
"""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.errors import CtiError, SalesforceError
from cti_adapter.service.agent_form import AgentForm, AgentRefused, Fault, state_of
from cti_adapter.service.configuration import ChangedMeanwhile
from cti_adapter.service.linking import USER, Linking
from cti_adapter.service.ports import Agent
from cti_adapter.service.users import SalesforceUser, Users
from cti_adapter.web.admin.frame import Frame

AGENTS_A_PAGE: Final = 50
_OFFERED: Final = 20
_LONGEST_SEARCH: Final = 200
_SOURCE: Final = "/admin/data/users"


class _Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the form of an agent shows: what is so, or what an admin said and was refused."""

    said: AgentForm
    user_text: str
    seen: str = ""
    """state_of the agent; empty for one who is new."""
    wrong: tuple[Fault, ...] = ()
    offered: tuple[SalesforceUser, ...] = ()
    """What the text finds, where nobody was chosen."""


class _NotChosen(CtiError):
    """Text stands in the field of the user, and nobody was chosen."""


class UsersPage:
    """The routes of the list and of one agent."""

    def __init__(self, frame: Frame, linking: Linking) -> None:
        self._frame = frame
        self._linking = linking

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("users", __name__)
        bp.get("/users")(self.agents)
        bp.get("/users/new")(self.new)
        bp.post("/users/new")(self.add)
        bp.get("/users/<agent_id>")(self.agent)
        bp.post("/users/<agent_id>")(self.save)
        bp.post("/users/<agent_id>/remove")(self.remove)
        bp.get("/data/users")(self.found)
        return bp

    # the list

    def agents(self) -> ResponseReturnValue:
        org_id = self._frame.admin().org_id
        text = request.args.get("q", "")[:_LONGEST_SEARCH]
        unlinked = request.args.get("show") == "unlinked"
        page = max(1, request.args.get("page", 1, type=int))
        found = self._linking.page(
            org_id,
            text=text,
            unlinked=unlinked,
            skip=(min(page, 1_000_000) - 1) * AGENTS_A_PAGE,
            limit=AGENTS_A_PAGE,
        )
        kept = {"q": text, "show": "unlinked" if unlinked else ""}
        query = urlencode({name: value for name, value in kept.items() if value})
        return self._frame.render(
            "admin/users.html",
            here="users",
            title=self._frame.t("users.title"),
            found=found,
            where=self._linking.whereabouts(org_id, found.agents),
            count=self._linking.headcount(org_id),
            text=text,
            unlinked=unlinked,
            page=page,
            pages=-(-found.total // AGENTS_A_PAGE),
            address=f"/admin/users?{query}&" if query else "/admin/users?",
        )

    def found(self) -> ResponseReturnValue:
        """Answer what is typed into a field of a user: who could be meant."""
        users = self._users().users_like(request.args.get("q", "")[:_LONGEST_SEARCH], _OFFERED)
        options = [{"id": user.id, "label": user.label, "detail": _detail(user)} for user in users]
        return {"options": options}

    # one agent

    def new(self) -> ResponseReturnValue:
        blank = AgentForm(line=Line(""), name="")
        return self._form(None, _Shown(said=blank, user_text=""))

    def add(self) -> ResponseReturnValue:
        admin = self._frame.admin()
        shown = self._said(None)
        try:
            agent = self._linking.add(admin.org_id, self._chosen(shown), by=admin.username)
        except (_NotChosen, AgentRefused, SalesforceError) as error:
            return self._refused(None, shown, error)
        return self._frame.done("/admin/users", "users.added", agent=agent.name)

    def agent(self, agent_id: str) -> ResponseReturnValue:
        agent = self._linking.agent(self._frame.admin().org_id, AgentId(agent_id))
        shown = _Shown(
            said=AgentForm(
                line=agent.line,
                name=agent.name,
                email=agent.email,
                user_id=agent.user_id,
                do_not_log=agent.do_not_log,
            ),
            user_text=self._label_of(agent),
            seen=state_of(agent),
        )
        return self._form(agent, shown)

    def save(self, agent_id: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        agent = self._linking.agent(admin.org_id, AgentId(agent_id))
        shown = self._said(agent)
        try:
            saved = self._linking.save(
                admin.org_id, agent.id, self._chosen(shown), seen=shown.seen, by=admin.username
            )
        except ChangedMeanwhile:
            return self._changed_meanwhile(agent, shown)
        except (_NotChosen, AgentRefused, SalesforceError) as error:
            return self._refused(agent, shown, error)
        return self._frame.done(f"/admin/users/{agent.id}", "users.saved", agent=saved.name)

    def remove(self, agent_id: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        removed = self._linking.remove(admin.org_id, AgentId(agent_id), by=admin.username)
        return self._frame.done("/admin/users", "users.removed", agent=removed.name)

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _users(self) -> Users:
        return self._linking.users(self._frame.admin().org_id)

    def _said(self, agent: Agent | None) -> _Shown:
        """Return the form as it came; where its user was disabled, the link stays as it is."""
        form = request.form
        is_open = f"{USER}_text" in form
        user_id = form.get("choice") or form.get(USER, "")
        said = AgentForm(
            line=Line(form.get("line", "").strip()),
            name=form.get("name", "").strip(),
            email=form.get("email", "").strip(),
            user_id=user_id or None if is_open else (agent.user_id if agent else None),
            do_not_log=form.get("do_not_log") == "on",
        )
        text = form.get(f"{USER}_text", "").strip()
        return _Shown(said=said, user_text=text, seen=form.get("seen", ""))

    def _chosen(self, shown: _Shown) -> AgentForm:
        """Return what was said, where text in the field of the user is a choice (S3-12).

        Raises:
            _NotChosen: it is text, and nobody was chosen.
        """
        form = request.form
        if f"{USER}_text" not in form or form.get("choice"):
            return shown.said
        if not shown.user_text:
            return msgspec.structs.replace(shown.said, user_id=None)
        as_shown = shown.user_text == form.get("user_was_text", "")
        is_old = shown.said.user_id == (form.get("user_was") or None)
        if shown.said.user_id is None or (is_old and not as_shown):
            raise _NotChosen
        return shown.said

    def _refused(self, agent: Agent | None, shown: _Shown, error: CtiError) -> ResponseReturnValue:
        """Show the form as it was said, with what is wrong; nothing was saved."""
        offered: tuple[SalesforceUser, ...] = ()
        wrong: tuple[Fault, ...] = (Fault(field=USER, code="org-silent"),)
        status = HTTPStatus.BAD_GATEWAY
        if isinstance(error, AgentRefused):
            wrong, status = error.wrong, HTTPStatus.UNPROCESSABLE_ENTITY
        elif isinstance(error, _NotChosen):
            try:
                offered = self._users().users_like(shown.user_text, _OFFERED)
                code = "not-chosen" if offered else "nobody-found"
                wrong = (Fault(field=USER, code=code, params={"text": shown.user_text}),)
                status = HTTPStatus.UNPROCESSABLE_ENTITY
            except SalesforceError:
                pass  # that is the fault to tell
        shown = msgspec.structs.replace(shown, wrong=wrong, offered=offered)
        return self._form(agent, shown, guard="refused"), status

    def _changed_meanwhile(self, agent: Agent, shown: _Shown) -> ResponseReturnValue:
        """Show what this admin said, and what another one saved; the next save is on top of it."""
        now = self._linking.agent(agent.org_id, agent.id)
        shown = msgspec.structs.replace(shown, seen=state_of(now))
        return self._form(now, shown, guard="refused", meanwhile=now), HTTPStatus.CONFLICT

    def _form(
        self, agent: Agent | None, shown: _Shown, *, guard: str = "", meanwhile: Agent | None = None
    ) -> str:
        t = self._frame.t
        faults = {each.field: self._words(each) for each in shown.wrong}
        return self._frame.render(
            "admin/user.html",
            here="users",
            title=t("users.edit", agent=agent.name) if agent else t("users.new"),
            agent=agent,
            shown=shown,
            was=(agent.user_id or "", self._label_of(agent)) if agent else ("", ""),
            faults=faults,
            listed=[(_ANCHORS.get(field, field), words) for field, words in faults.items()],
            guard=guard,
            meanwhile=meanwhile,
            source=_SOURCE,
            is_connected=self._is_connected(),
        )

    def _words(self, fault: Fault) -> str:
        return self._frame.t(f"users.fault.{fault.code}", **fault.params)

    def _is_connected(self) -> bool:
        """Whether users can be chosen from: the org answers (S3-1)."""
        try:
            self._users().check()
        except SalesforceError:
            return False
        return True

    def _label_of(self, agent: Agent) -> str:
        """Return how the linked user is shown; who was linked elsewhere is asked for."""
        if agent.user_id is None:
            return ""
        known: dict[str, Any] = {"username": agent.username, "name": agent.user_name}
        if all(known.values()):
            return SalesforceUser(id=agent.user_id, **known).label
        try:
            user = self._users().user(agent.user_id)
        except SalesforceError:
            user = None
        return user.label if user else agent.username or agent.user_id


_ANCHORS: Final = {USER: f"{USER}-text"}
"""The id of a field, where it is not its name."""


def _detail(user: SalesforceUser) -> str:
    return user.email if user.email.casefold() != user.username.casefold() else ""
