"""The admin pages: server-rendered, in one frame, each module one place of the navigation.

frame.py is around every page, door.py lets admins in and out, catalogue.py has the words. A page is
a module with a factory that returns its Blueprint, added to the list below.
"""

from flask import Blueprint

from cti_adapter.service.bulk_linking import BulkLinking
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.link_ports import LinkPorts
from cti_adapter.service.linking import Linking
from cti_adapter.web.admin.door import Door
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.user_links import UserLinksPages
from cti_adapter.web.admin.users import UsersPage
from cti_adapter.web.admin.versions import VersionsPage

__all__ = ["Door", "Frame", "admin"]


def admin(
    frame: Frame,
    door: Door,
    links: LinkPorts,
    configuration: Configuration,
    *more: Blueprint,
) -> list[Blueprint]:
    """Return the door, and all pages behind it.

    Args:
        frame: is around every page.
        door: lets admins in.
        links: what linking needs.
        configuration: what pages change.
        more: pages that are made elsewhere, because they need parts of their own.
    """
    pages = [
        UsersPage(frame, Linking(links)).blueprint(),
        UserLinksPages(frame, BulkLinking(links)).blueprint(),
        VersionsPage(frame, configuration).blueprint(),
        *more,
    ]
    return [door.blueprint(), frame.enclose("admin", pages)]
