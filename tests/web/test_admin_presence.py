"""The page 'Users' says who takes calls."""

import re

from tests.support.admin_page import AdminClient, words
from tests.support.running import Running
from tests.support.three_agents import ThreeAgents
from tests.web.stage import OtherOrg


def test_the_list_says_who_is_available_away_and_signed_out(running: Running) -> None:
    """And since when, where somebody chose it."""
    house = ThreeAgents(running)
    admin = AdminClient(running, org_id=house.id)
    with OtherOrg.panel(house) as panel:
        panel.press("presence", {"presence": "away", "reason": "Break"})
        listed = words(admin.get("/admin/users"))
        name = panel.seat.name
        panel.sign_out()
    gone = words(admin.get("/admin/users"))

    assert re.search(f"{name}.*Away – Break since 20", listed)
    assert re.search("101 Agent A .*Available", listed)
    assert re.search(f"{name}.*Signed out since 20", gone)
