"""What a check says: how it stands, which sentence, and what fills its gaps."""

from typing import Literal

import msgspec

State = Literal["ok", "warn", "fail", "unknown"]
"""fail: something does not work. warn: it works, and may surprise. unknown: nobody can tell."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is so, as a code of the pages' words, each with a remedy where there is one."""

    state: State
    code: str
    gaps: dict[str, str] = {}
    said: str = ""
    """In the words of whoever refused us."""


def ok(code: str = "ok", **gaps: object) -> Verdict:
    """Say that there is nothing to do."""
    return _verdict("ok", code, gaps)


def warn(code: str, **gaps: object) -> Verdict:
    """Say that it works, and may surprise."""
    return _verdict("warn", code, gaps)


def fail(code: str, **gaps: object) -> Verdict:
    """Say that something does not work."""
    return _verdict("fail", code, gaps)


def unknown(code: str, **gaps: object) -> Verdict:
    """Say that it cannot be told from here."""
    return _verdict("unknown", code, gaps)


def _verdict(state: State, code: str, gaps: dict[str, object]) -> Verdict:
    said = {name: str(value) for name, value in gaps.items()}
    return Verdict(state=state, code=code, gaps=said)
