"""Who is signed in to the org's own pages, who may sign in at all, and what they consented to.

Consent is given once for an app and the scopes it asked for, and remembered until the admin or
the user takes it back (facts/salesforce.md 5.5, [B]).
"""

import secrets
from functools import lru_cache

from joserfc.jwk import RSAKey

from cti_adapter.emulator.oauth.apps import App
from cti_adapter.emulator.org.store import Store, Values


class Sessions:
    """Browser sessions, locked users, consents, and the key that signs what is said of users."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, user: str) -> str:
        """Return a browser session, for the cookie of the stand-in's own pages."""
        session = secrets.token_urlsafe(32)
        self._store.keep("session", session, {"user": user})
        return session

    def user_of(self, session: str) -> str | None:
        kept = self._store.kept("session", session)
        return str(kept["user"]) if kept else None

    def close(self, session: str) -> None:
        self._store.drop("session", session)

    def lock(self, user: str, *, locked: bool) -> None:
        """Freeze a user, who can then do nothing, or thaw them."""
        if locked:
            self._store.keep("locked", user, {})
        else:
            self._store.drop("locked", user)

    def barred(self, user: Values) -> str | None:
        """Return why a user may not sign in, in the words of an OAuth answer (5.5, [P])."""
        if not user["IsActive"]:
            return "inactive user"
        return "user is locked" if self._store.kept("locked", user["Id"]) is not None else None

    # ── consent ──────────────────────────────────────────────────────────────────────────────

    def ask(self, user: str, app: App, scope: str, start: str) -> str:
        """Return a ticket for one question to a user; `start` is where the answer leads."""
        ticket = secrets.token_urlsafe(24)
        row = {"user": user, "client": app.client_id, "scope": scope, "start": start}
        self._store.keep("question", ticket, row)
        return ticket

    def answered(self, ticket: str, user: str | None) -> Values | None:
        """Return the question a user answers; None for a ticket that is another's or used up."""
        question = self._store.kept("question", ticket)
        if question is None or question["user"] != user:
            return None
        return question if self._store.drop("question", ticket) else None

    def consent(self, user: str, client_id: str, scope: str) -> None:
        """Remember that a user let an app in."""
        known = self.consented(user, client_id)
        scopes = sorted(known | set(scope.split()))
        self._store.keep("consent", f"{client_id} {user}", {"scopes": scopes})

    def consented(self, user: str, client_id: str) -> frozenset[str]:
        """Return the scopes a user let an app have."""
        kept = self._store.kept("consent", f"{client_id} {user}")
        return frozenset(kept["scopes"] if kept else ())

    def withdraw(self, user: str, client_id: str) -> None:
        """Forget what a user let an app have."""
        self._store.drop("consent", f"{client_id} {user}")

    # ── id tokens ────────────────────────────────────────────────────────────────────────────

    def signing_key(self) -> RSAKey:
        """Return the key that signs id tokens; made when it is first needed."""
        kept = self._store.kept("key", "id_token")
        if kept is None:
            made = RSAKey.generate_key(2048, parameters={"kid": "stand-in-1", "use": "sig"})
            kept = dict(made.as_dict(private=True))
            self._store.keep("key", "id_token", kept)
        return _read(tuple(kept.items()))


@lru_cache(maxsize=4)
def _read(kept: tuple[tuple[str, str | list[str]], ...]) -> RSAKey:
    """Read a key once: to look whether it is a good one takes a tenth of a second."""
    return RSAKey.import_key(dict(kept))
