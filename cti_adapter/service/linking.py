"""Agents and their Salesforce users: the use cases of the page 'Users' (requirements.md 2.3).

One agent has one user, one user one agent, and only an admin decides which. A choice is checked
with Salesforce when it is saved; whoever loses their link is signed out. What was changed is told
to the history of the configuration.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import SignIn
from cti_adapter.errors import NoSuchThing, StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.agent_form import AgentForm, AgentRefused, Fault, check_texts, state_of
from cti_adapter.service.configuration import ChangedMeanwhile
from cti_adapter.service.link_file import linked
from cti_adapter.service.link_ports import LinkPorts
from cti_adapter.service.ports import Agent
from cti_adapter.service.roster import AgentPage, Concerned, Headcount
from cti_adapter.service.users import SalesforceUser, Users
from cti_adapter.service.whereabouts import Whereabouts, whereabouts

USER = "user"
"""The field of a form that names the user."""


class Linking:
    """Links agents to users, one at a time; many at once: bulk_linking.py."""

    def __init__(self, ports: LinkPorts) -> None:
        self._ports = ports
        self._roster = ports.roster

    def page(
        self, org_id: OrgId, *, text: str = "", unlinked: bool = False, skip: int = 0, limit: int
    ) -> AgentPage:
        """Return some agents; the arguments are those of Roster.page."""
        return self._roster.page(org_id, text=text, unlinked=unlinked, skip=skip, limit=limit)

    def whereabouts(self, org_id: OrgId, agents: Sequence[Agent]) -> dict[AgentId, Whereabouts]:
        """Return for each of these agents where they are."""
        ids = [agent.id for agent in agents]
        known = self._roster.sign_ins(org_id, ids)
        policy, now = self._ports.policy(org_id), self._ports.clock()
        return {at: whereabouts(known.get(at, SignIn()), policy, now) for at in ids}

    def users(self, org_id: OrgId) -> Users:
        """Return the users of an org, for who chooses one."""
        return self._ports.users(org_id)

    def headcount(self, org_id: OrgId) -> Headcount:
        """Return how many agents there are, and how many without a user."""
        return self._roster.headcount(org_id)

    # one agent

    def add(self, org_id: OrgId, form: AgentForm, *, by: str) -> Agent:
        """Add an agent.

        Raises:
            AgentRefused: names each field that is wrong.
            SalesforceError: the user could not be checked.
        """
        blank = Agent(
            org_id=org_id, id=AgentId(self._ports.new_id()), line=form.line, name="", user_id=None
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
        self._ports.end_sessions([before], [after])
        return after

    def remove(self, org_id: OrgId, agent_id: AgentId, *, by: str) -> Agent:
        """Remove an agent; one who had calls stays for those calls.

        Raises:
            NoSuchThing: the org has no such agent.
        """
        removed = self._roster.remove(org_id, agent_id, self._ports.clock())
        if removed is None:
            raise NoSuchThing("there is no such agent")
        self._ports.history.note(
            org_id, by=by, summary=f"Agent {removed.name} ({removed.line}) was removed."
        )
        if removed.user_id is not None:
            self._ports.sign_out(removed)
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

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _filled(self, before: Agent, form: AgentForm) -> Agent:
        """Return the agent as the form wants them; ask Salesforce about a user who is new."""
        wrong = list(check_texts(form))
        user: SalesforceUser | None = None
        if form.user_id is not None and form.user_id != before.user_id:
            user = self._ports.users(before.org_id).user(form.user_id)
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
                return [
                    replace(
                        after,
                        language=now.language,
                        locale=now.locale,
                        time_zone=now.time_zone,
                    )
                ]
            return [after]

        try:
            self._roster.change(org_id, concerned, decide)
        except ChangedMeanwhile:
            raise
        except StateConflict:  # somebody was quicker by a moment; now they are there to be named
            self._roster.change(org_id, concerned, decide)

    def _note(self, org_id: OrgId, by: str, before: Agent | None, after: Agent) -> None:
        who = f"Agent {after.name} ({after.line})"
        done = "was added" if before is None else "was changed"
        if before is not None and before.user_id != after.user_id:
            done = f"was linked to {after.username}" if after.user_id else "was unlinked"
        self._ports.history.note(org_id, by=by, summary=f"{who} {done}.")


def _collisions(after: Agent, other: Agent) -> Iterator[Fault]:
    """Say what an agent would take from another one."""
    if other.line == after.line:
        params = {"line": after.line, "agent": other.name}
        yield Fault(field="line", code="line-taken", params=params)
    if after.user_id is not None and other.user_id == after.user_id:
        params = {"user": after.username, "agent": other.name}
        yield Fault(field=USER, code="user-taken", params=params)
