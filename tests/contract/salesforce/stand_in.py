"""The emulator as its own process, and what a test may say to it beside the product."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.oauth import OrgAccess, ServerAccess

CALLBACK = "http://127.0.0.1:8080/auth/callback"
CLIENT_ID = "cti-adapter"
CLIENT_SECRET = "of-the-stand-in"
INTEGRATION_USER = "integration@example.test"

Row = dict[str, Any]


class StandIn:
    """A running emulator, with the reference data of requirements 1.3."""

    def __init__(self, url: str, access: OrgAccess) -> None:
        self.url = url
        self.access = access
        self._names: dict[str, RecordId] = {}

    def reset(self) -> None:
        """Go back to the reference data."""
        names = self._control("POST", "reset")["references"]
        self._names = {name: record_id(at) for name, at in names.items()}
        self._control("DELETE", "requests")

    def __getitem__(self, name: str) -> RecordId:
        """Return the id of a record of the reference data: "ada", "case_1026"."""
        return self._names[name]

    def load(self, object_type: str, **fields: object) -> RecordId:
        row = {"attributes": {"type": object_type, "referenceId": "it"}, **fields}
        made = self._control("POST", "load", [row])
        return record_id(made["references"]["it"])

    def settings(self, **settings: object) -> None:
        """Change settings of the org; `reset` puts them back."""
        self._control("POST", "org", settings)

    def change(self, at: RecordId, fields: Row) -> None:
        """Change a Task, as somebody in Salesforce does."""
        gateway = Gateway(ServerAccess(self.access), self.access.api_version)
        gateway.update("Task", at, fields)
        gateway.close()

    def delete(self, *ids: RecordId) -> None:
        self._control("POST", "delete", {"ids": list(ids)})

    def records(self, object_type: str) -> list[Row]:
        """Return all living records of a type; a field that is empty is None."""
        rows = self._control("GET", f"records/{object_type}")
        return [defaultdict(lambda: None, row) for row in rows]

    def tasks(self, key: str) -> list[Row]:
        return [row for row in self.records("Task") if row["CTI_Call_Key__c"] == key]

    def fails(self, match: str, kind: str, times: int = 1) -> None:
        """Say how the next calls fail, for example "POST /sobjects/Task" and "e503"."""
        self._control("POST", "faults", [{"match": match, "kind": kind, "times": times}])

    def user(self, username: str, name: str) -> RecordId:
        """Make a user."""
        body = {"Username": username, "LastName": name, "Email": username}
        return record_id(self._control("POST", "users", body)["id"])

    def bars(self, username: str, *fields: str) -> None:
        """Let a user see these fields of a Task, and fill them no longer."""
        body = {"user": username, "read_only_fields": {"Task": list(fields)}}
        self._control("POST", "visibility", body)

    def hides(self, *ids: RecordId) -> None:
        """Keep records from the integration user from now on."""
        self._control("POST", "visibility", {"user": INTEGRATION_USER, "hidden": list(ids)})

    def conceals(self, object_type: str) -> None:
        """Keep an object from the integration user from now on."""
        self._control("POST", "visibility", {"user": INTEGRATION_USER, "hidden": [object_type]})

    def withholds(self, object_type: str, *fields: str) -> None:
        """Keep fields of an object from the integration user from now on."""
        body = {"user": INTEGRATION_USER, "hidden_fields": {object_type: list(fields)}}
        self._control("POST", "visibility", body)

    def set_active(self, username: str, *, is_active: bool) -> None:
        """Let a user work in the org, or no longer."""
        (at,) = (
            record_id(row["Id"]) for row in self.records("User") if row["Username"] == username
        )
        gateway = Gateway(ServerAccess(self.access), self.access.api_version)
        gateway.update("User", at, {"IsActive": is_active})
        gateway.close()

    def forget_requests(self) -> None:
        """Count from here."""
        self._control("DELETE", "requests")

    def calls(self, method: str, start: str) -> int:
        """Return how often the org was asked this."""
        rows = self._control("GET", "requests")
        return sum(row["method"] == method and start in row["path"] for row in rows)

    def log_in(self, authorize_url: str, username: str) -> dict[str, str]:
        """Log in at the org as a browser does; return what the callback is told."""
        with requests.Session() as browser:
            browser.post(
                f"{self.url}/login",
                data={"choose": username, "startURL": "/"},
                allow_redirects=False,
                timeout=5,
            )
            answer = browser.get(authorize_url, allow_redirects=False, timeout=5)
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def _control(self, method: str, what: str, body: object = None) -> Any:
        answer = requests.request(method, f"{self.url}/_control/{what}", json=body, timeout=5)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def stand_in(folder: Path, *, profile: str) -> Iterator[StandIn]:
    """Run an emulator on a free port of localhost, as long as the block lasts."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    apps = folder / f"{profile}.json"
    apps.write_text(
        json.dumps(
            [
                {
                    "client_id": CLIENT_ID,
                    "client_secret": CLIENT_SECRET,
                    "callback_urls": [CALLBACK],
                    "certificate_pem": _public(key),
                    "permitted_users": "admin_approved",
                    "preauthorised_users": ["*"],
                }
            ]
        )
    )
    command = [sys.executable, "-m", "cti_adapter.emulator", "--port", "0", "--control"]
    command += ["--apps", str(apps), "--profile", profile]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            yield StandIn(url, _access(url, key))
        finally:
            process.terminate()


def _access(url: str, key: rsa.RSAPrivateKey) -> OrgAccess:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return OrgAccess(
        login_url=url,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        redirect_uri=CALLBACK,
        private_key_pem=pem.decode(),
        username=INTEGRATION_USER,
        api_version="67.0",
    )


def _public(key: rsa.RSAPrivateKey) -> str:
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()
