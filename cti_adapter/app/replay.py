"""`cti-adapter replay`: a call's journal as a story, folded again and compared with what is kept.

Changes nothing; the audit log notes that it was asked. Numbers, names and notes stay hidden: the
story may be handed on.
"""

import getpass
import sys

from cti_adapter.app.product import open_deployment
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import Deed
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit
from cti_adapter.service.story import told, verdict
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage


def replay(settings: Settings, call_id: str, org_key: str | None) -> int:
    """Tell the story of a call; return 0 where folding it again gives what is kept, else 1.

    Args:
        settings: of the deployment.
        call_id: our id of the call.
        org_key: whose call it is; by default that of any org.

    Raises:
        SettingsError: no org has this key, or no call this id.
    """
    storage = open_deployment(settings)
    try:
        stored, journal = _kept(storage, CallId(call_id), org_key)
        who, org_id = getpass.getuser(), stored.org_id
        storage.audit.append(Deed(org_id=org_id, who=who, what="call.replayed", of=call_id))
    finally:
        storage.close()
    found = verdict(stored, journal)
    sys.stdout.write("".join(f"{line}\n" for line in (*told(journal), *found.lines)))
    return 1 if found.differs else 0


def _kept(
    storage: Storage, call_id: CallId, org_key: str | None
) -> tuple[CallFile, list[CallEvent]]:
    orgs = [org for org in storage.settings.orgs() if org_key in {None, org.key}]
    if not orgs:
        raise SettingsError(f"--org: no org has the key {org_key!r}")

    def read(unit: Unit) -> tuple[CallFile, list[CallEvent]] | None:
        file = unit.find_call(call_id)
        return None if file is None else (file, unit.read_journal(call_id))

    for org in orgs:
        found = storage.units.read(OrgId(org.id), read)
        if found is not None:
            return found
    raise SettingsError(
        f"CALL_ID: no call has the id {call_id!r}; a call is deleted when it has been kept"
        " as long as setting Retention says (docs/privacy.md)"
    )
