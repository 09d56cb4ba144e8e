"""The Task of a call, made in the name of the agent who owns it, where the org allows that (D8).

The org allows it by letting the app act for the agent (JWT bearer flow) and the agent fill every
field we write, the call key above all. That is found out by doing: what is refused to the agent
is written by the integration user, who alone has anything mended, and an agent who may not is not
tried again for a while. Two attempts are one Task all the same: both carry the key.

Why only the making, and only by setting: docs/adr/0035-made-in-the-agents-name.md.
"""

import threading
from collections.abc import Callable

import structlog
from msgspec.structs import replace

from cti_adapter.calls.record import RecordId
from cti_adapter.errors import Rejected, Repairable, SalesforceError, SignInNeeded, Stale
from cti_adapter.logbook.entry import Writer
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.oauth import OrgAccess, ServerAccess

log = structlog.get_logger()

Clock = Callable[[], float]
"""Seconds that never run backwards."""

AGAIN_S = 3600.0
"""So long an agent to whom something was refused is left alone."""

_NO_RIGHT = {"INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE", "INSUFFICIENT_ACCESS_OR_READONLY"}
"""Codes that would be the answer to every other Task of this agent, too."""


class Names:
    """The agents of one org in whose name something can be made. Safe for threads.

    Args:
        access: of the integration user; the agents' differs in the username alone.
        gateway: of the integration user, whose connections are shared.
        clock: by which an agent is tried again.
    """

    def __init__(self, access: OrgAccess, gateway: Gateway, clock: Clock) -> None:
        self._access = access
        self._gateway = gateway
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[Writer, Gateway]] = {}
        self._refused: dict[str, float] = {}

    def make(self, writer: Writer | None, work: Callable[[Gateway], RecordId]) -> RecordId | None:
        """Do a piece of work in an agent's name; return None where it is refused to them.

        Args:
            writer: the agent; None for nobody.
            work: makes a record, all of it or nothing.

        Raises:
            SalesforceError: it would be no other for the integration user: the org does not
                answer, or the record is there already.
        """
        if writer is None or self._clock() < self._refused.get(writer.user_id, 0.0):
            return None
        try:
            return work(self._gateway_of(writer))
        except (SignInNeeded, Rejected, Repairable, Stale) as error:
            self._note(writer, error)
            return None

    def _gateway_of(self, writer: Writer) -> Gateway:
        with self._lock:
            known = self._known.get(writer.user_id)
            if known is not None and known[0] == writer:
                return known[1]
            access = replace(self._access, username=writer.username)
            gateway = self._gateway.beside(ServerAccess(access, user_id=writer.user_id))
            self._known[writer.user_id] = (writer, gateway)
            return gateway

    def _note(self, writer: Writer, error: SalesforceError) -> None:
        if isinstance(error, SignInNeeded) or error.code in _NO_RIGHT:
            self._refused[writer.user_id] = self._clock() + AGAIN_S
        log.info("task.not-in-their-name", user=writer.user_id, code=error.code)
