"""Which page is around the softphone, read from the address of its frame and checked.

Whoever frames us writes that address. So an origin counts only where it is one of the org's pinned
hosts, and only then is a script loaded from it (design.md D9). Nothing is loaded here.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec
from werkzeug.datastructures import MultiDict

Kind = Literal["lightning", "classic", "companion", "stranger"]


class Embedding(msgspec.Struct, frozen=True, kw_only=True):
    """The page around the softphone; "stranger" is one this org is not set up for."""

    kind: Kind
    origin: str | None = None
    """Where its script comes from; None where none is loaded."""
    library: str | None = None
    """Address of that script."""


COMPANION = Embedding(kind="companion")
STRANGER = Embedding(kind="stranger")


def embedding(query: MultiDict[str, str], hosts: Iterable[str], api_version: str) -> Embedding:
    """Tell the page around the softphone by what it wrote on the frame's address.

    Lightning writes `mode` and `sfdcIframeOrigin`, Classic `sfdcIFrameOrigin` and `nonce`: one
    letter apart (facts/open-cti.md 2.1 and 3.1, read in both libraries). A name that stands twice
    is refused, since the library would read it as a list.

    Args:
        query: of the frame's address.
        hosts: the origins this org is set up for.
        api_version: of the org's Open CTI script, "67.0".
    """
    if "mode" in query or "sfdcIframeOrigin" in query:
        origin = _pinned(query.getlist("sfdcIframeOrigin"), hosts) if query.get("mode") else None
        return _loading("lightning", origin, f"{api_version}/lightning/opencti_min.js")
    if "sfdcIFrameOrigin" in query:
        # Classic's library puts the origin into lower case itself
        origins = [origin.lower() for origin in query.getlist("sfdcIFrameOrigin")]
        origin = _pinned(origins, hosts) if query.get("nonce") else None
        return _loading("classic", origin, f"{api_version}/interaction.js")
    return COMPANION


def _pinned(origins: list[str], hosts: Iterable[str]) -> str | None:
    return origins[0] if len(origins) == 1 and origins[0] in hosts else None


def _loading(kind: Kind, origin: str | None, path: str) -> Embedding:
    if origin is None:
        return STRANGER
    return Embedding(kind=kind, origin=origin, library=f"{origin}/support/api/{path}")
