"""`cti-adapter doctor`: checks every org anew and prints a line a check, with what to do.

Judges nothing itself (service/doctor/), words nothing (web/admin/doctor.py), and changes nothing:
a database that is not of this release is told and left as it is.
"""

import sys
from functools import partial
from typing import Final

import msgspec

from cti_adapter.app.product import NoPost, Product, utc_now
from cti_adapter.app.set_up import SetUpArea
from cti_adapter.app.sight import look
from cti_adapter.errors import SettingsError
from cti_adapter.service.doctor import Diagnosis, Verdict, examine
from cti_adapter.settings import Settings
from cti_adapter.storage import FernetSealer, Storage, at_head, open_storage
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.doctor import Line, Say, worded

NO_ORG: Final = "there is no org yet: `cti-adapter boot-token` opens the page that makes one"

_MARKS: Final = {"ok": "ok", "warn": "look", "fail": "FAILED", "unknown": "unknown"}
_OLD: Final = Diagnosis(name="database", area="server", verdict=Verdict(state="fail", code="old"))


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of one org, as `--json` prints it."""

    key: str
    """Of the org; "" for the server alone."""
    name: str
    checks: tuple[Line, ...]


def doctor(settings: Settings, org_key: str | None, *, as_json: bool = False) -> int:
    """Run every check and print a line of each; return 1 where one has failed.

    Args:
        settings: of the deployment.
        org_key: whose set-up; by default that of every org.
        as_json: whether to print one object for scripts.

    Raises:
        SettingsError: no org has this key, or there is none at all.
    """
    say = partial(Catalogue.load().say, "en")
    if at_head(settings.database_url):
        sealer = FernetSealer(settings.secret_keys)
        storage = open_storage(settings.database_url, sealer, clock=utc_now)
        try:
            reports = _reports(settings, storage, org_key, say)
        finally:
            storage.close()
    else:
        reports = [Report(key="", name=settings.public_url, checks=(worded(_OLD, say),))]
    if as_json:
        sys.stdout.write(msgspec.json.encode({"orgs": reports}).decode() + "\n")
    else:
        sys.stdout.write("".join(_told(report) for report in reports))
    states = {line.state for report in reports for line in report.checks}
    return 1 if "fail" in states else 0


def _reports(settings: Settings, storage: Storage, org_key: str | None, say: Say) -> list[Report]:
    """Check the orgs anew and return what was found."""
    product = Product(settings, storage, NoPost())
    orgs = [org for org in product.orgs.all() if org_key in {None, org.key}]
    if not orgs:
        raise SettingsError(f"--org: no org has the key {org_key!r}" if org_key else NO_ORG)
    area = SetUpArea(settings, storage, product.orgs, product.configuration, utc_now)
    reports = []
    for org in orgs:
        area.check_all(org.id)
        seen = look(org.id, settings=settings, storage=storage, orgs=product.orgs, area=area)
        checks = tuple(worded(each, say) for each in examine(seen))
        reports.append(Report(key=org.key, name=org.name, checks=checks))
    return reports


def _told(report: Report) -> str:
    return f"{report.name}\n" + "".join(map(_line, report.checks)) + "\n"


def _line(line: Line) -> str:
    texts = [f"{line.title}: {line.what}", line.do, line.said]
    marks = [_MARKS[line.state], "", ""]
    return "".join(f"{mark:8} {text}\n" for mark, text in zip(marks, texts, strict=True) if text)
