"""Every state of the panel, in every look and size: complete, accessible, nothing off the side."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.panel.parade import EVERY, Parade
from tests.browser.panel.situations import SITUATIONS
from tests.browser.panel.stage import Stage, Theatre
from tests.browser.panel.states import STATES
from tests.support.axe import ALL_RULES, CONTRAST

SIZES = {"declared": (400, 560), "default": (340, 480), "narrow": (320, 480), "zoomed": (200, 280)}


@pytest.fixture(scope="module")
def parade(context: BrowserContext, theatre: Theatre) -> Iterator[Parade]:
    """Return one page on which state follows state, told by the server."""
    theatre.stage = stage = Stage()
    stage.snapshot = STATES["ready"][1]()
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{theatre.url}/o/acme/softphone")
    page.wait_for_selector("#panel[data-phase='ready']")
    yield Parade(page, stage)
    page.close()


@pytest.mark.requirement("B-19")
@pytest.mark.parametrize("state", STATES)
def test_axe_has_no_complaint_in_any_look(state: str, parade: Parade) -> None:
    """An agent who cannot see, or sees little, has the same telephone (B-19)."""
    page = parade.show(state)
    found = {"light": parade.complaints(ALL_RULES)}
    page.emulate_media(color_scheme="dark")
    found["dark"] = parade.complaints(CONTRAST)
    page.emulate_media(color_scheme="light", forced_colors="active")
    found["forced colours"] = parade.complaints(CONTRAST)
    page.emulate_media(forced_colors="none")

    assert {"light": [], "dark": [], "forced colours": []} == found


@pytest.mark.requirement("B-19")
@pytest.mark.parametrize("state", ["signed-out", "set-up-needed", "reconnecting"])
def test_axe_has_no_complaint_where_the_panel_cannot_work(
    state: str, page: Page, stage: Stage, address: str
) -> None:
    """Whoever is locked out reads why, in any look (B-19)."""
    stage.signed_in = state == "reconnecting"
    stage.snapshot = STATES["talking"][1]()
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}?mode=Lightning" if state == "set-up-needed" else address)
    if state == "reconnecting":
        page.wait_for_selector("#panel[data-phase='talking']")
        stage.reachable = False
        stage.close(1012)
    page.wait_for_selector(f"#panel[data-phase='{state}']")
    light = Parade(page, stage).complaints(ALL_RULES)
    page.emulate_media(color_scheme="dark")

    assert ([], []) == (light, Parade(page, stage).complaints(CONTRAST))


@pytest.mark.requirement("B-19")
@pytest.mark.parametrize("state", SITUATIONS)
def test_axe_has_no_complaint_in_any_situation_of_the_assignment(
    state: str, parade: Parade
) -> None:
    """Whatever stands in the block that decides whose call it is, by day and by night."""
    page = parade.show(state)
    if state == "why":
        page.get_by_role("button", name="Why Ada Lovelace").click()
    found = {"light": parade.complaints(ALL_RULES)}
    page.emulate_media(color_scheme="dark")
    found["dark"] = parade.complaints(CONTRAST)
    page.emulate_media(color_scheme="light")

    assert {"light": [], "dark": []} == found


@contextmanager
def turned(page: Page) -> Iterator[None]:
    """Let the page be written from right to left for a while."""
    turn = "to => { document.documentElement.dir = to; }"
    page.evaluate(turn, "rtl")
    yield
    page.evaluate(turn, "ltr")


def too_wide(page: Page) -> int:
    """Return by how many pixels something runs off the side."""
    over: int = page.evaluate(
        "Math.max(...['html', '.body', 'cti-assignment'].map(part => {"
        " const box = document.querySelector(part);"
        " return box ? box.scrollWidth - box.clientWidth : 0; }))"
    )
    return over


@pytest.mark.requirement("B-20")
@pytest.mark.parametrize("state", EVERY)
def test_nothing_runs_off_the_side_at_any_size(state: str, parade: Parade) -> None:
    """At 320 px and at 200 % zoom nobody scrolls sideways (requirements 5.1); nor to the left."""
    page = parade.show(state)
    found = {}
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found[name] = too_wide(page)
    with turned(page):
        found["from right to left"] = too_wide(page)

    assert dict.fromkeys([*SIZES, "from right to left"], 0) == found


@pytest.mark.parametrize("size", SIZES.values(), ids=list(SIZES))
@pytest.mark.parametrize(
    ("state", "name"), [("held, different account", "Hang up"), ("wrap-up", "Save")]
)
def test_what_ends_a_call_is_always_in_view(
    state: str, name: str, size: tuple[int, int], parade: Parade
) -> None:
    """Whatever else is on the panel: Hang up during a call, Save after it (requirements 5.1)."""
    page = parade.show(state)
    page.set_viewport_size({"width": size[0], "height": size[1]})

    expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("rings while talking", ["Assign Case 00001026", "Hang up", "Decline", "Answer"]),
        ("consulting", ["Assign Case 00001026", "Hang up", "Resume"]),
        ("talking beside a held call", ["Assign Case 00001026", "Hang up", "Resume"]),
    ],
)
def test_beside_another_call_every_button_of_the_active_one_stays_in_view(
    state: str, names: list[str], parade: Parade
) -> None:
    """At the size of a utility panel: two cards, the active one on top, nothing to scroll for."""
    page = parade.show(state)
    page.set_viewport_size({"width": 340, "height": 480})
    cards = page.get_by_role("region", name="Call")

    expect(cards.first).to_contain_text("Ada Lovelace")
    expect(cards).to_have_count(2)
    expect(page.get_by_role("button", name="Assign")).to_have_count(1)
    for name in names:
        button = page.get_by_role("button", name=name, exact=True).first
        expect(button).to_be_in_viewport(ratio=1)
        assert button.evaluate("its => its.getBoundingClientRect().bottom") <= 480


@pytest.mark.parametrize("state", ["talking", "held, different account", "wrap-up"])
def test_nothing_is_scrolled_at_the_size_of_a_utility_panel(state: str, parade: Parade) -> None:
    """340 by 480 is enough for a call: only the assignment may scroll by itself."""
    page = parade.show(state)
    page.set_viewport_size({"width": 340, "height": 480})
    height = "box => [box.scrollHeight - box.clientHeight, box.clientHeight]"
    hidden, _ = page.locator(".body").evaluate(height)
    _, notes = page.locator("cti-notes").evaluate(height)

    assert 0 == hidden
    assert notes >= 90


@pytest.mark.requirement("S4-33")
@pytest.mark.parametrize("state", ["talking", "wrap-up"])
def test_who_logs_is_seen_at_the_size_of_a_utility_panel(state: str, parade: Parade) -> None:
    """On one line after the call, and its reason with it."""
    page = parade.show(state)
    page.set_viewport_size({"width": 340, "height": 480})
    group = page.get_by_role("group", name="Logging", exact=True)

    expect(group).to_be_in_viewport(ratio=1)
    expect(group).to_contain_text("Will be logged by the softphone (signed in to Salesforce)")
    assert group.evaluate("box => box.getBoundingClientRect().width") > 200


def test_a_low_panel_keeps_what_answers_and_ends_a_call(parade: Parade) -> None:
    """240 px: state, one line for the call, and its controls (requirements 5.1)."""
    page = parade.show("talking")
    page.set_viewport_size({"width": 340, "height": 240})

    expect(page.get_by_role("button", name="Hang up", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Hold", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("1 assigned")).to_be_in_viewport()


@pytest.mark.requirement("B-20")
def test_from_right_to_left_everything_is_turned(parade: Parade) -> None:
    """A language that is written the other way needs a file with its words, and no other page."""
    page = parade.show("wrap-up")
    name, extend = page.get_by_text("Ada Lovelace").first, page.get_by_role("button", name="Extend")
    apart = "one => one.getBoundingClientRect().left"
    usual = name.evaluate(apart) < extend.evaluate(apart)
    with turned(page):
        other = name.evaluate(apart) > extend.evaluate(apart)

    assert usual
    assert other
