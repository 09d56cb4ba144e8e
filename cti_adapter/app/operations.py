"""What an operator's tools ask: is it ready, its figures, how it stands with each org.

What is true in the database is read from it when it is asked for, so that it does not matter which
process answers; what a process counts is its own (metrics.py).
"""

import math
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask import Blueprint
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cti_adapter.app.backup import BACKUP
from cti_adapter.app.product import Product, utc_now
from cti_adapter.errors import SettingsError, StorageUnavailable
from cti_adapter.metrics import PROCESS, telephone_label
from cti_adapter.outbox.entry import OrgId, Status
from cti_adapter.service.findings import Finding
from cti_adapter.service.pulse import COURIER
from cti_adapter.service.telephone_findings import refused_subject, taken_subject
from cti_adapter.settings import Settings
from cti_adapter.web.health import Watch, health
from cti_adapter.web.hub import Hub

LEAST_FREE: Final = 200_000_000
"""Bytes of disk without which no call is taken any more."""
PULSE_LASTS: Final = timedelta(seconds=15)
"""How long the courier may be silent."""
NOWHERE: Final = OrgId("")
"""What belongs to no org is found under this one."""


class Operations:
    """The answers of one process."""

    def __init__(
        self,
        product: Product,
        settings: Settings,
        hub: Hub,
        org_of_admin: Callable[[], OrgId | None],
    ) -> None:
        self._product = product
        self._org_of_admin = org_of_admin
        self._hub = hub
        self._settings = settings
        url = settings.database_url
        self._disk = Path(url.removeprefix("sqlite:///")).parent if url[:6] == "sqlite" else Path()
        self._registry = CollectorRegistry()
        self._registry.register(_AtScrape(self.collect))

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        return health(
            faults=self.faults,
            figures=lambda: generate_latest(self._registry) + generate_latest(PROCESS),
            status=self.status,
            watch=Watch(self._settings.metrics_token),
            org_of_admin=self._org_of_admin,
        )

    # /readyz

    def faults(self) -> list[str]:
        """Return what keeps this process from taking calls."""
        storage = self._product.storage
        if self._hub.draining:
            return ["ending"]
        found = [fault] if (fault := storage.fault()) else []
        if self.disk_free() < LEAST_FREE:
            found.append("disk")
        if not found:
            try:
                storage.sealed.check()
                found += self._courier()
            except SettingsError:
                found.append("keys")
            except StorageUnavailable:
                found.append("database")
        return found

    def _courier(self) -> list[str]:
        """Return "courier" where it gave no sign of life lately; on PostgreSQL it is `work`."""
        last = self._of_nobody(COURIER)
        return [] if last is not None and utc_now() - last.at < PULSE_LASTS else ["courier"]

    def disk_free(self) -> int:
        """Return the bytes that are free where the database is, or where we run."""
        return shutil.disk_usage(self._disk).free

    def _of_nobody(self, subject: str) -> Finding | None:
        return self._product.storage.findings.of(NOWHERE, like=subject).get(subject)

    # /status

    def status(self, of: OrgId | None) -> dict[str, object]:
        """Return how it stands with orgs and their telephone systems; no secret, no number.

        Args:
            of: the only org that is named, NOWHERE for none; None for all of them.
        """
        orgs = self._product.orgs
        named = orgs.all() if of is None else [orgs.entry(of)] if of != NOWHERE else []
        return {"reasons": self.faults(), "orgs": [self._org(org.id, org.key) for org in named]}

    def _org(self, org_id: OrgId, key: str) -> dict[str, object]:
        storage = self._product.storage
        held, unsaved = storage.queue.held(org_id), storage.queue.unsaved(org_id)
        found = storage.findings.of(org_id, like="hook/")
        used, allowed = self._product.usages.of(org_id) or (None, None)
        return {
            "org": key,
            "salesforce": {
                "paused": held.reason if held is not None else None,
                "paused_since": _written(held.began_at) if held is not None else None,
                "waiting": held.waiting if held is not None else 0,
                "late": unsaved.late,
                "refused": unsaved.refused + len(unsaved.forms),
                "api_used": used,
                "api_allowed": allowed,
            },
            "connectors": [
                {
                    "name": system.name,
                    "kind": system.kind,
                    "label": telephone_label(system.kind, system.key),
                    **_delivered("taken", found.get(taken_subject(system.key))),
                    **_delivered("refused", found.get(refused_subject(system.key))),
                }
                for system in storage.settings.connectors(org_id)
            ],
        }

    # /metrics

    def collect(self) -> Iterator[Metric]:
        """Yield what is true of the database, the disk and the sockets at this moment."""
        yield from self._waiting()
        yield from self._usage()
        hub = self._hub.counts()
        yield GaugeMetricFamily(
            "cti_ws_connections", "Sockets of softphones that are open.", hub.connections
        )
        yield CounterMetricFamily(
            "cti_ws_slow_dropped",
            "Sockets that were closed because their page read too slowly.",
            hub.ended["slow"],
        )
        yield GaugeMetricFamily(
            "cti_disk_free_bytes", "Free bytes where the database is.", self.disk_free()
        )
        last = self._of_nobody(COURIER)
        if last is not None:
            age = (utc_now() - last.at).total_seconds()
            yield GaugeMetricFamily(
                "cti_courier_age_seconds", "Since the courier's last sign of life.", age
            )
        backup = self._of_nobody(BACKUP)
        yield GaugeMetricFamily(
            "cti_backup_age_seconds",
            "Since the moment of the last good backup; +Inf where there was none.",
            math.inf if backup is None else (utc_now() - backup.at).total_seconds(),
        )

    def _waiting(self) -> Iterator[Metric]:
        counted, now = self._product.storage.figures.read(), utc_now()
        ages = GaugeMetricFamily(
            "cti_outbox_oldest_age_seconds",
            "Since when the oldest entry could have gone out.",
            labels=("org", "status"),
        )
        rows = dict.fromkeys((Status.PENDING, Status.INFLIGHT, Status.DEAD), 0)
        keys = {str(org.id): org.key for org in self._product.orgs.all()}
        for each in counted.waiting:
            age = max(0.0, (now - each.oldest).total_seconds())
            ages.add_metric((keys.get(each.org_id, each.org_id), each.status), age)
            rows[Status(each.status)] += each.rows
        yield ages
        family = GaugeMetricFamily(
            "cti_outbox_rows", "Entries of the outbox that are not done.", labels=("status",)
        )
        for status, n in rows.items():
            family.add_metric((status.value,), n)
        yield family
        yield GaugeMetricFamily(
            "cti_dead_letter_rows", "Entries that a person has to look at.", rows[Status.DEAD]
        )
        yield GaugeMetricFamily("cti_calls_open", "Calls that run.", counted.open_calls)

    def _usage(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(
            "cti_sf_api_usage_ratio",
            "Share of the day's API requests of an org that is used up, as last said here.",
            labels=("org",),
        )
        for org in self._product.orgs.all():
            used, allowed = self._product.usages.of(org.id) or (0, 0)
            if allowed:
                family.add_metric((org.key,), used / allowed)
        yield family


class _AtScrape(Collector):
    """Asks at each scrape."""

    def __init__(self, collect: Callable[[], Iterator[Metric]]) -> None:
        self._collect = collect

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of this moment."""
        return self._collect()

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: the names are not asked for before the first scrape."""
        return iter(())


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _delivered(what: str, finding: Finding | None) -> dict[str, str | None]:
    if finding is None:
        return {f"{what}_at": None}
    why = {} if finding.is_fine else {f"{what}_because": finding.code}
    return {f"{what}_at": _written(finding.at), **why}
