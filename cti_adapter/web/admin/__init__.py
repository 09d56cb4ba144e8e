"""The admin pages: server-rendered, in one frame, each module one place of the navigation.

frame.py is around every page, door.py lets admins in and out, catalogue.py has the words. A page is
a module with a factory that returns its Blueprint, added to the list below.
"""

from flask import Blueprint

from cti_adapter.web.admin.door import Door
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.overview import overview

__all__ = ["Door", "Frame", "admin"]


def admin(frame: Frame, door: Door) -> list[Blueprint]:
    """Return the door, and all pages behind it.

    Args:
        frame: is around every page.
        door: lets admins in.
    """
    pages = [
        overview(frame),
    ]
    return [door.blueprint(), frame.enclose("admin", pages)]
