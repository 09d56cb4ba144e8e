"""docs/languages.md, followed with another language: whole it works, else the build fails."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.languages import LANGUAGES, TITLES

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
WORDS = ROOT / "cti_adapter" / "web" / "admin" / "words"
NODE = Path(sys.executable).parent / "node"
TSC = ROOT / "tests" / "js" / "node_modules" / "typescript" / "bin" / "tsc"
TEXT = re.compile(r'(": *\n? *)"')
CHECKED = """{"compilerOptions": {"allowJs": true, "checkJs": true, "noEmit": true, "strict": true,
 "target": "es2023", "module": "esnext", "moduleResolution": "bundler", "types": [],
 "lib": ["es2023", "dom"]}, "files": ["js/core/languages.js"]}"""

PARTS = ("", "dialogs-", "told-")
"""What the files of the panel's words begin with."""


def told(begins: str) -> str:
    """Return a line that the guide says to write."""
    return next(line for line in GUIDE.splitlines() if line.startswith(begins))


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the code of the panel with Dutch in it, step by step as the guide has it."""
    static = tmp_path_factory.mktemp("static")
    for folder in ("i18n", "js/core"):
        shutil.copytree(ROOT / "static" / folder, static / folder)
    for name in PARTS:
        english = (static / "i18n" / f"{name}en.js").read_text(encoding="utf-8")
        lines = [line for line in english.splitlines() if "@typedef" not in line]
        at = lines.index("export const en = {")
        lines[at : at + 1] = [
            told(f'/** @type {{import("./{name}en.js")'),
            told("export const nl"),
        ]
        dutch = TEXT.sub(r'\1"nl ', "\n".join(lines))
        (static / "i18n" / f"{name}nl.js").write_text(dutch, encoding="utf-8")
    languages = static / "js" / "core" / "languages.js"
    code = languages.read_text(encoding="utf-8")
    for name in PARTS:
        last = f'  de: async () => (await import("../../i18n/{name}de.js")).de,\n'
        line = told(f'  nl: async () => (await import("../../i18n/{name}nl')
        assert last in code
        code = code.replace(last, f"{last}{line}\n")
    languages.write_text(code, encoding="utf-8")
    (static / "tsconfig.json").write_text(CHECKED, encoding="utf-8")
    return static


def checked(static: Path) -> str:
    """Return what the build says of the panel's words."""
    done = subprocess.run(  # noqa: S603 - our own words
        [NODE, TSC, "-p", static], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout


@pytest.mark.requirement("B-20")
def test_a_panel_with_another_language_is_built_and_speaks_it(static: Path) -> None:
    """Nothing beside the steps of the guide is needed."""
    asked = (
        f'const {{ wordsFor }} = await import("{static}/js/core/languages.js");'
        'const words = await wordsFor("nl", ["nl-BE"]); await words.learn();'
        'const said = ["save.button", "dial-list.add", "log.paused"].map((one) => words.say(one));'
        'console.log(words.locale, said.join(" / "));'
    )
    spoken = subprocess.run(  # noqa: S603 - our own words
        [NODE, "--input-type=module", "-e", asked],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert "" == checked(static)
    assert spoken.stdout.startswith("nl-BE nl Save / nl Add / nl Salesforce")


@pytest.mark.requirement("B-20")
def test_a_word_that_is_missing_in_the_panel_fails_the_build(static: Path, tmp_path: Path) -> None:
    """Of any file; and the build names it."""
    lame = shutil.copytree(static, tmp_path / "static")
    taken = {"nl": "save.button", "dialogs-nl": "dial-list.add", "told-nl": "log.paused"}
    for name, code in taken.items():
        file = lame / "i18n" / f"{name}.js"
        whole = file.read_text(encoding="utf-8").splitlines()
        less = [each for each in whole if not each.startswith(f'  "{code}"')]
        file.write_text("\n".join(less), encoding="utf-8")
    said = checked(lame)

    assert [] == [code for code in taken.values() if code not in said]


@pytest.fixture(scope="module")
def dutch() -> str:
    """Return the words of the admin pages, named and arranged as the guide has it."""
    tables = []
    for file in sorted(WORDS.glob("*.toml")):
        english = re.split(r"(?m)^\[de[\].]", file.read_text(encoding="utf-8"))[0]
        tables.append(re.sub(r"(?m)^\[en(?=[\].])", f"[{file.stem}", english))
    return "\n".join(tables)


def catalogue(folder: Path, dutch: str) -> Catalogue:
    shutil.copytree(WORDS, folder / "words")
    (folder / "words" / "nl.toml").write_text(dutch, encoding="utf-8")
    return Catalogue.load(folder / "words", [*LANGUAGES, "nl"])


@pytest.mark.requirement("B-20")
def test_admin_pages_have_another_language_by_one_file(tmp_path: Path, dutch: str) -> None:
    """And the other languages stay as they are."""
    words = catalogue(tmp_path, dutch.replace('"Versions"', '"Versies"'))

    assert words.keys("en") == words.keys("nl") == words.keys("de")
    assert ("Versies", "Versionen") == tuple(
        words.say(language, "versions.title") for language in ("nl", "de")
    )


@pytest.mark.requirement("B-20")
@pytest.mark.parametrize("key", ["versions.title", "frame.skip"])
def test_a_word_that_is_missing_on_an_admin_page_is_found(
    tmp_path: Path, dutch: str, key: str
) -> None:
    """By the very comparison that tests/unit/web/admin/test_catalogue.py makes of ours."""
    page, _, name = key.partition(".")
    table = tomllib.loads(dutch)[page][name]
    words = catalogue(tmp_path, dutch.replace(f'{name} = "{table}"\n', "", 1))

    assert {key} == words.keys("en") - words.keys("nl")


@pytest.mark.requirement("B-20")
def test_a_language_has_a_name_and_a_title() -> None:
    """Both stand on pages that no script has touched yet."""
    assert set(LANGUAGES) == set(TITLES)
    assert all(
        each.startswith('    "nl": "') for each in (told('    "nl": "N'), told('    "nl": "B'))
    )
