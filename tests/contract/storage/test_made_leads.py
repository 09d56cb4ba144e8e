"""One Lead per number, on both databases: claimed once, found again, given up."""

from datetime import timedelta

from cryptography.fernet import Fernet
from sqlalchemy import text

from cti_adapter.calls.call import CallId
from cti_adapter.calls.record import RecordId
from cti_adapter.service.org_ports import Made
from cti_adapter.storage import FernetSealer, Storage
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG
from tests.support.builders import ALANS_NUMBER, UNKNOWN_NUMBER

FIRST, SECOND = CallId("call-1"), CallId("call-2")
LATER = NINE + timedelta(seconds=1)
LEAD = RecordId("00Q000000000001AAA")


def test_the_first_call_makes_the_lead(storage: Storage) -> None:
    """Two calls at the same moment make one."""
    mine = storage.made_leads.claim(ORG, UNKNOWN_NUMBER, FIRST, NINE)
    theirs = storage.made_leads.claim(ORG, UNKNOWN_NUMBER, SECOND, LATER)

    assert Made(call_id=FIRST, lead_id=None, at=NINE, is_new=True) == mine
    assert Made(call_id=FIRST, lead_id=None, at=NINE, is_new=False) == theirs


def test_a_kill_in_the_middle_finds_its_own_claim(storage: Storage) -> None:
    """It has to look for what it may have made already."""
    storage.made_leads.claim(ORG, UNKNOWN_NUMBER, FIRST, NINE)
    again = storage.made_leads.claim(ORG, UNKNOWN_NUMBER, FIRST, LATER)

    assert (FIRST, False) == (again.call_id, again.is_new)


def test_the_next_call_is_told_the_lead(storage: Storage) -> None:
    """Long before Salesforce's search finds it."""
    storage.made_leads.claim(ORG, UNKNOWN_NUMBER, FIRST, NINE)
    storage.made_leads.made(ORG, UNKNOWN_NUMBER, LEAD)

    assert LEAD == storage.made_leads.claim(ORG, UNKNOWN_NUMBER, SECOND, LATER).lead_id
    assert None is storage.made_leads.claim(ORG, ALANS_NUMBER, SECOND, LATER).lead_id
    assert None is storage.made_leads.claim(OTHER_ORG, UNKNOWN_NUMBER, SECOND, LATER).lead_id


def test_a_number_is_free_again_once_its_lead_is_gone(storage: Storage) -> None:
    """Refused, or deleted by a person; another call's lead stays."""
    storage.made_leads.claim(ORG, UNKNOWN_NUMBER, FIRST, NINE)
    storage.made_leads.release(ORG, UNKNOWN_NUMBER, LEAD)
    assert not storage.made_leads.claim(ORG, UNKNOWN_NUMBER, SECOND, LATER).is_new
    storage.made_leads.release(ORG, UNKNOWN_NUMBER, None)
    assert storage.made_leads.claim(ORG, UNKNOWN_NUMBER, SECOND, LATER).is_new
    storage.made_leads.made(ORG, UNKNOWN_NUMBER, LEAD)
    storage.made_leads.release(ORG, UNKNOWN_NUMBER, None)
    assert LEAD == storage.made_leads.claim(ORG, UNKNOWN_NUMBER, FIRST, LATER).lead_id
    storage.made_leads.release(ORG, UNKNOWN_NUMBER, LEAD)

    assert storage.made_leads.claim(ORG, UNKNOWN_NUMBER, FIRST, LATER).is_new


def test_a_number_is_known_again_after_the_key_is_changed() -> None:
    """A new key stands in front; what was kept under the old one is still found."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before = FernetSealer([old]).known_as(ORG, UNKNOWN_NUMBER)
    after = FernetSealer([new, old]).known_as(ORG, UNKNOWN_NUMBER)

    assert before == after[1:]
    assert before != FernetSealer([old]).known_as(OTHER_ORG, UNKNOWN_NUMBER)
    assert [32, 32] == [len(each) for each in after]


def test_no_number_is_kept(storage: Storage) -> None:
    """The table tells nobody who called."""
    storage.made_leads.claim(ORG, UNKNOWN_NUMBER, FIRST, NINE)
    database = storage.made_leads._database  # noqa: SLF001 - what lies on disk, not what we say of it
    rows = database.read(
        ORG, lambda transaction: transaction.core.execute(text("SELECT * FROM made_leads")).all()
    )

    assert 1 == len(rows)
    assert "5550999" not in repr(rows)
