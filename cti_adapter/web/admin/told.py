"""How pages of the set-up tell what a check found: what is wrong, what to do, and when it was.

Codes come from salesforce/trouble.py, telephony/trial.py and refusal.py; the sentences stand in
words/trouble.toml, two for each code. Finds nothing itself.
"""

from datetime import UTC, datetime

import msgspec
from flask import Blueprint
from markupsafe import Markup

from cti_adapter.errors import Unprocessable
from cti_adapter.service.findings import Finding
from cti_adapter.web.admin.frame import Frame


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A finding in words."""

    tone: str
    what: str
    do: str
    words: str
    """Of whoever said no, as they came; ours in the admin's language."""
    at: Markup


def told(frame: Frame, area: str, finding: Finding | None, **gaps: object) -> Told | None:
    """Return a finding in the admin's language; None where nothing was looked at yet.

    Args:
        frame: knows the language.
        area: the table of words/trouble.toml: "connection", "hook", "presence" or "trial".
        finding: what was found.
        gaps: of the sentences, beside the finding's own facts.
    """
    if finding is None:
        return None
    key = f"trouble.{area}.{finding.code}"
    facts = {**gaps, **finding.facts}
    return Told(
        tone="success" if finding.is_fine else "error",
        what=frame.t(f"{key}.what", **facts),
        do=frame.t(f"{key}.do", **facts),
        words=frame.t("frame.words", words=finding.words),
        at=moment(finding.at),
    )


def moment(at: datetime) -> Markup:
    """Return a moment for a page, exact to the second for who asks; times are UTC everywhere."""
    utc = at.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(
        utc.isoformat(timespec="seconds"), utc.strftime("%Y-%m-%d %H:%M UTC")
    )


def faults_in_words(frame: Frame, page: str, refused: Unprocessable) -> dict[str, str]:
    """Return what is wrong with each field of a form that came back.

    Args:
        frame: knows the language.
        page: the words file that has the sentences, in its table `fault`.
        refused: what the use case said; its messages are codes.
    """
    return {
        fault.field: frame.t(f"{page}.fault.{fault.message}", field=fault.field)
        for fault in refused.faults
    }


def with_moments(bp: Blueprint) -> Blueprint:
    """Give the templates of a page the filter `moment`."""
    bp.add_app_template_filter(moment, "moment")
    return bp
