"""`pytest --postgresql`: every product of the tests on PostgreSQL, and what is left out there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MARKED = re.compile(r"^@pytest\.mark\.sqlite\([^)]+\)\n(?:@.*\n)*def (\w+)", re.MULTILINE)


def test_products_are_on_postgresql_where_that_is_asked_for(
    pytester: pytest.Pytester,
) -> None:
    """Each has a database of its own with the schema in it, and a process that does the work."""
    pytester.makeini("""
        [pytest]
        markers = sqlite(why): as in the suite itself
    """)
    pytester.makepyfile("""
        import pytest
        from cti_adapter.storage.migrations import at_head
        from tests.support.databases import DATABASES
        from tests.support.running import Running

        def test_product(tmp_path):
            product, other = Running(tmp_path).demo, DATABASES.new()

            assert product.database != other
            assert product.database.startswith("postgresql+psycopg://")
            assert at_head(product.database)
            assert ("product", "work") == product.own

        @pytest.mark.sqlite("a file has a mode")
        def test_file():
            raise AssertionError
    """)
    run = pytester.runpytest(
        "-p", "tests.product_plugin", "-p", "no:randomly", "--postgresql", "-rs"
    )

    run.assert_outcomes(passed=1, skipped=1)
    run.stdout.fnmatch_lines(["*about SQLite: a file has a mode*"])


def test_what_is_left_out_there_is_listed() -> None:
    """Who reads that both databases are tested reads what is tested on one of them alone."""
    files = (ROOT / "tests").rglob("test_*.py")
    marked = {name for file in files for name in MARKED.findall(file.read_text())}
    _, _, section = (ROOT / "docs" / "verified.md").read_text().partition("## Both databases\n")

    assert marked == set(re.findall(r"^\| `(test_\w+)` \|", section, re.MULTILINE))
