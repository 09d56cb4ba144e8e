"""Salesforce users, as those who link agents and choose owners see them. Asks nobody itself."""

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec


class SalesforceUser(msgspec.Struct, frozen=True, kw_only=True):
    """One user of an org."""

    id: str
    username: str
    name: str
    email: str = ""
    extension: str = ""
    is_active: bool = True

    @property
    def label(self) -> str:
        """How the user is named in a list: names may be shared, usernames are not."""
        return f"{self.name} ({self.username})"


class Users(Protocol):
    """The users of one org. Raises the SalesforceError tree."""

    def users_like(self, text: str, limit: int) -> tuple[SalesforceUser, ...]:
        """Return the active users whose name or username contains the text."""
        ...

    def user(self, user_id: str) -> SalesforceUser | None:
        """Ask the org for one user, active or not; None where it has none."""
        ...

    def by_username(self, usernames: Iterable[str]) -> Mapping[str, SalesforceUser]:
        """Return the active users among these, by username in small letters."""
        ...

    def active_users(self) -> tuple[SalesforceUser, ...]:
        """Return everybody who may be linked, by name."""
        ...

    def check(self) -> None:
        """See whether the org answers."""
        ...

    def refresh(self) -> None:
        """Ask the org now who changed since it was last asked."""
        ...
