"""A command that asks for nothing, so that an admin sees whether commands arrive at all.

`command.test` is signed and posted like any other (contract.md §4); a telephone system answers it
with 2xx and does nothing, or sends an event back. Changes nothing on either side.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec
import requests

from cti_adapter.service.findings import FINE, Finding
from cti_adapter.service.telephone_systems import ConnectorSettings
from cti_adapter.telephony.dispatch import post_command
from cti_adapter.telephony.generic import signed

OK_FROM, OK_TO = 200, 299


def send_trial(
    connector: ConnectorSettings, *, now: datetime, new_id: Callable[[], str]
) -> Finding:
    """Post a test command and return what came of it.

    Returns:
        Of code FINE, "no-commands" (the system takes none), "unreachable", "too-slow",
        "signature" (it says 401 or 403), "not-there" (404) or "status", with the status it said.
    """
    if not connector.command_url:
        return Finding(at=now, code="no-commands")
    command_id = new_id()
    body = msgspec.json.encode({"id": command_id, "type": "command.test", "time": now, "data": {}})
    request = signed(command_id, now, body, connector.secrets)
    try:
        answer = post_command(connector.command_url, request)
    except requests.Timeout:
        return Finding(at=now, code="too-slow")
    except requests.RequestException:
        return Finding(at=now, code="unreachable")
    return Finding(
        at=now, code=_code(answer.status_code), facts={"status": str(answer.status_code)}
    )


def _code(status: int) -> str:
    if OK_FROM <= status <= OK_TO:
        return FINE
    return {401: "signature", 403: "signature", 404: "not-there"}.get(status, "status")
