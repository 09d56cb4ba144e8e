"""Panels are told of what waits for a paused org when that changes, and only then."""

from collections.abc import Sequence

from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.outbox.pause import Held
from cti_adapter.service.held_news import HeldNews
from tests.support.builders import at

ONE, TWO = OrgId("one"), OrgId("two")
HELD = Held(reason="limit", began_at=at("09:00:00"), waiting=1)


class Listening(HeldNews):
    """Notes which orgs' panels would be told."""

    def __init__(self) -> None:
        self.paused: dict[OrgId, Held] = {}
        self.told: list[OrgId] = []
        self._paused = lambda: self.paused
        self._told = {}

    def _tell(self, org_id: OrgId) -> None:
        self.told.append(org_id)


def heard(news: Listening, **paused: Held) -> Sequence[OrgId]:
    news.paused = {OrgId(name): held for name, held in paused.items()}
    news.told = []
    news.look()
    return news.told


def test_an_org_is_told_once_of_each_number() -> None:
    """A pause of hours sends nothing as long as nothing changes."""
    news, two = Listening(), replace(HELD, waiting=2)

    assert [ONE] == heard(news, one=HELD)
    assert [] == heard(news, one=HELD)
    assert [ONE, TWO] == heard(news, one=two, two=HELD)
    assert [] == heard(news)
    assert [ONE] == heard(news, one=two)


def test_a_call_that_is_gone_is_passed_over() -> None:
    """Nothing is asked where nothing is paused."""
    asked: list[CallId] = []

    HeldNews(None, dict, lambda _org, _most: asked).look()  # type: ignore[arg-type]

    assert [] == asked
