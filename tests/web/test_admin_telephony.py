"""The pages of the telephone systems: a secret shown once, tests that say what came, rotation."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from tests.support.admin_page import AdminClient, words
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OtherOrg, OtherSeat, OutsideCall, TelephoneSystem

NOBODYS = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class AddedSystem:
    """A telephone system that an admin has just added through the pages."""

    def __init__(self, running: Running, org: OtherOrg, *, command_url: str = "") -> None:
        self.org = org
        self.admin = AdminClient(running, org_id=org.id)
        form = {"kind": "generic", "name": f"PBX {uuid4().hex[:6]}", "command_url": command_url}
        first = self.admin.submit("/admin/telephony/new", form)
        assert first.ok, first.text
        self.path = (
            "/" + first.url.partition("/admin")[1].strip("/") + first.url.partition("/admin")[2]
        )
        self.key = self.path.rpartition("/")[2]
        self.secret = shown_secret(first.text)
        self.system = TelephoneSystem(f"{running.url}/hooks/{self.key}", self.secret)

    def event(self) -> dict[str, Any]:
        return OutsideCall(self.system, "7999").event("leg.offered")

    def page(self) -> str:
        return words(self.admin.get(self.path))

    def press(self, what: str) -> Any:
        return self.admin.submit(f"{self.path}/{what}", {})

    def says(self, sentence: str) -> bool:
        """Wait until the page says it: what came is written down beside the request."""
        return until(lambda: sentence in self.page(), sentence)


def shown_secret(page: str) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page.replace("&#43;", "+"))
    return found[0] if found else ""


@pytest.fixture
def org(running: Running) -> OtherOrg:
    return OtherOrg(running)


@pytest.fixture
def added(running: Running, org: OtherOrg) -> AddedSystem:
    return AddedSystem(running, org)


def test_a_secret_is_shown_once(added: AddedSystem) -> None:
    """Whoever opens the page later finds the address and no secret."""
    again = added.page()

    assert added.secret.startswith("whsec_")
    assert added.secret not in again
    assert "is not shown again" in again


def test_a_signed_event_is_seen_on_the_page(added: AddedSystem) -> None:
    """The admin sees that the telephone system is heard."""
    assert "Nothing came yet." in added.page()
    answer = added.system.post(added.event())

    assert HTTPStatus.ACCEPTED == answer.status_code
    assert added.says("A signed event came.")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"headers": {"webhook-signature": None}}, "Something came without a signature."),
        ({"secret": NOBODYS}, "signed with another secret"),
        ({"age": timedelta(minutes=6)}, "signed more than five minutes ago"),
        ({"age": -timedelta(minutes=6)}, "signed more than five minutes from now"),
        ({"headers": {"webhook-timestamp": "soon"}}, "is no number of seconds"),
        ({"media_type": "text/plain"}, "does not call itself JSON"),
    ],
)
def test_what_is_wrong_with_a_delivery_is_told_to_the_admin_alone(
    added: AddedSystem, how: dict[str, Any], sentence: str
) -> None:
    """The sender hears no reason (contract.md, Errors)."""
    answer = added.system.post(added.event(), **how)

    assert answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
    assert "secret" not in answer.text
    assert added.says(sentence)


def test_an_event_that_says_not_what_it_should_names_its_fields(added: AddedSystem) -> None:
    """The field, and nothing of what stood in it: that may be somebody's number."""
    broken = {**added.event(), "data": {"remote_number": "not a number"}}
    answer = added.system.post(broken)

    assert HTTPStatus.UNPROCESSABLE_ENTITY == answer.status_code
    assert added.says("says not what it should")
    assert "data.call_id" in added.page()
    assert "not a number" not in added.page()


def test_a_rotated_secret_leaves_the_old_one_good_until_it_is_ended(added: AddedSystem) -> None:
    """No call is lost between the two ends of a change."""
    new = shown_secret(added.press("rotate").text)
    while_rotating = [added.system.post(added.event(), secret=each) for each in (added.secret, new)]
    added.press("retire")
    after = [added.system.post(added.event(), secret=each) for each in (added.secret, new)]

    assert new not in {"", added.secret}
    assert [202, 202] == [answer.status_code for answer in while_rotating]
    assert [401, 202] == [answer.status_code for answer in after]


def test_a_test_command_and_its_answer_go_both_ways(running: Running) -> None:
    """The simulator takes the command and sends an event back."""
    admin = AdminClient(running)
    path = f"/admin/telephony/{running.demo.keys.connector}"
    tested = admin.submit(f"{path}/test", {})

    assert "The telephone system took the test command." in words(tested)
    assert until(lambda: "A signed event came." in words(admin.get(path)), "the event")


@pytest.mark.parametrize(
    ("command_url", "sentence"),
    [
        ("", "There is no command URL"),
        ("http://127.0.0.1:9/", "Nobody answers at the command URL."),
        ("{telephone}/commands", "did not believe our signature"),
        ("{telephone}/nowhere", "There is nothing at the command URL"),
        ("{telephone}/healthz", "answered HTTP 405"),
    ],
)
def test_a_test_command_that_is_not_taken_says_why(
    running: Running, org: OtherOrg, command_url: str, sentence: str
) -> None:
    """Before an agent's press of Answer finds out."""
    added = AddedSystem(running, org, command_url=command_url.format(telephone=running.telephone))

    assert sentence in words(added.press("test"))


def test_a_system_is_renamed_and_its_commands_sent_elsewhere(added: AddedSystem) -> None:
    """What was typed wrong stands in the form, with what to write instead."""
    form = {"name": "Second floor", "command_url": "https://pbx.example.test/commands"}
    wrong = added.admin.submit(added.path, {"name": "", "command_url": "ftp://pbx"})
    saved = added.admin.submit(added.path, dict(form))

    assert 422 == wrong.status_code
    assert {"Give it a name", "Write a whole address"} == {
        sentence
        for sentence in ("Give it a name", "Write a whole address")
        if sentence in words(wrong)
    }
    assert "Second floor" in words(saved)


def test_a_system_is_not_removed_while_calls_run(added: AddedSystem) -> None:
    """Their end would never be told; afterwards its address is nobody's."""
    call = OutsideCall(added.system, OtherSeat(added.org).line)
    call.tell("leg.offered", "leg.connected")
    busy = added.press("remove")
    kept = added.system.post(added.event())
    storage = added.org.running.storage()
    try:
        running_calls = storage.settings.runs_calls(added.org.id, added.key)
    finally:
        storage.close()

    assert (409, 202) == (busy.status_code, kept.status_code)
    assert "Calls run on this telephone system." in words(busy)
    assert running_calls


def test_a_removed_system_is_heard_no_more(added: AddedSystem) -> None:
    """And stands in no list."""
    gone = added.press("remove")
    answer = added.system.post(added.event())

    assert "The telephone system is removed." in words(gone)
    assert HTTPStatus.UNAUTHORIZED == answer.status_code
