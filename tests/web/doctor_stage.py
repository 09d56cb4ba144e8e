"""A set-up in which nothing is wrong, to be broken in one place at a time and put back."""

import io
import json
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

import requests
from cryptography.fernet import Fernet
from msgspec import convert, to_builtins
from msgspec.structs import replace

from cti_adapter.app import doctor
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.settings import Settings
from cti_adapter.storage.settings import OrgSettings
from tests.support.admin_page import INTEGRATION
from tests.support.front_door import FrontDoor
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OtherOrg, OtherSeat, OutsideCall

State = tuple[str, str]
"""How a line stands, and which of its sentences it says."""


class SetUpOf:
    """One org as a set-up leaves it: its fields, its call center, an agent, a telephone system.

    Args:
        running: the product.
        door: what stands before it, at the public address.
    """

    def __init__(self, running: Running, door: FrontDoor) -> None:
        running.no_more_faults()
        self.running, self.door = running, door
        self.org = OtherOrg(running, create_lead="always")
        self.agent = OtherSeat(self.org, signed_in=False)
        self.center = self.call_center(f"{door.url}/o/{self.org.key}/softphone")
        self.join(self.center)
        OutsideCall(self.org.system(), self.agent.line).tell("call.ended")
        self.right = self.config()
        self.keys = (running.demo.keys.fernet,)

    # the doctor

    def lines(self) -> dict[str, dict[str, str]]:
        """Return what `cti-adapter doctor --json` says of each line of this org."""
        deployment = Settings(
            public_url=self.door.url,
            database_url=self.running.demo.database,
            secret_keys=self.keys,
        )
        with redirect_stdout(io.StringIO()) as said:
            self.exit_code = doctor(deployment, self.org.key, as_json=True)
        (report,) = json.loads(said.getvalue())["orgs"]
        return {line["name"]: line for line in report["checks"]}

    def states(self) -> dict[str, State]:
        """Return how each line stands."""
        return {name: (line["state"], line["code"]) for name, line in self.lines().items()}

    # what may be broken, and is put back

    def put_right(self) -> None:
        """Undo whatever a test has broken."""
        self.running.no_more_faults()
        self.running.keeps_key()
        self.control("org", activity_key_plain=False, daily_calls=100_000)
        self.control("clock", ahead_s=0)
        self.control("lock", username=INTEGRATION, locked=False)
        self.running.change_user(INTEGRATION, IsActive=True)
        self.running.change_user(self.agent.username, CallCenterId=self.center)
        self.keep(hidden=[])
        self.app()
        self.put(self.right)
        self.door.set_right()
        self.keys = (self.running.demo.keys.fernet,)

    def control(self, path: str, **body: Any) -> Any:
        """Do what an admin of the org does in Setup."""
        answer = requests.post(
            f"{self.running.salesforce}/_control/{path}", json=body, timeout=TIMEOUT_S
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def keep(self, **kept: Any) -> None:
        """Keep something from the integration user, and nothing else."""
        self.control("visibility", user=INTEGRATION, **kept)

    def app(self, **changed: Any) -> None:
        """Change the app in the org, which else is as the demo has it."""
        keys = self.running.demo.keys
        self.control(
            "apps",
            **{
                "client_id": keys.client_id,
                "client_secret": keys.client_secret,
                "callback_urls": [f"{self.running.url}/auth/callback"],
                "certificate_pem": keys.public_key,
                "permitted_users": "admin_approved",
                "preauthorised_users": ["*"],
                **changed,
            },
        )

    def call_center(self, address: str) -> str:
        """Make a call center; return its id."""
        row = {"attributes": {"type": "CallCenter", "referenceId": "it"}, "AdapterUrl": address}
        return self.running.load({**row, "Name": "Ours", "InternalName": self.org.key})["it"]

    def join(self, center: str | None) -> None:
        """Put the agent into a call center."""
        self.running.change_user(self.agent.username, CallCenterId=center)

    def stop_taking_calls(self) -> None:
        """Let the telephone system sign with a secret that is none."""
        event = OutsideCall(self.org.system(), self.agent.line).event("call.ended")
        self.org.system().post(event, secret="whsec_" + "A" * 43 + "=")

    def config(self) -> OrgConfig:
        """Return what is kept of the org."""
        storage = self.running.storage()
        try:
            kept = storage.settings.org(self.org.id)
        finally:
            storage.close()
        assert kept is not None
        return convert(kept.config, OrgConfig)

    def put(self, config: OrgConfig) -> None:
        """Keep this of the org."""
        storage = self.running.storage()
        try:
            storage.settings.put_org(
                OrgSettings(
                    id=self.org.id,
                    key=self.org.key,
                    name=self.org.key,
                    config=to_builtins(config),
                    created_at=datetime.now(UTC),
                )
            )
        finally:
            storage.close()

    def decide(self, **policy: Any) -> None:
        """Change settings of the org."""
        self.put(replace(self.right, policy=replace(self.right.policy, **policy)))

    def lose_the_key(self) -> None:
        """Start with another key than the secrets were sealed with."""
        self.keys = (Fernet.generate_key().decode(),)
