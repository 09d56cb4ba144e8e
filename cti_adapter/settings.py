"""The environment, read once and typed (contract.md §2). Everything that is wrong is said at once.

os.environ is read in __main__.py and app/web.py's factory only; below that, values are passed.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from cryptography.fernet import Fernet

from cti_adapter.errors import SettingsError

PREFIX = "CTI_"
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
"""It goes into headers and policies as it is: no wildcard, no separator."""

SHORTEST_TOKEN = 24
"""Characters of a token that nobody guesses."""

MOST_PROXIES = 5
"""More than anybody has one behind the other."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the environment says; the names are those of contract.md §2 without CTI_."""

    public_url: str
    """Origin under which browsers and telephone systems reach us, without a trailing slash."""
    database_url: str = "sqlite:///var/cti.sqlite3"
    secret_keys: tuple[str, ...]
    """Fernet keys; the first one encrypts, all of them decrypt."""
    salesforce_login_url: str = "https://login.salesforce.com"
    salesforce_client_id: str = ""
    salesforce_client_secret: str = ""
    salesforce_private_key: Path | None = None
    salesforce_username: str = ""
    salesforce_api_version: str = "67.0"
    org_hosts: tuple[str, ...] = ()
    """Origins of the org that may frame the softphone: first-run pin."""
    receiver_networks: tuple[str, ...] = ()
    """Private networks that messages to receivers may go to, as 10.1.0.0/16."""
    default_region: str = "US"
    log_format: Literal["console", "json", ""] = ""
    trusted_proxies: int = 0
    """How many proxies of ours stand before us, each of which adds to X-Forwarded-For."""
    metrics_token: str = ""
    """Opens /metrics and /status; without one they open on loopback alone."""

    @property
    def is_loopback(self) -> bool:
        """Whether the product runs for this machine alone, over plain http."""
        return urlsplit(self.public_url).scheme == "http"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read the settings.

        Raises:
            SettingsError: names every missing, wrong and unknown setting in one message.
        """
        given = {
            name.removeprefix(PREFIX).lower(): value.strip()
            for name, value in env.items()
            if name.startswith(PREFIX) and value.strip()
        }
        faults = _unknown(given) + _missing(given) + _wrong(given)
        if faults:
            raise SettingsError("\n".join(faults))
        values: dict[str, object] = dict(given)
        for name in _URLS:
            if name in given:
                values[name] = given[name].rstrip("/")
        for name in ("secret_keys", "org_hosts", "receiver_networks"):
            if name in given:
                parts = (part.strip().rstrip("/") for part in given[name].split(","))
                values[name] = tuple(part for part in parts if part)
        if "trusted_proxies" in given:
            values["trusted_proxies"] = int(given["trusted_proxies"])
        return msgspec.convert(values, type=cls, dec_hook=lambda kind, value: kind(value))


_REQUIRED = ("public_url", "secret_keys")
_URLS = ("public_url", "salesforce_login_url")


def _unknown(given: Mapping[str, str]) -> list[str]:
    known = set(Settings.__struct_fields__)
    return [f"{PREFIX}{name.upper()} is not a setting" for name in given if name not in known]


def _missing(given: Mapping[str, str]) -> list[str]:
    missing = [f"set {PREFIX}{name.upper()}" for name in _REQUIRED if name not in given]
    if "salesforce_client_id" in given and "default_region" not in given:
        missing.append(
            f"set {PREFIX}DEFAULT_REGION: the country of the org's bare numbers, like US"
        )
    return missing


def _wrong(given: Mapping[str, str]) -> list[str]:
    faults = [
        f"{PREFIX}{name.upper()} must be an https origin like https://cti.example.com"
        " (http only on loopback)"
        for name in _URLS
        if name in given and not is_origin(given[name])
    ]
    faults += [
        f"{PREFIX}ORG_HOSTS: {host!r} is no origin like https://acme.lightning.force.com"
        for host in given.get("org_hosts", "").split(",")
        if host.strip() and not is_origin(host.strip())
    ]
    faults += [
        f"{PREFIX}SECRET_KEYS: key {place} is no Fernet key (44 characters of base64)"
        for place, key in enumerate(given.get("secret_keys", "").split(","), start=1)
        if key.strip() and not _is_fernet_key(key.strip())
    ]
    faults += [
        f"{PREFIX}RECEIVER_NETWORKS: {network.strip()!r} is no network like 10.1.0.0/16"
        for network in given.get("receiver_networks", "").split(",")
        if network.strip() and not _is_network(network.strip())
    ]
    url = given.get("database_url", "sqlite:///")
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        faults.append(f"{PREFIX}DATABASE_URL must start with sqlite:/// or postgresql+psycopg://")
    region = given.get("default_region", "US")
    if not (len(region) == len("US") and region.isalpha() and region.isupper()):
        faults.append(f"{PREFIX}DEFAULT_REGION must be an ISO country like US or DE")
    key = given.get("salesforce_private_key")
    if key is not None and not Path(key).is_file():
        faults.append(f"{PREFIX}SALESFORCE_PRIVATE_KEY: there is no file at that path")
    if given.get("log_format", "json") not in {"console", "json"}:
        faults.append(f"{PREFIX}LOG_FORMAT must be console or json")
    proxies = given.get("trusted_proxies", "0")
    if not (proxies.isdecimal() and int(proxies) <= MOST_PROXIES):
        faults.append(f"{PREFIX}TRUSTED_PROXIES must be a number from 0 to {MOST_PROXIES}")
    if len(given.get("metrics_token", "x" * SHORTEST_TOKEN)) < SHORTEST_TOKEN:
        faults.append(f"{PREFIX}METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters")
    return faults


def is_origin(url: str) -> bool:
    """Whether a text is an origin we may use: https, or http on loopback; no path."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    scheme_is_fine = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in LOOPBACK
    )
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    host = parts.hostname or ""
    return bool(
        scheme_is_fine and port_is_fine and bare and (host in LOOPBACK or _HOST.fullmatch(host))
    )


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
