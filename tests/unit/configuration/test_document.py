"""A document says what it says, and leaves alone what it does not mention."""

from msgspec.structs import asdict

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.document import AgentPart, Document, OrgPart, SalesforcePart
from cti_adapter.service.org_config import OrgConfig, put_into, taken_from
from cti_adapter.service.ports import Agent

WHOLE = Document(
    org=OrgPart(key="main"),
    salesforce=SalesforcePart(
        login_url="https://acme.my.salesforce.com", client_id="key", username="i@example.test"
    ),
    telephone_systems={},
    agents={"a": AgentPart(line="101", name="Agent A")},
    settings=Policy(),
)


def test_what_a_document_leaves_out_stays() -> None:
    """A file with settings alone is for any org."""
    only = Document(settings=Policy(smart_assign=False), agents={})
    merged = only.over(WHOLE)

    assert Policy(smart_assign=False) == merged.settings
    assert {} == merged.agents
    assert WHOLE.salesforce == merged.salesforce
    assert WHOLE == Document().over(WHOLE) == WHOLE.over(WHOLE)


def test_the_document_has_all_that_is_kept_of_an_org() -> None:
    """What is added to the one and not to the other would be lost by a rollback."""
    part = WHOLE.salesforce
    assert isinstance(part, SalesforcePart)
    config = taken_from(part, Policy())

    assert {"client_secret", "private_key"} == asdict(part).keys() - set(
        OrgConfig.__struct_fields__
    )
    assert part == put_into(part, config)


def test_the_document_has_all_that_is_kept_of_an_agent() -> None:
    """The same for agents."""
    assert {"org_id", "id"} == set(Agent.__struct_fields__) - set(AgentPart.__struct_fields__)
