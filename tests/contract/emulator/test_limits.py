"""What the API says of itself, and how it says that it has no such thing."""

from pathlib import Path

import pytest
import requests

from tests.contract.emulator.standin import Client, fault_of, start

VERSIONS = "/services/data/"


def test_versions_are_listed_for_anybody(org: Client) -> None:
    """With the names of their releases, and no session."""
    listed = requests.get(org.url + VERSIONS, timeout=10).json()
    names = {one["version"]: one["label"] for one in listed}

    assert ("31.0", "68.0") == (listed[0]["version"], listed[-1]["version"])
    assert ["Summer '14", "Winter '15", "Spring '15", "Summer '26", "Winter '27"] == [
        names[version] for version in ("31.0", "32.0", "33.0", "67.0", "68.0")
    ]


def test_every_resource_a_version_lists_is_there(org: Client) -> None:
    """Nothing is promised that would be answered with 404."""
    root = org.call("GET", VERSIONS + "v67.0").json()
    identity = root.pop("identity")
    answers = {name: org.call("GET", path).status_code for name, path in root.items()}

    assert identity.endswith(f"{org.records['org']}/{org.records['integration']}")
    assert {"sobjects", "query", "queryAll", "search", "composite", "limits"} <= set(answers)
    assert 404 not in answers.values()


def test_limits_has_the_members_clients_look_for(org: Client) -> None:
    """Each with Max and Remaining."""
    limits = org.call("GET", "/limits").json()

    assert {"DailyApiRequests", "DataStorageMB", "DailyBulkApiBatches", "SingleEmail"} <= set(
        limits
    )
    assert {("Max", "Remaining")} == {tuple(each) for each in limits.values()}


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("DELETE", "/sobjects", "HTTP Method 'DELETE' not allowed. Allowed are HEAD,GET"),
        ("PUT", "/limits", "HTTP Method 'PUT' not allowed. Allowed are HEAD,GET"),
        ("POST", "/query", "HTTP Method 'POST' not allowed. Allowed are HEAD,GET"),
    ],
)
def test_a_method_that_is_not_there_is_told_those_that_are(
    org: Client, method: str, path: str, message: str
) -> None:
    """405 and the list."""
    answer = org.call(method, path)

    assert (405, "METHOD_NOT_ALLOWED") == fault_of(answer)
    assert message == answer.json()[0]["message"]


def test_head_answers_as_get_without_the_body(org: Client) -> None:
    """The limits header is there; a stranger is as unwelcome as with GET."""
    known = org.call("HEAD", "/limits")
    stranger = requests.head(f"{org.url}{VERSIONS}v67.0/limits", timeout=10)

    assert (200, b"", 401) == (known.status_code, known.content, stranger.status_code)
    assert "api-usage=" in known.headers["Sforce-Limit-Info"]


def test_what_is_not_imitated_is_not_found_and_said_in_the_log(
    apps_file: Path, tmp_path: Path
) -> None:
    """Salesforce has it perhaps; whoever runs the stand-in reads that it does not."""
    log = tmp_path / "log"
    with log.open("w") as errors:
        process = start(apps_file, errors=errors)
        answer = requests.get(f"{process.url}/services/data/v67.0/tooling/query", timeout=10)
        process.stop()

    assert (404, "NOT_FOUND") == fault_of(answer)
    assert ["not imitated: GET /services/data/v67.0/tooling/query"] == log.read_text().splitlines()
