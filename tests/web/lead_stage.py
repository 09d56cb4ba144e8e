"""What tests of Leads have at hand: a known Lead, an answered call, the settled ledger."""

from cti_adapter.calls.call import CallKey
from cti_adapter.logbook.ledger import Ledger
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OtherOrg, OutsideCall, save


def answered(panel: PanelClient, org: OtherOrg, number: str) -> OutsideCall:
    """Let the panel's agent answer a call that was routed to them, and save."""
    call = OutsideCall(org.system(), panel.seat.line, number)
    call.tell("leg.offered", route="agent")
    panel.call(phase="ringing", matching="done")
    call.tell("leg.connected", "call.ended")
    ended = panel.call(phase="wrap-up")
    save(panel, ended)
    if not ended["assigned"]:
        save(panel, ended)  # nothing is assigned: it is asked once more
    return call


def ledger_of(org: OtherOrg, call: OutsideCall, *, notes: int = 0) -> Ledger:
    """Wait until it is settled whether the call is logged, and for notes about leads."""
    key = CallKey(f"{org.connector}:{call.placed.call_id}")
    storage = org.running.storage()

    def settled() -> Ledger | None:
        file = storage.units.write(org.id, lambda unit: unit.lock_call_by_key(key))
        done = file is not None and file.is_settled and len(file.ledger.leads) >= notes
        return file.ledger if file is not None and done else None

    try:
        return until(settled, "the log to be settled")
    finally:
        storage.close()


def lead(running: Running, number: str) -> str:
    """Make a Lead of the integration user with this number; return its id."""
    row = {"attributes": {"type": "Lead", "referenceId": "it"}, "LastName": f"Turing {number}"}
    made = running.load({**row, "Company": "Universal Machines", "Phone": number})
    return made["it"]
