"""Linking many agents at once, on both databases: never silent, never half."""

import pytest

from cti_adapter.service.bulk_linking import BulkLinking
from cti_adapter.service.configuration import ChangedMeanwhile
from cti_adapter.service.link_ports import LinkPorts
from cti_adapter.service.linking import Linking
from tests.contract.storage.builders import ORG
from tests.contract.storage.staff import ADMIN, A, Book, C, Staff, save


@pytest.fixture
def bulk(ports: LinkPorts) -> BulkLinking:
    return BulkLinking(ports)


def test_a_suggestion_links_nobody_before_it_is_confirmed(
    linking: Linking, bulk: BulkLinking, book: Book
) -> None:
    """Linking is never silent."""
    (likely,) = bulk.suggestions(ORG)
    before = linking.agent(ORG, C.id)
    done = bulk.confirm(ORG, [(C.id, "005c")], by=ADMIN)

    assert ("Agent C", "c@example.test", "username") == (
        likely.agent.name,
        likely.user.username,
        likely.reason,
    )
    assert C == before
    assert ("005c",) == tuple(one.user_id for one in done)
    assert [(ADMIN, "Linked as suggested: Agent C (1).")] == book.notes
    assert () == bulk.suggestions(ORG)


def test_what_is_no_longer_suggested_is_not_confirmed(
    linking: Linking, bulk: BulkLinking, staff: Staff
) -> None:
    """The page was open while the user left; and nobody confirms what was never suggested."""
    staff.leaves("005c")

    assert () == bulk.confirm(ORG, [(C.id, "005c"), (C.id, "005a"), (A.id, "005c")], by=ADMIN)
    assert C == linking.agent(ORG, C.id)


def test_with_everybody_linked_nobody_is_asked_for(
    linking: Linking, bulk: BulkLinking, staff: Staff
) -> None:
    """Salesforce is not asked for what cannot be needed."""
    save(linking, C, user_id="005c")
    staff.users.clear()

    assert () == bulk.suggestions(ORG)


SWAP = b"line,username\n101,b@example.test\n102,a@example.test\n104,c@example.test\n"


def test_a_file_is_applied_as_it_was_shown(linking: Linking, bulk: BulkLinking, book: Book) -> None:
    """Two who swap their users and one who is new, in one step."""
    shown = bulk.preview(ORG, SWAP)
    done = bulk.apply(ORG, SWAP, digest=shown.digest, by=ADMIN)
    linked = [(one.line, one.user_id) for one in linking.page(ORG, limit=10).agents]

    assert shown == done
    assert [("101", "005b"), ("102", "005a"), ("103", None), ("104", "005c")] == linked
    assert ["005a", "005b"] == book.signed_out
    assert [(ADMIN, "A file of links was applied; agents changed: 3.")] == book.notes


def test_a_file_that_would_do_something_else_by_now_is_not_applied(
    linking: Linking, bulk: BulkLinking, staff: Staff, book: Book
) -> None:
    """What was confirmed is what was shown."""
    shown = bulk.preview(ORG, SWAP)
    save(linking, A, name="Ada")
    with pytest.raises(ChangedMeanwhile):
        bulk.apply(ORG, SWAP, digest=shown.digest, by=ADMIN)
    again = bulk.preview(ORG, SWAP)
    staff.leaves("005c")
    with pytest.raises(ChangedMeanwhile):
        bulk.apply(ORG, SWAP, digest=again.digest, by=ADMIN)

    assert 1 == len(book.notes)
    assert "005a" == linking.agent(ORG, A.id).user_id


def test_a_file_with_a_bad_row_changes_nobody(linking: Linking, bulk: BulkLinking) -> None:
    """Not even with the name of what it would have been."""
    bad = SWAP + b"105,nobody@example.test\n"
    shown = bulk.preview(ORG, bad)
    unreadable = bulk.preview(ORG, b"")
    with pytest.raises(ChangedMeanwhile):
        bulk.apply(ORG, bad, digest=shown.digest, by=ADMIN)

    assert [(5, "name-missing"), (5, "user-unknown")] == [
        (fault.number, fault.code) for fault in shown.faults
    ]
    assert ["empty"] == [fault.code for fault in unreadable.faults]
    assert A == linking.agent(ORG, A.id)
