"""cti_adapter.web.log_view: what an agent is told of a log that is not all it was to be."""

import pytest

from cti_adapter.logbook.ledger import Ledger
from cti_adapter.web.log_view import why


@pytest.mark.parametrize(
    ("repaired", "code", "fields"),
    [
        (("Order__c:unfit", "Subject:cut"), "log.unfit", "Order__c"),
        (("Order__c:unfit", "Gone__c:missing"), "log.left-out", "Gone__c"),
        (("Order__c:dropped",), "log.left-out", "Order__c"),
        (("Subject:cut",), "log.cut", "Subject"),
    ],
)
def test_what_the_task_lacks_is_told_by_field_and_by_reason(
    repaired: tuple[str, ...], code: str, fields: str
) -> None:
    """The worst of it: a field that is not there, a value that does not fit, a text that is cut."""
    told = why(Ledger(state="saved", repaired=repaired))

    assert told is not None
    assert (code, {"fields": fields}) == (told.code, told.params)


def test_a_log_that_is_all_it_was_to_be_says_nothing_more() -> None:
    """Saved is saved."""
    assert why(Ledger(state="saved")) is None
