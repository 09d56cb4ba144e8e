"""The reconciliation page: every call is accounted for, and what was refused is not lost (B-8)."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import uuid4

import pytest

from cti_adapter.calls.administered import EntryGivenUp
from cti_adapter.service.replay import replayed
from tests.support.admin_page import words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import Running
from tests.web.refusing_org import HERE, RefusingOrg
from tests.web.stage import ADA, NOBODY, OURS, OutsideCall, wrapping_up
from tests.web.test_admin_settings import save


@pytest.fixture
def org(running: Running) -> Iterator[RefusingOrg]:
    running.no_more_faults()
    there = RefusingOrg(running)
    yield there
    there.rule()


@pytest.mark.requirement("B-8")
def test_ten_calls_are_nine_tasks_and_one_dead_letter_until_it_is_tried_again(
    org: RefusingOrg,
) -> None:
    """Given 10 calls of which 1 is refused by a validation rule; 'Retry' after the fix."""
    refused = org.refused("Say why: it matters")
    calls = [org.missed_call() for _ in range(9)]
    for call in calls:
        org.running.task_of(call.placed)
    until(lambda: org.figures()["Written"] == 9, "nine calls to be written")
    before, shown = org.figures(), words(org.admin.get(HERE))
    (letter,) = org.letters()
    pressed = org.press("retry", letter=letter.id)
    task = org.running.task_of(refused.placed)
    until(lambda: org.figures()["Written"] == 10, "the tenth to be written")

    assert (10, 9, 1, 0) == tuple(
        before[name] for name in ("Calls", "Written", "Refused", "Waiting")
    )
    assert f"{org.agent} Say why: it matters FIELD_CUSTOM_VALIDATION_EXCEPTION" in shown
    assert "1 entry is tried again." in words(pressed)
    assert refused.placed.call_id == task["CTI_Call_Id__c"]
    assert (0, ()) == (org.figures()["Refused"], org.letters())


def test_all_of_a_cause_are_tried_again_with_one_press(org: RefusingOrg) -> None:
    """A rule that was too strict has refused a morning's calls."""
    org.rule("Say why")
    calls = [org.missed_call() for _ in range(3)]
    until(lambda: len(org.letters()) == 3, "three refusals")
    org.rule()
    other = org.press("retry-class", kind="log", code="REQUIRED_FIELD_MISSING")
    pressed = org.press("retry-class", kind="log", code="FIELD_CUSTOM_VALIDATION_EXCEPTION")

    assert "0 entries are tried again." in words(other)
    assert "3 entries are tried again." in words(pressed)
    for call in calls:
        org.running.task_of(call.placed)


def test_what_is_given_up_keeps_who_did_it_and_why(org: RefusingOrg) -> None:
    """In the journal and in the ledger; a replay says the same, and nobody tries it again."""
    call = org.refused("No test calls")
    (letter,) = org.letters()
    done = org.press("give-up", letter=letter.id, text="  It was a test call. ")
    again = org.press("retry", letter=letter.id)
    file, journal = org.kept(letter)
    users = {row["Username"]: row["Id"] for row in org.running.records("User")}
    (given_up,) = [each for each in journal if isinstance(each, EntryGivenUp)]

    assert "It will not be tried again." in words(done)
    assert ("log", "It was a test call.", users["integration@example.test"]) == (
        given_up.kind,
        given_up.text,
        given_up.admin,
    )
    assert ("not-logged", "given-up", "It was a test call.") == (
        file.ledger.state,
        file.ledger.reason,
        file.ledger.message,
    )
    assert file == replayed(file, journal)
    assert HTTPStatus.NOT_FOUND == again.status_code
    assert "Given up by an administrator 1" in words(org.admin.get(HERE))
    assert [] == org.running.tasks_of(call.placed)


def test_a_log_goes_without_the_record_it_is_refused_for(org: RefusingOrg) -> None:
    """A rule about the contact is no reason to lose the call."""
    org.rule("Say why")
    call = OutsideCall(org.org.system(), org.line, ADA)
    call.tell("leg.offered", "call.ended")
    until(org.letters, "the Task to be refused")
    (letter,) = org.letters()
    matched, _ = org.kept(letter)
    offered = org.admin.get(HERE).text
    org.rule()
    org.press("without-links", letter=letter.id)
    task = org.running.task_of(call.placed)
    until(lambda: org.figures()["Written"] == 1, "the log to be saved")
    file, journal = org.kept(letter)

    assert not matched.assignment.slots.is_empty
    assert 'action="/admin/reconciliation/without-links"' in offered
    assert (None, None) == (task.get("WhoId"), task.get("WhatId"))
    assert file == replayed(file, journal)


@pytest.mark.parametrize("text", ["", "   ", "x" * 501], ids=["nothing", "blanks", "too much"])
def test_nothing_is_given_up_without_a_reason(org: RefusingOrg, text: str) -> None:
    """The page comes back with what was typed, and says what is wrong."""
    org.refused("Say why")
    (letter,) = org.letters()
    answer = org.press("give-up", letter=letter.id, text=text)

    assert HTTPStatus.UNPROCESSABLE_ENTITY == answer.status_code
    assert f'href="#reason-{letter.id}"' in answer.text
    assert (letter,) == org.letters()


@pytest.mark.parametrize("letter", ["", "0", "-1", "x", "9" * 30])
@pytest.mark.parametrize("button", ["retry", "give-up", "without-links"])
def test_what_is_no_letter_is_not_there(org: RefusingOrg, button: str, letter: str) -> None:
    """Whatever a form says, nothing breaks."""
    answer = org.press(button, letter=letter, text="because")

    assert HTTPStatus.NOT_FOUND == answer.status_code


@pytest.mark.requirement("B-15")
def test_numbers_are_masked_as_the_org_wants_it(org: RefusingOrg) -> None:
    """A caller nobody knows is named by their number, and whoever sees this page would see it."""
    org.refused("Who is this")
    masked = words(org.admin.get(HERE))
    save(org.admin, "privacy", mask_numbers=None)
    whole = words(org.admin.get(HERE))

    assert "…99" in masked
    assert "555-0999" not in masked
    assert "+1 415-555-0999" in whole


def test_what_waits_and_what_is_not_logged_stand_there_too(org: RefusingOrg) -> None:
    """With when it is tried next, and with the reason."""
    call = OutsideCall(org.org.system(), org.line, NOBODY)
    call.tell("call.created", direction="inbound", queue="Support", local_number=OURS)
    call.tell("call.ended")
    row = (
        "INSERT INTO outbox (org_id, call_id, kind, key, payload, status, attempts, due_at,"
        " last_error) VALUES (?, ?, 'log', ?, '{}', 'pending', 2, 4000000000000000, 'TIMEOUT: no')"
    )
    sql(org.running, row, org.org.id, uuid4().hex, uuid4().hex)
    until(lambda: org.figures()["Not logged"] == 1, "the missed queue call to be accounted for")
    shown = words(org.admin.get(HERE))

    assert "nobody: missed queue calls are not logged; page Logging has the setting 1" in shown
    assert "Write the task of the call 1 1 2096-10-02" in shown
    assert "TIMEOUT: no" in shown


def test_what_was_refused_of_a_save_that_is_taken_back_is_nobodys_business(
    org: RefusingOrg,
) -> None:
    """The agent has the call again: nothing of the earlier Save is there to be decided."""
    with PanelClient(org.seat, org.org.key) as panel:
        call = OutsideCall(org.org.system(), org.line, NOBODY)
        call_id = wrapping_up(panel, call)["id"]
        org.rule("Say why")
        for _ in range(2):  # with nothing assigned it asks once more
            panel.press(f"calls/{call_id}/save", {"text": "asked for refund"})
        panel.call(phase="not-saved")
        refused = org.letters()
        org.rule()
        panel.press(f"calls/{call_id}/undo")
        until(lambda: not org.letters(), "the letter to go")
        tasks = org.running.tasks_of(call.placed)

    assert (1, []) == (len(refused), tasks)


def test_a_period_is_chosen_and_drawn(org: RefusingOrg) -> None:
    """Its calls are counted, its chart has a bar an hour or a day, and the numbers beside it."""
    call = org.missed_call()
    org.running.task_of(call.placed)
    until(lambda: org.figures()["Written"] == 1, "the call to be written")
    today, long_ago = org.admin.get(HERE), org.admin.get(f"{HERE}?from=2020-01-01&to=2020-01-02")

    assert "Calls over time: 1 call, 1 written, 0 waiting, 0 refused." in today.text
    assert 1 == today.text.count('<rect class="chart__bar--written"')
    assert 'value="2020-01-01"' in long_ago.text
    assert "No call began on these days." in words(long_ago)
    assert "Calls 0" not in words(today)


def test_a_paused_org_is_said_to_be_paused_where_its_calls_wait(org: RefusingOrg) -> None:
    """Why, since when, what Salesforce said, when it is asked again; and it can be asked now."""
    row = (
        "INSERT INTO pauses (org_id, reason, began_at, probe_at, words)"
        " VALUES (?, 'limit', 1774947600000000, 4000000000000000, 'REQUEST_LIMIT_EXCEEDED: no')"
    )
    sql(org.running, row, org.org.id)
    shown = words(org.admin.get(HERE))
    tried = org.press_elsewhere("/admin/outbox/probe", back="reconciliation")
    later = words(org.admin.get(HERE))
    sql(org.running, "DELETE FROM pauses WHERE org_id = ?", org.org.id)

    assert "Salesforce takes no more requests since 2026-03-31 09:00 UTC" in shown
    assert "REQUEST_LIMIT_EXCEEDED: no" in shown
    assert "Next try: 2096-10-02" in shown
    assert tried.url.endswith(HERE)
    assert "Next try: 2096-10-02" not in later


def test_who_waits_for_a_paused_org_is_told_how_many_wait_with_them(org: RefusingOrg) -> None:
    """As the number changes, and not only when their own call does; nobody else is told."""
    row = (
        "INSERT INTO pauses (org_id, reason, began_at, probe_at, words)"
        " VALUES (?, 'limit', 1774947600000000, 4000000000000000, 'LIMIT: no')"
    )
    with PanelClient(org.seat, org.org.key) as panel, org.org.panel() as bystander:
        call = OutsideCall(org.org.system(), org.line, NOBODY)
        call_id = wrapping_up(panel, call)["id"]
        sql(org.running, row, org.org.id)
        for _ in range(2):  # with nothing assigned it asks once more
            panel.press(f"calls/{call_id}/save", {"text": "asked for refund"})
        panel.call(phase="not-saved")
        org.missed_call()
        two = until(lambda: _waiting_on(panel) == "2", "the panel to count two")
        bystander.listen()
        told = list(bystander.calls)
    sql(org.running, "DELETE FROM pauses WHERE org_id = ?", org.org.id)

    assert (True, []) == (two, told)


def _waiting_on(panel: PanelClient) -> str:
    panel.listen()
    (call,) = [each for each in panel.calls.values() if each["phase"] == "not-saved"]
    said: str = call["log"]["reason"]["params"].get("n", "")
    return said


def test_ten_thousand_refusals_are_a_page_of_twenty_five(org: RefusingOrg) -> None:
    """And an address of a page that there is not shows none."""
    row = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        " INSERT INTO outbox (org_id, call_id, kind, key, payload, status, attempts, due_at,"
        " last_error, error_code) SELECT ?, 'c-' || i, 'log', 'many-' || i, '{}', 'dead', 1, 0,"
        " 'A: B', 'A' FROM n"
    )
    sql(org.running, row, org.org.id)
    page = org.admin.get(f"{HERE}?page=400")
    beyond = org.admin.get(f"{HERE}?page={'9' * 30}")
    sql(org.running, "DELETE FROM outbox WHERE org_id = ?", org.org.id)

    assert 25 == page.text.count('<td class="letter">')
    assert "Retry all 10000" in page.text
    assert "Page 400 of 400" in words(page)
    assert (HTTPStatus.OK, 0) == (beyond.status_code, beyond.text.count('<td class="letter">'))


def test_it_is_all_there_in_german(org: RefusingOrg) -> None:
    """Headings, reasons and buttons."""
    org.refused("Sag warum")
    org.admin.submit("/admin/language", {"language": "de", "back": HERE})
    shown = words(org.admin.get(HERE))

    for said in ("Abgleich", "Salesforce sagte", "Sag warum", "Erneut versuchen"):
        assert said in shown
