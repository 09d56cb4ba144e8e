"""Page Number bench: numbers go in, what a call would make of them comes out."""

import re
from html import unescape
from http import HTTPStatus

import pytest

from tests.support.admin_page import AdminClient
from tests.support.running import Running


@pytest.fixture
def admin(running: Running) -> AdminClient:
    return AdminClient(running)


def rows(page: str) -> list[str]:
    """Return the words of each row of the table."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in found]


def test_numbers_are_told_line_by_line(admin: AdminClient) -> None:
    """Several matches, none, too short, withheld and nonsense, each in words."""
    numbers = "+1 415 555 0188\n+14155550999\n101\nanonymous\n<i>hello</i>"
    page = admin.submit("/admin/numbers", {"numbers": numbers, "country": "us"}).text
    shared, nobody, short, withheld, nonsense = rows(page)

    assert "Charles Babbage Contact · Analytical Engines" in shared
    assert "Grace Hopper Contact · Compiler Works" in shared
    assert "named by the number" in shared
    assert "Nobody" in nobody
    assert "fewer digits" in short
    assert "Withheld" in withheld
    assert "<i>hello</i> – – This is not a telephone number." == nonsense


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"numbers": "101", "country": "XX"}, "This is no country code"),
        ({"numbers": " \n", "country": "US"}, "Write at least one number"),
    ],
)
def test_what_cannot_be_tried_is_said_beside_its_field(
    admin: AdminClient, form: dict[str, str], fault: str
) -> None:
    """Nobody guesses a country."""
    refused = admin.submit("/admin/numbers", form)

    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
    assert fault in refused.text


def test_an_org_that_is_down_is_said_to_be_down(admin: AdminClient, running: Running) -> None:
    """It is not "nobody has this number"."""
    running.fault("GET /search", "html503", times=1)
    page = admin.submit("/admin/numbers", {"numbers": "+14155550101", "country": "US"}).text

    assert "Salesforce did not answer" in page
    assert "Ada Lovelace" not in page


def test_lines_that_were_left_out_are_counted(admin: AdminClient) -> None:
    """A whole list pasted by mistake does not cost the org's daily allowance."""
    page = admin.submit("/admin/numbers", {"numbers": "101\n" * 23, "country": "US"}).text

    assert "The last 3 lines were left out" in page
    assert 20 == len(rows(page))
