"""The configuration of one org as one document: what stands in the file, and nothing else.

No secret is in it, only references to where a secret is kept. What of a file is left out stays
as it is (`over`); how the file is written and read is said in writing.py and reading.py.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy, SalesforceId

FORMAT = 1
"""Of the file; a file with another number is not ours to read."""

Name = Annotated[str, Meta(max_length=255)]
Key = Annotated[str, Meta(pattern="^[A-Za-z0-9._~-]{1,120}$", examples=["main"])]
Line = Annotated[str, Meta(pattern="^.{1,80}$", examples=["101"])]
Kind = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,40}$", examples=["generic"])]
SettingName = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,60}$", examples=["account_sid"])]
SettingText = Annotated[str, Meta(max_length=500)]
Release = Annotated[str, Meta(pattern="^[0-9]{2,3}\\.0$", examples=["67.0"])]
Origin = Annotated[
    str,
    Meta(
        pattern="^(https://[A-Za-z0-9.-]{1,253}|http://(localhost|127\\.0\\.0\\.1))(:[0-9]{1,5})?$",
        examples=["https://acme.my.salesforce.com"],
    ),
]
Address = Annotated[
    str,
    Meta(
        pattern="^(https?://[!-~]{1,1000})?$",
        examples=["https://telephone.example.com/commands"],
    ),
]
PublicAddress = Annotated[
    str,
    Meta(
        pattern="^(https://|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])[:/])[!-~]{1,1000}$",
        examples=["https://crm.example.com/calls"],
    ),
]
"""Of a receiver; where it leads is looked at whenever a message is sent."""
NewsTypes = tuple[Literal["call.assigned", "call.logged", "call.undone"], ...]
Reference = Annotated[
    str,
    Meta(
        pattern="^(salesforce/[a-z_]+|(telephone-systems|receivers)/[!-~]+|"
        "env:(?!CTI_)[A-Z][A-Z0-9_]*)?$",
        examples=["env:TELEPHONE_SECRET"],
    ),
]
"""Where a secret is: kept by this deployment under this name, or in its environment."""


class _Part(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A part of the document."""


class OrgPart(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """Which org this is."""

    key: Key
    """Stands in the adapter's URL; a file is for the org with this key."""
    name: Name = ""


class SalesforcePart(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """How the org is reached, and who may frame the softphone."""

    login_url: Origin
    client_id: Name
    username: Name
    api_version: Release = "67.0"
    hosts: tuple[Origin, ...] = ()
    client_secret: Reference = ""
    private_key: Reference = ""


class TelephonePart(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """One telephone system, by the key in the address of its hook."""

    kind: Kind
    name: Name = ""
    command_url: Address = ""
    settings: dict[SettingName, SettingText] = {}
    """What its kind asks for beside secrets."""
    secret: Reference = ""
    """What its events are signed with."""


class ReceiverPart(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who is told of calls, by a key of ours."""

    name: Name = ""
    url: PublicAddress
    events: NewsTypes = ()
    secret: Reference = ""


class AgentPart(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """One agent and the Salesforce user linked to them, by our id."""

    line: Line
    name: Name
    user_id: SalesforceId | None = None
    username: Name = ""
    user_name: Name = ""
    email: Name = ""
    language: Annotated[str, Meta(max_length=40)] = "en"
    locale: Annotated[str, Meta(max_length=40)] = ""
    time_zone: Annotated[str, Meta(max_length=80)] = "UTC"
    do_not_log: bool = False


class Document(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """The configuration of one org. A part that is UNSET says nothing about that part."""

    org: OrgPart | UnsetType = UNSET
    salesforce: SalesforcePart | UnsetType = UNSET
    telephone_systems: dict[Key, TelephonePart] | UnsetType = UNSET
    receivers: dict[Key, ReceiverPart] | UnsetType = UNSET
    agents: dict[Key, AgentPart] | UnsetType = UNSET
    settings: Policy | UnsetType = UNSET

    def over(self, other: "Document") -> "Document":
        """Return this document with what it leaves out taken from another one.

        Args:
            other: a complete document, the configuration as it is.
        """
        named = {name: getattr(self, name) for name in self.__struct_fields__}
        return replace(other, **{name: part for name, part in named.items() if part is not UNSET})
