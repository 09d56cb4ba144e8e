"""A suggestion rests on one thing in common, and on nothing that could be somebody else's."""

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent
from cti_adapter.service.suggestions import Reason, suggest
from cti_adapter.service.users import SalesforceUser, UserIndex

NOBODY: frozenset[str] = frozenset()


def agent(line: str, *, name: str = "Agent", email: str = "") -> Agent:
    return Agent(
        org_id=OrgId("org-1"),
        id=AgentId(f"id-{line}"),
        line=Line(line),
        name=name,
        user_id=None,
        email=email,
    )


def user(username: str, *, email: str = "", extension: str = "") -> SalesforceUser:
    return SalesforceUser(
        id=f"005-{username}", username=username, name="User", email=email, extension=extension
    )


def likely(
    agents: list[Agent], users: list[SalesforceUser], linked: frozenset[str] = NOBODY
) -> list[tuple[str, str, Reason]]:
    found = suggest(agents, UserIndex(users), linked)
    return [(each.agent.line, each.user.username, each.reason) for each in found]


def test_the_address_that_is_a_username_suggests_its_user() -> None:
    """Most telephone systems know a person by the address they sign in with."""
    agents = [agent("101", email="A@example.test "), agent("b@example.test")]
    users = [user("a@example.test"), user("b@example.test"), user("c@example.test")]

    assert [
        ("101", "a@example.test", Reason.USERNAME),
        ("b@example.test", "b@example.test", Reason.USERNAME),
    ] == likely(agents, users)


def test_the_same_address_suggests_a_user() -> None:
    """Usernames of sandboxes end in the sandbox's name; addresses do not."""
    agents = [agent("101", email="a@example.test")]

    assert [("101", "a@example.test.dev", Reason.EMAIL)] == likely(
        agents, [user("a@example.test.dev", email="A@example.test")]
    )


def test_the_extension_suggests_whose_line_it_is() -> None:
    """It is what an admin would look at."""
    assert [("101", "a", Reason.EXTENSION)] == likely([agent("101")], [user("a", extension=" 101")])


def test_the_surest_reason_is_the_one_that_is_told() -> None:
    """One agent, one suggestion."""
    fits = user("a@example.test", email="a@example.test", extension="101")

    assert [("101", "a@example.test", Reason.USERNAME)] == likely(
        [agent("101", email="a@example.test")], [fits]
    )


def test_what_fits_several_suggests_nobody() -> None:
    """A shared mailbox or an extension in two offices is nobody's."""
    users = [user("a", email="team@example.test"), user("b", email="team@example.test")]
    twins = [agent("101", email="a@example.test"), agent("102", email="a@example.test")]

    assert [] == likely([agent("101", email="team@example.test")], users)
    assert [] == likely(twins, [user("x", email="a@example.test")])


def test_an_agent_who_could_be_two_users_is_suggested_none() -> None:
    """The e-mail is one username, the name is another."""
    agents = [agent("101", name="b@example.test", email="a@example.test")]

    assert [] == likely(agents, [user("a@example.test"), user("b@example.test")])


def test_a_weaker_reason_takes_nobody_from_a_stronger_one() -> None:
    """User a is agent 101 by username; that a has the extension 102 suggests no second link."""
    agents = [agent("101", email="a@example.test"), agent("102")]

    assert [("101", "a@example.test", Reason.USERNAME)] == likely(
        agents, [user("a@example.test", extension="102")]
    )


def test_who_has_an_agent_is_not_suggested_again() -> None:
    """One user, one agent."""
    assert [] == likely([agent("101")], [user("a", extension="101")], linked=frozenset({"005-a"}))


def test_nothing_in_common_suggests_nobody() -> None:
    """Also where both say nothing."""
    assert [] == likely([agent("101")], [user("a")])
