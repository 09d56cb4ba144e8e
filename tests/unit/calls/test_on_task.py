"""What records stand on a Task, by id and by name."""

from cti_adapter.calls.on_task import Conversion, OnTask, TaskRecords
from tests.support.builders import ADA, ALAN, CASE_26, CHARLES


def test_every_record_is_named_once_the_one_in_name_first() -> None:
    """Whoever looks them up asks for each once."""
    records = TaskRecords(who_id=ADA.id, other_ids=(CHARLES.id, ADA.id), what_id=CASE_26.id)

    assert (ADA.id, CHARLES.id, CASE_26.id) == records.ids
    assert () == TaskRecords().ids


def test_an_empty_slot_is_no_record() -> None:
    """The history shows what there is."""
    assert (CHARLES, CASE_26) == OnTask(others=(CHARLES,), what=CASE_26).all


def test_what_a_lead_did_not_become_is_not_looked_up() -> None:
    """There need not be an Opportunity."""
    became = Conversion(
        lead_id=ALAN.id, contact_id=ADA.id, opportunity_id=None, account_id=ADA.account_id
    )

    assert (ADA.id, ADA.account_id) == became.ids
