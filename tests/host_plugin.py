"""`pytest --host plain`: the stories of the browser in a page without Open CTI (B-21).

Every story that has an `agent` is then played in tests/support/plain_page.py, unchanged; the others
choose their page themselves and are left out. `make plain-host` does it.
"""

import pytest

HOSTS = ("console", "plain")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the page be chosen."""
    parser.addoption("--host", choices=HOSTS, default=HOSTS[0], help="the page around the panel")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what says itself where it plays, or is about Salesforce's own page."""
    if config.getoption("--host") == HOSTS[0]:
        return
    played = [item for item in items if _may_play(item)]
    left_out = [item for item in items if not _may_play(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = played


def _may_play(item: pytest.Item) -> bool:
    named = "agent" in getattr(item, "fixturenames", ())
    return named and item.get_closest_marker("salesforce_page") is None
