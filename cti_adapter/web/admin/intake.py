"""The part of page Salesforce about form submissions: their address, and the secret for it.

The address is made when it is first asked for. A secret is shown on the first page after it was
made and never again.
"""

import msgspec
from flask import Blueprint
from flask.typing import ResponseReturnValue

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.intake import Intake
from cti_adapter.service.ports import Clock
from cti_adapter.web.admin.frame import Frame

HERE = "/admin/salesforce#intake"
_UNSEEN = "unseen/intake/"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says of the intake address."""

    address: str
    """"" where it was never asked for."""
    secret: str
    """"" once it was shown."""
    is_rotating: bool


class IntakePart:
    """The forms of the part, and what it shows.

    Args:
        frame: is around the page.
        intake: the address and its secrets.
        findings: remember that a secret was not shown yet.
        clock: now.
        public_url: our own origin.
    """

    def __init__(
        self, frame: Frame, intake: Intake, findings: Findings, clock: Clock, public_url: str
    ) -> None:
        self._frame = frame
        self._intake = intake
        self._findings = findings
        self._clock = clock
        self._public_url = public_url

    def blueprint(self) -> Blueprint:
        """Return the routes of the forms."""
        bp = Blueprint("intake_part", __name__)
        bp.post("/salesforce/intake/renew")(self.renew)
        bp.post("/salesforce/intake/retire")(self.retire)
        return bp

    def renew(self) -> ResponseReturnValue:
        org_id = self._frame.admin().org_id
        self._intake.renew_intake(org_id)
        self._findings.put(org_id, _UNSEEN, Finding(at=self._clock(), code=FINE))
        return self._frame.done(HERE, "salesforce.intake_renewed")

    def retire(self) -> ResponseReturnValue:
        self._intake.retire_secret(self._frame.admin().org_id)
        return self._frame.done(HERE, "salesforce.intake_retired")

    def shown(self, org_id: OrgId) -> Shown:
        """Return what the page says; a new secret this once."""
        access = self._intake.address_of(org_id)
        if access is None:
            return Shown(address="", secret="", is_rotating=False)
        is_new = self._findings.drop(org_id, like=_UNSEEN)
        return Shown(
            address=f"{self._public_url}/intake/{access.key}",
            secret=access.secrets[0] if is_new else "",
            is_rotating=len(access.secrets) > 1,
        )
