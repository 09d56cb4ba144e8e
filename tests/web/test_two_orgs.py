"""Two orgs in one deployment: nothing of the one is seen, heard or moved by the other (D11, P8).

The demo has two with the same people, telephone ids and numbers; a third is made here where a test
has to set it up otherwise. The walk over every route stands in test_walk.py.
"""

from collections.abc import Iterator

import pytest
import requests
from msgspec.structs import replace

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import AgentA
from tests.support.signing_in import Browser
from tests.web.stage import ADA, NOBODY, OtherOrg, OutsideCall, calls_on, save, telephone_system


@pytest.fixture(scope="module")
def other(running: Running) -> OtherOrg:
    return OtherOrg(running)


@pytest.fixture
def theirs(running: Running, other: OtherOrg) -> Iterator[PanelClient]:
    running.no_more_faults()
    with other.panel() as panel:
        yield panel


def test_the_same_call_id_on_the_same_line_is_two_calls(
    panel: PanelClient, theirs: PanelClient, other: OtherOrg
) -> None:
    """Two telephone systems count from one, and both have an extension 101."""
    ours = OutsideCall(telephone_system(panel.running), panel.seat.line, NOBODY)
    foreign = OutsideCall(other.system(), theirs.seat.line)
    foreign.placed = ours.placed
    ours.tell("leg.offered")
    foreign.tell("leg.offered", "leg.connected")

    assert "ringing" == panel.call(matching="done")["phase"]
    assert "+1 415-555-0101" == theirs.call(phase="talking")["number"]
    assert "ringing" == panel.call()["phase"]


def test_the_same_caller_on_the_same_extension_is_logged_in_each_org(running: Running) -> None:
    """Agent A, line 101, Ada's number: all of it exists twice, and each org gets its own call."""
    twin = running.twin()
    running.no_more_faults()
    with PanelClient(AgentA(running)) as here, PanelClient(AgentA(twin)) as there:
        ours, theirs = (each.call(sender=ADA, to="101") for each in (running, twin))
        for panel, placed in ((here, ours), (there, theirs)):
            panel.running.on_the_phone(placed, "answer")
            panel.call(phase="talking", matching="done")
            panel.running.on_the_phone(placed, "hang_up")
            save(panel, panel.call(phase="wrap-up"))
            panel.call(phase="saved")

    assert [1, 0] == [len(running.tasks_of(each)) for each in (ours, theirs)]
    assert [0, 1] == [len(twin.tasks_of(each)) for each in (ours, theirs)]


def test_an_event_reaches_nobody_on_the_same_line_of_another_org(
    panel: PanelClient, theirs: PanelClient, other: OtherOrg
) -> None:
    """A line belongs to its own telephone system."""
    OutsideCall(other.system(), panel.seat.line).tell("leg.offered")
    call = OutsideCall(other.system(), theirs.seat.line)
    call.tell("leg.offered")
    theirs.call(phase="ringing")

    assert {} == calls_on(panel)


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("answer", {}),
        ("hang_up", {}),
        ("notes", {"text": "mine now"}),
        ("assign", {"record_id": "003000000000001", "page": {"answered": False}}),
        ("save", {"text": ""}),
        ("undo", {}),
        ("retry", {}),
        ("extend", {}),
    ],
)
def test_a_token_opens_no_call_of_another_org(
    stranger: PanelClient, their_call: str, verb: str, body: dict[str, object]
) -> None:
    """As if it did not exist, even for who knows its id."""
    answer = stranger.press(f"calls/{their_call}/{verb}", body)

    assert (404, "not-found") == (answer.status_code, answer.json()["error_id"])


@pytest.fixture(scope="module")
def stranger(running: Running) -> PanelClient:
    """An agent of our org, for requests that change nothing."""
    return PanelClient(running.seat())


@pytest.fixture(scope="module")
def their_call(other: OtherOrg) -> str:
    """The id of a call that rings in the other org."""
    with other.panel() as theirs:
        OutsideCall(other.system(), theirs.seat.line).tell("leg.offered")
        call_id: str = theirs.call(phase="ringing")["id"]
        return call_id


def test_a_snapshot_shows_the_own_org_only(panel: PanelClient, theirs: PanelClient) -> None:
    """The same question, two answers."""
    headers = [{"Authorization": f"Bearer {each.token}"} for each in (panel, theirs)]
    url = f"{panel.running.url}/api/snapshot"
    snapshots = [
        requests.get(url, headers=each, timeout=TIMEOUT_S).json()["agent"] for each in headers
    ]

    assert [panel.seat.name, theirs.seat.name] == [each["name"] for each in snapshots]


def test_an_org_that_changes_its_hosts_is_framed_by_the_new_ones_alone(running: Running) -> None:
    """The old address may be somebody else's tomorrow."""
    old, new = "https://old.lightning.force.com", "https://new.lightning.force.com"
    org = OtherOrg(running, hosts=(old,))
    address = f"{running.url}/o/{org.key}/softphone"
    before = requests.get(address, timeout=TIMEOUT_S).headers["Content-Security-Policy"]
    with running.configuration() as configuration:
        configuration.change(
            org.id,
            lambda config: replace(config, hosts=(new,)),
            version=None,
            by="integration@example.test",
            summary="",
        )

    def framed_by() -> str:
        return requests.get(address, timeout=TIMEOUT_S).headers["Content-Security-Policy"]

    until(lambda: new in framed_by(), "the new host to be allowed")

    assert (True, False) == (f"frame-ancestors {old}" in before, old in framed_by())


def test_a_secret_opens_no_hook_of_another_org(running: Running, other: OtherOrg) -> None:
    """Which org an event belongs to is said by the address, and proved by the secret."""
    stranger = OtherOrg(running)
    stranger.secret = "whsec_YW5vdGhlciBzZWNyZXQ="
    call = OutsideCall(stranger.system(), "101")
    call.system.hook = other.system().hook

    assert 401 == call.system.post(call.event("leg.offered")).status_code


def test_a_sign_in_is_claimed_in_its_own_org(running: Running, other: OtherOrg) -> None:
    """Its id begins with the org's key, and a changed beginning leads nowhere."""
    browser = Browser(running)
    started = browser.post("/auth/start", {"org_key": "demo"}).json()
    moved = started["login_id"].replace("demo.", f"{other.key}.")
    answer = browser.post("/auth/claim", {"login_id": moved, "secret": started["secret"]})

    assert (403, "sign-in-expired") == (answer.status_code, answer.json()["error_id"])
