"""What the stand-in is started with: the org's profile, its OAuth apps, its call center.

Files are read here and checked here; a fault names the file's member and how to mend it.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cti_adapter.emulator.apps import App

PROFILES = ("rich", "plain")


class BadConfig(Exception):
    """A configuration file does not say what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCenter:
    """The call center definition the console page hosts the softphone by; sizes in pixels."""

    adapter_url: str = ""
    height: int = 560
    width: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything decided before the stand-in starts.

    `profile` is "rich" (Task carries the call key fields) or "plain" (an org without our
    package). `state` keeps the org in a file; without it everything ends with the process.
    `strict_origins` makes the served Open CTI script refuse localhost as the real one does.
    """

    profile: str = "rich"
    state: Path | None = None
    control: bool = False
    apps: "tuple[App, ...]" = ()
    call_center: CallCenter = field(default_factory=CallCenter)
    strict_origins: bool = False

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
    """Return the call center an object from outside describes; `where` names it in errors."""
    if not isinstance(row, dict) or not isinstance(row.get("adapter_url"), str):
        raise BadConfig(f"{where}: adapter_url must be a text")
    sizes = {name: row[name] for name in ("height", "width") if name in row}
    if any(type(size) is not int for size in sizes.values()):
        raise BadConfig(f"{where}: height and width are whole numbers of pixels")
    return CallCenter(adapter_url=row["adapter_url"], **sizes)


def read_json(path: Path) -> Any:
    """Return what a JSON file holds; raises `BadConfig` where it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BadConfig(f"{path}: {fault}") from fault
