"""What a panel knows of the org's settings: part of a snapshot, told anew when they change."""

from collections.abc import Mapping

import msgspec

from cti_adapter.calls.policy import NoteEvent, Policy, Situation

WRAP_UP_WARNING_S = 10
"""From here on colour and words of the countdown change (B-17)."""


class HintView(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin tells agents in a situation (DECISION 24)."""

    situation: Situation
    text: str
    link: str
    """Address of the leading system, beside the hint of a contact's form (S2-45); else ""."""


class PanelSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings a panel needs to know."""

    call_results: tuple[str, ...]
    notes_during_call: bool
    wrap_up_warning_s: int
    prefill_number: bool
    """Whether the form of a new record begins with the caller's number."""
    list_open_cases: bool
    """Whether 'Related To' lists the customer's open Cases though nobody opened them."""
    hints: tuple[HintView, ...]
    """In the admin's order; which of them holds is seen in the panel (core/hints.js)."""
    hotkeys: dict[str, str]
    """The agent's keys by action, "" where an action has none: "Alt+Shift+H" (B-18)."""
    note_fields: dict[NoteEvent, tuple[str, ...]] = {}
    """The fields beside 'Notes', in the admin's order, by the event they belong to (S1-18)."""
    away_reasons: tuple[str, ...] = ()
    """The options of 'Presence' beside Away, in the admin's order."""
    do_not_log: bool = False
    """The agent's own 'Do not log by default': shown, never changed here (S4-34)."""
    admin_contact: str = ""
    """Whom the agent is told to ask about it; "" where nobody is known yet."""


def panel_settings(
    policy: Policy, hotkeys: Mapping[str, str], *, do_not_log: bool
) -> PanelSettings:
    """Show what an org's admins have decided.

    Args:
        policy: the settings as they are now.
        hotkeys: those in force for the agent.
        do_not_log: the agent's default.
    """
    return PanelSettings(
        call_results=policy.call_results,
        notes_during_call=policy.notes_during_call,
        wrap_up_warning_s=WRAP_UP_WARNING_S,
        prefill_number=policy.prefill_number,
        list_open_cases=policy.list_open_cases,
        hints=_hints(policy),
        hotkeys=dict(hotkeys),
        note_fields={page.event: tuple(dict.fromkeys(page.fields)) for page in policy.note_fields},
        away_reasons=policy.away_reasons,
        do_not_log=do_not_log,
        admin_contact=policy.admin_contact,
    )


def _hints(policy: Policy) -> tuple[HintView, ...]:
    return tuple(
        HintView(
            situation=hint.situation,
            text=hint.text,
            link=policy.leading_system if hint.situation == "contact-form" else "",
        )
        for hint in policy.hints
        if hint.text.strip()
    )
