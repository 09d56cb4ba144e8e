"""From an empty database to the first call by following the pages, as an admin does it.

A product of its own that nobody has set up, at the stand-in all tests share.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from cti_adapter.app import new_boot_token
from cti_adapter.demo import Demo, Ports
from cti_adapter.demo.ports import free_port
from cti_adapter.settings import Settings
from tests.support.admin_page import AdminClient, Browser, words
from tests.support.databases import DATABASES
from tests.support.measured import under_gevent
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running, fresh_name
from tests.web.stage import OutsideCall, TelephoneSystem, save
from tests.web.test_admin_telephony import shown_secret


class EmptyProduct:
    """A product with a database in which nothing stands."""

    def __init__(self, folder: Path, running: Running) -> None:
        ports = Ports(*(free_port() for _ in Ports._fields))
        self.running = running
        self.demo = Demo(folder, ports, control=False, database=DATABASES.new())
        self.demo.product_env = under_gevent()
        self.url = self.demo.product
        self.salesforce = running.salesforce
        settings = Settings(
            public_url=self.url,
            database_url=self.demo.database,
            secret_keys=(self.demo.keys.fernet,),
        )
        self.boot_token = new_boot_token(settings, None)


class NewAdmin(AdminClient):
    """An admin who follows the pages; counts the forms that are sent."""

    def __init__(self, product: Any) -> None:
        self.running = product
        self.http = Browser(product)
        self.sent: list[str] = []

    def send(self, path: str, **form: str) -> requests.Response:
        """Send a form of a page and see that it was taken."""
        self.sent.append(path)
        answer = self.submit(path, form, page="/admin/set-up")
        assert answer.ok, words(answer)
        return answer

    def steps(self) -> dict[str, str]:
        """Return every step of the set-up with its state, as the page shows them."""
        page = self.get("/admin/set-up").text
        found = re.findall(r'class="card step step--(\w+)" id="step-([\w-]+)"', page)
        return {code: state for state, code in found}


class NewAgent:
    """The first agent, as far as a panel needs one."""

    def __init__(self, product: EmptyProduct) -> None:
        self.running: Any = product
        self.line, name = "101", fresh_name("first")
        self.username = f"{name}@example.test"
        self.user_id = product.running.make_user(self.username, name)


@pytest.fixture
def product(running: Running, tmp_path: Path) -> Iterator[EmptyProduct]:
    running.no_more_faults()
    empty = EmptyProduct(tmp_path, running)
    try:
        empty.demo.start_product()
        yield empty
    finally:
        empty.demo.stop()


def test_following_the_pages_leads_from_nothing_to_a_call_in_salesforce(
    product: EmptyProduct,
) -> None:
    """Eight forms of ours, one app in Salesforce: what a newcomer has to do, and no more."""
    admin, agent = NewAdmin(product), NewAgent(product)

    # the operator's token opens the pages; there is no org, so they all lead to the set-up
    boot = {"token": product.boot_token}
    first = admin.http.post(f"{product.url}/admin/boot", data=boot, timeout=TIMEOUT_S)
    admin.sent.append("/admin/boot")
    assert f"{product.url}/admin/set-up" == first.url
    assert {"open"} == set(admin.steps().values())

    wrong = {"key": "Acme Corp", "name": "", "region": "Europe"}
    refused = words(admin.submit("/admin/set-up/org", wrong, page="/admin/set-up"))
    assert "Use 1 to 40 small letters, digits and hyphens" in refused
    assert "Give it a name of at most 80 characters." in refused
    assert "Write two capital letters, like US or DE." in refused
    assert {"open"} == set(admin.steps().values())

    admin.send("/admin/set-up/org", key="acme", name="Acme", region="US")
    assert {"org"} == done(admin)

    admin.send("/admin/salesforce/key", how="make")
    app = an_app(product, admin.get("/admin/salesforce/certificate").text)
    admin.send("/admin/salesforce/connection", login_url=product.salesforce, **app)
    checked = admin.send("/admin/salesforce/check", back="set-up")
    assert "Signed in as integration@example.test" in words(checked)
    assert {"org", "connection", "fields"} == done(admin)

    (host,) = re.findall(r'name="add" value="([^"]+)"', admin.get("/admin/salesforce").text)
    admin.send("/admin/salesforce/hosts", add=host)
    assert "hosts" in done(admin)

    added = admin.send("/admin/telephony/new", kind="generic", name="PBX", command_url="")
    key = added.url.rpartition("/")[2]
    system = TelephoneSystem(f"{product.url}/hooks/{key}", shown_secret(added.text))
    user = {"user": agent.user_id, "user_text": agent.username}
    admin.send("/admin/users/new", line=agent.line, name="First", **user)
    center = admin.get("/o/acme/call-center.xml")
    assert f"{product.url}/o/acme/softphone" in center.text

    call = OutsideCall(system, agent.line)
    with PanelClient(agent, "acme") as panel:  # type: ignore[arg-type] # all a panel needs
        call.tell("leg.offered")
        panel.call(phase="ringing", matching="done")
        call.tell("leg.connected", "call.ended")
        save(panel, panel.call(phase="wrap-up"))
        task = product.running.task_of(call.placed)

    assert agent.user_id == task["OwnerId"]
    assert until(lambda: {"done"} == set(admin.steps().values()), "all steps done")
    assert 8 == len(admin.sent)


def done(admin: NewAdmin) -> set[str]:
    return {code for code, state in admin.steps().items() if state == "done"}


def an_app(product: EmptyProduct, certificate: str) -> dict[str, str]:
    """Make the External Client App in the org, as its admin does in Setup; return its keys."""
    access = {"client_id": f"app-{uuid4().hex}", "client_secret": uuid4().hex}
    app = {
        **access,
        "callback_urls": [f"{product.url}/auth/callback"],
        "certificate_pem": certificate,
        "permitted_users": "admin_approved",
        "preauthorised_users": ["*"],
    }
    url = f"{product.salesforce}/_control/apps"
    requests.post(url, json=app, timeout=TIMEOUT_S).raise_for_status()
    return {**access, "username": "integration@example.test", "api_version": "67.0"}
