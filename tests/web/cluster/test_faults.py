"""What only several processes and a database server of their own can get wrong (D5, D7)."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from http import HTTPStatus
from typing import Any

import psycopg
import pytest
import requests
from sqlalchemy import make_url

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OutsideCall, TelephoneSystem

PHASES = {
    "ringing": ("leg.offered",),
    "talking": ("leg.connected",),
    "held": ("leg.held",),
    "wrap-up": ("leg.retrieved", "call.ended"),
}
"""By phase what is told to get there from the one before."""
_SOCKETS = re.compile(r"^cti_ws_connections(?:\{[^}]*\})? (\S+)$", re.MULTILINE)


def sockets(running: Running) -> list[float]:
    """Return how many sockets each web process holds, asked beside the balancer."""
    asked = [
        requests.get(f"http://{address}/metrics", timeout=TIMEOUT_S).text
        for address in running.demo.webs.values()
    ]
    return [sum(map(float, _SOCKETS.findall(text))) for text in asked]


@pytest.mark.requirement("B-6", "A-2")
def test_pages_of_one_agent_are_spread_over_the_processes_and_see_the_same(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Nobody is kept at a process, and each page shows the call."""
    with ExitStack() as open_pages:
        pages = [open_pages.enter_context(PanelClient(panel.seat, beside=panel)) for _ in range(5)]
        busy = [number for number in sockets(panel.running) if number]
        call.tell("leg.offered", "leg.connected")
        shown = [page.call(phase="talking")["id"] for page in (panel, *pages)]

    assert len(busy) > 1
    assert 1 == len(set(shown))


@pytest.mark.requirement("B-7", "A-3")
@pytest.mark.parametrize("phase", PHASES)
def test_a_page_reloaded_in_any_phase_shows_the_same_call(
    phase: str, panel: PanelClient, call: OutsideCall
) -> None:
    """Its next server is another one, and knows all the same."""
    phases = [*PHASES]
    for each in phases[: phases.index(phase) + 1]:
        call.tell(*PHASES[each])
        panel.call(phase=each, matching="done")
    before = panel.call(phase=phase)
    for _ in panel.running.demo.webs:
        with PanelClient(panel.seat, beside=panel) as reloaded:
            after = reloaded.call(phase=phase)
            assert before["id"] == after["id"]
            assert before["assigned"] == after["assigned"]


def test_what_no_notification_told_of_is_heard_all_the_same(
    panel: PanelClient, call: OutsideCall
) -> None:
    """The number of a message is the truth, and the notification a hint (D5)."""
    sql(
        panel.running,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'cti-adapter listener'",
    )
    call.tell("leg.offered", "leg.connected")
    panel.call(phase="talking")

    assert sorted(set(panel.seqs)) == panel.seqs


@contextmanager
def read_only(running: Running) -> Iterator[None]:
    """Have the database take no write, as a standby does."""
    sql(running, "ALTER DATABASE cti_1 SET default_transaction_read_only = on")
    try:
        _cut_off(running)
        yield
    finally:
        setting = "ALTER DATABASE cti_1 SET default_transaction_read_only = off"
        sql(running, f"SET TRANSACTION READ WRITE; {setting}")
        _cut_off(running)


def _cut_off(running: Running) -> None:
    """End the product's connections: settings of a database are those of new ones."""
    sql(
        running,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name ~ '^cti-adapter' AND pid <> pg_backend_pid()",
    )


def _readiness(running: Running) -> list[requests.Response]:
    return [
        requests.get(f"http://{address}/readyz", timeout=TIMEOUT_S)
        for address in running.demo.webs.values()
    ]


def _statuses(running: Running) -> set[int]:
    return {answer.status_code for answer in _readiness(running)}


def test_on_a_database_that_takes_no_write_calls_are_answered_503_and_told_again(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Nothing is promised that is not kept, and /readyz says why."""
    running = panel.running
    with read_only(running):
        until(lambda: _statuses(running) == {HTTPStatus.SERVICE_UNAVAILABLE}, "nobody ready")
        reasons = [answer.json()["reasons"] for answer in _readiness(running)]
        address = next(iter(running.demo.webs.values()))
        hook = running.hook.replace(running.url, f"http://{address}")
        beside = TelephoneSystem(hook, call.system.secret)
        refused = beside.post(call.event("leg.offered"))
    until(lambda: _told(call, "leg.offered"), "the database to take it")
    panel.call(phase="ringing")

    assert all("database" in each for each in reasons)
    assert HTTPStatus.SERVICE_UNAVAILABLE == refused.status_code
    assert refused.headers["Retry-After"]


def test_more_processes_than_the_database_serves_are_told_so_and_lose_nothing(
    panel: PanelClient, call: OutsideCall
) -> None:
    """No connection is left: hooks are answered 202 or 503, soon, and what is told again counts."""
    running = panel.running
    with ExitStack() as taken:
        with suppress(psycopg.OperationalError):
            while True:
                taken.enter_context(closing(psycopg.connect(_address(running))))
        event = call.event("leg.offered")
        with ThreadPoolExecutor(40) as many:
            answers = [*many.map(lambda _: call.system.post(event, id="the-same"), range(80))]
    again = until(lambda: _taken(call, event), "connections for everybody")
    until(lambda: _told(call, "leg.connected"), "connections for everybody")
    panel.call(phase="talking")

    assert {each.status_code for each in answers} <= {
        HTTPStatus.ACCEPTED,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
    assert again["accepted"] + again["duplicates"] == 1
    assert 1 == len(panel.calls)


def _taken(call: OutsideCall, event: dict[str, Any]) -> dict[str, int] | None:
    """Send it once more, as a telephone system does that was refused."""
    answer = call.system.post(event, id="the-same")
    counted: dict[str, int] = answer.json() if answer.ok else {}
    return counted or None


def _address(running: Running) -> str:
    url = make_url(running.demo.database).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def test_an_immediate_stop_of_the_database_loses_nothing(
    panel: PanelClient, call: OutsideCall
) -> None:
    """PostgreSQL is killed while the agent talks; the call goes on, and its Task is one (P10)."""
    running = panel.running
    assert running.database_server is not None
    call.tell("leg.offered", "leg.connected")
    panel.call(phase="talking")
    running.database_server.crash()
    began = time.monotonic()
    until(lambda: _told(call, "leg.held"), "the database to be asked again")
    panel.call(phase="held")
    back_s = time.monotonic() - began

    assert back_s < 5
    assert sorted(set(panel.seqs)) == panel.seqs


def _told(call: OutsideCall, event: str) -> bool:
    """Tell of an event, as a telephone system does until it is taken."""
    try:
        call.tell(event)
    except AssertionError:
        return False
    return True
