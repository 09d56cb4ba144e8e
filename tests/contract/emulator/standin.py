"""A stand-in in a process of its own, and a client that speaks HTTP with it.

No test reaches into the stand-in: what is not said over HTTP is not tested here.
"""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "contract-tests"
CLIENT_SECRET = "not-a-secret"
CALLBACK = "http://127.0.0.1:9/callback"
READY = "emulator ready "


@dataclass(kw_only=True)
class Client:
    """What a test says to the stand-in."""

    url: str
    key: RSAKey
    records: dict[str, str] = field(default_factory=dict)
    """Reference data: name in reference.json to id."""
    token: str = ""

    def sign_in(self, username: str = "integration@example.test") -> str:
        """Take a token as a user through the JWT bearer flow."""
        answer = self.assert_jwt({"sub": username})
        self.token = answer.json()["access_token"]
        return self.token

    def assert_jwt(self, claims: dict[str, Any], key: RSAKey | None = None) -> requests.Response:
        """Send an assertion with these claims over the usual ones."""
        usual = {"iss": CLIENT_ID, "aud": self.url, "exp": int(time.time()) + 120}
        assertion = jwt.encode({"alg": "RS256"}, {**usual, **claims}, key or self.key)
        return requests.post(
            f"{self.url}/services/oauth2/token",
            data={
                "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "assertion": assertion,
            },
            timeout=10,
        )

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """Call the REST API of version 67.0, as the user signed in last."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        full = path if path.startswith(("/services/", "/id/")) else f"/services/data/v67.0{path}"
        return requests.request(method, self.url + full, headers=headers, timeout=10, **options)

    def create(self, kind: str, **values: Any) -> requests.Response:
        return self.call("POST", f"/sobjects/{kind}/", json=values)

    def made(self, kind: str, **values: Any) -> str:
        """Create a record that must be accepted; return its id."""
        answer = self.create(kind, **values)
        assert 201 == answer.status_code, answer.text
        return str(answer.json()["id"])

    def read(self, kind: str, record_id: str) -> dict[str, Any]:
        return dict(self.call("GET", f"/sobjects/{kind}/{record_id}").json())

    def query(self, soql: str) -> dict[str, Any]:
        return dict(self.call("GET", "/query/", params={"q": soql}).json())

    def names(self, soql: str) -> list[str]:
        """Return the Name of every record a query selects."""
        return [row["Name"] for row in self.query(soql)["records"]]

    def found(self, sosl: str) -> list[str]:
        """Return the Name of every record a search finds, in alphabetical order."""
        answer = self.call("GET", "/search/", params={"q": sosl}).json()
        return sorted(row["Name"] for row in answer["searchRecords"])

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Use the control interface."""
        answer = requests.request(method, f"{self.url}/_control/{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None


def fault_of(answer: requests.Response) -> tuple[int, str]:
    """Return status and errorCode of a refusal."""
    return answer.status_code, answer.json()[0]["errorCode"]


@dataclass
class Process:
    """A running stand-in; `seconds` is how long it took to be ready."""

    url: str
    seconds: float
    handle: "subprocess.Popen[str]"

    def stop(self) -> None:
        self.handle.terminate()
        self.handle.wait(timeout=10)
        if self.handle.stdout is not None:
            self.handle.stdout.close()


def start(apps_file: Path, *options: str, errors: IO[str] | None = None) -> Process:
    """Start a stand-in on a free port and wait for its ready line; `errors` takes its stderr."""
    began = time.monotonic()
    command = [sys.executable, "-m", "cti_adapter.emulator", "--port", "0", "--apps"]
    handle = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [*command, str(apps_file), *options], stdout=subprocess.PIPE, stderr=errors, text=True
    )
    assert handle.stdout is not None
    line = handle.stdout.readline().strip()
    assert line.startswith(READY), f"the stand-in said {line!r}"
    return Process(line.removeprefix(READY), time.monotonic() - began, handle)
