"""OAuth as the org speaks it: authorize, consent, token, revoke, introspect.

The web-server flow with PKCE; grants are redeemed in grants.py. Facts and error texts:
facts/salesforce.md 5.5. A redirect address is never followed before it is known to be the
app's own.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import OAuthRefused
from cti_adapter.emulator.oauth import grants
from cti_adapter.emulator.oauth.apps import App
from cti_adapter.emulator.oauth.pages import login_form
from cti_adapter.emulator.standin import browser_user, current

bp = Blueprint("oauth", __name__)
BUSY_ENDPOINT: Final = "oauth.token"
"""The one endpoint that is slow while it works, so that a second request can meet the first."""
_CONSENT: Final = "/setup/secur/RemoteAccessAuthorizationPage.apexp"
_CHALLENGE_LENGTH: Final = 43
_DEFAULT_SCOPE: Final = "api refresh_token openid id"
_WORDS: Final = {
    "api": "Manage user data via APIs",
    "web": "Manage user data via Web browsers",
    "full": "Full access",
    "refresh_token": "Perform requests at any time",
    "offline_access": "Perform requests at any time",
    "openid": "Access unique user identifiers",
    "id": "Access the identity URL service",
}
"""What the consent page calls a scope; another is called by its name."""


@bp.get("/services/oauth2/authorize")
def authorize() -> ResponseReturnValue:
    """Send a signed-in user who consents back to the app with a code; ask everybody else."""
    app = _asking_app()
    fault = _fault_of_request(app) or _denied()
    if fault is not None:
        return _back(error=fault[0], error_description=fault[1])
    user, prompts = browser_user(), set(request.args.get("prompt", "").split())
    if user is None or "login" in prompts:
        return _unseen() or login_form(_this_request(without="login"))
    if app.admin_approved and not app.preauthorises(current().org.get(user)["Username"]):
        text = "user is not admin approved to access this app"
        return _back(error="OAUTH_APP_ACCESS_DENIED", error_description=text)
    if not _lets_in(user, app) or "consent" in prompts:
        return _unseen() or _consent_page(user, app)
    grant = {
        "user": user,
        "client": app.client_id,
        "redirect_uri": request.args["redirect_uri"],
        "scope": _scope(app),
        "challenge": request.args.get("code_challenge", ""),
        "nonce": request.args.get("nonce"),
    }
    return _back(code=current().tokens.issue_code(grant))


@bp.post(_CONSENT)
def consent() -> ResponseReturnValue:
    """Take the user's answer, and go on where the app sent them."""
    sessions, user = current().sessions, browser_user()
    question = sessions.answered(request.form.get("ticket", ""), user)
    if user is None or question is None:
        raise OAuthRefused("invalid_request", "this request was answered or is another user's")
    if request.form.get("answer") != "allow":
        return redirect(f"{question['start']}&decision=deny")
    sessions.consent(user, question["client"], question["scope"])
    return redirect(question["start"])


@bp.post("/services/oauth2/token")
def token() -> ResponseReturnValue:
    """Give tokens for a code, a refresh token, a signed assertion or an app's own secret."""
    answer = jsonify(grants.redeem(request.form, request.authorization))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/services/oauth2/revoke")
@bp.get("/services/oauth2/revoke")
def revoke() -> ResponseReturnValue:
    """End an access token, or a refresh token with all that came of it."""
    if not current().tokens.revoke(request.values.get("token", "")):
        raise OAuthRefused("unsupported_token_type", "this token is not supported")
    return "", HTTPStatus.OK


@bp.post("/services/oauth2/introspect")
def introspect() -> ResponseReturnValue:
    """Tell an app whether one of its tokens lives (RFC 7662; that it exists is [P])."""
    app = grants.client(request.form, request.authorization)
    found = current().tokens.find(request.form.get("token", ""))
    if found is None or found["client"] != app.client_id:
        return jsonify({"active": False})
    user = current().org.get(found["user"])
    lifetime = int(rules.ACCESS_LIFETIME.total_seconds())
    return jsonify(
        {
            "active": True,
            "scope": found["scope"],
            "client_id": app.client_id,
            "username": user["Username"],
            "sub": user["Id"],
            "token_type": f"{found['kind']}_token",
            "iat": found["at"],
            "nbf": found["at"],
            **({"exp": found["at"] + lifetime} if found["kind"] == "access" else {}),
        }
    )


def _asking_app() -> App:
    app = current().app(request.args.get("client_id", ""))
    if app is None:
        raise OAuthRefused("invalid_client_id", "client identifier invalid")
    if request.args.get("redirect_uri") not in app.callback_urls:
        raise OAuthRefused("redirect_uri_mismatch", "redirect_uri must match configuration")
    return app


def _fault_of_request(app: App) -> tuple[str, str] | None:
    if request.args.get("response_type") != "code":
        return "unsupported_response_type", "response type not supported"
    if request.args.get("code_challenge_method", "S256") != "S256":
        return "invalid_request", "code challenge method must be S256"
    challenge = request.args.get("code_challenge", "")
    if len(challenge) != _CHALLENGE_LENGTH and (challenge or app.require_pkce):
        return "invalid_request", "missing required code challenge"
    if app.scopes and not set(_scope(app).split()) <= set(app.scopes):
        return "invalid_scope", "the requested scope is not allowed"
    return None


def _denied() -> tuple[str, str] | None:
    if request.args.get("decision") == "deny":
        return "access_denied", "end-user denied authorization"
    return None


def _scope(app: App) -> str:
    return request.args.get("scope") or " ".join(app.scopes) or _DEFAULT_SCOPE


def _lets_in(user: str, app: App) -> bool:
    """Whether an admin approved the app for the user, or the user did: then nobody asks."""
    if app.preauthorises(current().org.get(user)["Username"]):
        return True
    consented = current().sessions.consented(user, app.client_id)
    return bool(consented) and set(_scope(app).split()) <= consented


def _consent_page(user: str, app: App) -> ResponseReturnValue:
    scope, start = _scope(app), _this_request(without="consent")
    return render_template(
        "consent.html",
        app=app.title,
        user=current().org.get(user),
        scopes=dict.fromkeys(_WORDS.get(each, each) for each in scope.split()),
        ticket=current().sessions.ask(user, app, scope, start),
        answer_to=_CONSENT,
        other_user=f"/secur/logout.jsp?{urlencode({'startURL': start})}",
    )


def _unseen() -> ResponseReturnValue | None:
    """Answer an app that wants no page shown: it must ask again in the open ([B])."""
    prompts = request.args.get("prompt", "").split()
    if request.args.get("immediate") != "true" and "none" not in prompts:
        return None
    return _back(error="immediate_unsuccessful", error_description="user interaction is needed")


def _this_request(*, without: str) -> str:
    prompts = [each for each in request.args.get("prompt", "").split() if each != without]
    wanted = request.args.to_dict() | {"prompt": " ".join(prompts)}
    return f"{request.path}?{urlencode(wanted)}"


def _back(**answer: str) -> ResponseReturnValue:
    address, state = request.args["redirect_uri"], request.args.get("state")
    if state is not None:
        answer["state"] = state
    return redirect(f"{address}{'&' if '?' in address else '?'}{urlencode(answer)}")
