"""One stand-in serves the whole run; every test finds the reference data as it was."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, BrowserContext

from tests.contract.emulator.apps import apps
from tests.contract.emulator.classic_page import SOFTPHONE, Classic
from tests.contract.emulator.console_page import Console
from tests.contract.emulator.sign_in import Person
from tests.contract.emulator.softphone_page import softphone
from tests.contract.emulator.standin import Client, Process, start


@pytest.fixture(scope="session")
def app_key() -> RSAKey:
    return RSAKey.generate_key(2048)


@pytest.fixture(scope="session")
def apps_file(app_key: RSAKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The usual app, with JWT for the integration user and agent A, and those with a policy."""
    path = tmp_path_factory.mktemp("apps") / "apps.json"
    path.write_text(json.dumps(apps(app_key.as_pem(private=False).decode())), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def server(apps_file: Path) -> Iterator[Process]:
    process = start(apps_file, "--control")
    yield process
    process.stop()


@pytest.fixture
def org(server: Process, app_key: RSAKey) -> Client:
    """The rich org with the reference data, signed in as the integration user."""
    client = Client(url=server.url, key=app_key)
    client.records = client.control("POST", "reset")["references"]
    client.sign_in()
    return client


@pytest.fixture(scope="session")
def plain_server(apps_file: Path) -> Iterator[Process]:
    process = start(apps_file, "--control", "--profile", "plain")
    yield process
    process.stop()


@pytest.fixture
def plain(plain_server: Process, app_key: RSAKey) -> Client:
    """The plain org with the reference data, signed in as the integration user."""
    client = Client(url=plain_server.url, key=app_key)
    client.records = client.control("POST", "reset")["references"]
    client.sign_in()
    return client


@pytest.fixture
def browser(org: Client) -> Person:
    return Person(org)


@pytest.fixture(scope="session")
def lightning(chromium: Browser) -> Iterator[BrowserContext]:
    """One browser profile for all Lightning pages: what it has loaded once it need not again."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture(scope="session")
def adapter() -> Iterator[str]:
    """The address of the tests' softphone for Lightning."""
    with softphone() as address:
        yield address


@pytest.fixture
def outside(org: Client, lightning: BrowserContext, adapter: str) -> Iterator[Console]:
    """A page that has not been opened, and a call center whose softphone is the tests' own."""
    org.control("POST", "call-center", {"adapter_url": adapter, "height": 560, "width": 400})
    lightning.clear_cookies()
    page = Console(page=lightning.new_page(), org=org)
    yield page
    for each in lightning.pages:
        each.close()


@pytest.fixture
def console(outside: Console) -> Console:
    """Agent A's console page with the softphone in its utility bar."""
    outside.enter()
    return outside


@pytest.fixture
def classic(org: Client, chromium: Browser) -> Iterator[Classic]:
    """Agent A's Home page in Classic with the tests' softphone in its sidebar."""
    with softphone(SOFTPHONE) as address:
        org.control("POST", "call-center", {"adapter_url": address, "height": 420, "width": 400})
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(15_000)
        page = Classic(page=context.new_page(), org=org)
        page.enter()
        yield page
        context.close()
