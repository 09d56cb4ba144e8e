"""A request that asks for nothing, so that an admin sees whether commands arrive at all.

Which one that is says the connector; of the generic webhook it is `command.test` (contract.md §4).
Changes nothing on either side.
"""

from datetime import datetime

from cti_adapter.egress import NotSent
from cti_adapter.service.findings import FINE, Finding
from cti_adapter.telephony.dispatch import Exchange, Send

OK_FROM, OK_TO = 200, 299


def send_trial(exchange: Exchange, send: Send, *, now: datetime, id_: str) -> Finding:
    """Send the request and return what came of it.

    Returns:
        Of code FINE, "no-commands" (the system takes none), "unreachable", "too-slow",
        "signature" (it says 401 or 403), "not-there" (404) or "status", with the status it said.
    """
    request = exchange.codec.probe(id_, now, exchange.credentials)
    if request is None:
        return Finding(at=now, code="no-commands")
    try:
        status = send(request).status
    except NotSent as failed:
        return Finding(at=now, code="too-slow" if failed.code == "too-slow" else "unreachable")
    return Finding(at=now, code=_code(status), facts={"status": str(status)})


def _code(status: int) -> str:
    if OK_FROM <= status <= OK_TO:
        return FINE
    return {401: "signature", 403: "signature", 404: "not-there"}.get(status, "status")
