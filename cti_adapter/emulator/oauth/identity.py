"""Who a token stands for: userinfo, the identity URL, the keys that sign id tokens, discovery.

A token these do not accept is answered with 403 and a word of plain text, where the REST API
answers 401 (facts/salesforce.md 5.5; the words [P], seen by jsforce, which renews on them).
"""

import json
import time
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, tostring

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.errors import not_found
from cti_adapter.emulator.ledger import CALLER
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.standin import current, origin, token_in

bp = Blueprint("identity", __name__)
_FORMATS: Final = {"application/xml": "xml", "application/x-www-form-urlencoded": "urlencoded"}


class NoIdentity(Exception):
    """The token is missing, dead, or another org's; the text is the whole answer."""


@bp.errorhandler(NoIdentity)
def _no_identity(fault: NoIdentity) -> ResponseReturnValue:
    return Response(str(fault), HTTPStatus.FORBIDDEN, mimetype="text/plain")


@bp.route("/services/oauth2/userinfo", methods=["GET", "POST"])
def userinfo() -> ResponseReturnValue:
    """Say who the token stands for."""
    return jsonify(person(_caller()))


@bp.route("/id/<org_id>/<user_id>", methods=["GET", "POST"])
def identity(org_id: str, user_id: str) -> ResponseReturnValue:
    """Say who the token stands for, in the older form and in the format asked for."""
    caller, standin = _caller(), current()
    if org_id[:15] != standin.org_id()[:15]:
        raise NoIdentity("Wrong_Org")
    user = standin.org.get(user_id)
    if user["Id"] != caller["Id"]:
        raise not_found()
    return _in_format({**person(user), "id": request.base_url, **_identity_only(user)})


@bp.get("/id/keys")
def keys() -> ResponseReturnValue:
    """Publish the key that signs id tokens."""
    return jsonify({"keys": [current().sessions.signing_key().as_dict(private=False)]})


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
            "introspection_endpoint": f"{here}/services/oauth2/introspect",
            "userinfo_endpoint": f"{here}/services/oauth2/userinfo",
            "jwks_uri": f"{here}/id/keys",
            "scopes_supported": ["api", "refresh_token", "openid", "id"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


def person(user: Values) -> Values:
    """Return what userinfo says of a user."""
    here, org = origin(), current().org_id()
    return {
        "sub": f"{here}/id/{org}/{user['Id']}",
        "user_id": user["Id"],
        "organization_id": org,
        "preferred_username": user["Username"],
        "nickname": user.get("Alias"),
        "name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "given_name": user.get("FirstName"),
        "family_name": user["LastName"],
        "zoneinfo": user["TimeZoneSidKey"],
        "photos": {},
        "profile": f"{here}/{user['Id']}",
        "picture": None,
        "active": user["IsActive"],
        "user_type": user["UserType"].upper(),
        "language": user["LanguageLocaleKey"],
        "locale": user["LocaleSidKey"],
        "utcOffset": -28800000,
        "updated_at": user["LastModifiedDate"],
        "urls": {
            "rest": f"{here}/services/data/v{{version}}/",
            "sobjects": f"{here}/services/data/v{{version}}/sobjects/",
            "query": f"{here}/services/data/v{{version}}/query/",
            "search": f"{here}/services/data/v{{version}}/search/",
            "profile": f"{here}/{user['Id']}",
            "custom_domain": here,
        },
    }


def _caller() -> Values:
    """Return the user of the token in the header or in oauth_token.

    Raises:
        NoIdentity: there is no token, or it lives no more.
    """
    token = token_in(request.headers.get("Authorization", "")) or request.values.get("oauth_token")
    if not token:
        raise NoIdentity("Missing_OAuth_Token")
    grant = current().tokens.find_access(token)
    user = current().org.get(grant["user"]) if grant else None
    if user is None or current().sessions.barred(user):
        raise NoIdentity("Bad_OAuth_Token")
    request.environ[CALLER] = user["Id"]
    return user


def _identity_only(user: Values) -> dict[str, Any]:
    return {
        "asserted_user": True,
        "username": user["Username"],
        "display_name": user["Name"],
        "nick_name": user.get("Alias"),
        "mobile_phone": user.get("MobilePhone"),
        "status": {"created_date": None, "body": None},
        "last_modified_date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _in_format(answer: Values) -> ResponseReturnValue:
    """Answer as `format` or else the Accept header asks; JSON unless asked ([B])."""
    wanted = request.values.get("format") or _FORMATS.get(
        request.accept_mimetypes.best_match(["application/json", *_FORMATS]) or "", "json"
    )
    if wanted == "xml":
        return Response(tostring(_element("user", answer)), mimetype="application/xml")
    if wanted == "urlencoded":
        flat = {k: v if isinstance(v, str) else json.dumps(v) for k, v in answer.items()}
        return Response(urlencode(flat), mimetype="application/x-www-form-urlencoded")
    return jsonify(answer)


def _element(name: str, value: Any) -> Element:
    element = Element(name)
    if isinstance(value, dict):
        for key, each in value.items():
            element.append(_element(key, each))
    elif value is not None:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
    return element
