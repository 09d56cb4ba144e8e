"""Who may administer or watch, and who is still active: asked in the integration user's name.

A right is a custom permission of our manifest, whichever permission set, group or
profile carries it: each of them has a permission set to which the user is assigned (Object
Reference: CustomPermission, SetupEntityAccess, PermissionSetAssignment; the user who asks needs
"View Setup and Configuration"). Two queries, since Salesforce nests no semi-join in another.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from cti_adapter.calls.record import record_id
from cti_adapter.salesforce.gateway import Gateway

Role = Literal["admin", "supervisor"]

PERMISSIONS: Mapping[str, Role] = {"CTI_Admin": "admin", "CTI_Supervisor": "supervisor"}
"""What each custom permission lets its user be; the first they have counts."""
MOST_USERS = 200
"""Users asked about at once: a query's address has room for some 600 ids."""

_PERMISSION = "SELECT Id, DeveloperName FROM CustomPermission WHERE DeveloperName IN {names}"
_GRANTS = (
    "SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = {user} AND Assignee.IsActive = true"
    " AND (ExpirationDate = null OR ExpirationDate > {now}) AND PermissionSetId IN"
    " (SELECT ParentId FROM SetupEntityAccess WHERE SetupEntityId = {permission}) LIMIT 1"
)
_ACTIVE = "SELECT Id FROM User WHERE IsActive = true AND Id IN {users}"


class Rights:
    """What the org says of its users; every method raises SalesforceError."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def role_of(self, user_id: str, now: datetime) -> Role | None:
        """Return what a user may be on the admin pages; None for who is not active as well."""
        rows = self._gateway.query(_PERMISSION, names=list(PERMISSIONS))
        known = {row["DeveloperName"]: record_id(row["Id"]) for row in rows}
        for name, role in PERMISSIONS.items():
            permission = known.get(name)
            if permission is None:
                continue
            if self._gateway.query(_GRANTS, user=user_id, now=now, permission=permission):
                return role
        return None

    def active_users(self, user_ids: Sequence[str]) -> frozenset[str]:
        """Return those of these users who are active."""
        active: set[str] = set()
        for some in _slices(user_ids):
            rows = self._gateway.query(_ACTIVE, users=list(some))
            active.update(record_id(row["Id"]) for row in rows)
        return frozenset(active)


def _slices(user_ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(user_ids), MOST_USERS):
        yield user_ids[start : start + MOST_USERS]
