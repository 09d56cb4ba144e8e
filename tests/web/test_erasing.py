"""A caller is erased by their number: nothing that is kept names them; the counts stay (B-15)."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from cti_adapter.__main__ import main
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.demo import ORG_KEY
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.service.forgetting import mentions
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.support.seat import Seat
from tests.support.settings_change import change_policy
from tests.web.caller_stage import (
    STRANGER,
    WITHOUT_CALLERS,
    all_logged,
    counts,
    empty,
    environment,
    erase,
    forget,
    grow_old,
    hits,
    kept_of,
    let_a_day_in,
    marks_in,
    missed,
    naming,
    put_before,
    restart,
    rows,
    shown,
    talked,
    waiting,
)
from tests.web.stage import ADA, ALAN, OutsideCall, telephone_system
from tests.web.test_receivers import Mailbox

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


@pytest.fixture
def mailbox(product: Running) -> Iterator[Mailbox]:
    """Somebody outside who is told of calls, as long as the test lasts."""
    box = Mailbox()
    yield box
    storage = product.storage()
    try:
        for each in storage.receivers.of(product.org_id):
            storage.receivers.remove(product.org_id, each.key)
    finally:
        storage.close()
    box.close()


@pytest.mark.requirement("B-15")
def test_an_erased_caller_is_found_nowhere_and_the_counts_stay(
    product: Running, tmp_path: Path, mailbox: Mailbox
) -> None:
    """Before it, the same search finds them in many places; afterwards in none."""
    with PanelClient(product.seat()) as panel:
        call, call_id = talked(panel)
        missed(panel, ADA)
        missed(panel, ALAN)
        until(lambda: all_logged(product, 3), "three calls logged")
        put_before(panel, call_id, mailbox.url)
        until(lambda: all_logged(product, 4), "the stranger's calls logged as well")
        until(lambda: not waiting(product), "a form that was tried")
        before, found = counts(product), hits(product)
        kept = {"calls", "journal_private", "inbox", "messages", "desks", "dial_lists", "outbox"}
        assert kept <= set(found)
        empty_ones = {name for name, each in rows(product).items() if not each}
        assert empty_ones <= set(WITHOUT_CALLERS), "a story that leaves traces in every table"
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
        assert 1 == kept_of(product, STRANGER).counts["lead"]
        forget(product, STRANGER)
        assert {} == hits(product, (STRANGER,))
        assert not any(kept_of(product, STRANGER).counts.values())
        assert before == counts(product)
    late = call.event("leg.ended", remote_number=ADA, attributes={"level": "gold-customer"})
    call.system.tell(late)
    assert {} == hits(product)
    forget(product, ADA)
    told = erase(product, "replay", call_id)
    assert "equal, the caller was erased" == told.stdout.splitlines()[-1], told.stderr
    versions = words(AdminClient(product).get("/admin/versions"))
    for what in ("2 calls, 0 left", "0 calls, 0 left", "i@x.test exported"):
        assert what in versions, versions


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
    (call,) = told.json()["calls"]
    story = words(admin.get(f"/admin/calls/{call['id']}"))
    change_policy(product, mask_numbers=False)
    whole = words(admin.get(f"/admin/calls/{call['id']}"))
    change_policy(product, mask_numbers=True)
    done = words(admin.submit(f"{PRIVACY}/caller/erase", typed, page=PRIVACY))
    after = words(admin.submit(f"{PRIVACY}/caller", typed, page=PRIVACY))
    versions = words(admin.get("/admin/versions"))

    assert "Kept of +1 415-555-0142" in seen
    assert "Calls 1 Calls with notes 0" in seen
    assert "1 call loses number, names and notes, 3 raw events" in seen
    assert "attachment; filename=caller.json" == told.headers["Content-Disposition"]
    assert "no-store" in told.headers["Cache-Control"]
    assert number == call["snapshot"]["call"]["remote_number"]
    assert "number …42" in story
    assert not mentions(story, PhoneNumber(number))
    assert "number +1 415-555-0142" in whole
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
