"""Takes from telephone systems what they say of an agent's presence (B-32).

It counts like a choice in combobox 'Presence', but neither sets nor ends 'Logout'. Of what one
telephone system says the newest counts, in whatever order it comes.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from cti_adapter.calls.told_presence import SaidPresence, followed
from cti_adapter.service import desk as desks
from cti_adapter.service.desk import Desk
from cti_adapter.service.fold import Fold


def take_presences(fold: Fold, connector: str, said: Sequence[SaidPresence]) -> None:
    """Change the presence of agents as a telephone system says; lines nobody has are ignored.

    Args:
        fold: of the transaction; desks are locked here in one order, and no call after them.
        connector: its key.
        said: in the order in which it came.
    """
    for each in sorted(said, key=lambda one: one.line):
        agent = fold.unit.agent_on(each.line)
        if agent is not None:
            change = partial(_taken, connector=connector, said=each, now=fold.now)
            fold.panels.move(agent.id, change, told_by=connector)


def _taken(desk: Desk, *, connector: str, said: SaidPresence, now: datetime) -> Desk:
    heard = desk.outside.heard
    if connector in heard and said.at < heard[connector]:
        return desk
    at = min(said.at, now)  # a clock that was ahead once must not silence it
    desk = replace(desk, outside=replace(desk.outside, heard={**heard, connector: at}))
    presence = followed(desk.sign_in.presence, said)
    if presence == desk.sign_in.presence:
        return desk  # a reason of 'Away' stays
    return desks.with_presence(desk, presence, "", now)
