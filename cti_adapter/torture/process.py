"""Our product as one process has it in memory: built at its start, gone with its Crash.

The wiring is that of app/product.py without threads: the simulation says when each part runs.
"""

from collections.abc import Callable
from random import Random

import msgspec

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.calls.events import DialPlaced, NotesTyped, SavePressed
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.outbox.courier import Courier, Errand
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.call_log import CallErrand
from cti_adapter.service.fold import Fold, opened
from cti_adapter.service.lead_log import LeadErrand
from cti_adapter.service.recent_records import RecentRecords
from cti_adapter.service.timekeeper import Timekeeper
from cti_adapter.storage import Storage
from cti_adapter.telephony.generic_events import decode_events
from cti_adapter.torture.calls import CONNECTOR, Planned, Telling
from cti_adapter.torture.clock import VirtualClock
from cti_adapter.torture.crashes import Hazards, MortalQueue, MortalTimers, MortalUnits
from cti_adapter.torture.ground import ORG
from cti_adapter.torture.org import SimulatedOrg, SimulatedOrgs
from cti_adapter.torture.salesforce import SimulatedSalesforce
from cti_adapter.web.panel import JsonPanel

POLICY = Policy()


class _Silence:
    """The ports Post and Bell: nobody listens, and what may be missed is missed."""

    def deliver(self, org_id: OrgId, messages: object) -> None:
        """Tell nobody."""

    def ring(self) -> None:
        """Wake nobody: the simulation makes the courier's rounds."""


class Process:
    """One life of the product.

    Args:
        storage: what outlives it.
        salesforce: the org.
        clock: the time.
        hazards: where it dies.
        dice: of this simulation.
        errand: what a broken design puts around the courier's errand.
    """

    def __init__(  # noqa: PLR0913 - the simulation hands in each part by name
        self,
        storage: Storage,
        salesforce: SimulatedSalesforce,
        *,
        clock: VirtualClock,
        hazards: Hazards,
        dice: Random,
        errand: Callable[[Errand], Errand],
    ) -> None:
        self._clock = clock
        units = MortalUnits(storage.units, hazards)
        orgs = SimulatedOrgs(SimulatedOrg(salesforce, hazards, clock), POLICY)
        self.flow = CallFlow(
            units,
            orgs=orgs,
            panel=JsonPanel(),
            post=_Silence(),
            bell=_Silence(),
            clock=clock,
            new_id=lambda: f"{dice.getrandbits(64):016x}",
        )
        errands = CallErrand(
            self.flow,
            LeadErrand(storage.made_leads, clock),
            RecentRecords(clock.seconds),
            units=units,
            orgs=orgs,
            clock=clock,
        )
        self.courier = Courier(
            MortalQueue(storage.queue, hazards), errand(errands), clock=clock, jitter=dice.random
        )
        self.timekeeper = Timekeeper(self.flow, MortalTimers(storage.timers, hazards), clock)

    def take_in(self, call: Planned, told: Telling) -> None:
        """Take one delivery, as the hook does; back when it is on disk."""
        incoming = decode_events([msgspec.Raw(told.body(call.begun))], POLICY.region, self._clock())
        self.flow.take_in(ORG, CONNECTOR, told.delivery_id, incoming)

    def dial(self, call: Planned) -> None:
        """Dial from the call's Task; the same press twice dials once."""

        def work(fold: Fold) -> None:
            if call.task is None or fold.unit.remembered(f"{call.native_id}-dial", _agent(call)):
                return
            event = DialPlaced(
                at=fold.now,
                agent=_agent(call),
                line=Line(call.line),
                leg_id=f"{call.native_id}:{call.line}",
                number=PhoneNumber(call.tellings[0].members["remote_number"]),
                record=Record(id=RecordId(call.task), type="Task", label="Call back"),
            )
            call_id = CallId(f"call-{call.native_id}")
            file = opened(ORG, call_id, CONNECTOR, call.native_id, event)
            fold.advance(file, event, is_new=True)

        self.flow.apply(ORG, work)

    def type_notes(self, call: Planned) -> None:
        """Type the agent's notes; they count where the log still waits for them."""

        def work(fold: Fold) -> None:
            file = fold.unit.lock_call_by_key(CallKey(call.key))
            if file is None or fold.unit.remembered(f"{call.native_id}-notes", _agent(call)):
                return
            call.kept_text = call.text if file.ledger.state == "open" else ""
            fold.advance(file, NotesTyped(at=fold.now, agent=_agent(call), text=call.text))

        self.flow.apply(ORG, work)

    def press_save(self, call: Planned) -> None:
        """Press Save, and once more where nothing is assigned (DECISION 6)."""

        def work(fold: Fold) -> None:
            file = fold.unit.lock_call_by_key(CallKey(call.key))
            if file is None or fold.unit.remembered(f"{call.native_id}-save", _agent(call)):
                return
            pressed = SavePressed(at=fold.now, agent=_agent(call))
            file = fold.advance(file, pressed)
            if file.ledger.state == "open":
                fold.advance(file, pressed)

        self.flow.apply(ORG, work)


def _agent(call: Planned) -> AgentId:
    return AgentId(call.line)
