"""Cuts a text to what its field takes, and lets the reader see it."""

import re

CUT_MARK = " […]"
"""Says in any language that a text goes on elsewhere."""

_CUT_BEFORE = re.compile(r"\n\[…\] https?://\S+\Z")


def cut(text: str, limit: int, page: str = "") -> str:
    """Return the text within a limit, visibly cut where it was longer.

    Args:
        text: any; one that was cut before keeps the address at its end.
        limit: of the field, in the UTF-16 units Salesforce counts; 0 means none.
        page: where all of it can be read; "" where that is nowhere.
    """
    units = text.encode("utf-16-le")
    if not limit or len(units) <= 2 * limit:
        return text
    before = _CUT_BEFORE.search(text)
    linked = before[0] if before else f"\n{CUT_MARK.strip()} {page}" if page else CUT_MARK
    mark = next((mark for mark in (linked, CUT_MARK) if limit > len(mark)), "")
    kept = units[: 2 * (limit - len(mark))].decode("utf-16-le", errors="ignore")
    return kept.rstrip() + mark
