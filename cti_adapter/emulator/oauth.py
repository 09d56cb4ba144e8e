"""OAuth as the org speaks it: authorize, token, userinfo, identity, revoke, keys.

The web-server flow (PKCE with S256 required), refresh and JWT bearer. Facts and error texts:
facts/salesforce.md 5.5. A redirect address is never followed before it is known to be the
app's own.
"""

import time
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import grants
from cti_adapter.emulator.config import App
from cti_adapter.emulator.errors import OAuthRefused, not_found
from cti_adapter.emulator.pages import login_form
from cti_adapter.emulator.standin import bearer, browser_user, current, origin, take_time
from cti_adapter.emulator.store import Values

bp = Blueprint("oauth", __name__)
BUSY_ENDPOINT: Final = "oauth.token"
"""The one endpoint that is slow while it works, so that a second request can meet the first."""
_CHALLENGE_LENGTH: Final = 43


@bp.get("/services/oauth2/authorize")
def authorize() -> ResponseReturnValue:
    """Send a signed-in user back to the app with a code; ask anybody else to log in."""
    app = _asking_app()
    address, state = request.args["redirect_uri"], request.args.get("state")
    fault = _fault_of_request()
    if fault is not None:
        return _back(address, state, error=fault[0], error_description=fault[1])
    if request.args.get("decision") == "deny":
        return _back(
            address, state, error="access_denied", error_description="end-user denied authorization"
        )
    user = browser_user()
    if user is None or request.args.get("prompt") == "login":
        return _login_page()
    standin = current()
    scope = request.args.get("scope") or "api refresh_token openid id"
    if grants.REFRESH_SCOPES & set(scope.split()):
        standin.tokens.approve(user, app)
    grant = {
        "user": user,
        "client_id": app.client_id,
        "redirect_uri": address,
        "scope": scope,
        "challenge": request.args["code_challenge"],
        "nonce": request.args.get("nonce"),
    }
    return _back(address, state, code=standin.tokens.issue_code(grant))


@bp.post("/services/oauth2/token")
def token() -> ResponseReturnValue:
    """Give tokens for a code, a refresh token or a signed assertion."""
    take_time()
    answer = jsonify(grants.redeem(request.form, request.authorization))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/services/oauth2/revoke")
@bp.get("/services/oauth2/revoke")
def revoke() -> ResponseReturnValue:
    """End an access or refresh token."""
    if not current().tokens.revoke(request.values.get("token", "")):
        raise OAuthRefused("unsupported_token_type", "this token is not supported")
    return "", HTTPStatus.OK


@bp.route("/services/oauth2/userinfo", methods=["GET", "POST"])
def userinfo() -> ResponseReturnValue:
    """Say who the token stands for."""
    return jsonify(grants.person(current().org.get(bearer())))


@bp.get("/id/<org_id>/<user_id>")
def identity(org_id: str, user_id: str) -> ResponseReturnValue:
    """Say who the token stands for, in the older form."""
    bearer()
    standin = current()
    if org_id[:15] != standin.org_id()[:15]:
        raise not_found()
    user = standin.org.get(user_id)
    return jsonify({**grants.person(user), "id": request.base_url, **_identity_only(user)})


@bp.get("/id/keys")
def keys() -> ResponseReturnValue:
    """Publish the key that signs id tokens."""
    return jsonify({"keys": [current().tokens.signing_key().as_dict(private=False)]})


@bp.get("/.well-known/openid-configuration")
def discovery() -> ResponseReturnValue:
    """Say where everything is."""
    here = origin()
    return jsonify(
        {
            "issuer": here,
            "authorization_endpoint": f"{here}/services/oauth2/authorize",
            "token_endpoint": f"{here}/services/oauth2/token",
            "revocation_endpoint": f"{here}/services/oauth2/revoke",
            "userinfo_endpoint": f"{here}/services/oauth2/userinfo",
            "jwks_uri": f"{here}/id/keys",
            "scopes_supported": ["api", "refresh_token", "openid", "id"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


def _asking_app() -> App:
    app = current().app(request.args.get("client_id", ""))
    if app is None:
        raise OAuthRefused("invalid_client_id", "client identifier invalid")
    if request.args.get("redirect_uri") not in app.callback_urls:
        raise OAuthRefused("redirect_uri_mismatch", "redirect_uri must match configuration")
    return app


def _fault_of_request() -> tuple[str, str] | None:
    if request.args.get("response_type") != "code":
        return "unsupported_response_type", "response type not supported"
    if request.args.get("code_challenge_method", "S256") != "S256":
        return "invalid_request", "code challenge method must be S256"
    if len(request.args.get("code_challenge", "")) != _CHALLENGE_LENGTH:
        return "invalid_request", "missing required code challenge"
    return None


def _login_page() -> ResponseReturnValue:
    wanted = request.args.to_dict() | {"prompt": ""}
    return login_form(f"{request.path}?{urlencode(wanted)}")


def _back(address: str, state: str | None, **answer: str) -> ResponseReturnValue:
    if state is not None:
        answer["state"] = state
    return redirect(f"{address}{'&' if '?' in address else '?'}{urlencode(answer)}")


def _identity_only(user: Values) -> dict[str, Any]:
    return {
        "asserted_user": True,
        "username": user["Username"],
        "display_name": user["Name"],
        "mobile_phone": user.get("MobilePhone"),
        "status": {"created_date": None, "body": None},
        "last_modified_date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
