"""The parts of page Salesforce about addresses others post to: web forms, sign-outs of the org.

An address is made when it is first asked for. Its secret is shown on the first page after it was
made and never again.
"""

from typing import Literal

import msgspec
from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.ports import Clock
from cti_adapter.service.signed_address import SignedAddress
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.told import moment

Part = Literal["intake", "signals"]
"""Names the part in addresses, words and anchors of the page."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says of an address."""

    address: str
    """"" where it was never asked for."""
    key: str
    """Its last part."""
    secret: str
    """"" once it was shown."""
    is_rotating: bool
    last: Markup | None = None
    """When something came there last; None where nothing did, or that is not kept."""


class AddressPart:
    """The forms of a part, and what it shows.

    Args:
        frame: is around the page.
        part: which one.
        use: the address and its secrets.
        findings: remember that a secret was not shown yet.
        clock: now.
        public_url: our own origin.
        heard: under which subject it is found when something came last; "" where that is not kept.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        frame: Frame,
        part: Part,
        use: SignedAddress,
        *,
        findings: Findings,
        clock: Clock,
        public_url: str,
        heard: str = "",
    ) -> None:
        self._frame = frame
        self._part = part
        self._use = use
        self._findings = findings
        self._clock = clock
        self._at = f"{public_url}/{part}/"
        self._here = f"/admin/salesforce#{part}"
        self._unseen = f"unseen/{part}/"
        self._heard = heard

    def blueprint(self) -> Blueprint:
        """Return the routes of the forms."""
        bp = Blueprint(f"{self._part}_part", __name__)
        bp.post(f"/salesforce/{self._part}/renew")(self.renew)
        bp.post(f"/salesforce/{self._part}/retire")(self.retire)
        return bp

    def renew(self) -> ResponseReturnValue:
        org_id = self._frame.admin().org_id
        self._use.renew(org_id)
        self._findings.put(org_id, self._unseen, Finding(at=self._clock(), code=FINE))
        return self._frame.done(self._here, f"salesforce.{self._part}_renewed")

    def retire(self) -> ResponseReturnValue:
        self._use.retire(self._frame.admin().org_id)
        return self._frame.done(self._here, f"salesforce.{self._part}_retired")

    def shown(self, org_id: OrgId) -> Shown:
        """Return what the page says; a new secret this once."""
        access = self._use.of(org_id)
        if access is None:
            return Shown(address="", key="", secret="", is_rotating=False)
        is_new = self._findings.drop(org_id, like=self._unseen)
        return Shown(
            address=f"{self._at}{access.key}",
            key=access.key,
            secret=access.secrets[0] if is_new else "",
            is_rotating=len(access.secrets) > 1,
            last=self._last(org_id),
        )

    def _last(self, org_id: OrgId) -> Markup | None:
        if not self._heard:
            return None
        found = self._findings.of(org_id, like=self._heard).get(self._heard)
        return None if found is None else moment(found.at)
