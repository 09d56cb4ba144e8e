"""Which origins an org's pages have, and which of them may frame the softphone.

Proposed from the address the org itself gave us, confirmed by an admin, never changed silently
(design.md D9, reliability-security.md 3.1). Pure: asks nobody.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from cti_adapter.errors import FieldFault
from cti_adapter.settings import LOOPBACK, is_origin

MY_DOMAIN: Final = ".my.salesforce.com"
LIGHTNING: Final = ".lightning.force.com"

SALESFORCE: Final = (".salesforce.com", ".salesforce.mil", ".sfcrmproducts.cn")
"""How the address ends that one signs in at."""

MOST_HOSTS: Final = 20


def proposed_hosts(instance_url: str) -> tuple[str, ...]:
    """Return the origins of the pages of an org: Lightning's, then Classic's.

    My Domain names both: https://acme--uat.sandbox.my.salesforce.com has its Lightning pages at
    https://acme--uat.sandbox.lightning.force.com (facts/open-cti.md 2.1 and 3.1). Of an address
    of another form we know one page only, its own.

    Args:
        instance_url: origin of the org, as its token answer named it.
    """
    host = urlsplit(instance_url).hostname or ""
    if host.endswith(MY_DOMAIN):
        return (f"https://{host.removesuffix(MY_DOMAIN)}{LIGHTNING}", instance_url)
    return (instance_url,)


def read_hosts(text: str) -> tuple[str, ...]:
    """Return the origins of a text, one a line, each once; a slash at the end is dropped."""
    lines = (line.strip().rstrip("/").lower() for line in text.replace(",", "\n").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def host_faults(hosts: Iterable[str], *, loopback: bool) -> list[FieldFault]:
    """Return what is wrong with origins that shall frame the softphone.

    Args:
        hosts: as an admin wrote them.
        loopback: whether the product itself runs on loopback; elsewhere http is refused.
    """
    found = tuple(hosts)
    faults = [
        FieldFault(field=host, message=code)
        for host in found
        if (code := _fault(host, loopback=loopback))
    ]
    if len(found) > MOST_HOSTS:
        faults.append(FieldFault(field="", message="too-many"))
    return faults


def _fault(host: str, *, loopback: bool) -> str:
    """Return a code of the pages' words, "" for an origin that may stand."""
    if "*" in host:
        return "wildcard"
    try:
        parts = urlsplit(host)
        name = parts.hostname or ""
    except ValueError:
        return "no-origin"
    if parts.scheme != "https" and not (loopback and name in LOOPBACK):
        return "not-https"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return "with-path"
    return "" if is_origin(host) else "no-origin"


def login_origin(text: str, *, loopback: bool) -> tuple[str, str]:
    """Return where to sign in, of an address as an admin pasted it, and what is wrong with it.

    Args:
        text: with or without a path; https may be left out.
        loopback: whether the product itself runs on loopback: then a stand-in may be an org.

    Returns:
        The origin and "", or "" and a code of the pages' words.
    """
    typed = text.strip()
    try:
        parts = urlsplit(typed if "//" in typed else f"https://{typed}")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "", "no-address"
    if not host or parts.username is not None or not re.fullmatch(r"[a-z0-9.-]+", host):
        return "", "no-address"
    if loopback and host in LOOPBACK and parts.scheme in {"http", "https"}:
        return f"{parts.scheme}://{host}" + (f":{port}" if port else ""), ""
    if host.endswith(LIGHTNING):
        return "", "lightning-address"
    if not host.endswith(SALESFORCE):
        return "", "not-salesforces"
    if parts.scheme != "https" or port not in {None, 443}:
        return "", "not-https"
    return f"https://{host}", ""
