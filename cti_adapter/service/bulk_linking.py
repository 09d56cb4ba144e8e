"""Many links at once: what is suggested, and what a file says.

Nobody is linked without an admin who has seen it: a suggestion is confirmed, a file is applied
exactly as its preview showed it, or not at all.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import ChangedMeanwhile
from cti_adapter.service.link_file import Plan, linked, plan, read_rows
from cti_adapter.service.link_ports import LinkPorts
from cti_adapter.service.ports import Agent
from cti_adapter.service.roster import Concerned
from cti_adapter.service.suggestions import Suggestion, suggest

_MOST_NAMED = 5


class BulkLinking:
    """Links many agents to users."""

    def __init__(self, ports: LinkPorts) -> None:
        self._ports = ports
        self._roster = ports.roster

    def suggestions(self, org_id: OrgId) -> tuple[Suggestion, ...]:
        """Return the links that are likely; nobody is linked by that (raises SalesforceError)."""
        unlinked = self._roster.unlinked(org_id)
        if not unlinked:
            return ()
        users = self._ports.users(org_id).index()
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
        self._ports.users(org_id).refresh()  # a choice is checked when it is saved
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
            summary = f"Linked as suggested: {_named(done)} ({len(done)})."
            self._ports.history.note(org_id, by=by, summary=summary)
        return done

    def preview(self, org_id: OrgId, content: bytes) -> Plan:
        """Return what a file of links would do, or everything that is wrong with it.

        Raises:
            SalesforceError: the users could not be asked for.
        """
        rows, faults = read_rows(content)
        if faults:
            return Plan(faults=faults)
        users = self._ports.users(org_id).by_username(row.username for row in rows)
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
        asked = self._ports.users(org_id)
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
        summary = f"A file of links was applied; agents changed: {len(done.changes)}."
        self._ports.history.note(org_id, by=by, summary=summary)
        before = [change.before for change in done.changes if change.before is not None]
        self._ports.end_sessions(before, [change.after for change in done.changes])
        return done

    def _with_id(self, agent: Agent) -> Agent:
        return agent if agent.id else replace(agent, id=AgentId(self._ports.new_id()))


def _named(people: Sequence[Agent]) -> str:
    names = ", ".join(one.name for one in people[:_MOST_NAMED])
    return names if len(people) <= _MOST_NAMED else f"{names}, …"
