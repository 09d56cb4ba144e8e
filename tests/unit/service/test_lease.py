"""Which page rings, pops and dials: it follows the focus, and another browser waits its turn."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from cti_adapter.service import lease as leases
from cti_adapter.service.lease import MOST_PAGES, RETURNS_WITHIN, Lease, Page
from tests.unit.service.builders_of_pages import AT, LAPTOP_1, PC_1, PC_2, joined, page

LATER = AT + RETURNS_WITHIN + timedelta(seconds=1)


def left(lease: Lease, gone: Page) -> Lease:
    return leases.left(lease, gone.id, gone.socket, AT)


class TestWithinOneBrowser:
    def test_the_first_page_has_it(self) -> None:
        assert ("pc-1", "pc") == (joined(PC_1).holder, joined(PC_1).browser)

    def test_a_page_that_is_merely_loaded_waits_for_the_focus(self) -> None:
        """Ten tabs that a browser restores do not take it from each other."""
        assert "pc-1" == joined(PC_1, PC_2).holder

    def test_it_follows_the_focus(self) -> None:
        both = joined(PC_1, PC_2)

        assert ["pc-2", "pc-1"] == [
            leases.focused(both, "pc-2").holder,
            leases.focused(leases.focused(both, "pc-2"), "pc-1").holder,
        ]

    def test_a_closed_page_leaves_it_to_the_one_focused_last(self) -> None:
        third = page("pc-3", "pc")
        lease = joined(PC_1, PC_2, third)
        for looked_at in ("pc-3", "pc-2", "pc-1"):
            lease = leases.focused(lease, looked_at)

        assert "pc-2" == left(lease, PC_1).holder

    def test_a_page_without_it_that_closes_changes_nothing(self) -> None:
        assert joined(PC_1) == left(joined(PC_1, PC_2), PC_2)

    def test_nobody_has_it_where_no_page_is_open(self) -> None:
        assert ("", "") == (left(joined(PC_1), PC_1).holder, left(joined(PC_1), PC_1).browser)

    def test_a_page_nobody_knows_gets_nothing(self) -> None:
        """Its socket has just closed, and its report was still on the way."""
        lease = joined(PC_1)

        assert [lease, lease] == [leases.focused(lease, "gone"), leases.taken_over(lease, "gone")]


class TestAnotherBrowser:
    def test_does_not_take_it_by_focus(self) -> None:
        assert "pc-1" == leases.focused(joined(PC_1, LAPTOP_1), "laptop-1").holder

    def test_takes_it_over(self) -> None:
        taken = leases.taken_over(joined(PC_1, LAPTOP_1), "laptop-1")

        assert ("laptop-1", "laptop") == (taken.holder, taken.browser)
        assert "laptop-1" == leases.focused(taken, "pc-1").holder

    def test_inherits_it_when_it_was_focused_last(self) -> None:
        lease = leases.focused(joined(PC_1, PC_2, LAPTOP_1), "laptop-1")

        assert "laptop-1" == left(lease, PC_1).holder


class TestComingBack:
    """A reload is a page that goes and another one that comes."""

    def test_the_only_page_reloaded_has_it_again(self) -> None:
        assert "pc-2" == leases.joined(left(joined(PC_1), PC_1), PC_2, AT).holder

    def test_a_reloaded_page_gets_it_back_from_another_browser(self) -> None:
        """Pressing F5 at one desk does not send the ringing to the other."""
        inherited = left(joined(PC_1, LAPTOP_1), PC_1)

        assert "laptop-1" == inherited.holder
        assert "pc-2" == leases.joined(inherited, PC_2, AT).holder

    def test_an_heir_that_was_looked_at_keeps_it(self) -> None:
        used = leases.focused(left(joined(PC_1, LAPTOP_1), PC_1), "laptop-1")

        assert "laptop-1" == leases.joined(used, PC_2, AT).holder

    def test_an_heir_keeps_it_after_a_while(self) -> None:
        inherited = left(joined(PC_1, LAPTOP_1), PC_1)

        assert "laptop-1" == leases.joined(inherited, PC_2, LATER).holder

    def test_a_line_lost_and_found_leaves_it_where_it_was(self) -> None:
        """All sockets of a browser close at once, and come back in any order."""
        lease = left(left(joined(PC_1, PC_2), PC_1), PC_2)
        lease = leases.joined(lease, PC_2, AT)

        assert "pc-2" == lease.holder
        assert "pc-1" == leases.joined(lease, PC_1, AT).holder

    def test_a_page_back_before_its_old_socket_is_missed_stays(self) -> None:
        again = page("pc-1", "pc", socket="s-2")
        lease = left(leases.joined(joined(PC_1), again, AT), PC_1)

        assert (("pc-1"), (again,)) == (lease.holder, lease.pages)


def test_the_pages_of_a_dead_process_go() -> None:
    """Nobody is left who could say that their sockets closed."""
    dead = page("pc-1", "pc", process="dead")
    lease = joined(dead, LAPTOP_1)

    assert ("pc-1", "laptop-1") == (
        leases.swept(lease, {"alive", "dead"}, AT).holder,
        leases.swept(lease, {"alive"}, AT).holder,
    )


def test_no_more_pages_than_can_be_open_are_remembered() -> None:
    many = [page(f"page-{n}", "pc") for n in range(MOST_PAGES + 5)]
    lease = joined(*many)

    assert (MOST_PAGES, "page-0") == (len(lease.pages), lease.holder)


_names = st.sampled_from(["1", "2", "3"])
_browsers = st.sampled_from(["pc", "laptop"])
_processes = st.sampled_from(["p", "q"])


class TestInLogout:
    """The companion's pages alone may have it (DECISION 38)."""

    TEAMS = replace(page("teams-1", "teams"), client="companion")

    def test_it_goes_to_the_companion_and_comes_back(self) -> None:
        both = joined(PC_1, self.TEAMS)
        out = leases.confined(both, "companion")

        assert ["pc-1", "teams-1", "pc-1"] == [
            each.holder for each in (both, out, leases.confined(out, None))
        ]

    def test_the_softphone_gets_it_by_no_means(self) -> None:
        """Neither by focus, nor by taking over, nor by being loaded or left alone."""
        out = leases.confined(joined(PC_1), "companion")
        lone = left(leases.joined(out, self.TEAMS, AT), self.TEAMS)

        assert {""} == {
            each.holder
            for each in (
                out,
                leases.focused(out, "pc-1"),
                leases.taken_over(out, "pc-1"),
                leases.joined(out, PC_2, AT),
                lone,
            )
        }

    def test_the_same_once_more_moves_nothing(self) -> None:
        both = leases.taken_over(joined(PC_1, self.TEAMS), "teams-1")

        assert both == leases.confined(both, None)
        assert "teams-1" == leases.confined(both, "companion").holder


class AgentsPages(RuleBasedStateMachine):
    """Whatever happens in whatever order: one page has it, and it is one that is open."""

    def __init__(self) -> None:
        super().__init__()
        self.lease = Lease()
        self.open: dict[str, Page] = {}
        self.sockets = 0

    @rule(name=_names, browser=_browsers, process=_processes, after=st.integers(0, 30))
    def comes(self, name: str, browser: str, process: str, after: int) -> None:
        self.sockets += 1
        come = page(f"{browser}-{name}", browser, process=process, socket=f"socket-{self.sockets}")
        self.open[come.id] = come
        self.lease = leases.joined(self.lease, come, AT + timedelta(seconds=after))

    @rule(name=_names, browser=_browsers)
    def closes(self, name: str, browser: str) -> None:
        gone = self.open.pop(f"{browser}-{name}", None)
        if gone is not None:
            self.lease = leases.left(self.lease, gone.id, gone.socket, AT)

    @rule(name=_names, browser=_browsers)
    def is_focused(self, name: str, browser: str) -> None:
        held_by = self.lease.browser
        self.lease = leases.focused(self.lease, f"{browser}-{name}")
        assert held_by == self.lease.browser, "focus alone took it to another browser"
        if browser == held_by and f"{browser}-{name}" in self.open:
            assert f"{browser}-{name}" == self.lease.holder

    @rule(name=_names, browser=_browsers)
    def takes_over(self, name: str, browser: str) -> None:
        self.lease = leases.taken_over(self.lease, f"{browser}-{name}")
        if f"{browser}-{name}" in self.open:
            assert f"{browser}-{name}" == self.lease.holder

    @rule(process=_processes)
    def dies(self, process: str) -> None:
        """Its heartbeat is lost, and its pages with it."""
        self.open = {id_: one for id_, one in self.open.items() if one.process != process}
        self.lease = leases.swept(self.lease, {"p", "q"} - {process}, AT)

    @invariant()
    def exactly_one_open_page_has_it(self) -> None:
        assert set(self.open) == {one.id for one in self.lease.pages}
        assert len(self.open) == len(self.lease.pages)
        assert bool(self.open) == (self.lease.holder in self.open)


TestAgentsPages = AgentsPages.TestCase
TestAgentsPages.settings = settings(max_examples=40, stateful_step_count=25)


@given(st.permutations([PC_1, PC_2, LAPTOP_1]))
def test_after_a_deploy_it_is_where_it_was(order: list[Page]) -> None:
    """A process that ends tells of no closed sockets; its pages come back to another one."""
    before = leases.focused(joined(PC_1, PC_2, LAPTOP_1), "pc-2")
    lease = before
    for one in order:
        back = page(one.id, one.browser, process="next", socket=f"{one.id}-2")
        lease = leases.joined(lease, back, AT)

    assert before.holder == leases.swept(lease, {"next"}, LATER).holder
