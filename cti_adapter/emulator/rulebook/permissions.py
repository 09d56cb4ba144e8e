"""Who has which custom permission: by permission sets that carry it, assigned to the user.

Setup does this in a real org. Read as there: CustomPermission, SetupEntityAccess with the set as
its parent, PermissionSetAssignment ([C], Object Reference).
"""

from typing import Any

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.options import TRUSTED
from cti_adapter.emulator.org.org import Org


def permit(org: Org, user_id: str, permissions: Any) -> None:
    """Give a user the permission sets that carry these custom permissions, and take all others.

    Raises:
        Refused: BAD_CONTROL, the org has no such custom permission.
    """
    known = {str(one["DeveloperName"]): one["Id"] for one in org.every("CustomPermission")}
    if not isinstance(permissions, list) or not set(map(str, permissions)) <= known.keys():
        raise Refused("BAD_CONTROL", f"permissions: a list of {', '.join(known)}")
    wanted = {known[name] for name in permissions}
    grants = org.every("SetupEntityAccess")
    carrying = {str(one["ParentId"]) for one in grants if one["SetupEntityId"] in wanted}
    kind = org.kind("PermissionSetAssignment")
    for one in org.every(kind.name):
        if one["AssigneeId"] == user_id:
            org.delete("", kind, str(one["Id"]))
    for permission_set in sorted(carrying):
        org.create("", kind, {"AssigneeId": user_id, "PermissionSetId": permission_set}, TRUSTED)
