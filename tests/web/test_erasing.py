"""A caller is erased by their number: nothing that is kept names them; the counts stay (B-15)."""

import getpass
import json
import signal
from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, update

from cti_adapter.__main__ import main
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
from tests.support.seat import Seat
from tests.web.caller_stage import (
    all_logged,
    counts,
    empty,
    environment,
    erase,
    hits,
    kept_of,
    marks_in,
    missed,
    naming,
    put_before,
    rows,
    shown,
    talked,
    waiting,
)
from tests.web.stage import ADA, ALAN, OutsideCall, telephone_system

PRIVACY = "/admin/privacy"


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


def exported(running: Running, out: Path) -> dict[str, Any]:
    """Hand out what is kept of Ada, as the operator does; nobody else may read the file."""
    more = ("--org", ORG_KEY, "--number", ADA, "--by", "i@x.test", "--out", str(out))
    done = erase(running, "export", *more)
    assert (0, "") == (done.returncode, done.stderr)
    assert [] == marks_in(done.stdout)
    assert 0o600 == out.stat().st_mode & 0o777
    told: dict[str, Any] = json.loads(out.read_text())
    return told


def is_whole(told: dict[str, Any], call_id: str) -> None:
    """Expect everything of Ada in a document, from every place, and nothing of Alan."""
    assert ADA == told["number"]
    kinds = {name for name, n in told["counts"].items() if n}
    assert kinds >= {"calls", "notes", "journal", "raw", "forms", "entries", "missed", "messages"}
    assert 2 == told["counts"]["calls"] == len(told["calls"])
    (call,) = [each for each in told["calls"] if each["id"] == call_id]
    assert ["wants-a-refund"] == call["notes"]
    assert ["Ada Lovelace"] == [each["label"] for each in call["assigned"]]
    typed = [each for each in call["journal"] if each["type"] == "notes.typed"]
    assert "wants-a-refund" == typed[0]["text"]
    assert not [each for each in call["journal"] if each["type"] == "policy.applied"]
    (form,) = told["forms"]
    assert "wants-a-refund" in form["body"]
    assert any("gold-customer" in each["body"] for each in told["raw_events"])
    assert {"log", "form"} <= {each["what"] for each in told["outbox"]}
    assert [ADA] == [each["entry"]["number"] for each in told["desks"][0].get("dialled", [])] + [
        each["number"] for each in told["desks"][0]["to_dial"]
    ]
    assert not mentions(json.dumps(told), PhoneNumber(ALAN))


@pytest.mark.requirement("B-15")
def test_an_erased_caller_is_found_nowhere_and_the_counts_stay(
    product: Running, tmp_path: Path
) -> None:
    """Before it, the same search finds them in many places; afterwards in none."""
    with PanelClient(product.seat()) as panel:
        call, call_id = talked(panel)
        missed(panel, ADA)
        missed(panel, ALAN)
        until(lambda: all_logged(product, 3), "three calls logged")
        put_before(panel)
        until(lambda: not waiting(product), "a form that was tried")
        before, found = counts(product), hits(product)
        kept = {"calls", "journal_private", "inbox", "messages", "desks", "dial_lists"}
        assert kept <= set(found)
        handed_out = exported(product, tmp_path / "ada.json")
        counted = erase(product, "erase", "--org", ORG_KEY, "--number", "(415) 555-0101")
        assert (0, found) == (counted.returncode, hits(product)), counted.stderr
        done = erase(
            product, "erase", "--org", ORG_KEY, "--number", ADA, "--yes", "--by", "i@x.test"
        )
        until(lambda: not shown(panel, ADA), "a panel without Ada")

        is_whole(handed_out, call_id)
        assert "This number has 2 calls to erase." in counted.stdout
        assert (0, "Erased: 2 calls.\n") == (done.returncode, done.stdout), done.stderr
        assert {} == hits(product)
        assert [] == marks_in(done.stderr + done.stdout)
        assert shown(panel, ALAN)
        assert before == counts(product)
        assert not any(kept_of(product, ADA).counts.values())
    told = erase(product, "replay", call_id)
    assert "equal, the caller was erased" == told.stdout.splitlines()[-1], told.stderr
    late = call.event("leg.ended", remote_number=ADA, attributes={"level": "gold-customer"})
    call.system.tell(late)
    assert {} == hits(product)
    again = erase(product, "erase", "--org", ORG_KEY, "--number", ADA, "--yes")
    assert (0, "Erased: 0 calls.\n") == (again.returncode, again.stdout), again.stderr
    assert "equal" in erase(product, "replay", call_id).stdout.splitlines()[-1]
    versions = words(AdminClient(product).get("/admin/versions"))
    for what in ("2 calls, 0 left", "root erased", "0 calls, 0 left", "i@x.test exported"):
        assert what.replace("root", getpass.getuser()) in versions, versions


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
        (("erase", "--org", "nowhere", "--number", ADA), "--org: no org has the key"),
        (("erase", "--org", ORG_KEY, "--number", "hello"), "--number: not a telephone number"),
        (("erase", "--org", ORG_KEY, "--number", ""), "--number: a withheld number"),
        (("export", "--org", ORG_KEY, "--number", ADA, "--out", "."), "--out: File exists"),
    ],
)
def test_what_cannot_be_done_is_said_with_code_2(
    product: Running,
    more: tuple[str, ...],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A matter of usage."""
    for name, value in environment(product).items():
        monkeypatch.setenv(name, value)

    assert 2 == main([*more])
    assert why in capsys.readouterr().err


@pytest.mark.requirement("B-15")
def test_an_admin_sees_downloads_and_erases_what_is_kept(product: Running) -> None:
    """By pages alone; who looks, downloads and erases never writes the number anywhere."""
    admin, number = AdminClient(product), "+14155550142"
    with PanelClient(product.seat()) as panel:
        missed(panel, number)
        until(lambda: all_logged(product, 1), "a logged call")
    typed = {"number": "(415) 555-0142"}
    seen = words(admin.submit(f"{PRIVACY}/caller", typed, page=PRIVACY))
    told = admin.submit(f"{PRIVACY}/caller/export", typed, page=PRIVACY)
    done = words(admin.submit(f"{PRIVACY}/caller/erase", typed, page=PRIVACY))
    after = words(admin.submit(f"{PRIVACY}/caller", typed, page=PRIVACY))
    versions = words(admin.get("/admin/versions"))

    assert "Kept of +1 415-555-0142" in seen
    assert "Calls 1 Calls with notes 0" in seen
    assert "1 call loses number, names and notes, 3 raw events" in seen
    assert "attachment; filename=caller.json" == told.headers["Content-Disposition"]
    assert "no-store" in told.headers["Cache-Control"]
    assert [number] == [each["snapshot"]["call"]["remote_number"] for each in told.json()["calls"]]
    assert "1 call was erased. It stays counted, and names nobody." in done
    assert "Nothing is kept of this number." in after
    for what in ("exported", "erased"):
        assert f"integration@example.test {what} caller #" in versions
    assert not mentions(versions, PhoneNumber(number))


@pytest.mark.requirement("B-15")
def test_what_is_no_number_is_said_beside_its_field(product: Running) -> None:
    """Also where a number is withheld: that is nobody's."""
    admin = AdminClient(product)
    for number in ("hello", ""):
        for what in ("", "/export", "/erase"):
            form = {"number": number}
            refused = admin.submit(f"{PRIVACY}/caller{what}", form, page=PRIVACY)
            assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
            assert "This is not a telephone number" in refused.text


def let_a_day_in(running: Running, days: float) -> None:
    """Do what the duty of the server will do so many days from now."""
    storage = running.storage()
    try:
        product = Product(Settings.from_env(environment(running)), storage, NoPost())
        product.privacy.retention(lambda: utc_now() + timedelta(days=days)).tick()
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


def on_desk_of(seat: Seat) -> list[str]:
    """Return the desk of an agent where it still names Alan."""
    desks = naming(seat.running, ALAN.removeprefix("+"))["desks"]
    return [row for row in desks if f" {seat.agent_id} " in row]


@pytest.mark.requirement("B-15")
def test_what_is_old_goes_by_itself_and_stays_counted(product: Running) -> None:
    """A server that is started finds it; what is told of it then says why it is not there."""
    with PanelClient(product.seat()) as panel:
        _, call_id = talked(panel, ALAN)
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
    assert on_desk_of(panel.seat)
    assert [[], []] == [rows(product)[name] for name in ("inbox", "messages")]
    let_a_day_in(product, 91)
    kept = rows(product)
    for table in ("calls", "journal", "journal_private", "history", "outbox"):
        assert [] == kept[table], table
    assert not on_desk_of(panel.seat)
