"""What Classic answers a softphone from the org: settings, layout, searches, Apex, standby."""

import json
import re
from typing import Any

from playwright.sync_api import expect

from tests.contract.emulator.classic_page import SOFTPHONE, Classic
from tests.contract.emulator.softphone_page import softphone


def _parsed(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer["result"]))


def _call_center(classic: Classic, **more: Any) -> None:
    """Change the call center of the page's softphone, for pages loaded from now on."""
    address = classic.phone.url.partition("&")[0]
    body = {"adapter_url": address, "height": 420, "width": 400, **more}
    classic.org.control("POST", "call-center", body)


def test_settings_and_layout_come_as_json_in_a_text(classic: Classic) -> None:
    """The same as in Lightning, over the other wire."""
    _call_center(classic, settings={"/reqDialingOptions/reqOutsidePrefix": "9"})
    settings = _parsed(classic.ask("getCallCenterSettings"))
    layout = _parsed(classic.ask("getSoftphoneLayout"))
    directory = _parsed(classic.ask("getDirectoryNumbers", "false", None))

    assert ("9", "420") == (
        settings["/reqDialingOptions/reqOutsidePrefix"],
        settings["/reqGeneralInfo/reqSoftphoneHeight"],
    )
    assert {"Internal", "Inbound", "Outbound"} == set(layout)
    assert {"directoryNumbers": [], "hasNext": False} == directory


def test_one_match_of_an_inbound_call_pops(classic: Classic) -> None:
    """Its layout fields come back first; null means inbound, an outbound call never pops."""
    quiet = _parsed(classic.ask("searchAndScreenPop", "4155550101", "", "outbound"))
    expect(classic.main_heading()).to_have_text("Home")
    found = _parsed(classic.ask("searchAndScreenPop", "4155550101", "", None))
    expect(classic.main_heading()).to_have_text("Ada Lovelace")
    ada = classic.id_of("ada")

    assert quiet == found
    assert {"Name": "Ada Lovelace", "Phone": "(415) 555-0101", "object": "Contact"} == {
        name: found[ada][name] for name in ("Name", "Phone", "object")
    }


def test_several_matches_pop_as_a_search_with_one_field_each(classic: Classic) -> None:
    """Who asks for the address alone is told it, and nothing moves."""
    told = _parsed(classic.ask("searchAndGetScreenPopUrl", "4155550199", "", "inbound"))
    expect(classic.main_heading()).to_have_text("Home")
    found = _parsed(classic.ask("searchAndScreenPop", "4155550199", "", "inbound"))
    expect(classic.main_heading()).to_have_text("Search Results")
    address = told.pop("screenPopUrl")

    assert "/_ui/search/ui/UnifiedSearchResults?str=4155550199" == address
    assert told == found
    assert [["Name", "displayName", "object"]] * 2 == [sorted(row) for row in found.values()]


def test_apex_answers_what_it_was_given_or_that_it_is_not_there(classic: Classic) -> None:
    """A class nobody deployed is named in the error."""
    classic.org.control(
        "POST", "apex", [{"class": "Who", "method": "me", "returns": '{"name": "Agent A"}'}]
    )
    known = classic.ask("runApex", "Who", "me", "a=1")
    unknown = classic.ask("runApex", "Nobody", "me", "")

    assert '{"name": "Agent A"}' == known["result"]
    assert (None, "Could not load Apex class: Nobody") == (unknown["result"], unknown["error"])


def test_the_standby_softphone_stands_in_until_the_next_login(classic: Classic) -> None:
    """Nothing came of the adapter in time: no later page of this login tries it again."""
    with softphone(SOFTPHONE) as address:
        standby = address.replace("org=1", "org=standby")
        _call_center(classic, standby_url=standby, timeout_ms=100)
        classic.page.reload()
        element = classic.page.get_by_title("Softphone")
        expect(element).to_have_attribute("src", re.compile("org=standby"))
        classic.open("ada")

        assert "org=standby" in str(element.get_attribute("src"))


def test_an_adapter_that_is_alive_in_time_is_asked_no_more(classic: Classic) -> None:
    """Once per login: the next page loads it without a clock."""
    with softphone(SOFTPHONE) as address:
        standby = address.replace("org=1", "org=standby")
        _call_center(classic, standby_url=standby, timeout_ms=60_000)
        classic.page.reload()
        classic.phone.evaluate("sforce.interaction.cti.notifyInitializationComplete()")
        classic.ask("isVisible")
        _call_center(classic, standby_url=standby, timeout_ms=1)
        classic.page.reload()
        classic.ask("isVisible")

        assert "org=1" in classic.phone.url
