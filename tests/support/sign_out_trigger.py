"""The trigger of manifest/sign-out, filled in from the admin's page: it tells of sign-outs."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import requests

from cti_adapter.demo import ORG
from cti_adapter.outbox.entry import OrgId
from tests.support.admin_page import AdminClient
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.stage import TelephoneSystem


class SignOutTrigger:
    """An org whose admin has set up the signal."""

    def __init__(self, running: Running, org_id: OrgId = ORG) -> None:
        self.running = running
        self.admin = AdminClient(running, org_id=org_id)
        self.fill_in()

    def fill_in(self) -> None:
        """Make the address or renew its secret on page Salesforce, and enter both in Setup."""
        made = self.admin.submit("/admin/salesforce/signals/renew", {}).text
        found = re.search(r"http[^\"]+/signals/[^\"]+", made), re.search(r"whsec_[^\"]+", made)
        address, secret = (unescape(one[0]) for one in found if one is not None)
        self.sender = TelephoneSystem(address, secret)

    def sign_out(
        self,
        seat: Seat,
        *,
        id_: str | None = None,
        ago: timedelta = timedelta(0),
        ahead: timedelta = timedelta(0),
    ) -> tuple[int, dict[str, int]]:
        """Let a user sign out of the org, which tells of it; return status and answer.

        Args:
            seat: whose user.
            id_: of the event; the same where it is told twice.
            ago: how late the trigger runs.
            ahead: how far the org's clock is before ours.
        """
        asked = requests.post(
            f"{self.running.salesforce}/_control/sign-out",
            json={"username": seat.username},
            timeout=TIMEOUT_S,
        )
        assert asked.ok, asked.text
        at = datetime.now(UTC) + ahead - ago
        said = {"username": seat.username.upper(), "at": at.isoformat()}
        answer = self.sender.post(said, media_type="application/json", age=-ahead, id=id_)
        return answer.status_code, answer.json()
