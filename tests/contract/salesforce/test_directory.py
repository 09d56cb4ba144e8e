"""The users of an org are found by what is typed, and a change among them is soon seen."""

from collections.abc import Callable

import pytest

from cti_adapter.errors import SalesforceError
from cti_adapter.salesforce.directory import FRESH_S, STALE_S, WHOLE_S, Directory
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.oauth import ServerAccess
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn


class Watch:
    """A clock that moves when a test says so, and a place where work waits for its turn."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: list[Callable[[], None]] = []

    def __call__(self) -> float:
        return self.now

    def carry_out(self) -> None:
        waiting, self.waiting = self.waiting, []
        for work in waiting:
            work()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def directory(there: StandIn, watch: Watch) -> Directory:
    gateway = Gateway(ServerAccess(there.access), there.access.api_version)
    return Directory(gateway, watch, start=watch.waiting.append)


@pytest.fixture
def known(directory: Directory, there: StandIn) -> Directory:
    """The same directory after it was read."""
    directory.refresh()
    there.forget_requests()
    return directory


def names(directory: Directory, text: str, limit: int = 10) -> list[str]:
    return [user.username for user in directory.users_like(text, limit)]


def test_users_are_found_by_a_part_of_name_or_username(known: Directory) -> None:
    """An admin types what they remember, in any case."""
    assert ["a@example.test"] == names(known, "A@EX")
    assert ["c@example.test"] == names(known, " agent c ")
    assert ["a@example.test", "b@example.test"] == names(known, "agent", 2)
    assert [] == names(known, "nobody")


def test_who_begins_with_the_text_comes_first(known: Directory, there: StandIn) -> None:
    """Of ten thousand users the likeliest are seen without scrolling."""
    there.user("zora.agent@example.test", "Aaron Zagent")
    known.refresh()

    assert "Agent A" == known.users_like("agent", 1)[0].name
    assert "zora.agent@example.test" == names(known, "agent")[-1]


def test_what_is_typed_costs_the_org_nothing(known: Directory, there: StandIn) -> None:
    """Ten thousand users are not asked for at each key."""
    names(known, "a")
    names(known, "ag")
    known.check()

    assert 0 == there.calls("GET", "/query")


def test_before_everybody_is_read_the_org_is_asked_for_these_few(
    directory: Directory, watch: Watch, there: StandIn
) -> None:
    """Nobody waits for ten thousand users to find one; the rest is read meanwhile, once."""
    first, second = names(directory, "user"), names(directory, "o'%_")
    waiting = len(watch.waiting)
    watch.carry_out()
    there.forget_requests()

    assert (["integration@example.test"], []) == (first, second)
    assert 1 == waiting
    assert ["integration@example.test"] == names(directory, "user")
    assert 0 == there.calls("GET", "/query")


def test_who_was_deactivated_or_made_is_seen_within_a_minute(
    known: Directory, watch: Watch, there: StandIn
) -> None:
    """Somebody who has left is not offered; somebody who came this morning is."""
    there.user("new@example.test", "New Colleague")
    there.set_active("b@example.test", is_active=False)
    watch.now = STALE_S

    assert ["new@example.test"] == names(known, "colleague")
    assert [] == names(known, "agent b")
    assert {"c@example.test"} == set(known.by_username(["B@example.test", "C@EXAMPLE.test"]))


def test_a_change_is_asked_for_while_the_admin_goes_on(
    known: Directory, watch: Watch, there: StandIn
) -> None:
    """The next key does not wait for it."""
    there.user("new@example.test", "New Colleague")
    watch.now = FRESH_S
    before = names(known, "colleague"), names(known, "colleague")
    watch.carry_out()

    assert ([], []) == before
    assert ["new@example.test"] == names(known, "colleague")
    assert 1 == there.calls("GET", "/query")


def test_everybody_is_read_anew_now_and_then(known: Directory, watch: Watch) -> None:
    """Whom the integration user may see can change without any change of a user."""
    before = [user.username for user in known.index().users]
    watch.now = WHOLE_S

    assert before == [user.username for user in known.index().users]
    assert ["a@example.test", "b@example.test", "c@example.test"] == before[:3]


def test_one_user_is_asked_for_at_the_org(org: SalesforceOrg, there: StandIn) -> None:
    """A choice is checked when it is saved, whatever was known a minute ago."""
    there.set_active("c@example.test", is_active=False)
    inactive, active = org.directory.user(there["user_c"]), org.directory.user(there["user_a"])

    assert inactive is not None
    assert not inactive.is_active
    assert active is not None
    assert ("Agent A", "a@example.test", True) == (active.name, active.username, active.is_active)
    assert None is org.directory.user(there["ada"])
    assert None is org.directory.user("no id")
    assert "Agent A" == org.directory.users_like("a@ex", 5)[0].name


def test_an_org_that_cannot_be_asked_is_told(directory: Directory, there: StandIn) -> None:
    """The page says so; an empty list would mean that there is nobody."""
    there.fails("GET /query", "e503", times=5)
    with pytest.raises(SalesforceError):
        directory.index()


def test_reading_behind_that_fails_is_told_to_who_asks_next(
    known: Directory, watch: Watch, there: StandIn
) -> None:
    """What nobody waits for raises nothing anywhere; what is known stays known."""
    watch.now = FRESH_S
    there.fails("GET /query", "e503", times=1)
    names(known, "a")
    watch.carry_out()

    assert ["a@example.test"] == names(known, "a@ex")


def test_a_page_asks_whether_the_org_answers(
    directory: Directory, watch: Watch, there: StandIn
) -> None:
    """One small question, and everybody is read while the page is on its way."""
    directory.check()
    watch.carry_out()
    there.user("new@example.test", "New Colleague")
    watch.now = FRESH_S
    directory.check()
    found = names(directory, "colleague")
    watch.now += FRESH_S
    there.fails("GET /query", "e503", times=5)
    with pytest.raises(SalesforceError):
        directory.check()

    assert ["new@example.test"] == found
