"""Codes, access tokens, refresh tokens and browser sessions: who is calling.

All are opaque, kept in the store, and end when revoked. Salesforce's answers carry no
expires_in: a client learns from a 401 that its token has ended (facts/salesforce.md 5.5).
"""

import base64
import hashlib
import hmac
import secrets
import time
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import RSAKey

from cti_adapter.emulator.config import App
from cti_adapter.emulator.errors import OAuthRefused
from cti_adapter.emulator.store import Store, Values

CODE_SECONDS: Final = 600
"""[B]: how long an authorization code may wait."""


class Tokens:
    """Issues and checks everything that stands for a user."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def issue_code(self, grant: Values) -> str:
        """Return a code for a grant: user, client_id, redirect_uri, scope, challenge, nonce."""
        code = "aPrx" + secrets.token_urlsafe(40)
        self._store.keep("code", code, {**grant, "until": time.time() + CODE_SECONDS})
        return code

    def redeem_code(self, code: str, app: App, redirect_uri: str, verifier: str) -> Values:
        """Return the grant of a code, which cannot be used again.

        Raises:
            OAuthRefused: the code, its redirect address or its verifier is wrong.
        """
        grant = self._store.kept("code", code)
        if grant is None or not self._store.drop("code", code) or grant["until"] < time.time():
            raise OAuthRefused("invalid_grant", "expired authorization code")
        if grant["client_id"] != app.client_id:
            raise OAuthRefused("invalid_grant", "authorization code was issued to another client")
        if grant["redirect_uri"] != redirect_uri:
            raise OAuthRefused("redirect_uri_mismatch", "redirect_uri must match configuration")
        if grant["challenge"] and not verifier:
            raise OAuthRefused("invalid_grant", "invalid code verifier")
        if grant["challenge"] and grant["challenge"] != _challenge(verifier):
            raise OAuthRefused("invalid_request", "invalid code verifier")
        return grant

    def issue_access(self, user: str, org: str, app: App, scope: str) -> str:
        """Return an access token; it starts with the org's id as the real one does."""
        token = f"{org[:15]}!{secrets.token_urlsafe(60)}"
        self._store.keep("access", token, {"user": user, "client": app.client_id, "scope": scope})
        return token

    def issue_refresh(self, user: str, app: App, scope: str) -> str:
        token = "5Aep861" + secrets.token_urlsafe(48)
        self._store.keep("refresh", token, {"user": user, "client": app.client_id, "scope": scope})
        return token

    def redeem_refresh(self, token: str, app: App) -> Values:
        """Return what a refresh token stands for.

        Raises:
            OAuthRefused: it was revoked, never issued, or issued to another client.
        """
        grant = self._store.kept("refresh", token)
        if grant is None or grant["client"] != app.client_id:
            raise OAuthRefused("invalid_grant", "expired access/refresh token")
        return grant

    def user_of(self, access_token: str) -> str | None:
        """Return the user id an access token stands for."""
        grant = self._store.kept("access", access_token)
        return str(grant["user"]) if grant else None

    def revoke(self, token: str) -> bool:
        """End a token; a refresh token takes its user's access tokens for that app with it."""
        grant = self._store.kept("refresh", token)
        if grant is None:
            return self._store.drop("access", token)
        self._store.drop("refresh", token)
        self._store.run(
            "DELETE FROM keepsake WHERE kind = 'access' AND json_extract(body, '$.user') = ?"
            " AND json_extract(body, '$.client') = ?",
            (grant["user"], grant["client"]),
        )
        return True

    def sign_out(self, user: str) -> None:
        """End a user's browser sessions and access tokens, as an admin or a time-out does."""
        self._store.run(
            "DELETE FROM keepsake WHERE kind IN ('access', 'session')"
            " AND json_extract(body, '$.user') = ?",
            (user,),
        )

    def approve(self, user: str, app: App) -> None:
        """Remember that a user let an app in for good, which lets it use JWT bearer (5.5, [P])."""
        self._store.keep("approval", f"{app.client_id} {user}", {})

    def has_approved(self, user: str, app: App) -> bool:
        return self._store.kept("approval", f"{app.client_id} {user}") is not None

    def open_session(self, user: str) -> str:
        """Return a browser session, for the cookie of the stand-in's own pages."""
        session = secrets.token_urlsafe(32)
        self._store.keep("session", session, {"user": user})
        return session

    def session_user(self, session: str) -> str | None:
        kept = self._store.kept("session", session)
        return str(kept["user"]) if kept else None

    def close_session(self, session: str) -> None:
        self._store.drop("session", session)

    def signing_key(self) -> RSAKey:
        """Return the key that signs id tokens; made when it is first needed."""
        kept = self._store.kept("key", "id_token")
        if kept is None:
            made = RSAKey.generate_key(2048, parameters={"kid": "stand-in-1", "use": "sig"})
            kept = dict(made.as_dict(private=True))
            self._store.keep("key", "id_token", kept)
        return RSAKey.import_key(kept)

    def id_token(self, claims: dict[str, Any]) -> str:
        key = self.signing_key()
        return jwt.encode({"alg": "RS256", "kid": "stand-in-1"}, claims, key)


def signature(app: App, identity: str, issued_at: str) -> str:
    """Return the `signature` member of a token answer: HMAC over identity URL and time."""
    secret = (app.client_secret or "").encode()
    digest = hmac.new(secret, (identity + issued_at).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
