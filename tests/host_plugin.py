"""Other pages around the panel, for the stories of the browser (B-21).

`pytest --host plain` plays every story that has an `agent` in a page without Open CTI
(tests/support/plain_page.py), `pytest --through-companion` in the companion, with no page around it
(tests/support/companion_page.py), which skips a story where it wants something only a page has, and
says what. The stories are unchanged. Those that choose their page themselves are left out, and so
are those marked `salesforce_page`. `make plain-host` and `make companion-host` do it.
"""

import pytest

HOSTS = ("console", "plain")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the page be chosen."""
    parser.addoption("--host", choices=HOSTS, default=HOSTS[0], help="the page around the panel")
    parser.addoption(
        "--through-companion",
        action="store_true",
        help="browser stories that need no report of an open record, in the companion (B-21)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what says itself where it plays, or is about Salesforce's own page."""
    if config.getoption("--host") == HOSTS[0] and not config.getoption("--through-companion"):
        return
    played = [item for item in items if _may_play(item)]
    left_out = [item for item in items if not _may_play(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = played


def _may_play(item: pytest.Item) -> bool:
    named = "agent" in getattr(item, "fixturenames", ())
    return named and item.get_closest_marker("salesforce_page") is None
