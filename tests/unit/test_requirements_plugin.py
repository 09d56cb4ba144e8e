"""A test may only accept a requirement that exists."""

import pytest


def test_an_unknown_requirement_stops_the_run(pytester: pytest.Pytester) -> None:
    """A typing error in an id would leave its row untested for ever."""
    pytester.makeini("""
        [pytest]
        markers = requirement(id): as in the suite itself
    """)
    pytester.makepyfile("""
        import pytest

        @pytest.mark.requirement("S0-8", "S9-99")
        def test_something():
            pass
    """)
    run = pytester.runpytest("-p", "tests.requirements_plugin", "-p", "no:randomly")

    assert run.ret == pytest.ExitCode.USAGE_ERROR
    run.stderr.fnmatch_lines(["*docs/requirements.md has no 'S9-99'"])
