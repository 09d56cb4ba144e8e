"""The CRM host is a seam (design.md D10): Open CTI ends on 28 February 2028, and the engine stays.

Only the two drivers know it, and what decides which of them a page needs. A test of words, not of
imports: a notion can hide in a name. That the stories pass without it: `make plain-host`.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ITS_NOTIONS = re.compile(
    r"open_?cti|\bsforce\b|interaction\.js|getAppViewInfo|screenPop|screen_pop|saveLog|clickToDial"
    r"|onNavigationChange|sfdcI[fF]rameOrigin|searchAndScreenPop|softphoneItem",
)
SPEAKERS = frozenset({"host-lightning.js", "host-classic.js"})
"""The files of static/js that speak it."""
READER = "cti_adapter/web/embedding.py"
"""Reads from the address of the frame which of them is needed, and where its script comes from."""
OUTSIDE = frozenset({"emulator", "simulator", "demo", "call_center", "torture"})
"""Stand-ins for the outside, and the definition that an org imports."""
SEAM = frozenset({"clickToDial"})
"""Also a word of our own host interface (static/js/edge/host.js)."""


def of_the_server() -> list[Path]:
    package = ROOT / "cti_adapter"
    files = package.rglob("*.py")
    return sorted(each for each in files if each.relative_to(package).parts[0] not in OUTSIDE)


def of_the_panel() -> list[Path]:
    return sorted((ROOT / "static" / "js").rglob("*.js"))


def spoken(file: Path) -> set[str]:
    """Return which of its notions a file knows; what a comment explains is no knowledge."""
    text = file.read_text(encoding="utf-8")
    if ITS_NOTIONS.search(text) is None:
        return set()
    if file.suffix == ".py":
        text = ast.unparse(_without_docstrings(ast.parse(text)))
    else:
        text = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)
    return set(ITS_NOTIONS.findall(text)) - SEAM


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [each for each in body if not _is_text(each)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined] # it has one
    return tree


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


@pytest.mark.requirement("B-21")
def test_the_server_knows_no_notion_of_open_cti() -> None:
    """Calls, assignment, logging and storage would serve any CRM page as they are."""
    knowing = {str(each.relative_to(ROOT)) for each in of_the_server() if spoken(each)}

    assert {READER} == knowing


@pytest.mark.requirement("B-21")
def test_of_the_panel_the_two_drivers_alone_know_it() -> None:
    """Another page is another driver: core, elements and the rest of edge stay as they are."""
    knowing = {each.name for each in of_the_panel() if spoken(each)}

    assert SPEAKERS == knowing
    assert "edge" in {each.parent.name for each in of_the_panel() if each.name in SPEAKERS}
