"""The Procfile's processes on PostgreSQL: one web, one work, the same first call (D5)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, make_url, select

from bench import growth, growth_run
from bench.seat import seated
from cti_adapter.__main__ import main
from cti_adapter.demo import ORG
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.metrics import telephone_label
from cti_adapter.storage import engine
from cti_adapter.storage.schema import calls
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.support.settings_change import change_policy


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = PostgresServer()
    try:
        folder = tmp_path_factory.mktemp("on-postgresql")
        product = Running(folder, database=server.make_database())
        product.database_server = server
        product.demo.log = folder / "product.log"
        with product:
            yield product
    finally:
        server.stop()


def test_web_and_work_handle_a_call_between_them(on_postgresql: Running) -> None:
    """Work finds the caller and writes the Task; the panel hears of both through web."""
    seat = on_postgresql.seat()
    with PanelClient(seat) as panel:
        call = seat.call("0101")
        ringing = panel.call(phase="ringing", matching="done")
        assert [("Ada Lovelace", "auto")] == panel.assigned()
        panel.press(f"calls/{ringing['id']}/answer")
        panel.call(phase="talking")
        on_postgresql.on_the_phone(call, "hang_up")
        panel.call(phase="wrap-up")
        panel.press(f"calls/{ringing['id']}/save", {"text": "through two processes"})
        panel.call(phase="saved")

    assert "through two processes" in on_postgresql.task_of(call)["Description"]
    assert sorted(set(panel.seqs)) == panel.seqs, "messages came twice or out of order"


def test_one_id_leads_from_the_webhook_to_the_task(on_postgresql: Running) -> None:
    """Who looks for a call greps its id and reads every stage, in both processes' lines."""
    seat = on_postgresql.seat()
    with PanelClient(seat) as panel:
        call = seat.call("0101")
        call_id = panel.call(phase="ringing", matching="done")["id"]
        panel.press(f"calls/{call_id}/answer")
        panel.call(phase="talking")
        on_postgresql.on_the_phone(call, "hang_up")
        panel.call(phase="wrap-up")
        panel.press(f"calls/{call_id}/save", {"text": "a very private note"})
        panel.call(phase="saved")
    task_id = on_postgresql.task_of(call)["Id"]

    def lines() -> list[str]:
        assert on_postgresql.demo.log is not None
        return [each for each in on_postgresql.demo.log.read_text().splitlines() if call_id in each]

    until(lambda: any(f'"task": "{task_id}"' in line for line in lines()), "the Task's id")
    told = [json.loads(line) for line in lines()]
    stages = {(line["event"], line.get("what") or line.get("kind")) for line in told}
    wanted: set[tuple[str, str | None]] = {
        ("call.event", each) for each in ("leg.offered", "save.pressed", "task.written")
    }
    wanted |= {("panel.told", None), ("outbox.put", "log")}
    wanted |= {(f"delivery.{each}", "log") for each in ("begun", "settled")}

    assert set() == {*wanted, ("salesforce.answered", "log")} - stages
    label = telephone_label("simulator", on_postgresql.demo.keys.connector)
    assert {label} == {line["hook"] for line in told if line.get("what") == "leg.offered"}
    assert {call_id} == {line["call"] for line in told}
    private = ("5550101", "555-0101", "Ada", "Lovelace", "private note", seat.name, seat.line)
    assert [] == [each for each in private if each in "".join(lines())]


SPY = """#!{python}
import json, os, sys
told = {{"words": sys.argv, "password": os.environ.get("PGPASSWORD")}}
with open({log!r}, "a") as log:
    log.write(json.dumps(told) + "\\n")
os.execv({program!r}, sys.argv)
"""


def test_a_backup_is_made_and_brought_back_and_no_command_line_has_the_password(
    on_postgresql: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By the operator's commands, beside a product that works; PostgreSQL's own are overheard."""
    server = on_postgresql.database_server
    assert server is not None
    overheard = tmp_path / "overheard"
    (tmp_path / "bin").mkdir()
    for name in ("pg_dump", "pg_restore"):
        program = shutil.which(name)
        assert program is not None
        spy = tmp_path / "bin" / name
        spy.write_text(SPY.format(python=sys.executable, log=str(overheard), program=program))
        spy.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)

    def say(url: str, *words: str) -> tuple[int, str]:
        monkeypatch.setenv("CTI_DATABASE_URL", url.replace("app@", "app:hush-hush@"))
        code, out = main([*words]), capsys.readouterr()
        return code, out.out + out.err

    monkeypatch.setenv("CTI_PUBLIC_URL", on_postgresql.url)
    monkeypatch.setenv("CTI_SECRET_KEYS", on_postgresql.demo.keys.fernet)
    database, empty, file = on_postgresql.demo.database, server.make_database(), tmp_path / "backup"
    on_postgresql.on_the_phone(on_postgresql.seat().call("0101"), "hang_up")
    until(lambda: _calls(database), "a call to be backed up")
    made = say(database, "backup", "--out", str(file))
    monkeypatch.setenv("PGPASSWORD", "hush-elsewhere")
    looked = say(database, "restore", str(file), "--verify", "--scratch", empty)
    done = say(empty, "restore", str(file))
    again = say(empty, "restore", str(file))
    ran = [json.loads(line) for line in overheard.read_text().splitlines()]

    assert (0, 0, 0) == (made[0], looked[0], done[0]), made[1] + looked[1] + done[1]
    assert f"{file}: postgresql, schema " in made[1]
    assert looked[1].endswith("It can be restored. Nothing was changed.\n")
    assert "Restored." in done[1]
    assert (2, 1) == (again[0], again[1].count("empty"))
    assert _calls(database) == _calls(empty) > 0
    assert ["pg_dump", "pg_restore", "pg_restore"] == [Path(one["words"][0]).name for one in ran]
    assert ["hush-hush", "hush-elsewhere", "hush-hush"] == [one["password"] for one in ran]
    assert [] == [one for one in ran if "hush" in str(one["words"])]
    assert "hush" not in made[1] + looked[1] + done[1] + again[1]


def _calls(url: str) -> int:
    maker = engine.of_all_orgs(make_url(url))
    with maker.connect() as seen:
        n: int = seen.execute(select(func.count()).select_from(calls)).scalar_one()
    maker.dispose()
    return n


def test_wrap_up_ends_by_the_timer_of_work(on_postgresql: Running) -> None:
    """The clock runs in the work process; nobody has to be there."""
    change_policy(on_postgresql, wrap_up_s=1)
    seat = on_postgresql.seat()
    call = seat.call("0110")
    with PanelClient(seat) as panel:
        panel.press(f"calls/{panel.call(phase='ringing')['id']}/answer")
        panel.call(phase="talking")
        on_postgresql.on_the_phone(call, "hang_up")
        panel.call(phase="wrap-up")

    assert (
        on_postgresql.record_id("Account", "Analytical Engines")
        == (on_postgresql.task_of(call)["WhatId"])
    )


@pytest.mark.requirement("B-14")
def test_a_change_made_elsewhere_reaches_an_open_panel(on_postgresql: Running) -> None:
    """Whichever process an admin's browser ends up at."""
    with PanelClient(on_postgresql.seat()) as panel, on_postgresql.configuration() as elsewhere:
        elsewhere.change(
            ORG,
            lambda config: replace(config, policy=replace(config.policy, call_results=("Sold",))),
            version=None,
            by="i@example.test",
            summary="",
        )

        assert ["Sold"] == panel.results("Sold")

    assert sorted(set(panel.seqs)) == panel.seqs, "messages came twice or out of order"


def test_work_refuses_sqlite_with_its_reason(on_postgresql: Running, tmp_path: Path) -> None:
    """Two processes that write one SQLite file would wait for each other."""
    env = {
        "CTI_PUBLIC_URL": "http://127.0.0.1:1",
        "CTI_DATABASE_URL": f"sqlite:///{tmp_path / 'cti.sqlite3'}",
        "CTI_SECRET_KEYS": on_postgresql.demo.keys.fernet,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "cti_adapter", "work"],
        env=env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert 2 == ended.returncode
    assert "work needs PostgreSQL" in ended.stderr


def test_a_call_with_one_match_and_one_task_takes_few_requests(on_postgresql: Running) -> None:
    """The benchmark of growth runs, and what an org may be asked in a day goes far."""
    server, storage = on_postgresql.database_server, on_postgresql.storage()
    assert server is not None
    with closing(storage):
        token = seated(storage)
    with closing(growth_run.Centre(on_postgresql.demo, token, server, settles_s=0.1)) as it:
        it.call()
        idle, busy = growth.measured(it, calls=6, rate=6)
        call, resting = growth.reckoned(it, idle, busy, calls=6)

    assert growth.is_good(it, call), it.asked
    assert (3, 5) == (call.deliveries, call.commands)
    assert 0 < call.notifications <= call.messages
    assert 6 <= busy.requests
    assert [f.name for f in fields(growth_run.Reading)][1:] == [
        line.split()[0] for line in growth.foretold(call, resting, busy, 6)
    ]
