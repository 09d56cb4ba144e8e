"""Signed webhooks out: what receivers are told, and what becomes of what they do not take."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from typing import Any

import pytest
from standardwebhooks import Webhook

from cti_adapter.storage.schema import outbox
from tests.support.admin_page import AdminClient, words
from tests.support.answering import Asked, Said, answering
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import LONG_AGO, edit
from tests.support.running import Running
from tests.web.stage import OtherOrg, OutsideCall, save, saved_once, wrapping_up
from tests.web.test_admin_telephony import shown_secret

Message = dict[str, Any]


class Mailbox:
    """A receiver: keeps what comes, and answers what it is told to."""

    def __init__(self) -> None:
        self.status = HTTPStatus.NO_CONTENT
        self.came: list[tuple[dict[str, str], bytes]] = []
        self._open = ExitStack()
        self.url = f"{self._open.enter_context(answering(self._take))}/calls"

    def close(self) -> None:
        self._open.close()

    def _take(self, asked: Asked) -> Said:
        self.came.append((asked.headers, asked.body))
        return Said(self.status, headers={"location": self.url})

    def read(self, secret: str) -> list[Message]:
        """Return what came, each verified by the library of another's making."""
        return [Webhook(secret).verify(body, headers) for headers, body in list(self.came)]

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.came]


class Told:
    """An org that has a receiver told of its calls, and one of its agents."""

    def __init__(self, running: Running, panel: PanelClient, org: OtherOrg) -> None:
        self.org = org
        self.panel = panel
        self.call = OutsideCall(org.system(), panel.seat.line)
        self.admin = AdminClient(running, org_id=org.id)
        self.mailbox = Mailbox()
        form: dict[str, str | list[str]] = {
            "name": "CRM sync",
            "url": self.mailbox.url,
            "events": ALL,
        }
        added = self.admin.submit("/admin/receivers/new", form)
        self.page = f"/admin/receivers/{added.url.rpartition('/')[2]}"
        self.secret = shown_secret(added.text)

    def messages(self) -> list[Message]:
        return self.mailbox.read(self.secret)

    def of(self, type_: str) -> list[Message]:
        return [each for each in self.messages() if each["type"] == type_]


ALL = ["call.assigned", "call.logged", "call.undone"]


@pytest.fixture
def told(running: Running) -> Iterator[Told]:
    running.no_more_faults()
    org = OtherOrg(running)
    with org.panel() as panel:
        there = Told(running, panel, org)
        yield there
        there.mailbox.close()


@pytest.mark.requirement("B-28")
def test_a_saved_call_is_told_once_and_signed(told: Told) -> None:
    """Given a receiver, When a call is saved, Then one signed message with a unique id arrives."""
    ended = wrapping_up(told.panel, told.call)
    save(told.panel, ended)
    task = saved_once(told.panel, told.call)
    (logged,) = until(lambda: told.of("call.logged"), "the message")
    (assigned,) = told.of("call.assigned")
    said = logged["data"]

    assert (task["Id"], told.call.placed.call_id) == (said["task_id"], said["call_id"])
    assert {"id": task["WhoId"], "type": "Contact"} == said["name"] == assigned["data"]["name"]
    assert ("inbound", "+14155550101", told.panel.seat.line) == (
        said["direction"],
        said["remote_number"],
        said["agent"],
    )
    assert [assigned["id"], logged["id"]] == told.mailbox.ids()
    assert "refund" not in json.dumps(told.messages())  # no word of the notes


@pytest.mark.requirement("B-28")
def test_a_failing_receiver_is_told_again_under_the_same_id(told: Told) -> None:
    """Failing receivers are retried, and the id allows ignoring repeats; the log waits for none."""
    told.mailbox.status = HTTPStatus.INTERNAL_SERVER_ERROR
    ended = wrapping_up(told.panel, told.call)
    save(told.panel, ended)
    saved_once(told.panel, told.call)
    until(lambda: len(told.mailbox.came) >= 2, "a second attempt")
    (first,) = set(told.mailbox.ids())
    told.mailbox.status = HTTPStatus.NO_CONTENT
    until(lambda: told.of("call.logged"), "the message behind it")

    assert first == told.of("call.assigned")[0]["id"]
    assert first != told.of("call.logged")[0]["id"]


def test_what_the_agent_takes_back_is_told(told: Told) -> None:
    """An assignment that was undone, then Save; each says which."""
    ended = wrapping_up(told.panel, told.call)
    ada = ended["assigned"][0]["record"]["id"]
    told.panel.press(f"calls/{ended['id']}/unassign", {"record_id": ada})
    told.panel.press(f"calls/{ended['id']}/undo")
    save(told.panel, ended)
    saved_once(told.panel, told.call)
    told.panel.press(f"calls/{ended['id']}/undo")
    until(lambda: len(told.of("call.undone")) > 1, "both")
    undone = [each["data"] for each in told.of("call.undone")]

    assert ["assignment", "save"] == [each["undone"] for each in undone]
    assert [ada, ada] == [each["name"]["id"] for each in undone]


def told_a_year_ago(payload: dict[str, Any]) -> None:
    payload["news"]["at"] = "2026-01-01T00:00:00Z"


def test_a_message_nobody_takes_for_a_day_is_a_dead_letter(running: Running, told: Told) -> None:
    """The admin reads who did not take it and what it said, and has it sent again (B-8)."""
    told.mailbox.status = HTTPStatus.FOUND  # not followed: it is no success
    ended = wrapping_up(told.panel, told.call)
    until(lambda: told.mailbox.came, "the first attempt")
    waiting = (outbox.c.org_id == told.org.id, outbox.c.kind == "hook", outbox.c.status != "done")
    edit(running, outbox.c.payload, told_a_year_ago, *waiting, due_at=LONG_AGO)
    page = "/admin/reconciliation"
    until(lambda: "CRM sync: HTTP 302" in words(told.admin.get(page)), "the dead letter")
    until(lambda: "1 message was not taken" in words(told.admin.get("/admin/")), "the overview")
    told.mailbox.status = HTTPStatus.NO_CONTENT
    form = {"kind": "hook", "code": "NOT_DELIVERED"}
    told.admin.submit(f"{page}/retry-class", form)
    until(lambda: "CRM sync" not in words(told.admin.get(page)), "the letter to be gone")
    took = "The receiver took the message."
    until(lambda: took in words(told.admin.get(told.page)), "the receiver to have taken it")

    assert 1 == len(set(told.mailbox.ids()))
    assert ended["id"] == told.of("call.assigned")[0]["data"]["id"]


def test_a_secret_is_shown_once_and_rotated_without_a_gap(told: Told) -> None:
    """While two are good, each message carries a signature of both."""
    hidden = words(told.admin.get(told.page))
    rotated = told.admin.submit(f"{told.page}/rotate", {})
    newer = shown_secret(rotated.text)
    tested = told.admin.submit(f"{told.page}/test", {})
    by_both = [told.mailbox.read(secret)[0]["type"] for secret in (told.secret, newer)]
    told.admin.submit(f"{told.page}/retire", {})
    told.admin.submit(f"{told.page}/test", {})

    assert told.secret not in hidden
    assert newer not in (told.secret, "")
    assert ["receiver.test"] * 2 == by_both
    assert "The receiver took the message." in words(tested)
    assert 2 == len(told.mailbox.read(newer))
    with pytest.raises(Exception, match="No matching signature"):
        told.mailbox.read(told.secret)


def test_an_address_inside_is_refused(told: Told) -> None:
    """What an admin types must not reach machines of the operator's own network (SSRF)."""
    form = {"name": "Another", "url": "https://10.0.0.7/calls", "events": "call.logged"}
    refused = told.admin.submit("/admin/receivers/new", form)

    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
    assert "Messages go to the public internet." in words(refused)
    assert "Another" not in words(told.admin.get("/admin/receivers"))


def test_a_receiver_that_was_removed_is_told_nothing(told: Told) -> None:
    """Its messages are dropped, and nothing stands among the dead letters."""
    told.admin.submit(f"{told.page}/remove", {})
    ended = wrapping_up(told.panel, told.call)
    save(told.panel, ended)
    saved_once(told.panel, told.call)

    assert [] == told.mailbox.came
    assert "CRM sync" not in words(told.admin.get("/admin/receivers"))
