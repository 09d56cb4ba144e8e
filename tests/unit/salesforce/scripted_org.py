"""An org that answers what the test wrote down, over real HTTP on loopback.

For the answers a well-behaved org never gives. What the org's rules are is not imitated here: that
is the emulator's business and tests/contract/salesforce asks it.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cti_adapter.salesforce.oauth import OrgAccess
from tests.support.answering import Asked, Said, answering


class Answer(msgspec.Struct, frozen=True):
    """What the org says next."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = {}
    hang_up: bool = False


class Heard(msgspec.Struct, frozen=True):
    """What the org was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def said(self) -> Any:
        return json.loads(self.body)


def says(status: int, content: object, **headers: str) -> Answer:
    return Answer(status, json.dumps(content).encode(), headers=headers)


def refuses(code: str, message: str = "", *fields: str, status: int = 400) -> Answer:
    return says(status, [{"errorCode": code, "message": message, "fields": list(fields)}])


def page(status: int) -> Answer:
    return Answer(status, b"<html>Down for maintenance</html>", "text/html")


DATA = "/services/data/v67.0"
QUERY = f"GET {DATA}/query/"
QUERY_WITH_DELETED = f"GET {DATA}/queryAll/"
INSERT = f"POST {DATA}/sobjects/Task/"


def rows(*found: Mapping[str, object]) -> Answer:
    return says(200, {"done": True, "records": list(found)})


STATUSES = rows({"ApiName": "Completed", "IsClosed": True})
"""The first query of every description of an org."""

HANG_UP = Answer(0, hang_up=True)


class ScriptedOrg:
    """Answers by path, each answer once, the last one for ever."""

    def __init__(self) -> None:
        self.url = ""
        self.heard: list[Heard] = []
        self._lines: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()

    def when(self, line: str, *answers: Answer) -> None:
        """Say how to answer "POST /services/…"; the path is compared without its query."""
        self._lines[line] = list(answers)

    def asked(self, line: str) -> list[Heard]:
        return [one for one in self.heard if f"{one.method} {one.path.partition('?')[0]}" == line]

    def answer(self, heard: Heard) -> Answer:
        with self._lock:
            self.heard.append(heard)
            line = f"{heard.method} {heard.path.partition('?')[0]}"
            waiting = self._lines.get(line)
            if not waiting:
                return refuses("NOT_FOUND", f"no line for {line}", status=404)
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def describes(self, **columns: list[dict[str, object]]) -> None:
        """Describe object types by their fields, and a Task that has none unless it is given."""
        prefixes = {"Account": "001", "Contact": "003", "Lead": "00Q", "Case": "500"}
        known = [{"name": name, "keyPrefix": prefixes.get(name)} for name in columns]
        self.when(f"GET {DATA}/sobjects", says(200, {"sobjects": known}))
        self.when(f"GET {DATA}/sobjects/Task/describe", says(200, {"fields": []}))
        for name, fields in columns.items():
            answer = says(200, {"name": name, "label": name, "fields": fields})
            self.when(f"GET {DATA}/sobjects/{name}/describe", answer)
        self.when(QUERY, STATUSES)

    def grants(self, *tokens: str) -> None:
        """Give out these access tokens, one a sign-in, the last one for ever."""
        self.when(
            "POST /services/oauth2/token",
            *(
                says(200, {"access_token": token, "instance_url": self.url, "token_type": "Bearer"})
                for token in tokens
            ),
        )


@contextmanager
def scripted_org() -> Iterator[ScriptedOrg]:
    org = ScriptedOrg()

    def answer(asked: Asked) -> Said | None:
        found = org.answer(Heard(asked.method, asked.path, asked.headers, asked.body.decode()))
        if found.hang_up:
            return None
        headers = {name.replace("_", "-"): value for name, value in found.headers.items()}
        return Said(found.status, found.body, {**headers, "content-type": found.kind})

    with answering(answer) as org.url:
        yield org


def a_private_key() -> str:
    return (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def access_to(url: str, key: str) -> OrgAccess:
    return OrgAccess(
        login_url=url,
        client_id="the-app",
        client_secret="the-secret",
        redirect_uri="http://127.0.0.1:8080/auth/callback",
        private_key_pem=key,
        username="integration@example.test",
        api_version="67.0",
    )
