"""Whatever a trial can say of a past call has its words in every language."""

from typing import get_args

import pytest

from cti_adapter.configuration.schema import on_page
from cti_adapter.logbook.authority import Reason
from cti_adapter.service.trial import JUDGED, Untold, What
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.trials import TRIED_ON
from cti_adapter.web.languages import LANGUAGES

WORDS = Catalogue.load()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_difference_and_every_reason_is_worded(language: str) -> None:
    """A key on the page is a fault of ours."""
    wanted = {f"trial.what.{what}" for what in get_args(What)}
    wanted |= {f"trial.value.log.{reason}" for reason in get_args(Reason)}
    wanted |= {f"trial.untold.{why}.{n}" for why in get_args(Untold) for n in ("one", "other")}

    assert set() == wanted - WORDS.keys(language)


def test_what_is_judged_stands_on_a_page_with_the_button() -> None:
    """A setting that decides nothing is named as such where it is tried."""
    shown = {setting.name for page in TRIED_ON for setting in on_page(page)}

    assert set() == JUDGED - shown
