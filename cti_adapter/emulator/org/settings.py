"""What an admin has switched on or off in the org's Setup, and what the instance does to it.

Kept with the org's records, so that a restart finds it as it was; a reset goes back to what the
profile says. This file holds the switches and checks them; what a switch does is built where
the rule is that asks for it.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.org.store import Store

LANGUAGES: Final = ("en_US", "de")
_KIND, _KEY = "settings", "org"
_LONGEST_DELAY_S: Final = 3600


class BadSetting(Exception):
    """A setting is unknown or of the wrong kind; the message names it and what it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgSettings:
    """The switches of one org."""

    shared_activities: bool = False
    """One Task may name several contacts (facts/salesforce.md 1.5)."""
    person_accounts: bool = False
    """An account may be a person (1.4)."""
    record_types: bool = False
    """Records have a RecordTypeId (1.6)."""
    activity_key: bool = False
    """Activity carries our call key, a unique external id (6)."""
    activity_key_plain: bool = False
    """That field was made without 'Unique' and 'External ID'."""
    call_object: bool = False
    """The object CTI Call is deployed, which carries the key where Activity cannot (6)."""
    set_audit_fields: bool = False
    """CreatedById and CreatedDate may be given when a record is created (7)."""
    language: str = "en_US"
    """Language the users read, and so the one messages are written in."""
    read_only: bool = False
    """The instance is being maintained: reads work, writes do not."""
    daily_calls: int = rules.DAILY_CALLS
    """API calls the org may take in 24 hours."""
    index_delay_s: float = 0.0
    """Seconds until a search finds a record that was saved (4.3)."""

    def features(self) -> tuple[str, ...]:
        """Return the switches that change which objects and fields there are."""
        return tuple(name for name in _FEATURES if getattr(self, name))


_FEATURES: Final = (
    "shared_activities",
    "person_accounts",
    "record_types",
    "activity_key",
    "activity_key_plain",
    "call_object",
    "set_audit_fields",
)
_DEFAULTS: Final = {
    "plain": OrgSettings(),
    "rich": OrgSettings(shared_activities=True, activity_key=True),
}


def of_profile(profile: str) -> OrgSettings:
    """Return the settings an org of this profile starts with."""
    return _DEFAULTS[profile]


def changed(settings: OrgSettings, given: Any) -> OrgSettings:
    """Return settings with some members replaced.

    Args:
        settings: as they are.
        given: member to value, from outside; members left out stay as they are.

    Raises:
        BadSetting: a member is unknown, or its value is not what it takes.
    """
    if not isinstance(given, dict):
        raise BadSetting("give an object of settings")
    known = {one.name: getattr(settings, one.name) for one in fields(settings)}
    for name, value in given.items():
        if name not in known:
            raise BadSetting(f"{name}: none of {', '.join(known)}")
        _check(name, value, known[name])
    return replace(settings, **given)


class Switchboard:
    """Keeps an org's settings in its store."""

    def __init__(self, store: Store, defaults: OrgSettings) -> None:
        self._store = store
        self._defaults = defaults
        self._now: OrgSettings | None = None

    def now(self) -> OrgSettings:
        """Return the settings as they are."""
        if self._now is None:
            kept = self._store.kept(_KIND, _KEY)
            self._now = changed(self._defaults, kept) if kept else self._defaults
        return self._now

    def change(self, given: Any) -> OrgSettings:
        """Replace some members and keep them; see `changed`."""
        self._now = changed(self.now(), given)
        self._store.keep(_KIND, _KEY, asdict(self._now))
        return self._now

    def reset(self) -> None:
        """Go back to what the profile says."""
        self._store.drop(_KIND, _KEY)
        self._now = None


def _check(name: str, value: Any, before: Any) -> None:
    if isinstance(before, bool):
        if not isinstance(value, bool):
            raise BadSetting(f"{name}: true or false")
    elif name == "language":
        if value not in LANGUAGES:
            raise BadSetting(f"language: one of {', '.join(LANGUAGES)}")
    elif name == "daily_calls":
        if type(value) is not int or value < 0:
            raise BadSetting("daily_calls: a whole number from 0 on")
    elif type(value) not in (int, float) or not 0 <= value <= _LONGEST_DELAY_S:
        raise BadSetting(f"index_delay_s: seconds, 0 to {_LONGEST_DELAY_S}")
