"""An org with a call on its way, backed up and looked at, for the tests of backups."""

from pathlib import Path

from cryptography.fernet import Fernet
from msgspec.structs import replace
from sqlalchemy import create_engine, func, select

from cti_adapter.logbook.ledger import Ledger
from cti_adapter.service.audit import Deed
from cti_adapter.service.call_file import CallFile
from cti_adapter.storage import Storage
from cti_adapter.storage.backups import Check, checks, restored
from cti_adapter.storage.schema import outbox
from tests.contract.storage.builders import ORG, a_file, an_entry, an_org

KEY = Fernet.generate_key().decode()


def fill(storage: Storage) -> None:
    """An org with a secret, a deed, and a call whose log is on its way."""
    storage.settings.put_org(an_org())
    storage.settings.put_org_secrets(ORG, {"client_secret": "hush"})
    storage.audit.append(Deed(org_id=ORG, who="Ada", what="configuration.changed"))
    storage.units.write(ORG, lambda unit: unit.put_call(a_call()))
    put(storage, 1)


def a_call(number: int = 1) -> CallFile:
    """Return a call whose log is on its way."""
    return replace(a_file(number), ledger=Ledger(state="saving"))


def put(storage: Storage, number: int) -> None:
    """Put the entry of a log."""
    entry = an_entry(f"main:c-{number}", f"call-{number}")
    storage.units.write(ORG, lambda unit: unit.put_entry(entry))


def looked_at(file: Path, url: str, key: str = KEY, **how: bool) -> list[Check]:
    """Return what the checks of a backup say; it is put away again."""
    with restored(file, url, **how) as copy:
        return list(checks(copy, (key,)))


def wrong(found: list[Check]) -> list[str]:
    """Return what is not as it should be, in words."""
    return [f"{each.name}: {each.said}" for each in found if not each.is_fine]


def entries(url: str) -> int:
    """Return how many entries an outbox has."""
    engine = create_engine(url)
    with engine.connect() as seen:
        n = seen.execute(select(func.count()).select_from(outbox)).scalar_one()
    engine.dispose()
    return n
