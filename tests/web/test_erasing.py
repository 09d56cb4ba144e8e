"""A caller is erased by their number: nothing that is kept names them; the counts stay (B-15)."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, select, update

from cti_adapter.app.product import NoPost, Product, utc_now
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.demo import ORG_KEY
from cti_adapter.service.forgetting import mentions
from cti_adapter.settings import Settings
from cti_adapter.storage.schema import metadata
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.postgres import PostgresServer
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import ADA, ALAN, OutsideCall, telephone_system

MARKS = ("Lovelace", "wants-a-refund", "gold-customer", "555-0101", "5550101")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def product(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A product of its own: what other tests keep of the same people is not to be found."""
    folder = tmp_path_factory.mktemp("erasing")
    server = PostgresServer() if request.param == "postgres" else None
    running = Running(folder, database=server.make_database() if server else None)
    running.demo.log = folder / "product.log"
    try:
        with running:
            yield running
    finally:
        if server is not None:
            server.stop()


def environment(running: Running) -> dict[str, str]:
    return {
        "CTI_PUBLIC_URL": running.url,
        "CTI_DATABASE_URL": running.demo.database,
        "CTI_SECRET_KEYS": running.demo.keys.fernet,
    }


def erase(running: Running, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the operator of this deployment does."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "cti_adapter", *more],
        env={**os.environ, **environment(running)},
        capture_output=True,
        text=True,
        timeout=120,  # a machine may be busy
        check=False,
    )


def rows(running: Running) -> dict[str, list[str]]:
    """Return every row of every table as one text; new tables are among them by themselves."""
    engine = create_engine(running.demo.database)
    try:
        with engine.connect() as connection:
            return {
                table.name: [
                    " ".join(_text(value) for value in row)
                    for row in connection.execute(select(table))
                ]
                for table in metadata.sorted_tables
            }
    finally:
        engine.dispose()


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def hits(running: Running) -> dict[str, list[str]]:
    """Return where a mark of the caller stands: in tables, and in what the product has logged."""
    texts = rows(running)
    assert running.demo.log is not None
    texts["log"] = [running.demo.log.read_text()]
    return {name: found for name, each in texts.items() if (found := marks_in("\n".join(each)))}


def marks_in(text: str) -> list[str]:
    plain = [mark for mark in MARKS if mark in text]
    digits = re.sub(r"\D", "", text)
    return plain + (["digits"] if "4155550101" in digits else [])


def talked(panel: PanelClient) -> tuple[OutsideCall, str]:
    """Have Ada call, be answered and noted down; return the call, and our id of it."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    call.tell("leg.offered", attributes={"level": "gold-customer"})
    ringing = panel.call(phase="ringing", matching="done")
    call.tell("leg.connected")
    panel.call(phase="talking")
    panel.press(f"calls/{ringing['id']}/notes", {"text": "wants-a-refund", "version": 0})
    call.tell("call.ended")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{ringing['id']}/save", {"text": "wants-a-refund"})
    panel.call(phase="saved")
    return call, ringing["id"]


def missed(panel: PanelClient, number: str) -> None:
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    call.tell("leg.offered", "leg.ended", "call.ended")
    until(lambda: shown(panel, number), "a missed call")


def shown(panel: PanelClient, number: str) -> bool:
    panel.listen()
    return mentions(json.dumps([panel.desk, panel.calls]), PhoneNumber(number))


def empty(panel: PanelClient) -> bool:
    panel.listen()
    return not panel.calls


def counts(running: Running) -> dict[str, Any]:
    """Return how many calls, lines of history and raw events there are, and how calls ended."""
    engine = create_engine(running.demo.database)
    calls = metadata.tables["calls"].c
    with engine.connect() as connection:
        states = connection.execute(select(calls.log_state, calls.log_reason)).all()
    engine.dispose()
    kept = rows(running)
    many = {name: len(kept[name]) for name in ("calls", "history", "inbox")}
    return {"logs": Counter(map(tuple, states)), **many}


def put_before(panel: PanelClient) -> None:
    """Have Ada's record open, and her number on the dial list."""
    ada = panel.running.record_id("Contact", "Ada Lovelace")
    panel.show({"id": ada, "type": "Contact", "name": "Ada Lovelace"})
    table = {"csv": f"number,name\n{ADA},Ada Lovelace\n{ALAN},Alan"}
    assert 202 == panel.press("dial-list", table).status_code
    until(lambda: "Lovelace" in hits(panel.running)["desks"], "Ada on the desk")


def all_logged(running: Running, least: int) -> bool:
    """Whether so many calls have their Tasks at least, and none waits for one."""
    logs = counts(running)["logs"]
    return logs["saved", ""] >= least and {state for state, _ in logs} <= {"saved", "not-logged"}


@pytest.mark.requirement("B-15")
def test_an_erased_caller_is_found_nowhere_and_the_counts_stay(product: Running) -> None:
    """Before it, the same search finds them in many places; afterwards in none."""
    with PanelClient(product.seat()) as panel:
        call, call_id = talked(panel)
        missed(panel, ADA)
        missed(panel, ALAN)
        until(lambda: all_logged(product, 3), "three calls logged")
        put_before(panel)
        before, found = counts(product), hits(product)
        kept = {"calls", "journal_private", "inbox", "messages", "desks", "dial_lists"}
        assert kept <= set(found)
        counted = erase(product, "erase", "--org", ORG_KEY, "--number", "(415) 555-0101")
        assert (0, found) == (counted.returncode, hits(product)), counted.stderr
        done = erase(
            product, "erase", "--org", ORG_KEY, "--number", ADA, "--yes", "--by", "i@x.test"
        )
        until(lambda: not shown(panel, ADA), "a panel without Ada")

        assert "This number has 2 calls to erase." in counted.stdout
        assert (0, "Erased: 2 calls.\n") == (done.returncode, done.stdout), done.stderr
        assert {} == hits(product)
        assert [] == marks_in(done.stderr + done.stdout)
        assert shown(panel, ALAN)
        assert before == counts(product)
    told = erase(product, "replay", call_id)
    assert "equal, the caller was erased" == told.stdout.splitlines()[-1], told.stderr
    late = call.event("leg.ended", remote_number=ADA, attributes={"level": "gold-customer"})
    call.system.tell(late)
    assert {} == hits(product)
    again = erase(product, "erase", "--org", ORG_KEY, "--number", ADA, "--yes")
    assert (0, "Erased: 0 calls.\n") == (again.returncode, again.stdout), again.stderr
    assert "equal" in erase(product, "replay", call_id).stdout.splitlines()[-1]
    assert "2 calls, 0 left" in words(AdminClient(product).get("/admin/versions"))


@pytest.mark.requirement("B-15")
def test_a_call_that_goes_on_is_left_and_said(product: Running) -> None:
    """Nobody's call is taken from under their hands."""
    with PanelClient(product.seat()) as panel:
        call = OutsideCall(telephone_system(product), panel.seat.line, "+14155550999")
        call.tell("leg.offered")
        panel.call(phase="ringing", matching="done")
        left = erase(product, "erase", "--org", ORG_KEY, "--number", "+14155550999", "--yes")
        call.tell("leg.ended", "call.ended")
        until(lambda: empty(panel) and all_logged(product, 1), "an empty panel, a logged call")
        done = erase(product, "erase", "--org", ORG_KEY, "--number", "+14155550999", "--yes")

    assert (1, "Erased: 0 calls.") == (left.returncode, left.stdout.partition("\n")[0]), left.stderr
    assert "1 call not over yet" in left.stdout
    assert (0, "Erased: 1 call.\n") == (done.returncode, done.stdout)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--org", "nowhere", "--number", ADA), "--org: no org has the key"),
        (("--org", ORG_KEY, "--number", "hello"), "--number: not a telephone number"),
        (("--org", ORG_KEY, "--number", ""), "--number: a withheld number"),
    ],
)
def test_what_cannot_be_erased_is_said_with_code_2(
    product: Running, more: tuple[str, ...], why: str
) -> None:
    """A matter of usage."""
    refused = erase(product, "erase", *more)

    assert 2 == refused.returncode
    assert why in refused.stderr


def let_a_day_in(running: Running, days: float) -> None:
    """Do what the duty of the server will do so many days from now."""
    storage = running.storage()
    try:
        product = Product(Settings.from_env(environment(running)), storage, NoPost())
        product.retention(lambda: utc_now() + timedelta(days=days)).tick()
    finally:
        storage.close()


def restart(running: Running) -> None:
    """Start the process anew that carries out the duties."""
    name = "product" if running.demo.database.startswith("sqlite") else "work"
    running.demo.processes[name].send_signal(signal.SIGTERM)
    running.demo.processes[name].wait(TIMEOUT_S)
    running.demo.begin_product(name)
    running.demo.wait_until_ready()


def grow_old(running: Running, call_id: str, days: int) -> date:
    """Let a call have begun so many days ago; return that day."""
    began = utc_now() - timedelta(days=days)
    calls = metadata.tables["calls"]
    engine = create_engine(running.demo.database)
    with engine.begin() as connection:
        of_it = (calls.c.id == call_id, calls.c.org_id == running.org_id)
        connection.execute(update(calls).where(*of_it).values(begun_at=began))
    engine.dispose()
    return began.date()


@pytest.mark.requirement("B-15")
def test_what_is_old_goes_by_itself_and_stays_counted(product: Running) -> None:
    """A server that is started finds it; what is told of it then says why it is not there."""
    with PanelClient(product.seat()) as panel:
        _, call_id = talked(panel)
        missed(panel, ALAN)
        until(lambda: all_logged(product, 1), "logged calls")
    day = grow_old(product, call_id, 91)
    before = len(rows(product)["calls"])
    restart(product)
    until(lambda: len(rows(product)["calls"]) == before - 1, "an old call gone")
    told = erase(product, "replay", call_id)
    page = words(AdminClient(product).get(f"/admin/reconciliation?from={day}&to={day}"))
    assert "a call is deleted when it has been kept" in told.stderr
    assert "Calls 1 Written 1" in page
    assert "can be neither opened nor compared" in page
    assert ["messages"] == [name for name, found in naming(product, call_id).items() if found]

    let_a_day_in(product, 89)
    assert naming(product, ALAN.removeprefix("+"))["desks"]
    assert [[], []] == [rows(product)[name] for name in ("inbox", "messages")]
    let_a_day_in(product, 91)
    kept = rows(product)
    for table in ("calls", "journal", "journal_private", "history", "outbox"):
        assert [] == kept[table], table
    assert not naming(product, ALAN.removeprefix("+"))["desks"]


def naming(running: Running, text: str) -> dict[str, list[str]]:
    """Return the rows of each table in which a text stands."""
    return {name: [row for row in each if text in row] for name, each in rows(running).items()}
