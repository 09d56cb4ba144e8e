"""Tests of what group 'Logging' says, in every phase and every row."""

import re
from pathlib import Path

import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.policy import Policy
from cti_adapter.service.call_file import CallFile
from cti_adapter.web.logging_view import logging_view
from tests.support.story import play

I18N = Path(__file__).parents[3] / "static" / "i18n"
ENTRY = re.compile(r'"([a-z0-9.-]+)":\s*"([^"]*)"')
ENGLISH = {
    code: said
    for file in ("en.js", "told-en.js")
    for code, said in ENTRY.findall((I18N / file).read_text("utf-8"))
}
A, B = Line("101"), Line("102")
PHASES = {
    "ringing": "09:00:00 | leg.offered | 101, queue=Support",
    "dialling": "09:00:00 | leg.initiated | 101",
    "talking": "09:00:00 | leg.connected | 101",
    "held": "09:00:00 | leg.held | 101",
    "wrap-up": "09:00:00 | leg.connected | 101\n09:01:00 | call.ended |",
    "saving": "09:00:00 | leg.connected | 101\n09:01:00 | call.ended |\n09:01:05 | save.pressed |",
    "internal": "09:00:00 | leg.initiated | 101, direction=Internal",
}
STATES = ("out/out", "in/out", "in/in", "out/in", "logout/in")
POLICIES = (
    Policy(),
    Policy(log_missed_queue_calls=True, log_while_signed_out=True, log_internal_calls=True),
)


def file_of(phase: str, state: str, policy: Policy | None = None) -> CallFile:
    first, *rest = PHASES[phase].splitlines()
    stated = f"09:00:00 | sign-in.stated | 101, signed_in={state}"
    return play("\n".join([first, stated, *rest]), policy).file


def said(file: CallFile) -> str:
    """Word what the panel is told, as static/js/core/words.js does it."""
    view = logging_view(file, A)
    why = ENGLISH.get(f"why.{view.params.get('why')}", "")
    return ENGLISH[view.code].replace("{why}", why)


@pytest.mark.requirement("S4-33")
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("phase", PHASES)
def test_it_says_in_every_phase_whether_the_call_will_be_logged(
    phase: str, state: str, policy: Policy
) -> None:
    """And why: more than the beginning stands there."""
    beginning = re.match(
        r"Will be logged by |Will not be logged", said(file_of(phase, state, policy))
    )

    assert beginning is not None
    assert len(said(file_of(phase, state, policy))) > beginning.end() + 10


@pytest.mark.requirement("S4-32")
@pytest.mark.parametrize("phase", ["talking", "held", "wrap-up"])
def test_it_says_who_logs_and_that_the_server_writes(phase: str) -> None:
    """No tab has to stay open for it, so nothing is said of tabs."""
    assert (
        "Will be logged by the softphone (signed in to Salesforce), written by the server"
        == said(file_of(phase, "in/out"))
    )
    assert [] == [
        words for code, words in ENGLISH.items() if code.startswith("logging.") and " tab" in words
    ]


@pytest.mark.requirement("B-5")
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("state", STATES)
def test_it_says_before_the_hang_up_what_is_decided_then(state: str, policy: Policy) -> None:
    """The same function; nothing changes in between."""
    before, after = file_of("talking", state, policy), file_of("wrap-up", state, policy)
    decision = after.ledger.authority
    view = logging_view(before, A)

    assert decision is not None
    assert (decision.row, decision.by, decision.reason) == (view.row, view.by, view.reason)
    assert said(before) == said(after)


@pytest.mark.requirement("B-5")
def test_after_the_end_it_says_what_was_decided_whatever_has_changed_since() -> None:
    """The agent has gone home, and the settings are others (DECISION 34)."""
    ended = play(
        "09:00:00 | leg.connected | 101\n"
        "09:00:00 | sign-in.stated | 101, signed_in=in/out\n"
        "09:01:00 | call.ended |\n"
        "09:01:10 | sign-in.stated | 101, signed_in=out/out\n"
    ).file
    view = logging_view(ended, A)

    assert (2, "softphone", "signed-in") == (view.row, view.by, view.reason)


@pytest.mark.requirement("B-5")
def test_both_agents_of_a_call_read_whose_row_decides() -> None:
    """A put it through to B, whose row it is (DECISION 54); the checkbox is each one's own."""
    passed_on = play(
        "09:00:00 | leg.connected | 101\n"
        "09:00:00 | sign-in.stated | 101, signed_in=in/out\n"
        "09:00:20 | call.transferred | from_line=101, to_line=102\n"
        "09:00:20 | leg.ended | 101\n"
        "09:00:21 | sign-in.stated | agent=agent-b, line=102, signed_in=out/in\n"
        "09:00:22 | leg.connected | 102\n",
        Policy(show_do_not_log=True),
    ).file
    views = [logging_view(passed_on, line) for line in (A, B)]

    assert [(4, "companion")] * 2 == [(view.row, view.by) for view in views]
    assert [False, True] == [view.checkbox for view in views]


def test_a_missed_queue_call_is_not_logged_unless_it_is_answered() -> None:
    """An agent who reads it while it rings is not to take it for settled."""
    assert (
        "Will not be logged unless it is answered: missed queue calls are not logged in this org"
        == said(file_of("ringing", "in/out"))
    )


def test_nothing_is_promised_that_an_answer_would_not_bring() -> None:
    """Signed out, it is not logged either way."""
    assert "logging.nobody" == logging_view(file_of("ringing", "out/out"), A).code


def test_the_checkbox_is_the_agents_own() -> None:
    """It is shown in row 4 alone, and as the agent left it."""
    option = Policy(show_do_not_log=True)
    boxes = [logging_view(file_of("talking", state, option), A).checkbox for state in STATES]

    assert [False, False, False, True, True] == boxes
