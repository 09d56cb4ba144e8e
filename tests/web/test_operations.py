"""What an operator's tools see of a running product: figures, readiness, each org's state."""

import math
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from cti_adapter.__main__ import main
from cti_adapter.app import ROOT
from cti_adapter.app.backup import BACKUP
from cti_adapter.app.counters import tell_counters
from cti_adapter.demo.ports import free_port
from cti_adapter.metrics import telephone_label
from cti_adapter.service.pulse import COURIER
from cti_adapter.settings import Settings
from cti_adapter.storage.migrations import HEAD
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OutsideCall

NAMES = (
    "cti_outbox_oldest_age_seconds",
    "cti_outbox_rows",
    "cti_dead_letter_rows",
    "cti_save_seconds",
    "cti_sf_requests_total",
    "cti_sf_api_usage_ratio",
    "cti_sf_duplicate_absorbed_total",
    "cti_webhook_total",
    "cti_webhook_ack_seconds",
    "cti_calls_open",
    "cti_calls_reaped_total",
    "cti_ws_connections",
    "cti_ws_slow_dropped_total",
    "cti_reconcile_missing_total",
    "cti_clock_skew_seconds",
)
Labels = dict[str, str]


def scraped(product: Running, **how: Any) -> dict[str, list[tuple[Labels, float]]]:
    """Return the samples of /metrics by name, of every process, as Prometheus tells them apart."""
    found: dict[str, list[tuple[Labels, float]]] = {}
    of_work = {f"http://127.0.0.1:{port}": name for name, port in product.demo.counting.items()}
    for url in (product.url, *of_work):
        at = {"instance": of_work[url]} if url in of_work else {}
        answer = requests.get(f"{url}/metrics", timeout=TIMEOUT_S, **how)
        assert 200 == answer.status_code, answer.text
        for family in text_string_to_metric_families(answer.text):
            found.setdefault(family.name, [])
            for sample in family.samples:
                found.setdefault(sample.name, []).append((sample.labels | at, sample.value))
    return found


def value(product: Running, name: str, **labels: str) -> float:
    """Return one figure, 0 where nothing was counted yet."""
    rows = scraped(product).get(name, [])
    return sum(n for has, n in rows if labels.items() <= has.items())


def test_a_call_from_webhook_to_task_moves_the_figures(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Who watches sees the delivery, the call that runs, and how long its Task took."""
    product = panel.running
    label = telephone_label("simulator", product.hook.rpartition("/")[2])
    accepted = {"connector": label, "result": "accepted"}
    taken = value(product, "cti_webhook_total", **accepted)
    saved = value(product, "cti_save_seconds_count")
    sent = value(product, "cti_sf_requests_total")
    call.tell("leg.offered")
    call.tell("leg.connected")
    talking = panel.call(phase="talking")
    during = value(product, "cti_calls_open"), value(product, "cti_ws_connections")
    call.tell("call.ended")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{talking['id']}/save", {"text": "counted"})
    panel.call(phase="saved")
    until(lambda: value(product, "cti_save_seconds_count") > saved, "the log to be counted")
    figures = scraped(product)

    assert [] == [name for name in NAMES if name not in figures]
    assert during >= (1, 1)
    assert taken + 3 <= value(product, "cti_webhook_total", **accepted)
    assert sent < value(product, "cti_sf_requests_total")
    assert 0 < value(product, "cti_sf_api_usage_ratio", org=product.org_key) < 1
    assert "+1415" not in str(figures)
    assert product.hook.rpartition("/")[2] not in str(figures)  # it opens the hook


def test_a_forged_delivery_is_counted_as_one(running: Running) -> None:
    """Many of them are an attack, or a secret that somebody changed on one side alone."""
    was = value(running, "cti_webhook_total", result="bad-signature")
    answer = requests.post(running.hook, json={}, timeout=TIMEOUT_S)

    assert 401 == answer.status_code
    assert was + 1 == value(running, "cti_webhook_total", result="bad-signature")


def test_a_backup_is_as_old_as_its_moment(
    running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made by the command beside a server that works; where there was none, that is told."""
    for name, text in (
        ("CTI_PUBLIC_URL", running.url),
        ("CTI_SECRET_KEYS", running.demo.keys.fernet),
        ("CTI_DATABASE_URL", running.demo.database),
    ):
        monkeypatch.setenv(name, text)
    sql(running, "DELETE FROM findings WHERE subject = ?", BACKUP)
    never = value(running, "cti_backup_age_seconds")
    began = time.time()
    code = main(["backup", "--out", str(tmp_path / "backup")])
    age = value(running, "cti_backup_age_seconds")

    assert math.inf == never
    assert 0 == code
    assert 0 < age <= time.time() - began


def test_figures_do_not_grow_with_the_agents(running: Running) -> None:
    """A label for each agent would be ten thousand lines at each scrape."""
    seats = [running.seat() for _ in range(5)]
    with ExitStack() as open_panels:
        for seat in seats:
            open_panels.enter_context(PanelClient(seat))
        told = scraped(running)
        for _ in range(10):
            open_panels.enter_context(PanelClient(running.seat()))
        later = scraped(running)
    labels = [has for rows in told.values() for has, _ in rows]

    assert 5 <= told["cti_ws_connections"][0][1] < later["cti_ws_connections"][0][1]
    assert sum(map(len, later.values())) - len(labels) < 5, "a line for each of ten more"
    for seat in seats:
        assert [] == [
            has for has in labels if {seat.name, seat.line, seat.number} & {*has.values()}
        ]
    assert set() == {"agent", "user", "session", "call", "number"} & {*chain(*labels)}


@pytest.fixture
def stuck(running: Running) -> Iterator[str]:
    """An entry that has waited for an hour, was put off just now, and one that is dead."""
    mark, now = f"stuck-{uuid4().hex}", int(time.time() * 1e6)
    for status, due in (("pending", now + 600_000_000), ("dead", now)):
        sql(
            running,
            "INSERT INTO outbox (org_id, call_id, kind, key, payload, status, attempts, due_at,"
            " last_error, error_code, lane, put_at)"
            " VALUES (?, ?, 'log', ?, '{}', ?, 9, ?, '', '', '', ?)",
            running.org_id, mark, f"{mark}-{status}", status, due, now - 3_600_000_000,
        )  # fmt: skip
    yield mark
    sql(running, "DELETE FROM outbox WHERE call_id = ?", mark)


def test_an_entry_grows_old_however_often_it_is_put_off(running: Running, stuck: str) -> None:
    """Its next try lies ahead; its age counts from when it could first have gone."""
    figures = scraped(running)
    rows = figures["cti_outbox_oldest_age_seconds"]
    ages = {has["status"]: n for has, n in rows if has["org"] == running.org_key}

    assert stuck
    assert 3600 <= ages["pending"] < 3700
    assert 3600 <= ages["dead"] < 3700
    assert 1 <= figures["cti_dead_letter_rows"][0][1]


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "192.0.2.1"}, {"Host": "cti.example.com"}], ids=str
)
@pytest.mark.parametrize("path", ["metrics", "status"])
def test_who_comes_through_a_proxy_sees_no_figures(
    running: Running, path: str, headers: dict[str, str]
) -> None:
    """Without a token the figures are for this machine alone."""
    answer = requests.get(f"{running.url}/{path}", headers=headers, timeout=TIMEOUT_S)

    assert 401 == answer.status_code


def test_status_names_each_org_and_telephone_system(panel: PanelClient, call: OutsideCall) -> None:
    """Salesforce or a telephone system that is down is said here, and not by /readyz."""
    call.tell("leg.offered")
    panel.call(phase="ringing")
    url = f"{panel.running.url}/status"
    told = requests.get(url, timeout=TIMEOUT_S).json()
    mine = next(org for org in told["orgs"] if org["org"] == panel.running.org_key)

    assert [] == told["reasons"]
    assert None is mine["salesforce"]["paused"]
    label = telephone_label("simulator", panel.running.hook.rpartition("/")[2])
    system = next(each for each in mine["connectors"] if each["label"] == label)
    assert {"name", "kind", "taken_at", "refused_at"} <= set(system)
    assert panel.running.hook.rpartition("/")[2] not in str(told)


def test_ready_names_each_reason_against_it(running: Running) -> None:
    """Whoever is called at night reads where to look: here the courier, then the schema."""
    ready = f"{running.url}/readyz"
    sql(running, "UPDATE alembic_version SET version_num = '9999'")
    try:
        wrong = requests.get(ready, timeout=TIMEOUT_S)
    finally:
        sql(running, "UPDATE alembic_version SET version_num = ?", HEAD)

    assert (503, ["migrations"]) == (wrong.status_code, wrong.json()["reasons"])
    assert 200 == requests.get(ready, timeout=TIMEOUT_S).status_code


def test_a_courier_that_stands_still_is_named(running: Running) -> None:
    """It writes its sign of life again within two seconds, and the process is ready again."""

    def stand_still() -> tuple[int, Any] | None:
        # the courier may write between the two: once more then
        sql(
            running,
            "UPDATE findings SET body = replace(body, '\"20', '\"19') WHERE subject = ?",
            COURIER,
        )
        answer = requests.get(f"{running.url}/readyz", timeout=TIMEOUT_S)
        return None if answer.ok else (answer.status_code, answer.json()["reasons"])

    still = until(stand_still, "the courier to be missed")

    assert (503, ["courier"]) == still
    until(lambda: requests.get(f"{running.url}/readyz", timeout=TIMEOUT_S).ok, "its sign of life")


def test_a_token_opens_the_counters_of_a_process_without_web() -> None:
    """`cti-adapter work --metrics-port`: whoever has it, and nobody else, not even this machine."""
    port, token = free_port(), "a-token-that-nobody-guesses"
    settings = Settings(public_url="https://cti.example.com", secret_keys=(), metrics_token=token)
    tell_counters(settings, port)
    url = f"http://127.0.0.1:{port}/metrics"
    proxied = {"Authorization": f"Bearer {token}", "X-Forwarded-For": "192.0.2.1"}
    wrong = {"Authorization": f"Bearer {token}x"}
    answers = [requests.get(url, headers=how, timeout=TIMEOUT_S) for how in ({}, wrong, proxied)]

    assert [401, 401, 200] == [answer.status_code for answer in answers]
    assert "cti_sf_requests_total" in answers[-1].text


@pytest.mark.parametrize("file", ["alerts.yaml", "dashboard.json"])
def test_every_figure_that_is_watched_is_told(running: Running, file: str) -> None:
    """An alert on a name that nobody tells never fires."""
    named = set(re.findall(r"\bcti_[a-z_]+", (ROOT / "ops" / file).read_text()))
    told = scraped(running)
    counters = {f"{name}_total" for name in told}

    assert len(named) > 8
    assert set() == named - set(told) - counters
