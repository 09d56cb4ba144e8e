"""Where commands to a telephone system may be sent. Pure: resolves nothing and asks nobody."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

LONGEST_URL: Final = 1000


def command_url_fault(url: str, *, loopback: bool) -> str:
    """Return what is wrong with an address commands shall go to, "" where it may stand.

    A telephone system on the premises is normal, so private addresses are fine, and there plain
    http is; the services of a cloud's own machines are not (reliability-security.md 3.4, SSRF).

    Args:
        url: as an admin wrote it; empty for a system that takes no commands.
        loopback: whether the product itself runs on loopback.
    """
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        fine = parts.port is None or parts.port > 0
    except ValueError:
        return "no-address"
    if not fine or parts.scheme not in {"https", "http"} or not parts.hostname:
        return "no-address"
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        return "no-address"
    if parts.username is not None or parts.fragment:
        return "with-user"
    return _place_fault(parts, loopback=loopback)


def _place_fault(parts: SplitResult, *, loopback: bool) -> str:
    place = _address(parts.hostname or "")
    if place is not None and (place.is_link_local or place.is_multicast or place.is_unspecified):
        return "forbidden-place"
    on_loopback = parts.hostname == "localhost" or (place is not None and place.is_loopback)
    if on_loopback and not loopback:
        return "forbidden-place"
    near = on_loopback or (place is not None and place.is_private)
    return "" if parts.scheme == "https" or near else "not-https"


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
