"""`cti-adapter doctor`: checks every org anew and prints a line a check, with what to do.

Judges nothing itself (service/doctor/) and words nothing (web/admin/doctor.py).
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from cti_adapter.app.product import NoPost, Product, open_deployment, utc_now
from cti_adapter.app.set_up import SetUpArea
from cti_adapter.app.sight import look
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.doctor import Seen, examine
from cti_adapter.settings import Settings
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.doctor import Line, worded

NO_ORG: Final = "there is no org yet: `cti-adapter boot-token` opens the page that makes one"

_MARKS: Final = {"ok": "ok", "warn": "look", "fail": "FAILED", "unknown": "unknown"}


def doctor(settings: Settings, org_key: str | None) -> int:
    """Run every check and print a line of each; return 1 where one has failed.

    Args:
        settings: of the deployment.
        org_key: whose set-up; by default that of every org.

    Raises:
        SettingsError: no org has this key, or there is none at all.
    """
    storage = open_deployment(settings)
    try:
        product = Product(settings, storage, NoPost())
        orgs = [org for org in product.orgs.all() if org_key in {None, org.key}]
        if not orgs:
            raise SettingsError(f"--org: no org has the key {org_key!r}" if org_key else NO_ORG)
        area = SetUpArea(settings, storage, product.orgs, product.configuration, utc_now)
        see = partial(look, settings=settings, storage=storage, orgs=product.orgs, area=area)
        failed = [_examined(org.id, org.name, area, see) for org in orgs]
    finally:
        storage.close()
    return 1 if any(failed) else 0


def _examined(org_id: OrgId, name: str, area: SetUpArea, see: Callable[[OrgId], Seen]) -> bool:
    """Check one org anew, print what was found; whether a line has failed."""
    area.set_up.check(org_id)
    found = examine(see(org_id))
    say = partial(Catalogue.load().say, "en")
    sys.stdout.write(f"{name}\n" + "".join(_told(worded(each, say)) for each in found) + "\n")
    return any(each.verdict.state == "fail" for each in found)


def _told(line: Line) -> str:
    texts = [f"{line.title}: {line.what}", line.do, line.said]
    marks = [_MARKS[line.state], "", ""]
    return "".join(f"{mark:8} {text}\n" for mark, text in zip(marks, texts, strict=True) if text)
