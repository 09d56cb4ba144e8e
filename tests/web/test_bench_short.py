"""The benchmark runs, on the real product, and loses nothing; its figures are for `make bench`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import (
    checkbox,
    connectors,
    decisions,
    log,
    log_run,
    overload,
    reconnect,
    restore,
    scale,
)
from bench.admin import both
from cti_adapter.app import utc_now
from cti_adapter.storage.backups import back_up, checks, restored
from cti_adapter.telephony.registry import CONNECTORS
from tests.support.running import Running

ROOT = Path(__file__).parents[2]


def test_the_short_benchmark_loses_no_event(tmp_path: Path) -> None:
    """A benchmark that nobody runs measures something else when it is needed."""
    written = tmp_path / "runs.jsonl"
    short = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bench", "--quick", "--json", str(written)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )

    assert 0 == short.returncode, short.stdout + short.stderr
    named = [json.loads(line)["contestant"] for line in written.read_text().splitlines()]
    assert {"product", "hub alone", "Node ws", "aiohttp"} <= {*named}
    assert len(named) == short.stdout.count(" 0 lost, 0 refused")
    assert "memory per idle agent" in short.stdout


def test_the_benchmark_of_the_admin_pages_gets_an_answer_from_every_page(running: Running) -> None:
    """Its figures are for a quiet machine; that it asks what there is, is for today."""
    storage = running.storage()
    try:
        figures = both(running.demo, storage, rounds=0)
    finally:
        storage.close()

    assert {} == {path: found.wrong for path, found in figures.items() if found.wrong}
    assert "/admin/assignment" in figures


def test_the_benchmark_of_one_decision_measures_it_beside_its_peer() -> None:
    """What is dear with many candidates shows here first, long before an agent waits."""
    few, many = decisions.measured(2, rounds=30), decisions.measured(30, rounds=30)

    assert (2, 30) == (few.candidates, many.candidates)
    assert 0 < many.p50_us <= many.p99_us
    assert 0 < many.ratio


def test_the_benchmark_of_the_connectors_reads_what_each_of_them_sends() -> None:
    """Every kind of the registry, beside the bare JSON of the same bodies."""
    for connector in CONNECTORS:
        figures = connectors.measured(connector, rounds=1)
        assert figures.read > 0
        assert figures.peer > 0


def test_the_benchmark_of_the_log_measures_every_figure(running: Running) -> None:
    """On a call that is saved and a few that wait; by itself it also says where one is lost."""
    storage = running.storage()
    try:
        measured = log_run.Measured(running.demo, storage)
        measured.saves(1)
        measured.drain(3)
        measured.journals(rounds=1)
    finally:
        storage.close()

    assert 4 == measured.figures.calls
    assert ["Save to Task", "outbox drain", "journal fold", "replay", "calls and Tasks"] == [
        line.partition("  ")[0] for line in log.lines(measured.figures)
    ]


def test_the_benchmark_of_the_checkbox_sees_every_press_confirmed(running: Running) -> None:
    """On one call of the demo's first agent, whose org has no checkbox afterwards."""
    storage = running.storage()
    try:
        took = checkbox.measured(running.demo, storage, rounds=2)
    finally:
        storage.close()

    assert 2 == len(took)
    assert "press to confirmed checkbox, 2 presses" in checkbox.report(took, 0.0)


def test_the_benchmark_of_the_storm_has_everything_taken_in_the_end() -> None:
    """Short and mild here; by itself it blows for a minute, at ten times the goal's rate."""
    seen = overload.measured(rate=300, seconds=0.5, agents=5)

    assert seen.due == seen.answers[True]
    assert 0 == seen.late
    assert "answer p50" in overload.report(seen, 300, 0.5, 0.0)


def test_the_benchmark_of_a_return_brings_everybody_back() -> None:
    """A hundred in the same moment; a thousand by hand."""
    seen = reconnect.measured(100)

    assert (100, []) == (len(seen.back_s), seen.refused)
    assert "100 agents back, 0 refused" in reconnect.report(seen, 0.0)


@pytest.mark.sqlite("the benchmark copies rows out of the file")
def test_the_benchmark_of_growth_measures_both_products_and_loses_nothing(
    running: Running,
) -> None:
    """Tiny ones here; a million calls by hand."""
    sizes = scale.Size(agents=2, calls=2), scale.Size(agents=4, calls=20)
    figures = scale.measured(scale.like(running.demo, 1), sizes, rounds=1, seconds=0.3)

    assert [0, 0] == [each.lost for each in figures]
    assert all(each.ms for each in figures)
    assert "CPU per event, ratio" in scale.report(figures)


@pytest.mark.sqlite("the benchmark copies rows out of the file")
def test_the_benchmark_of_restoring_multiplies_calls_that_are_whole(
    running: Running, tmp_path: Path
) -> None:
    """A thousand like the one that was made; a million, and the commands, by hand."""
    database, backup = tmp_path / "cti.sqlite3", tmp_path / "backup"
    storage = running.storage()
    try:
        restore.filled(running.demo, storage, database, calls=1_000, like=1)
    finally:
        storage.close()
    made = back_up(f"sqlite:///{database}", backup, utc_now())
    with restored(backup, f"sqlite:///{database}", overwrite=True) as copy:
        found = list(checks(copy, (running.demo.keys.fernet,)))

    assert [] == [each for each in found if not each.is_fine]
    assert 1_001 <= made.rows["calls"]
