"""What an admin would set up: the org, its telephone system, the agents linked to their users."""

import msgspec

from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.policy import Policy
from cti_adapter.demo.keys import Keys
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.ports import Agent
from cti_adapter.storage import Storage
from cti_adapter.storage.settings import ConnectorSettings, OrgSettings

ORG = OrgId("org-1")
ORG_KEY = "demo"
INTEGRATION_USER = "integration@example.test"

AGENTS = (
    ("a", "101", "Agent A", "a@example.test"),
    ("b", "102", "Agent B", "b@example.test"),
    ("c", "103", "Agent C", None),
)
"""Our id, telephone id, name and linked Salesforce user (requirements.md 1.3); C is not linked."""


DEMO_POLICY = Policy(region="US")
"""What an admin who touches nothing gets."""


def put_settings(
    storage: Storage, keys: Keys, *, salesforce: str, telephone: str, policy: Policy = DEMO_POLICY
) -> None:
    """Write the org and its telephone system; again changes nothing.

    Args:
        storage: of the product.
        keys: the secrets that all sides share.
        salesforce: origin of the stand-in.
        telephone: origin of the simulator.
        policy: what the org's admins decided.
    """
    config = OrgConfig(
        login_url=salesforce,
        client_id=keys.client_id,
        username=INTEGRATION_USER,
        hosts=(salesforce,),
        policy=policy,
    )
    org = OrgSettings(
        id=ORG, key=ORG_KEY, name="Demo", config=msgspec.to_builtins(config), created_at=utc_now()
    )
    storage.settings.put_org(org)
    secrets = {"client_secret": keys.client_secret, "private_key": keys.private_key}
    storage.settings.put_org_secrets(ORG, secrets)
    storage.settings.put_connector(
        ConnectorSettings(
            org_id=ORG,
            key=keys.connector,
            kind="simulator",
            name="Telephone simulator",
            secrets=(keys.webhook,),
            command_url=f"{telephone}/commands",
            created_at=utc_now(),
        )
    )


def link_agents(storage: Storage, orgs: OrgBook) -> None:
    """Write the agents and link them to the Salesforce users of the reference data."""
    users = orgs.salesforce(ORG).users([user for *_, user in AGENTS if user])
    for agent_id, line, name, username in AGENTS:
        storage.people.put_agent(
            Agent(
                org_id=ORG,
                id=AgentId(agent_id),
                line=Line(line),
                name=name,
                user_id=users[username] if username else None,
            )
        )
