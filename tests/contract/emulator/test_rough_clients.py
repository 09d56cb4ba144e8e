"""What no careful client sends: the stand-in answers in the API's shape and goes on."""

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.contract.emulator.standin import Client, fault_of

ROOT = "/services/data/v67.0"
DEEP = "[" * 900 + "]" * 900
DEEPER = "[" * 200_000


@pytest.mark.parametrize(
    "path", ["/sobjects/Task", "/composite", "/composite/sobjects", "/composite/graph"]
)
@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\x00",
        b'{"Subject": "half',
        b"null",
        DEEPER.encode(),
        f'{{"Subject": {DEEP}}}'.encode(),
    ],
    ids=["no text", "half", "null", "deeper", "deep"],
)
def test_a_body_nobody_can_read_is_refused(org: Client, path: str, body: bytes) -> None:
    """400 and JSON_PARSER_ERROR, however it is broken."""
    answer = org.call("POST", path, data=body, headers={"Content-Type": "application/json"})

    assert (400, "JSON_PARSER_ERROR") == fault_of(answer)


def test_a_deep_value_in_a_part_is_refused_in_its_shape(org: Client) -> None:
    """Between what can be parsed and what can be walked."""
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    part = {
        "method": "POST",
        "url": f"{ROOT}/sobjects/Task",
        "referenceId": "a",
        "body": {"x": deep},
    }
    answer = org.call("POST", "/composite", data=json.dumps({"compositeRequest": [part]}))

    assert answer.status_code in {200, 400}
    assert "INVALID_FIELD" in answer.text or "JSON_PARSER_ERROR" in answer.text


@pytest.mark.parametrize("length", ["abc", "-5", "", "٣"])
def test_a_length_that_is_no_number_hangs_nobody(org: Client, length: str) -> None:
    """The answer comes at once, and the next client is served."""
    address = urlsplit(org.url)
    head = (
        f"POST {ROOT}/sobjects/Task HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"Authorization: Bearer {org.token}\r\nContent-Length: {length}\r\n"
        "Connection: close\r\n\r\n"
    )
    with socket.create_connection((str(address.hostname), address.port or 80), 10) as line:
        line.sendall(head.encode("utf-8"))
        said = line.recv(65_536)

    assert b" 400 " in said.splitlines()[0]
    assert 200 == org.call("GET", "/limits").status_code
