"""Of several processes on one database each reads changed settings in its own second (B-14)."""

import json
from collections.abc import Callable

import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.events import LegConnected, LegOffered, PolicyApplied
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.reported import TelephonyEvent
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.fold import Fold, Setting
from cti_adapter.service.ports import Unit
from cti_adapter.service.replay import differences, replayed
from cti_adapter.service.stating import tell_calls
from cti_adapter.storage import Storage
from cti_adapter.web.panel import JsonPanel
from tests.contract.storage.builders import NINE, ORG, SECOND, A, an_agent, an_org

BEFORE, AFTER = Policy(), Policy(notes_during_call=not Policy().notes_during_call)


class Process:
    """One that has read the settings of a version, and goes by them."""

    def __init__(self, storage: Storage, policy: Policy, version: int) -> None:
        self._storage = storage
        self._setting = Setting(ORG, policy, JsonPanel(), NINE, lambda: "one", version=version)

    def take(self, event: TelephonyEvent) -> CallFile:
        return self._storage.units.write(
            ORG, lambda unit: Fold(unit, self._setting).report("main", "c-1", event)
        )

    def look(self) -> None:
        """Tell the calls of a change, as whoever notices one does."""
        self._storage.units.write(ORG, lambda unit: tell_calls(Fold(unit, self._setting), A))

    def change_hotkeys(self) -> bool:
        """Take an agent's keys; return whether their page is told of the change."""
        return self._told(lambda fold: fold.panels.set_hotkeys(an_agent(), {"save": "Alt+KeyS"}))

    def renew(self, version: int) -> bool:
        """Tell an agent of a version, as whoever notices it does."""
        return self._told(lambda fold: fold.panels.renew(A, version, fold.policy))

    def _told(self, work: Callable[[Fold], None]) -> bool:
        def say(unit: Unit) -> bytes:
            fold = Fold(unit, self._setting)
            work(fold)
            (message,) = fold.panels.messages
            return message.body

        told = json.loads(self._storage.units.write(ORG, say))
        return bool(told["settings"]["notes_during_call"] == AFTER.notes_during_call)


@pytest.mark.requirement("B-14")
def test_who_told_an_agent_older_settings_tells_the_newer_ones_when_it_reads_them(
    storage: Storage,
) -> None:
    """The panel hears everything when its keys change, from whichever process took them."""
    storage.settings.put_org(an_org())
    storage.people.put_agent(an_agent())
    late, early = Process(storage, BEFORE, version=7), Process(storage, AFTER, version=8)
    told = [early.renew(8), late.change_hotkeys()]
    told.append(Process(storage, AFTER, version=8).renew(8))

    assert [True, False, True] == told


@pytest.mark.requirement("B-14")
def test_who_has_not_read_a_change_yet_does_not_take_it_back(storage: Storage) -> None:
    """The next event of a call may come to any process, and another one may do its work."""
    storage.settings.put_org(an_org())
    storage.people.put_agent(an_agent())
    late, early = Process(storage, BEFORE, version=7), Process(storage, AFTER, version=8)
    offered = LegOffered(at=NINE, leg_id="l-1", line=Line("101"))
    begun = late.take(offered)
    early.look()
    late.look()
    file = late.take(LegConnected(at=NINE + SECOND, leg_id="l-1", line=Line("101")))
    journal = storage.units.read(ORG, lambda unit: unit.read_journal(file.call.id))
    told = [event.version for event in journal if isinstance(event, PolicyApplied)]

    assert (BEFORE, 7) == (begun.policy, begun.settings)
    assert (AFTER, 8, True) == (file.policy, file.settings, file.call.answered_at is not None)
    assert [7, 8] == told
    assert () == differences(file, replayed(file, journal))
