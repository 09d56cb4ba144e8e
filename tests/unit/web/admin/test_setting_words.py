"""Every setting has its words in every language, for its page and for docs/settings.md."""

import pytest

from cti_adapter.configuration.schema import PAGES, Setting, settings
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.settings import OUR_PAGES
from cti_adapter.web.languages import LANGUAGES

WORDS = Catalogue.load()


def keys_of(setting: Setting) -> set[str]:
    """Return what is said of a setting wherever it is shown."""
    own = {"label", "help"}
    own |= {f"options.{choice}" for choice in setting.choices}
    for part in setting.parts if setting.kind == "table" else ():
        own |= {f"parts.{part.name}", *(f"options.{choice}" for choice in part.choices)}
    return {f"settings.{setting.name}.{key}" for key in own}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_worded(language: str) -> None:
    """A key on a page is a fault of ours."""
    wanted = set().union(*(keys_of(setting) for setting in settings()))
    wanted |= {f"settings.unit.{each.unit}" for each in settings() if each.unit}
    wanted |= {f"settings.acts.{each.acts}" for each in settings() if each.acts != "at-once"}
    wanted |= {f"settings.pages.{page}" for page in OUR_PAGES}

    assert set() == wanted - WORDS.keys(language)


def test_smart_assign_is_recommended_in_its_help() -> None:
    """S0-1: and the other name people know it by stands there."""
    assert "Smart Assign" == WORDS.text("en", "settings.smart_assign.label")
    assert "utomatic assignment" in WORDS.text("en", "settings.smart_assign.help")
    assert "Recommended" in WORDS.text("en", "settings.smart_assign.help")


def test_every_place_of_settings_is_a_page() -> None:
    """The pages of the schema, but for that of Salesforce, which has a page of its own."""
    assert [*OUR_PAGES, "salesforce"] == list(PAGES)
