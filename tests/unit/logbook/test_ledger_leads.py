"""What became of a Lead is noted beside the log of its call."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import LeadMade, LeadOwned, LeadRefused
from cti_adapter.calls.owner import Owner
from cti_adapter.logbook.ledger import LeadNote, Ledger, begun, with_lead
from tests.support.builders import AGENT_A, ALAN, at

NOON = at("12:00:00")
OWNER = Owner(id="005A", why="agent")


@pytest.mark.parametrize(
    ("event", "note"),
    [
        (
            LeadMade(at=NOON, record=ALAN, repaired=("Company:cut",), owner=OWNER),
            LeadNote(what="made", lead_id=ALAN.id, repaired=("Company:cut",), owner=OWNER),
        ),
        (LeadMade(at=NOON, record=ALAN), LeadNote(what="known", lead_id=ALAN.id)),
        (LeadRefused(at=NOON, message="no"), LeadNote(what="refused", message="no")),
        (
            LeadRefused(at=NOON, message="no", asked="own"),
            LeadNote(what="not-owned", message="no"),
        ),
        (
            LeadOwned(at=NOON, record_id=ALAN.id, owner_id="005A"),
            LeadNote(what="owned", lead_id=ALAN.id),
        ),
    ],
)
def test_what_became_of_a_lead_is_noted_beside_the_log(
    event: LeadMade | LeadRefused | LeadOwned, note: LeadNote
) -> None:
    """It never changes how far the log has come."""
    before = begun(Ledger(), saved_by=AGENT_A, at=NOON)

    assert replace(before, leads=(note,)) == with_lead(before, event)
