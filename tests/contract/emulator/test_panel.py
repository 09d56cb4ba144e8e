"""The softphone's panel: when it loads, where it is, what stands in for it (open-cti.md 5.3, 8)."""

import re
from typing import Any

from playwright.sync_api import Frame, expect

from tests.contract.emulator.console_page import POLLING, Console

NOT_READY = "SOFTPHONE_CONTAINER_ERROR"


def set_up(console: Console, adapter: str, **more: Any) -> None:
    """Change the call center definition; pages loaded later have it."""
    console.org.control("POST", "call-center", {"adapter_url": adapter, **more})


def test_popped_out_the_softphone_is_loaded_anew_in_a_window(console: Console) -> None:
    """It hears of navigations there; closing the window docks it again, anew once more."""
    docked = console.phone.url
    console.button("Phone").click()
    with console.page.expect_popup() as opened:
        console.button("Pop-out").click()
    window = opened.value
    expect(console.page.get_by_title("Softphone")).to_have_count(0)
    frame = window.get_by_title("Softphone").element_handle().content_frame()
    assert frame is not None
    wait_until_ready(frame)
    visible = frame.evaluate("ask('isSoftphonePanelVisible', {})")["returnValue"]
    console.open("ada")
    told = frame.wait_for_function("heard.length && heard", polling=POLLING).json_value()
    there = frame.url
    window.close()
    again = console.phone.url

    assert {"visible": True} == visible
    assert ["Ada Lovelace"] == [it["recordName"] for _, it in told]
    assert 3 == len({docked, there, again})
    expect(console.page.get_by_role("region", name="Phone")).to_be_visible()
    console.open("grace")
    assert "Grace Hopper" == console.heard("navigation", 1)[0]["recordName"]


def test_without_start_automatically_it_waits_for_its_panel(outside: Console, adapter: str) -> None:
    """Nothing is loaded until the agent opens it."""
    set_up(outside, adapter, eager=False)
    outside.log_in()
    outside.page.goto(f"{outside.org.url}/lightning/app/console")
    expect(outside.main_heading()).to_be_visible()
    expect(outside.page.get_by_title("Softphone")).to_have_count(0)
    outside.button("Phone").click()

    assert "mode=Lightning" in outside.phone.url


def test_a_softphone_that_does_not_say_it_is_there_is_replaced(
    outside: Console, adapter: str
) -> None:
    """By the standby one, until the browser is closed: other pages and tabs have it too."""
    standby = adapter.replace("/softphone?", "/softphone?standby=1&")
    set_up(outside, adapter, standby_url=standby, timeout_ms=300)
    outside.log_in()
    outside.page.goto(f"{outside.org.url}/lightning/app/console")
    frame = outside.page.get_by_title("Softphone")
    expect(frame).to_have_attribute("src", re.compile("standby=1"))
    outside.page.reload()
    expect(outside.main_heading()).to_be_visible()

    assert "standby=1" in outside.phone.url
    assert (
        adapter
        == outside.ask("getCallCenterSettings")["returnValue"]["/reqGeneralInfo/reqAdapterUrl"]
    )


def test_one_that_says_so_in_time_stays(outside: Console, adapter: str) -> None:
    """notifyInitializationComplete ends the waiting; its returnValue is null."""
    set_up(outside, adapter, standby_url=adapter + "&standby=1", timeout_ms=60_000)
    outside.enter()
    waiting = outside.page.locator("[data-waiting]")
    expect(waiting).to_have_count(1)
    answer = outside.ask("notifyInitializationComplete")

    expect(waiting).to_have_count(0)
    assert {"success": True, "returnValue": None, "errors": None} == answer


def test_calls_before_the_container_is_ready_are_errors(outside: Console, adapter: str) -> None:
    """For as long as the call center says; later the same call is answered."""
    set_up(outside, adapter, ready_after_ms=3_600_000)
    outside.enter()
    early = outside.ask("isSoftphonePanelVisible")
    outside.page.evaluate("standin.containerReady(true)")
    later = outside.ask("isSoftphonePanelVisible")

    assert (False, NOT_READY) == (early["success"], early["errors"][0]["code"])
    assert later["success"]


def test_every_browser_tab_has_a_softphone_of_its_own(console: Console) -> None:
    """Each hears of its own page alone."""
    other = Console(page=console.page.context.new_page(), org=console.org)
    other.page.goto(console.org.url + "/lightning/app/console")
    addresses = {console.phone.url, other.phone.url}
    other.open("grace")
    console.open("ada")

    assert 2 == len(addresses)
    assert ["Ada Lovelace"] == [it["recordName"] for it in console.heard("navigation", 1)]
    assert ["Grace Hopper"] == [it["recordName"] for it in other.heard("navigation", 1)]


def test_answers_may_come_twice_or_late(console: Console) -> None:
    """Repeats are dropped by the library; a later call may be answered first."""
    console.page.evaluate("standin.answer('getSoftphoneLayout', 'twice')")
    console.page.evaluate("standin.answer('getCallCenterSettings', {afterMs: 200})")
    order = console.phone.evaluate("""async () => {
        const order = [];
        const asked = (name) => ask(name, {}).then(() => order.push(name));
        await Promise.all(
            ["getCallCenterSettings", "getSoftphoneLayout", "isSoftphonePanelVisible"].map(asked));
        return order;
    }""")

    assert "getCallCenterSettings" == order[-1]
    assert 3 == len(order)


def wait_until_ready(frame: Frame) -> None:
    frame.wait_for_url("**/softphone?*", wait_until="commit")
    frame.wait_for_function("window.ready === true", polling=POLLING)
