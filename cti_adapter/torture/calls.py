"""The calls of one simulation: what the telephone system tells of each, and what its Task must say.

Everything is rolled beforehand, so that what is right is known before anything goes wrong. A
telling may come twice, late, in another order than it happened, or, of an end, never.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Literal

import msgspec

CONNECTOR = "pbx"
NOTES = ("Wants a quote", "Räder wie 1843 – 12 Stück", "Calls back on Monday")

TWICE, SHUFFLED, REFUSED, UNLOGGED, MISSED = 0.15, 0.20, 0.02, 0.08, 0.08
"""Shares: events told twice; of calls: told in disorder, against a rule of the org, missed in a
queue, missed on a line."""
HANG_UP_LOST, END_LOST = 0.05, 0.03
"""Shares of the calls whose hang-up is never told, or nothing at all of their end."""

Kind = Literal["inbound", "outbound", "missed", "unlogged"]


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery of the telephone system."""

    delivery_id: str
    call_id: str
    number: int
    """Which event of the call it tells; told twice it is the same event."""
    second: int
    """When that happened, from the start of the call on."""
    type: str
    members: dict[str, str]
    after_s: float
    """When it is sent first, from the start of the call on."""

    def body(self, begun: datetime) -> bytes:
        """Return what is sent, of a call that began at this moment (contract.md §4)."""
        said = {
            "specversion": "1.0",
            "id": f"{self.call_id}-{self.number}",
            "source": "pbx.example.test",
            "type": self.type,
            "time": begun + timedelta(seconds=self.second),
            "data": {"call_id": self.call_id, **self.members},
        }
        return msgspec.json.encode(said)


class Planned(msgspec.Struct, kw_only=True):
    """One call as it will be, and what the simulation notes of it."""

    native_id: str
    connector: str = CONNECTOR
    line: str
    kind: Kind
    who: str | None
    """The Salesforce id of the caller."""
    refused: bool
    talked_s: int
    tellings: list[Telling]
    saves_after_s: float | None
    """When the agent presses Save, from the last telling on; None: the wrap-up runs out."""
    text: str
    begun: datetime
    """By the telephone system's clock."""
    untold: int = 0
    """Tellings that are on their way."""
    kept_text: str = ""
    """What of the agent's notes the product has taken."""
    is_shuffled: bool = False
    task: str | None = None
    """The Task it is dialled from, by its Salesforce id."""

    @property
    def key(self) -> str:
        return f"{self.connector}:{self.native_id}"


def plan(  # noqa: PLR0913 - what is rolled of a call depends on all of them
    dice: Random,
    native_id: str,
    line: str,
    caller: tuple[str, str | None],
    begun: datetime,
    *,
    silences: bool = True,
) -> Planned:
    """Roll one call.

    Args:
        dice: of this simulation.
        native_id: the telephone system's id.
        line: of the agent who takes it.
        caller: number and Salesforce id of who is at the far end.
        begun: when it begins, as far as is known by now.
        silences: whether nothing at all may be told of an end; real clocks cannot wait for that.
    """
    number, who = caller
    kind = _kind(dice)
    rings, talks = dice.randint(1, 20), dice.randint(1, 600)
    story = _story(kind, line, rings, rings + talks)
    story[0][2].update(
        direction="outbound" if kind == "outbound" else "inbound",
        remote_number=number,
        local_number="+14155550100",
    )
    is_silent = False
    if kind in {"inbound", "outbound"}:
        lost = dice.random()
        is_silent = silences and lost < END_LOST
        keep = -2 if is_silent else -1 if lost < END_LOST + HANG_UP_LOST else None
        story = story[:keep]
    shuffled = dice.random() < SHUFFLED and kind in {"inbound", "outbound"}
    tellings = _told(dice, native_id, story, shuffled=shuffled)
    return Planned(
        native_id=native_id,
        line=line,
        kind=kind,
        who=who,
        refused=kind != "unlogged" and dice.random() < REFUSED,
        talked_s=talks if kind in {"inbound", "outbound"} and not is_silent else 0,
        tellings=tellings,
        saves_after_s=dice.uniform(1, 50) if dice.random() < 0.6 else None,  # noqa: PLR2004
        text=dice.choice(NOTES),
        begun=begun,
        is_shuffled=shuffled,
    )


def told_badly(calls: Iterable[Planned]) -> Counter[str]:
    """Count what the telephone system did not tell as it should, and how."""
    badly: Counter[str] = Counter()
    for call in calls:
        badly["twice"] += len(call.tellings) - len({each.number for each in call.tellings})
        badly["shuffled"] += call.is_shuffled
        badly["without-hang-up"] += all(each.type != "call.ended" for each in call.tellings)
    return badly


def _kind(dice: Random) -> Kind:
    rolled = dice.random()
    if rolled < UNLOGGED:
        return "unlogged"
    if rolled < UNLOGGED + MISSED:
        return "missed"
    return dice.choice(("inbound", "inbound", "outbound"))


_Happening = tuple[int, str, dict[str, str]]


def _story(kind: Kind, line: str, answered: int, ended: int) -> list[_Happening]:
    """Return second, type and members of what happens; the hang-up stands last."""
    leg, over = {"agent": line}, (ended, "call.ended", dict[str, str]())
    created: _Happening = (0, "call.created", {"route": "agent"})
    match kind:
        case "inbound":
            rings = (0, "leg.offered", leg)
            return [
                created,
                rings,
                (answered, "leg.connected", leg),
                (ended, "leg.ended", leg),
                over,
            ]
        case "outbound":
            dials = (0, "leg.initiated", leg)
            return [
                created,
                dials,
                (answered, "leg.connected", leg),
                (ended, "leg.ended", leg),
                over,
            ]
        case "missed":
            gone = {**leg, "reason": "timeout"}
            return [created, (0, "leg.offered", leg), (answered, "leg.withdrawn", gone), over]
        case "unlogged":
            waits = (0, "call.queued", {"queue": "Support"})
            return [(0, "call.created", {"route": "queue"}), waits, over]


def _told(
    dice: Random, native_id: str, story: list[_Happening], *, shuffled: bool
) -> list[Telling]:
    """Say when each event is sent; those told in disorder are told when the call is over."""
    last = story[-1][0]
    tellings: list[Telling] = []
    for number, (second, kind, members) in enumerate(story):
        comes = last + dice.random() * 3 if shuffled else second + number / 100
        for copy in range(2 if dice.random() < TWICE else 1):
            again = copy * dice.uniform(0, 3)
            name = f"{native_id}-{number}-{copy}"
            telling = Telling(
                delivery_id=name,
                call_id=native_id,
                number=number,
                second=second,
                type=kind,
                members=members,
                after_s=comes + again,
            )
            tellings.append(telling)
    return tellings
