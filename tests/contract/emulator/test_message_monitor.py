"""The message monitor: the conversation between page and softphone, for an integrator to watch."""

import json

from playwright.sync_api import Locator, expect

from tests.contract.emulator.console_page import Console


def opened(console: Console) -> Locator:
    """Open the monitor by keys."""
    console.button("Open CTI messages").focus()
    console.page.keyboard.press("Enter")
    return console.page.get_by_role("complementary", name="Open CTI messages")


def test_every_message_of_both_directions_can_be_read(console: Console) -> None:
    """Filtered by words, copied as JSON, cleared."""
    console.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    console.open("ada")
    console.ask("screenPop", type="sobject", params={"recordId": "nobody"})
    monitor = opened(console)
    rows = monitor.get_by_role("list", name="Messages").get_by_role("listitem")
    expect(rows.filter(has_text="onNavigationChange")).to_have_count(2)
    monitor.get_by_role("searchbox", name="Filter messages").fill("screenPop")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("INVALID_PARAM")
    rows.nth(0).locator("summary").click()
    expect(rows.nth(0)).to_contain_text('"methodName": "screenPop"')
    monitor.get_by_role("button", name="Copy as JSON").click()
    copied = json.loads(console.page.evaluate("navigator.clipboard.readText()"))
    monitor.get_by_role("button", name="Clear").click()

    assert ["in", "out"] == [it["way"] for it in copied]
    assert "nobody" == copied[0]["message"]["args"]["params"]["recordId"]
    expect(rows).to_have_count(0)


def test_what_the_page_ignores_is_shown_with_the_reason(console: Console) -> None:
    """An integrator sees why nothing happens."""
    monitor = opened(console)
    console.phone.evaluate("origin => parent.postMessage({hello: 1}, origin)", console.org.url)

    row = monitor.get_by_role("listitem").filter(has_text="ignored")
    row.locator("summary").click()
    expect(row).to_contain_text("no message of Open CTI for Lightning")


def test_the_softphone_cannot_tell_that_it_is_watched(console: Console) -> None:
    """No message, no other size, no other view."""
    seen = "[innerWidth, innerHeight, document.hasFocus(), heard.length]"
    console.button("Phone").click()
    before = console.phone.evaluate(seen)
    messages = len(console.page.evaluate("standin.messages()"))
    opened(console)
    after = console.phone.evaluate(seen)

    assert before == after
    assert messages == len(console.page.evaluate("standin.messages()"))
