"""Codes, access tokens, refresh tokens: who is calling, and since when no more.

All are opaque, kept in the store, and end when revoked. What came of one authorization is a
family and ends together. Salesforce's answers carry no expires_in: a client learns from a 401
that its token has ended (facts/salesforce.md 5.5).
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import OAuthRefused
from cti_adapter.emulator.oauth.apps import App
from cti_adapter.emulator.org.store import Store, Values

CODE_SECONDS: Final = 600
"""[B]: how long an authorization code may wait."""

_LIVING: Final = "kind IN ('access', 'refresh')"


class Tokens:
    """Issues and checks everything an app is given for a user."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._busy: set[str] = set()

    # ── codes ────────────────────────────────────────────────────────────────────────────────

    def issue_code(self, grant: Values) -> str:
        """Return a code for a grant: user, client, redirect_uri, scope, challenge, nonce."""
        code = "aPrx" + secrets.token_urlsafe(40)
        family = str(self._store.next_number("token family"))
        row = {**grant, "family": family, "until": time.time() + CODE_SECONDS}
        self._store.keep("code", code, row)
        return code

    def redeem_code(self, code: str, app: App, redirect_uri: str, verifier: str) -> Values:
        """Return the grant of a code, which cannot be used again.

        A second use ends what the first one gave: somebody else has the code (RFC 6749 4.1.2).

        Raises:
            OAuthRefused: the code, its redirect address or its verifier is wrong.
        """
        grant = self._store.kept("code", code)
        if grant is None or not self._store.drop("code", code):
            self._end_family_of(code)
            raise OAuthRefused("invalid_grant", "expired authorization code")
        self._store.keep("spent", code, {"family": grant["family"], "client": grant["client"]})
        if grant["until"] < time.time():
            raise OAuthRefused("invalid_grant", "expired authorization code")
        if grant["client"] != app.client_id:
            raise OAuthRefused("invalid_grant", "authorization code was issued to another client")
        if grant["redirect_uri"] != redirect_uri:
            raise OAuthRefused("redirect_uri_mismatch", "redirect_uri must match configuration")
        if grant["challenge"] and not verifier:
            raise OAuthRefused("invalid_grant", "invalid code verifier")
        if grant["challenge"] and grant["challenge"] != _challenge(verifier):
            raise OAuthRefused("invalid_request", "invalid code verifier")
        return grant

    # ── access and refresh tokens ────────────────────────────────────────────────────────────

    def issue_access(self, user: str, org: str, app: App, scope: str, family: str = "") -> str:
        """Return an access token; it starts with the org's id as the real one does."""
        token = f"{org[:15]}!{secrets.token_urlsafe(60)}"
        self._keep("access", token, user, app, scope, family)
        return token

    def issue_refresh(self, user: str, app: App, scope: str, family: str) -> str:
        """Return a refresh token; the user's oldest for this app makes room where it must.

        5 approvals of a user for an app live at once, the sixth ends the oldest (5.3, [P]).
        """
        token = "5Aep861" + secrets.token_urlsafe(48)
        self._keep("refresh", token, user, app, scope, family)
        rows = self._store.run(
            "SELECT DISTINCT CAST(json_extract(body, '$.family') AS INTEGER) FROM keepsake"
            " WHERE kind = 'refresh' AND json_extract(body, '$.user') = ?"
            " AND json_extract(body, '$.client') = ? ORDER BY 1 DESC",
            (user, app.client_id),
        )
        for (oldest,) in rows[rules.APPROVALS_PER_USER :]:
            self.end_family(str(oldest))
        return token

    @contextmanager
    def alone(self, refresh_token: str) -> Iterator[None]:
        """Work on a refresh token; whoever comes meanwhile is told so (5.5, [P]).

        Raises:
            OAuthRefused: another request with the same token is under way.
        """
        with self._lock:
            if refresh_token in self._busy:
                raise OAuthRefused("invalid_grant", "token request is already being processed")
            self._busy.add(refresh_token)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(refresh_token)

    def redeem_refresh(self, token: str, app: App) -> tuple[Values, str | None]:
        """Return what a refresh token stands for, and the one that takes its place if any.

        Raises:
            OAuthRefused: it was revoked, never issued, or issued to another client; or it was
                used before by an app whose tokens rotate, and then its whole family ends.
        """
        grant = self._store.kept("refresh", token)
        if grant is None:
            self._end_family_of(token)
            raise _dead()
        if grant["client"] != app.client_id:
            raise _dead()
        if not app.rotate_refresh:
            return grant, None
        self._store.drop("refresh", token)
        self._store.keep("spent", token, {"family": grant["family"], "client": app.client_id})
        return grant, self.issue_refresh(grant["user"], app, grant["scope"], grant["family"])

    def find(self, token: str) -> Values | None:
        """Return what a living access or refresh token stands for, and its kind."""
        for kind in ("access", "refresh"):
            grant = self._store.kept(kind, token)
            if grant is not None:
                return {**grant, "kind": kind}
        return None

    def find_access(self, token: str) -> Values | None:
        """Return what a living access token stands for."""
        return self._store.kept("access", token)

    def living(self) -> list[Values]:
        """Return what every living token stands for, without the tokens."""
        rows = self._store.run(f"SELECT kind, body FROM keepsake WHERE {_LIVING} ORDER BY kind")  # noqa: S608 - a constant
        return [{"kind": kind, **json.loads(body)} for kind, body in rows]

    # ── ends ─────────────────────────────────────────────────────────────────────────────────

    def revoke(self, token: str) -> bool:
        """End a token; a refresh token takes the access tokens that came of it with it."""
        grant = self._store.kept("refresh", token)
        if grant is None:
            return self._store.drop("access", token)
        self.end_family(grant["family"])
        return True

    def end_family(self, family: str) -> None:
        """End every token that came of one authorization."""
        where = f"{_LIVING} AND json_extract(body, '$.family') = ?"
        self._store.run(f"DELETE FROM keepsake WHERE {where}", (family,))  # noqa: S608 - a constant

    def end_all(self, user: str, client_id: str) -> None:
        """End every token of a user for an app, as an admin does in Setup."""
        where = f"{_LIVING} AND json_extract(body, '$.user') = ?"
        self._store.run(
            f"DELETE FROM keepsake WHERE {where} AND json_extract(body, '$.client') = ?",  # noqa: S608 - a constant
            (user, client_id),
        )

    def sign_out(self, user: str) -> None:
        """End a user's browser sessions and access tokens, as an admin or a time-out does."""
        self._store.run(
            "DELETE FROM keepsake WHERE kind IN ('access', 'session')"
            " AND json_extract(body, '$.user') = ?",
            (user,),
        )

    def _keep(  # noqa: PLR0913, PLR0917 - the members of a token
        self, kind: str, token: str, user: str, app: App, scope: str, family: str
    ) -> None:
        row = {"user": user, "client": app.client_id, "scope": scope, "family": family}
        self._store.keep(kind, token, {**row, "at": int(time.time())})

    def _end_family_of(self, spent: str) -> None:
        kept = self._store.kept("spent", spent)
        if kept is not None:
            self.end_family(kept["family"])


def signature(app: App, identity: str, issued_at: str) -> str:
    """Return the `signature` member of a token answer: HMAC over identity URL and time."""
    secret = (app.client_secret or "").encode()
    digest = hmac.new(secret, (identity + issued_at).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _dead() -> OAuthRefused:
    return OAuthRefused("invalid_grant", "expired access/refresh token")
