"""Two orgs with agents and a telephone system, and their configuration."""

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.ports import Agent
from cti_adapter.storage import Storage
from cti_adapter.storage.settings import ConnectorSettings
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, A, B, an_agent, an_org

CONFIG = OrgConfig(
    login_url="https://acme.my.salesforce.com", client_id="key", username="i@example.test"
)


def configured(storage: Storage, changed: list[OrgId]) -> Configuration:
    """Set the orgs up; what changes later is noted in `changed`."""
    for org_id in (ORG, OTHER_ORG):
        storage.settings.put_org(replace(an_org(org_id), config=msgspec.to_builtins(CONFIG)))
        storage.people.put_agent(linked(org_id, A, "101"))
    storage.people.put_agent(linked(ORG, B, "102"))
    storage.settings.put_org_secrets(ORG, {"client_secret": "hush", "private_key": ""})
    storage.settings.put_connector(
        ConnectorSettings(
            org_id=ORG, key="hook-1", kind="generic", name="Main", secrets=("s",), created_at=NINE
        )
    )
    return Configuration(storage.configurations, lambda: NINE, changed.append)


def linked(org_id: OrgId, agent_id: AgentId, line: str) -> Agent:
    return replace(an_agent(org_id, agent_id, line), user_id=f"005{agent_id:0>15}")


def off(config: OrgConfig) -> OrgConfig:
    return replace(config, policy=replace(config.policy, smart_assign=False))


def quick(config: OrgConfig) -> OrgConfig:
    return replace(config, policy=replace(config.policy, wrap_up_s=5))
