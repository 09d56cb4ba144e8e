"""What an admin would set up: the org, its telephone system, the agents linked to their users."""

import msgspec
from msgspec.structs import replace

from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.policy import Policy
from cti_adapter.demo.org import DemoOrg
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.ports import Agent
from cti_adapter.storage import Storage
from cti_adapter.storage.settings import ConnectorSettings, OrgSettings

ORG = OrgId("org-1")
ORG_KEY = "demo"
TWIN = OrgId("org-2")
TWIN_KEY = "twin"
"""A second org beside the first: the same people, telephone ids and numbers (D11)."""
INTEGRATION_USER = "integration@example.test"

AGENTS = (
    ("a", "101", "Agent A", "a@example.test"),
    ("b", "102", "Agent B", "b@example.test"),
    ("c", "103", "Agent C", None),
)
"""Our id, telephone id, name and linked Salesforce user (requirements.md 1.3); C is not linked."""


DEMO_POLICY = Policy(region="US")
"""What an admin who touches nothing gets."""


def put_settings(storage: Storage, demo: DemoOrg, *, policy: Policy = DEMO_POLICY) -> None:
    """Write an org and its telephone system; what its admins decided since stays.

    Args:
        storage: of the product.
        demo: who the org is, its keys, and where its stand-ins answer this time.
        policy: what the org's admins decided, the first time.
    """
    known = storage.settings.org(demo.id)
    config = OrgConfig(
        login_url=demo.salesforce,
        client_id=demo.keys.client_id,
        username=INTEGRATION_USER,
        hosts=(demo.salesforce,),
        policy=policy,
    )
    if known is not None:
        kept = msgspec.convert(known.config, OrgConfig)
        connection = {name: getattr(config, name) for name in ("login_url", "client_id", "hosts")}
        config = replace(kept, **connection)
    org = OrgSettings(
        id=demo.id,
        key=demo.key,
        name=demo.name,
        config=msgspec.to_builtins(config),
        created_at=utc_now(),
    )
    storage.settings.put_org(org if known is None else replace(known, config=org.config))
    secrets = {"client_secret": demo.keys.client_secret, "private_key": demo.keys.private_key}
    storage.settings.put_org_secrets(demo.id, secrets)
    storage.settings.put_connector(
        ConnectorSettings(
            org_id=demo.id,
            key=demo.keys.connector,
            kind="simulator",
            name="Telephone simulator",
            secrets=(demo.keys.webhook,),
            command_url=f"{demo.telephone}/commands",
            created_at=utc_now(),
        )
    )


def link_agents(storage: Storage, orgs: OrgBook, org_id: OrgId) -> None:
    """Write the agents and link them to the Salesforce users of the reference data, once."""
    if storage.people.agents(org_id):
        return
    users = orgs.salesforce(org_id).directory.ids_of([user for *_, user in AGENTS if user])
    for agent_id, line, name, username in AGENTS:
        storage.people.put_agent(
            Agent(
                org_id=org_id,
                id=AgentId(agent_id),
                line=Line(line),
                name=name,
                user_id=users[username] if username else None,
                username=username or "",
                user_name=name if username else "",
            )
        )
