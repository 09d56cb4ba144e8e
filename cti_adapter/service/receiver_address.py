"""Where messages of ours may be sent: to the public internet, over https. Pure, resolves nothing.

An admin of an org must not be able to reach machines of the operator's own network with them
(facts/reliability-security.md 3.4, SSRF). A name is checked again when it is resolved, every time
(receivers/post.py), for it may lead elsewhere by then.
"""

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

LONGEST_URL: Final = 1000
LOOPBACK_NAME: Final = "localhost"
_NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Reach(Struct, frozen=True, kw_only=True):
    """How far messages may go, beside the public internet."""

    networks: tuple[Network, ...] = ()
    """Private ones that the operator allows (CTI_RECEIVER_NETWORKS)."""
    loopback: bool = False
    """Whether the product itself runs on loopback, for a demo; plain http is fine there."""

    @classmethod
    def of(cls, networks: Sequence[str], *, loopback: bool) -> "Reach":
        """Read the operator's networks, as "10.1.0.0/16"; raises ValueError for what is none."""
        return cls(networks=tuple(map(ip_network, networks)), loopback=loopback)

    def includes(self, address: Address) -> bool:
        """Whether a message may be sent to this address."""
        real = _embedded(address)
        if real.is_loopback:
            return self.loopback
        if real.is_link_local or real.is_multicast or real.is_unspecified:
            return False  # link-local: what a cloud tells its own machines is read there
        return real.is_global or any(real in network for network in self.networks)


def url_fault(url: str, reach: Reach) -> str:
    """Return what is wrong with the address of a receiver, "" where it may stand.

    Args:
        url: as an admin wrote it.
        reach: how far messages may go.
    """
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return "no-address"
    if not port_is_fine or parts.scheme not in {"https", "http"} or not parts.hostname:
        return "no-address"
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return "no-address"
    if parts.username is not None or parts.fragment:
        return "with-user"
    return _place_fault(parts, reach)


def _place_fault(parts: SplitResult, reach: Reach) -> str:
    try:
        address = ip_address(parts.hostname or "")
    except ValueError:
        on_loopback = parts.hostname == LOOPBACK_NAME
        if on_loopback and not reach.loopback:
            return "forbidden-place"
    else:
        on_loopback = address.is_loopback
        if not reach.includes(address):
            return "forbidden-place"
    return "" if parts.scheme == "https" or on_loopback else "not-https"


def _embedded(address: Address) -> Address:
    """Return the IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
