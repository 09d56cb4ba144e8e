"""The documents as a site (`make site`): every link in it leads somewhere, every page is found."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def _writer() -> Any:
    spec = spec_from_loader("write_site", SourceFileLoader("write_site", f"{ROOT}/bin/write-site"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


writer = _writer()


class Leads(HTMLParser):
    """What a page leads to, and what on it can be led to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.to: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag  # any of them may lead on
        for name, value in attrs:
            if name in {"href", "src"} and ":" not in (value or ""):
                self.to.append(value or "")
            if name == "id":
                self.ids.add(value or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    writer.Site(ROOT, target).write()
    return target


def dead(site: Path) -> Iterator[str]:
    pages = {page: Leads(page) for page in site.rglob("*.html")}
    for page, leads in pages.items():
        for link in leads.to:
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (anchor and anchor not in pages[target].ids):
                yield f"{page.relative_to(site)} → {link}"


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    assert [] == list(dead(site))


def test_every_document_stands_in_the_margin_or_behind_a_link(site: Path) -> None:
    """Whoever begins at the first page can come to all of them."""
    begun, found = [site / "index.html"], set[Path]()
    while begun:
        page = begun.pop()
        if page in found or page.suffix != ".html":
            continue
        found.add(page)
        begun += [(page.parent / link.split("#")[0]).resolve() for link in Leads(page).to]

    assert set() == {site / writer.address(path) for path in writer.sources(ROOT)} - found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository of one page, with the looks of ours."""
    for path in (*writer.SHARED, "docs/site/site.css", "docs/site/page.html"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, tmp_path / path)
    navigation = '[[group]]\ntitle = "Begin"\npages = ["README.md"]\n'
    (tmp_path / "docs/site/navigation.toml").write_text(navigation, encoding="utf-8")
    (tmp_path / "README.md").write_text("# First\n\n## Part & one\n\n[on](#part--one)\n", "utf-8")
    return tmp_path


def test_a_page_is_written_with_its_headings(small: Path) -> None:
    assert writer.Site(small, small / "site").write() == 1
    page = (small / "site" / "index.html").read_text(encoding="utf-8")

    assert "<title>First · " in page
    assert '<h2 id="part--one">Part &amp; one</h2>' in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gone](docs/gone.md)", "README.md: docs/gone.md is not there"),
        ("[on](README.md#part-two)", "README.md#part-two names no heading"),
        ("![picture](docs/gone.png)", "docs/gone.png is not there"),
    ],
)
def test_a_dead_link_ends_the_build(small: Path, text: str, said: str) -> None:
    with (small / "README.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{text}\n")

    with pytest.raises(writer.DeadLinkError, match=said):
        writer.Site(small, small / "site").write()


def test_a_page_that_nobody_can_find_ends_the_build(small: Path) -> None:
    (small / "docs" / "lost.md").write_text("# Lost\n", encoding="utf-8")

    with pytest.raises(writer.DeadLinkError, match=r"docs/lost\.md"):
        writer.Site(small, small / "site").write()
