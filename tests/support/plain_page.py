"""The agent at work in a page that has never heard of Open CTI (B-21, design.md D10).

The page is plain_host/page.html at the org's origin, which alone may frame the softphone. The
softphone is the product's but for one file: in the place of a host adapter it gets
plain_host/driver.js. So whatever passes here passes without Open CTI.
"""

import json
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Route

from tests.support.console_page import ConsolePage

_HERE: Final = Path(__file__).parent / "plain_host"
_KINDS: Final = {
    "003": "Contact",
    "00Q": "Lead",
    "001": "Account",
    "500": "Case",
    "006": "Opportunity",
    "00T": "Task",
    "07k": "AccountContactRelation",
}
"""Object types by the first characters of an id; all others are looked for in _CUSTOM."""
_CUSTOM: Final = ("Project__c", "Badge__c")
_NAMES: Final = ("Name", "CaseNumber", "Subject")
_PHONES: Final = ("Phone", "MobilePhone")
_ASKED_FOR: Final = {"screenPop": ("pop", "popSearch"), "saveLog": ()}


class PlainPage(ConsolePage):
    """One page of some CRM; records are opened in it, and it says which."""

    path = "/login"

    def open_console(self) -> None:
        """Load the page; the softphone stands beside the record."""
        self.page.expose_function("org", self._org)
        self.page.route("**/js/edge/host-companion.js", _put_driver)
        self.page.add_init_script(self._other_content())
        self.page.goto(f"{self.running.salesforce}{self.path}")

    def reload(self) -> None:
        """Load page and softphone again; the page shows the record it showed."""
        self.page.reload()

    def asked_of_page(self, method: str) -> int:
        """How often the softphone has asked the page for this, by the name Open CTI has for it."""
        names = _ASKED_FOR.get(method, (method,))
        counts = self.page.evaluate("names => names.map(name => standin.asked(name))", names)
        return sum(counts)

    def minimise(self) -> None:
        """Press the one item of the bar."""
        self.open_softphone()

    def _answers_the_first_look(self) -> None:
        """It always answers."""

    def _other_content(self) -> str:
        """Return what makes any page of the org's origin this one, whenever it is loaded."""
        softphone = f"{self.running.url}/o/{self.running.org_key}/softphone"
        return f"""if (window === top) addEventListener("DOMContentLoaded", () => {{
            document.documentElement.lang = "en";
            document.documentElement.innerHTML = {json.dumps(_read("page.html"))};
            (
                {_read("page.js")}
            )({json.dumps(softphone)});
        }})"""

    def _org(self, what: str, about: str) -> Any:
        """Answer the page: a record by its id, those a text finds, or all of a type."""
        if what == "record":
            return self._record(about)
        if what == "list":
            return [_shown(about, row) for row in self.running.records(about)]
        digits = "".join(filter(str.isdigit, about))[-10:]
        rows = [row for kind in _KINDS.values() for row in self._all(kind)]
        return [row for row in rows if _is_found(row, about.casefold(), digits)]

    def _all(self, kind: str) -> list[dict[str, Any]]:
        return [_shown(kind, row) for row in self.running.records(kind)]

    def _record(self, at: str) -> dict[str, Any]:
        """Return a record with its numbers and the lists that stand on its page."""
        kinds = (_KINDS[at[:3]],) if at[:3] in _KINDS else _CUSTOM
        found = [(kind, row) for kind in kinds for row in self.running.records(kind)]
        kind, row = next(each for each in found if each[1]["Id"] == at)
        person = row.get("ContactId") or row.get("WhoId")
        phones = self._record(person)["phones"] if person else []
        shown = _shown(kind, row)
        return {**shown, "phones": shown["phones"] or phones, "lists": self._lists(kind, at)}

    def _lists(self, kind: str, at: str) -> dict[str, list[dict[str, Any]]]:
        done = [
            row
            for row in self.running.records("Task")
            if at in {row.get("WhoId"), row.get("WhatId")}
        ]
        lists = {"Past Activity": [_shown("Task", row) for row in done]}
        if kind != "Account":
            return lists
        for title, related in (("Contacts", "Contact"), ("Cases", "Case")):
            rows = [row for row in self.running.records(related) if row.get("AccountId") == at]
            lists[title] = [_shown(related, row) for row in rows]
        return lists


def _is_found(row: dict[str, Any], text: str, digits: str) -> bool:
    return text in row["name"].casefold() or (bool(digits) and digits in row["digits"])


def _shown(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a record as the page shows it."""
    phones = [str(row[column]) for column in _PHONES if row.get(column)]
    name = next((str(row[column]) for column in _NAMES if row.get(column)), "")
    digits = "".join(filter(str.isdigit, " ".join(phones)))
    return {"id": row["Id"], "type": kind, "name": name, "phones": phones, "digits": digits}


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _put_driver(route: Route) -> None:
    route.fulfill(path=_HERE / "driver.js", content_type="text/javascript")
