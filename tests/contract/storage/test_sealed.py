"""Keys are rotated: everything sealed is sealed anew, a batch at a time, and then opens alone."""

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.calls.record import RecordId
from cti_adapter.errors import SettingsError
from cti_adapter.service.audit import Deed
from cti_adapter.storage import FernetSealer, Storage, open_storage
from cti_adapter.storage.sealed import BATCH, Rotated, sealed_columns
from cti_adapter.storage.settings import ConnectorSettings
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, a_file, an_org
from tests.support.builders import ALANS_NUMBER, UNKNOWN_NUMBER

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
LEAD = RecordId("00Q000000000001AAA")
MANY = BATCH + 5


def opened(url: str, *keys: str) -> Storage:
    return open_storage(url, FernetSealer(keys))


def fill(storage: Storage) -> None:
    """Keep a secret of each kind, more connectors than a batch, and a Lead of a call."""
    for org_id in (ORG, OTHER_ORG):
        storage.settings.put_org(an_org(org_id))
        storage.settings.put_org_secrets(org_id, {"client_secret": f"hush {org_id}"})
    for n in range(MANY):
        storage.settings.put_connector(
            ConnectorSettings(
                org_id=ORG,
                key=f"pbx-{n:03}",
                kind="generic",
                name="PBX",
                secrets=(f"whsec {n}",),
                command_url="",
                created_at=NINE,
            )
        )
    storage.audit.append(Deed(org_id=ORG, who="ada", what="settings.changed"))
    file = a_file(1)
    call = replace(file.call, remote_number=UNKNOWN_NUMBER)
    storage.units.write(ORG, lambda unit: unit.put_call(replace(file, call=call)))
    storage.made_leads.claim(ORG, UNKNOWN_NUMBER, call.id, NINE)
    storage.made_leads.made(ORG, UNKNOWN_NUMBER, LEAD)


def rotate(storage: Storage) -> dict[str, Rotated]:
    return {each.place: each for each in storage.sealed.rotate()}


@pytest.fixture
def old(url: str) -> str:
    """A database that was filled under the old key."""
    storage = opened(url, OLD)
    fill(storage)
    storage.close()
    return url


def test_after_a_rotation_the_old_key_can_be_taken_away(old: str) -> None:
    """Every secret, the keys of the audit log's chains, and who became a Lead."""
    both = opened(old, NEW, OLD)
    done = rotate(both)
    both.close()
    alone = opened(old, NEW)
    alone.sealed.check()
    secrets, connectors = alone.settings.org_secrets(ORG), alone.settings.connectors(ORG)
    known = alone.made_leads.claim(ORG, UNKNOWN_NUMBER, CallId("another"), NINE)
    chain = alone.audit.verify(ORG)
    alone.close()

    assert {column.table.name + "." + column.name for column in sealed_columns()} < set(done)
    assert (MANY, MANY) == (
        done["connectors.secrets_encrypted"].rows,
        done["connectors.secrets_encrypted"].anew,
    )
    assert {"client_secret": "hush engines"} == secrets
    assert {(f"whsec {n}",) for n in range(MANY)} == {each.secrets for each in connectors}
    assert (LEAD, False) == (known.lead_id, known.is_new)
    assert ("", 1) == (chain.fault, chain.rows)


def test_one_that_was_ended_is_begun_again(old: str) -> None:
    """What is done is done; the second run does the rest, the third one nothing."""
    both = opened(old, NEW, OLD)
    next(iter(both.sealed.rotate()))
    first = sum(each.anew for each in rotate(both).values())
    again = sum(each.anew for each in rotate(both).values())
    both.close()

    assert first > MANY
    assert 0 == again


def test_what_is_written_meanwhile_by_the_old_key_is_found_by_the_next_run(old: str) -> None:
    """A process that was not started anew yet; nothing it wrote is lost."""
    both, running = opened(old, NEW, OLD), opened(old, OLD)
    rotate(both)
    running.settings.put_org_secrets(OTHER_ORG, {"client_secret": "late"})
    done = rotate(both)
    late = both.settings.org_secrets(OTHER_ORG)
    both.close()
    running.close()

    assert 1 == done["orgs.secrets_encrypted"].anew
    assert {"client_secret": "late"} == late


def test_a_hash_whose_call_is_gone_is_counted(old: str) -> None:
    """Nobody knows its number any more: the old key is still good for something."""
    storage = opened(old, OLD)
    storage.made_leads.claim(ORG, ALANS_NUMBER, CallId("gone"), NINE)
    storage.close()
    both = opened(old, NEW, OLD)
    done = rotate(both)["made_leads.number_hash"]
    both.close()

    assert (2, 1, 1) == (done.rows, done.anew, done.left)


def test_a_start_without_the_old_key_names_what_it_cannot_open(old: str) -> None:
    """By table and key, so that one knows whose it is; no value."""
    alone = opened(old, NEW)
    with pytest.raises(SettingsError, match="CTI_SECRET_KEYS") as refused:
        alone.sealed.check()
    alone.close()

    for named in ("orgs engines", "orgs compilers", "connectors pbx-104", "audit_chains engines"):
        assert named in str(refused.value)
    assert "hush" not in str(refused.value)
