"""German without a word of English: every admin page, held beside itself in English (B-20)."""

import re

import pytest
import requests

from tests.support.admin_page import AdminClient
from tests.support.running import Running
from tests.support.visible import visible_texts
from tests.web.routes import OWN, THEIRS
from tests.web.stage import OtherOrg, OutsideCall

WORDED = re.compile(r"[^\W\d_]{2,}")
SAME = {
    "Administrator",
    "Agent",
    "Asterisk",
    "Browser",
    "CallTrackingMetrics",
    "Leads",
    "Live",
    "Name",
    "Salesforce",
    "Simulator",
    "Smart Assign",
    "Softphones",
    "Test",
    "Text",
    "Twilio Voice",
    "Version",
    "Vonage Voice",
}
"""What is called so in both languages."""
ADDRESS = re.compile(r"\S+@\S+|https?://\S*|[0-9A-Za-z]{15,18}|Version \d+|python-requests")


class House:
    """An org of its own, in which every name is a word of nobody's language."""

    def __init__(self, running: Running, org: OtherOrg, agent_id: str, call_id: str) -> None:
        self.admin = AdminClient(running, org_id=org.id)
        self.org = org
        added = [
            self._add("telephony", {"kind": "generic", "name": "Qxtelephony", "command_url": ""}),
            self._add("receivers", {"name": "Qxreceiver", "url": "https://q.example.com"}),
        ]
        self.things = {
            "agent_id": agent_id,
            "call_id": call_id,
            "key": added[0],
            "receiver": added[1],
            "number": "2",
        }

    def _add(self, where: str, form: dict[str, str]) -> str:
        events = {"events": "call.undone"} if where == "receivers" else {}
        answer = self.admin.submit(f"/admin/{where}/new", {**form, **events})
        assert answer.ok, answer.text
        return answer.url.rpartition("/")[2]

    def names(self, running: Running) -> set[str]:
        """Return the names people have given: of users, of agents, of the org."""
        users = {str(row["Name"]) for row in running.records("User")}
        return users | {self.org.key, "Qxtelephony", "Qxreceiver", "tests"}

    def pages(self, language: str) -> dict[str, requests.Response]:
        """Return every admin page there is, and those that say that something is not there."""
        self.admin.submit("/admin/language", {"language": language, "back": "/admin/"})
        rules = [route.split()[1] for route in {**OWN, **THEIRS} if route.startswith("GET /admin")]
        gone = dict.fromkeys(self.things, "9999")
        addresses = {
            rule.replace("<", "{").replace(">", "}").format_map(things)
            for things in (self.things, gone)
            for rule in [*rules, "/admin/nowhere"]
            if not rule.startswith("/admin/data/")
        }
        pages = {address: self.admin.get(address) for address in sorted(addresses)}
        for address, form in {
            "/admin/reconciliation/retry": {"letter": "9999"},
            "/admin/users/new": {"line": "", "name": ""},
            "/admin/telephony/new": {"kind": "generic", "name": ""},
            "/admin/receivers/new": {"name": "", "url": ""},
            "/admin/numbers": {"numbers": "hello", "country": "US"},
            "/admin/sessions/end": {"csrf": "of another session"},
        }.items():
            pages[f"POST {address}"] = self.admin.submit(address, form)
        return {
            address: page
            for address, page in pages.items()
            if "html" in page.headers["Content-Type"]
        }


@pytest.mark.requirement("B-20")
def test_no_english_is_left_on_any_admin_page(running: Running) -> None:
    """What reads the same in both languages is a name, a code or a number, or listed here."""
    running.no_more_faults()
    org = OtherOrg(running)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        call.tell("leg.offered", "leg.connected", "call.ended")
        call_id = panel.call(phase="wrap-up")["id"]
        house = House(running, org, panel.seat.agent_id, call_id)
        names = house.names(running) | {panel.seat.name}
        english, german = house.pages("en"), house.pages("de")

    same = {
        (address, text)
        for address, page in german.items()
        for text in set(visible_texts(page.text)) & set(visible_texts(english[address].text))
        if WORDED.search(text)
        and text.strip(" ·–") not in SAME | names
        and not ADDRESS.fullmatch(text)
    }
    assert set(english) == set(german)
    assert len(german) > 40
    assert set() == same
