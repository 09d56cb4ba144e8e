"""Each alert fires when it should, and nothing fires at a product that is well.

The rules are judged by Prometheus' own promtool. Names and labels of all series, and the figures
of the product that is well, are those of a real /metrics; what is wrong is put into one of them.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
import yaml

from cti_adapter.app import ROOT, utc_now
from cti_adapter.app.backup import BACKUP
from cti_adapter.app.operations import NOWHERE
from cti_adapter.service.findings import FINE, Finding
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.unit.test_operations_files import RULES
from tests.web.stage import OutsideCall, telephone_system
from tests.web.test_operations import Labels, scraped

FETCHED = ROOT / "var" / "tools" / "promtool"
"""Where bin/prepare-tests leaves it."""
WEEK = 7 * 24 * 6
"""In steps of ten minutes."""

WATCHED = {name for rule in RULES for name in re.findall(r"cti_\w+", rule["expr"])}

Figures = dict[str, list[tuple[Labels, float]]]


class Drill(NamedTuple):
    """What goes wrong in one series, and which alerts are to fire: those, and no other."""

    fires: tuple[str, ...]
    series: str
    labels: Labels
    values: str
    """As promtool writes them: from, step, times; a sample a minute."""


DRILLS = (
    Drill(("CtiLogsWait",), "cti_outbox_oldest_age_seconds", {"status": "pending"}, "301+0x180"),
    Drill(
        ("CtiLogsWait", "CtiLogsWaitLong"),
        "cti_outbox_oldest_age_seconds",
        {"status": "inflight"},
        "0+60x180",
    ),
    Drill(("CtiLogsRefused",), "cti_dead_letter_rows", {}, "1+0x180"),
    Drill(("CtiApiUsage",), "cti_sf_api_usage_ratio", {}, "0.81+0x180"),
    Drill(("CtiBadSignatures",), "cti_webhook_total", {"result": "bad-signature"}, "0+21x180"),
    Drill(("CtiStrangersAtTheDoor",), "cti_limited_total", {"limit": "authentication"}, "0+1x180"),
    Drill(("CtiEndsMissing",), "cti_calls_reaped_total", {}, "0+1x180"),
    Drill(("CtiWebhooksLost",), "cti_reconcile_missing_total", {}, "0+1x180"),
    Drill(("CtiClockSkew",), "cti_clock_skew_seconds", {}, "-31+0x180"),
    Drill(("CtiDiskFull",), "cti_disk_free_bytes", {}, "9e8+0x180"),
    Drill(("CtiCourierStands",), "cti_courier_age_seconds", {}, "61+0x180"),
    Drill(("CtiBackupOld",), "cti_backup_age_seconds", {}, "93601+60x180"),
    Drill(("CtiBackupOld",), "cti_backup_age_seconds", {}, "Inf " * 181),
)
ALMOST = (
    Drill((), "cti_outbox_oldest_age_seconds", {"status": "pending"}, "300+0x180"),
    Drill((), "cti_dead_letter_rows", {}, "0+0x150 1+0x30"),
    Drill((), "cti_sf_api_usage_ratio", {}, "0.8+0x180"),
    Drill((), "cti_webhook_total", {"result": "bad-signature"}, "0+19x180"),
    Drill((), "cti_clock_skew_seconds", {}, "30+0x180"),
    Drill((), "cti_disk_free_bytes", {}, "1e9+0x180"),
    Drill((), "cti_courier_age_seconds", {}, "60+0x180"),
    Drill((), "cti_backup_age_seconds", {}, "83400+60x180"),
)
SILENT = Drill(
    ("CtiTelephoneSilent",),
    "cti_webhook_total",
    {"result": "accepted"},
    f"0+1x{WEEK} {WEEK}+0x100",
)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Figures]:
    """What /metrics says of a product that was just started and had a call and a stranger."""
    with Running(tmp_path_factory.mktemp("drill")) as product:
        OutsideCall(telephone_system(product), product.seat().line).tell(
            "leg.offered", "call.ended"
        )
        requests.post(product.hook, json={}, timeout=TIMEOUT_S)
        for status in ("pending", "inflight"):
            _put_log(product, status)
        storage = product.storage()
        storage.findings.put(NOWHERE, BACKUP, Finding(at=utc_now(), code=FINE))
        storage.close()
        stranger = {"Authorization": "Bearer nobody-knows-it", "X-Forwarded-For": "192.0.2.7"}
        while (
            429
            != requests.get(
                f"{product.url}/api/snapshot", headers=stranger, timeout=TIMEOUT_S
            ).status_code
        ):
            pass
        yield scraped(product)


def _put_log(product: Running, status: str) -> None:
    """Let a log wait whose turn comes in an hour, or which somebody carries just now."""
    now = int(time.time() * 1e6)
    sql(
        product,
        "INSERT INTO outbox (org_id, call_id, kind, key, payload, status, attempts, due_at,"
        " last_error, error_code, lane, put_at)"
        " VALUES (?, ?, 'log', ?, '{}', ?, 1, ?, '', '', '', ?)",
        product.org_id, status, status, status, now + 3_600_000_000, now,
    )  # fmt: skip


def test_there_is_a_drill_for_every_alert() -> None:
    """And what it would take to read the rules is here."""
    assert {rule["alert"] for rule in RULES} == {
        name for drill in (*DRILLS, SILENT) for name in drill.fires
    }
    _promtool("check", "rules", str(ROOT / "ops" / "alerts.yaml"))


def test_each_alert_fires_alone_and_none_at_a_product_that_is_well(
    figures: Figures, tmp_path: Path
) -> None:
    """Just beyond its limit each, and just before it none."""
    well = Drill((), "cti_dead_letter_rows", {}, "")
    _judged(figures, tmp_path, (well, *DRILLS, *ALMOST), step="1m", at="170m")


def test_a_telephone_system_that_told_something_a_week_ago_is_missed(
    figures: Figures, tmp_path: Path
) -> None:
    """At eleven in the morning; at night nobody is woken."""
    _judged(figures, tmp_path, (SILENT,), step="10m", at=f"{7 * 24 + 11}h")
    nobody_calls = SILENT._replace(fires=(), values=f"0+1x{WEEK - 84} {WEEK - 84}+0x160")
    _judged(figures, tmp_path, (nobody_calls,), step="10m", at=f"{7 * 24 + 2}h")


def _judged(figures: Figures, folder: Path, drills: tuple[Drill, ...], step: str, at: str) -> None:
    """Have promtool say which alerts fire, all of them."""
    told = {
        "rule_files": [str(ROOT / "ops" / "alerts.yaml")],
        "evaluation_interval": step,
        "tests": [
            {
                "name": f"{drill.series}: {drill.values}",
                "interval": step,
                "input_series": [*_series(figures, drill)],
                "promql_expr_test": [
                    {
                        "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                        "eval_time": at,
                        "exp_samples": [
                            {"labels": f'{{alertname="{name}"}}', "value": 1}
                            for name in drill.fires
                        ],
                    }
                ],
            }
            for drill in drills
        ],
    }
    file = folder / "drill.yaml"
    file.write_text(yaml.safe_dump(told))
    _promtool("test", "rules", str(file))


def _series(figures: Figures, drill: Drill) -> Iterator[dict[str, str]]:
    """Everything that was told goes on as it is, but for the first series of the drill."""
    found = False
    for name, rows in figures.items():
        for labels, value in rows if name in WATCHED else []:
            is_it = not found and name == drill.series and drill.labels.items() <= labels.items()
            found |= is_it
            said = ",".join(f'{key}="{text}"' for key, text in labels.items())
            values = drill.values if is_it and drill.values else f"{value}+0x{WEEK + 100}"
            yield {"series": f"{name}{{{said}}}", "values": values}
    assert found, f"/metrics tells no {drill.series} with {drill.labels}"


def _promtool(*arguments: str) -> None:
    promtool = shutil.which("promtool") or str(FETCHED)
    assert os.access(promtool, os.X_OK), "bin/prepare-tests fetches promtool"
    done = subprocess.run(  # noqa: S603 - Prometheus' own program
        [promtool, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    assert 0 == done.returncode, done.stdout + done.stderr
