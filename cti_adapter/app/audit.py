"""`cti-adapter audit verify`: whether the audit log is as it was written. Only reads."""

import sys

from cti_adapter.app.product import open_deployment
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import Verdict
from cti_adapter.settings import Settings

_FAULTS = {
    "changed": "row {row} is not as it was written",
    "missing": "row {row} is missing",
    "added": "row {row} was put in",
    "end": "the end of the chain, row {row}, is not as it was written",
}


def verify_audit(settings: Settings, org_key: str | None) -> int:
    """Say of every chain whether it is unbroken; return 1 where one is not, else 0.

    Args:
        settings: of the deployment.
        org_key: whose chain; by default every one, also that of what belongs to no org.

    Raises:
        SettingsError: no org has this key.
    """
    storage = open_deployment(settings)
    try:
        keys = {OrgId(org.id): org.key for org in storage.settings.orgs()}
        if org_key is not None and org_key not in keys.values():
            raise SettingsError(f"--org: no org has the key {org_key!r}")
        wanted = [each for each in storage.audit.chains() if org_key in {None, keys.get(each)}]
        found = [storage.audit.verify(each) for each in wanted]
    finally:
        storage.close()
    lines = [
        f"{keys.get(each.org_id) or each.org_id or '(no org)'}: {_said(each)}\n" for each in found
    ]
    sys.stdout.write("".join(lines) or "nothing is noted yet\n")
    return 1 if any(each.fault for each in found) else 0


def _said(found: Verdict) -> str:
    if found.fault:
        return f"BROKEN: {_FAULTS[found.fault].format(row=found.broken_at)}"
    since = f" since {found.since:%Y-%m-%d %H:%M} UTC" if found.since else ""
    return f"unbroken{since}, rows: {found.rows}"
