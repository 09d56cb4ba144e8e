"""The repository speaks of itself alone, and of commands that exist."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {"node_modules", "vendor", "__pycache__", "var", "build", "dist", "LICENSE"}
FOREIGN = re.compile(
    r"(?<![\w.])/(?:work|farm|root|tmp|home/\w+)/"  # paths of somebody's machine
    r"|pythonhosted\.org|pypi\.org/simple|registry\.npmjs"  # registries
)
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-scan.lock"]
PINNED = re.compile(
    r"[a-z0-9-]+(\[[a-z,-]+\])?==[^\s;]+( ; .+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*"
)
ABOUT_ITSELF = Path(__file__).relative_to(ROOT)


def our_files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = parts[0].startswith(".") and parts[0] not in {".ci", ".editorconfig", ".gitignore"}
        if path.is_file() and not hidden and not NOT_OURS & set(parts):
            yield path


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in our_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        name = path.relative_to(ROOT)
        found += [
            f"{name}:{number}: {line.strip()}"
            for number, line in enumerate(text.splitlines(), start=1)
            if name != ABOUT_ITSELF and pattern.search(line)
        ]
    return found


def test_no_file_names_a_machine_or_a_registry() -> None:
    """A clone has to work anywhere, with any mirror."""
    found = lines_that_match(FOREIGN)
    assert [] == found, "\n".join(found)


@pytest.mark.parametrize("folder", ["bench/peers", "tests/js", "tests/witnesses"])
def test_no_javascript_lock_names_a_registry(folder: str) -> None:
    """npm writes where it took a package from, unless it is told not to."""
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))

    assert [] == [name for name, package in lock["packages"].items() if "resolved" in package]


def test_the_locks_pin_what_the_project_file_asks_for() -> None:
    """A dependency that is added without `make lock` would be missing on every other machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    development = [each for each in groups["dev"] if isinstance(each, str)]
    wanted = names(project["project"]["dependencies"])

    assert set() == wanted - pinned("requirements.lock")
    assert set() == (wanted | names(development)) - pinned("requirements-dev.lock")
    assert set() == names(groups["scan"]) - pinned("requirements-scan.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_to_its_hashes(lock: str) -> None:
    """What is installed is what was looked at, whichever mirror it comes from."""
    packages = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    told = [each for each in packages if each and not each.lstrip().startswith("#")]

    assert [] == [each for each in told if not PINNED.fullmatch(each)]
    assert len(pinned(lock)) == len(told)


def test_the_readme_names_only_commands_that_exist() -> None:
    """The first thing a newcomer does is to type one of them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))

    told = set(re.findall(r"\bmake ([a-z][a-z-]+)\b", "\n".join(code_in(readme))))
    assert {"run", "test"} <= told
    assert set() == told - targets


def code_in(markdown: str) -> list[str]:
    return re.findall(r"```.*?```|`[^`\n]+`", markdown, re.DOTALL)


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", each)[0].lower().replace("_", "-") for each in requirements}


def pinned(lock: str) -> set[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,-]+\])?==", text, re.MULTILINE))
