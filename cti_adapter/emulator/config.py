"""What the stand-in is started with: the org's profile, its OAuth apps, its call center.

Files are read here and checked here; a fault names the file's member and how to mend it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cti_adapter.emulator.oauth.apps import App

PROFILES = ("rich", "plain")
ORIGIN_CHECKS: Final = ("development", "strict")
SAVE_LOG_RETURNS: Final = ("recordId", "id")
_SETTING: Final = re.compile(r"/[A-Za-z0-9]{1,40}/[A-Za-z0-9]{1,40}")


class BadConfig(Exception):
    """A configuration file does not say what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCenter:
    """The call center definition the pages host the softphone by; sizes in pixels.

    `standby_url` and `timeout_ms` belong together (facts/open-cti.md 5.2); `settings` are
    further items by their path, `/section/name`; `eager` is the utility's "Start automatically".
    `host_origin_check`, `ready_after_ms` and `save_log_returns` are no part of a definition: they
    choose how the served script checks where it is, how long the softphone's container is not
    ready, and which of the two shapes seen (2.11) saveLog answers.
    """

    adapter_url: str = ""
    height: int = 560
    width: int = 400
    standby_url: str = ""
    timeout_ms: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    eager: bool = True
    host_origin_check: str = "development"
    ready_after_ms: int = 0
    save_log_returns: str = "recordId"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything decided before the stand-in starts.

    `profile` is "rich" (Task carries the call key fields) or "plain" (an org without our
    package). `state` keeps the org in a file; without it everything ends with the process.
    `strict_origins` makes the served Open CTI script refuse localhost as the real one does.
    `name` is for an org beside others: browsers share cookies over the ports of a host, so that
    its cookie has it.
    """

    profile: str = "rich"
    state: Path | None = None
    control: bool = False
    apps: "tuple[App, ...]" = ()
    call_center: CallCenter = field(default_factory=CallCenter)
    strict_origins: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise BadConfig(f"profile: {self.profile!r} is none of {', '.join(PROFILES)}")


def read_call_center(path: Path) -> CallCenter:
    """Return the call center of a JSON file: adapter_url, and height and width in pixels.

    Raises:
        BadConfig: the file is no such object.
    """
    return call_center_of(read_json(path), path.name)


def call_center_of(row: Any, where: str) -> CallCenter:
    """Return the call center an object from outside describes; `where` names it in errors.

    Raises:
        BadConfig: a member is missing, unknown or not what it should be.
    """
    if not isinstance(row, dict) or not isinstance(row.get("adapter_url"), str):
        raise BadConfig(f"{where}: adapter_url must be a text")
    known = {one.name: one.default for one in fields(CallCenter)}
    for name, value in row.items():
        if name not in known:
            raise BadConfig(f"{where}: {name} is none of {', '.join(known)}")
        if name in _SIZES and type(value) is not int:
            raise BadConfig(f"{where}: {', '.join(_SIZES)} are whole numbers")
        if name != "settings" and name not in _SIZES and type(value) is not type(known[name]):
            raise BadConfig(f"{where}: {name} is not what it should be, as {known[name]!r} is")
    _check_settings(row.get("settings", {}), where)
    center = CallCenter(**row)
    if bool(center.standby_url) != bool(center.timeout_ms):
        raise BadConfig(f"{where}: give standby_url and timeout_ms together, or neither")
    if center.host_origin_check not in ORIGIN_CHECKS:
        raise BadConfig(f"{where}: host_origin_check is one of {', '.join(ORIGIN_CHECKS)}")
    if center.save_log_returns not in SAVE_LOG_RETURNS:
        raise BadConfig(f"{where}: save_log_returns is one of {', '.join(SAVE_LOG_RETURNS)}")
    return center


_SIZES: Final = ("height", "width", "timeout_ms", "ready_after_ms")


def _check_settings(given: Any, where: str) -> None:
    if not isinstance(given, dict) or not all(
        _SETTING.fullmatch(path) and isinstance(value, str) for path, value in given.items()
    ):
        raise BadConfig(f"{where}: settings is an object of /section/name to a text")


def read_json(path: Path) -> Any:
    """Return what a JSON file holds; raises `BadConfig` where it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BadConfig(f"{path}: {fault}") from fault
