"""What is kept of an org beside its secrets: how it is reached, and what its admins decided."""

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.document import SalesforcePart


class OrgConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an org beside its secrets."""

    login_url: str
    client_id: str
    username: str
    api_version: str = "67.0"
    hosts: tuple[str, ...] = ()
    """Origins that may frame the softphone; nobody else can."""
    policy: Policy = Policy()


_OF_THE_CONNECTION = tuple(name for name in OrgConfig.__struct_fields__ if name != "policy")


def put_into(part: SalesforcePart, config: OrgConfig) -> SalesforcePart:
    """Return the part of the document about Salesforce as the config has it."""
    return replace(part, **{name: getattr(config, name) for name in _OF_THE_CONNECTION})


def taken_from(part: SalesforcePart, policy: Policy) -> OrgConfig:
    """Return the config that two parts of the document describe."""
    return OrgConfig(policy=policy, **{name: getattr(part, name) for name in _OF_THE_CONNECTION})
