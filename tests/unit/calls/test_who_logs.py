"""Tests of the events by which a call learns of its agents."""

import msgspec

from cti_adapter.calls.events import CallEvent, DoNotLogChosen, SignInStated
from cti_adapter.calls.sign_in import SignedIn
from tests.support.builders import AGENT_A, at
from tests.support.story import read


def test_they_come_back_from_the_journal_as_they_went_in() -> None:
    """Who logs is decided by the journal alone (D2)."""
    stated, chosen = (
        SignInStated(
            at=at("09:00:00"),
            agent=AGENT_A,
            line=read("09:00:00 | leg.offered | 101")[0].line,  # type: ignore[union-attr]
            signed_in=SignedIn(companion=True, presence="logout"),
            default_do_not_log=True,
        ),
        DoNotLogChosen(at=at("09:00:01"), agent=AGENT_A, checked=False),
    )
    kept = msgspec.json.encode([stated, chosen])

    assert [stated, chosen] == msgspec.json.decode(kept, type=list[CallEvent])
