"""Who may administer, who may watch and who is active, asked of the stand-in as of a real org."""

from datetime import UTC, datetime

import pytest

from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_who_has_the_custom_permission_may_administer(org: SalesforceOrg, there: StandIn) -> None:
    """Of the reference data that is the integration user and nobody else."""
    asked = ("integration", "user_a", "user_b")

    assert ["admin", None, None] == [org.rights.role_of(there[who], NOW) for who in asked]


@pytest.mark.requirement("B-33")
def test_who_has_the_second_permission_may_watch(org: SalesforceOrg, there: StandIn) -> None:
    """An admin who has it as well is an admin; where the org has neither, nobody is anything."""
    for who in ("user_b", "integration"):
        there.load(
            "PermissionSetAssignment",
            AssigneeId=there[who],
            PermissionSetId=there["supervisors"],
        )
    asked = ("integration", "user_a", "user_b")
    with_both = [org.rights.role_of(there[who], NOW) for who in asked]

    assert ["admin", None, "supervisor"] == with_both


def test_who_left_is_not_among_the_active(org: SalesforceOrg, there: StandIn) -> None:
    """Sessions of a user who left are ended (B-29)."""
    gone = there.load(
        "User",
        Username="gone@example.test",
        LastName="Gone",
        Email="gone@example.test",
        IsActive=False,
    )

    assert {there["user_a"]} == org.rights.active_users([there["user_a"], gone])
    assert frozenset() == org.rights.active_users([])
