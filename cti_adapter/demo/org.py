"""One org of the demo: who it is, where its stand-ins answer, and the files they start from.

The demo has two: the first, and its twin with the same people, lines and numbers beside it (D11).
Nothing is started here.
"""

import json
from pathlib import Path

from cti_adapter.demo.keys import keys_in, write_secret
from cti_adapter.outbox.entry import OrgId


class DemoOrg:
    """An org of the demo, in a folder of its own."""

    def __init__(  # noqa: PLR0913 - said once each, by name
        self,
        folder: Path,
        *,
        org_id: OrgId,
        key: str,
        name: str,
        product: str,
        salesforce: str,
        telephone: str,
    ) -> None:
        self.folder, self.id, self.key, self.name = folder, org_id, key, name
        self.salesforce, self.telephone = salesforce, telephone
        self._product = product
        folder.mkdir(parents=True, exist_ok=True)
        self.keys = keys_in(folder / "demo-keys.json")
        self.secret_file = folder / "webhook-secret"
        self.hook = f"{product}/hooks/{self.keys.connector}"

    def write_files(self) -> None:
        """Write what the stand-ins of this org are started with."""
        app = {
            "client_id": self.keys.client_id,
            "client_secret": self.keys.client_secret,
            "callback_urls": [f"{self._product}/auth/callback"],
            "certificate_pem": self.keys.public_key,
            "name": "CTI Adapter",
            # an admin approved the app for everybody, so no agent is asked for consent
            "permitted_users": "admin_approved",
            "preauthorised_users": ["*"],
        }
        (self.folder / "apps.json").write_text(json.dumps([app]))
        adapter = f"{self._product}/o/{self.key}/softphone"
        center = {"adapter_url": adapter, "height": 560, "width": 400}
        (self.folder / "call-center.json").write_text(json.dumps(center))
        write_secret(self.secret_file, self.keys.webhook)
