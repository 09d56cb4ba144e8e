"""What the product writes into Tasks, field by field (S1-20)."""

import pytest

from cti_adapter.salesforce.task import FIELDS
from tests.support.panel_client import PanelClient
from tests.support.task_fields import MAPPED_BY_TESTS, documented, written
from tests.web.stage import OutsideCall, save, saved_once, telephone_system, wrapping_up


@pytest.mark.requirement("S1-20")
def test_nothing_is_written_that_is_not_in_the_table(panel: PanelClient) -> None:
    """As Salesforce received it. Every product of the suite is asked the same as it ends."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    save(panel, wrapping_up(panel, call))
    saved_once(panel, call)
    now = written(panel.running.salesforce)

    assert set() == now - documented() - MAPPED_BY_TESTS
    assert set(FIELDS) == documented()
    assert {"WhoId", "OwnerId", "Description", "CTI_Call_Key__c"} <= now
