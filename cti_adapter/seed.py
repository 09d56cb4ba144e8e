"""The first org of a fresh deployment, from the environment (contract.md §2).

After that every org is edited in the admin pages; the environment seeds nothing twice.
"""

from datetime import datetime

import msgspec

from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.settings import Settings
from cti_adapter.storage.settings import OrgSettings, SettingsStore

FIRST_ORG = OrgId("org-1")
FIRST_KEY = "main"


def seed_first_org(store: SettingsStore, settings: Settings, at: datetime) -> bool:
    """Write the org that the environment describes, where there is none yet.

    Returns:
        Whether an org was written.
    """
    if store.orgs() or not settings.salesforce_client_id:
        return False
    config = OrgConfig(
        login_url=settings.salesforce_login_url,
        client_id=settings.salesforce_client_id,
        username=settings.salesforce_username,
        api_version=settings.salesforce_api_version,
        hosts=settings.org_hosts,
        policy=Policy(region=settings.default_region),
    )
    org = OrgSettings(
        id=FIRST_ORG,
        key=FIRST_KEY,
        name="Salesforce",
        config=msgspec.to_builtins(config),
        created_at=at,
    )
    store.put_org(org)
    key = settings.salesforce_private_key
    secrets = {
        "client_secret": settings.salesforce_client_secret,
        "private_key": key.read_text() if key is not None else "",
    }
    store.put_org_secrets(org.id, secrets)
    return True
