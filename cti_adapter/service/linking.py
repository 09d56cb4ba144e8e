"""Agents and their Salesforce users: the use cases of the page 'Users' (requirements.md 2.3).

One agent has one user, one user one agent, and only an admin decides which. A choice is checked
with Salesforce when it is saved; whoever loses their link is signed out. What was changed is told
to the history of the configuration.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import NoSuchThing
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.agent_form import AgentForm, AgentRefused, Fault, check_texts, state_of
from cti_adapter.service.configuration import ChangedMeanwhile
from cti_adapter.service.link_file import Plan, linked, plan, read_rows
from cti_adapter.service.ports import Agent, Clock
from cti_adapter.service.roster import Concerned, Roster
from cti_adapter.service.suggestions import Suggestion, suggest
from cti_adapter.service.users import SalesforceUser, Users

USER = "user"
"""The field of a form that names the user."""
_MOST_NAMED = 5


class History(Protocol):
    """Who keeps what was changed (Configuration)."""

    def note(self, org_id: OrgId, *, by: str, summary: str) -> object: ...


class Linking:
    """Links agents to users, for one admin at a time.

    Args:
        roster: the agents.
        users: how the users of an org are asked for.
        history: who keeps what was changed.
        sign_out: ends everything a user has open, in an org.
        clock: the time.
        new_id: an id that nobody else has.
    """

    def __init__(  # noqa: PLR0913 - each is a port of its own
        self,
        roster: Roster,
        *,
        users: Callable[[OrgId], Users],
        history: History,
        sign_out: Callable[[OrgId, str], None],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._roster = roster
        self._users = users
        self._history = history
        self._sign_out = sign_out
        self._clock = clock
        self._new_id = new_id

    # one agent

    def add(self, org_id: OrgId, form: AgentForm, *, by: str) -> Agent:
        """Add an agent.

        Raises:
            AgentRefused: names each field that is wrong.
            SalesforceError: the user could not be checked.
        """
        blank = Agent(
            org_id=org_id, id=AgentId(self._new_id()), line=form.line, name="", user_id=None
        )
        after = self._filled(blank, form)
        self._write(org_id, after, seen=None)
        self._note(org_id, by, None, after)
        return after

    def save(
        self, org_id: OrgId, agent_id: AgentId, form: AgentForm, *, seen: str, by: str
    ) -> Agent:
        """Change an agent: line, name, e-mail, user, 'Do not log by default'.

        Args:
            org_id: whose agent.
            agent_id: which one.
            form: what the admin said.
            seen: state_of the agent as the form showed them.
            by: the admin's username.

        Raises:
            NoSuchThing: the org has no such agent.
            AgentRefused: names each field that is wrong.
            ChangedMeanwhile: the agent is not as the form showed them.
            SalesforceError: the user could not be checked.
        """
        before = self.agent(org_id, agent_id)
        after = self._filled(before, form)
        self._write(org_id, after, seen=seen)
        if after != before:
            self._note(org_id, by, before, after)
        self._end_sessions(org_id, [before], [after])
        return after

    def remove(self, org_id: OrgId, agent_id: AgentId, *, by: str) -> Agent:
        """Remove an agent; one who had calls stays for those calls.

        Raises:
            NoSuchThing: the org has no such agent.
        """
        removed = self._roster.remove(org_id, agent_id, self._clock())
        if removed is None:
            raise NoSuchThing("there is no such agent")
        self._history.note(
            org_id, by=by, summary=f"Agent {removed.name} ({removed.line}) was removed."
        )
        if removed.user_id is not None:
            self._sign_out(org_id, removed.user_id)
        return removed

    def agent(self, org_id: OrgId, agent_id: AgentId) -> Agent:
        """Return one agent.

        Raises:
            NoSuchThing: the org has no such agent.
        """
        found = self._roster.agent(org_id, agent_id)
        if found is None:
            raise NoSuchThing("there is no such agent")
        return found

    # many agents

    def suggestions(self, org_id: OrgId) -> tuple[Suggestion, ...]:
        """Return the links that are likely; nobody is linked by that (raises SalesforceError)."""
        unlinked = self._roster.unlinked(org_id)
        if not unlinked:
            return ()
        users = self._users(org_id).active_users()
        return suggest(unlinked, users, self._roster.linked_users(org_id))

    def confirm(
        self, org_id: OrgId, chosen: Sequence[tuple[AgentId, str]], *, by: str
    ) -> tuple[Agent, ...]:
        """Link agents as suggested; what is no longer suggested is left out.

        Args:
            org_id: whose agents.
            chosen: agent and user of each suggestion that was confirmed.
            by: the admin's username.

        Returns:
            The agents who were linked.
        """
        self._users(org_id).refresh()  # a choice is checked when it is saved
        wanted = set(chosen)
        likely = [
            each for each in self.suggestions(org_id) if (each.agent.id, each.user.id) in wanted
        ]
        users = {each.agent.id: each.user for each in likely}
        concerned = Concerned(ids=tuple(users), users=tuple(user.id for user in users.values()))

        def link(people: Sequence[Agent]) -> list[Agent]:
            held = {one.user_id for one in people}
            return [
                linked(one, users[one.id])
                for one in people
                if one.id in users and one.user_id is None and users[one.id].id not in held
            ]

        done = self._roster.change(org_id, concerned, link) if likely else ()
        if done:
            summary = f"{len(done)} agents were linked as suggested: {_named(done)}."
            self._history.note(org_id, by=by, summary=summary)
        return done

    def preview(self, org_id: OrgId, content: bytes) -> Plan:
        """Return what a file of links would do, or everything that is wrong with it.

        Raises:
            SalesforceError: the users could not be asked for.
        """
        rows, faults = read_rows(content)
        if faults:
            return Plan(faults=faults)
        users = self._users(org_id).by_username(row.username for row in rows)
        return plan(org_id, rows, self._roster.agents(org_id), users)

    def apply(self, org_id: OrgId, content: bytes, *, digest: str, by: str) -> Plan:
        """Do what a file of links says, exactly as its preview showed it.

        Args:
            org_id: whose agents.
            content: of the file.
            digest: of the plan that was shown.
            by: the admin's username.

        Raises:
            ChangedMeanwhile: the file would now do something else than was shown.
            SalesforceError: the users could not be asked for.
        """
        asked = self._users(org_id)
        asked.refresh()  # a choice is checked when it is saved
        rows, _ = read_rows(content)
        users = asked.by_username(row.username for row in rows)
        done = Plan()

        def write(people: Sequence[Agent]) -> list[Agent]:
            nonlocal done
            done = plan(org_id, rows, people, users)
            if done.faults or done.digest != digest:
                raise ChangedMeanwhile
            return [self._with_id(change.after) for change in done.changes]

        self._roster.change(org_id, Concerned(everybody=True), write)
        summary = f"A file of links was applied: {len(done.changes)} agents."
        self._history.note(org_id, by=by, summary=summary)
        before = [change.before for change in done.changes if change.before is not None]
        self._end_sessions(org_id, before, [change.after for change in done.changes])
        return done

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _filled(self, before: Agent, form: AgentForm) -> Agent:
        """Return the agent as the form wants them; ask Salesforce about a user who is new."""
        wrong = list(check_texts(form))
        user: SalesforceUser | None = None
        if form.user_id is not None and form.user_id != before.user_id:
            user = self._users(before.org_id).user(form.user_id)
            if user is None:
                wrong.append(Fault(field=USER, code="user-unknown"))
            elif not user.is_active:
                params = {"user": user.username}
                wrong.append(Fault(field=USER, code="user-inactive", params=params))
        if wrong:
            raise AgentRefused(*wrong)
        after = replace(
            before,
            line=form.line,
            name=form.name.strip(),
            email=form.email.strip(),
            do_not_log=form.do_not_log,
        )
        return after if form.user_id == before.user_id else linked(after, user)

    def _write(self, org_id: OrgId, after: Agent, *, seen: str | None) -> None:
        """Write an agent who is still as they were seen, and takes nothing from another."""
        users = () if after.user_id is None else (after.user_id,)
        concerned = Concerned(ids=(after.id,), lines=(after.line,), users=users)

        def decide(people: Sequence[Agent]) -> list[Agent]:
            others = [one for one in people if one.id != after.id]
            now = next((one for one in people if one.id == after.id), None)
            if seen is not None and (now is None or state_of(now) != seen):
                raise ChangedMeanwhile
            wrong = [each for one in others for each in _collisions(after, one)]
            if wrong:
                raise AgentRefused(*wrong)
            if now is not None:  # what only a sign-in writes
                return [replace(after, language=now.language, time_zone=now.time_zone)]
            return [after]

        self._roster.change(org_id, concerned, decide)

    def _with_id(self, agent: Agent) -> Agent:
        return agent if agent.id else replace(agent, id=AgentId(self._new_id()))

    def _end_sessions(self, org_id: OrgId, before: Sequence[Agent], after: Sequence[Agent]) -> None:
        """Sign out everybody whose link is not what it was."""
        now = {one.user_id: one.id for one in after}
        for one in before:
            if one.user_id is not None and now.get(one.user_id) != one.id:
                self._sign_out(org_id, one.user_id)

    def _note(self, org_id: OrgId, by: str, before: Agent | None, after: Agent) -> None:
        who = f"Agent {after.name} ({after.line})"
        done = "was added" if before is None else "was changed"
        if before is not None and before.user_id != after.user_id:
            done = f"was linked to {after.username}" if after.user_id else "was unlinked"
        self._history.note(org_id, by=by, summary=f"{who} {done}.")


def _collisions(after: Agent, other: Agent) -> Iterator[Fault]:
    """Say what an agent would take from another one."""
    if other.line == after.line:
        params = {"line": after.line, "agent": other.name}
        yield Fault(field="line", code="line-taken", params=params)
    if after.user_id is not None and other.user_id == after.user_id:
        params = {"user": after.user_name or after.username, "agent": other.name}
        yield Fault(field=USER, code="user-taken", params=params)


def _named(people: Sequence[Agent]) -> str:
    names = ", ".join(one.name for one in people[:_MOST_NAMED])
    return names if len(people) <= _MOST_NAMED else f"{names}, …"
