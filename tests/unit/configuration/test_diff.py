"""Differences as one reads them in a review."""

from msgspec.structs import replace

from cti_adapter.calls.policy import Hint, Policy
from cti_adapter.configuration.diff import differences
from cti_adapter.configuration.document import AgentPart, Document
from tests.unit.configuration.builders import WHOLE


def said(before: Document, after: Document) -> list[str]:
    return [str(each) for each in differences(before, after)]


def test_a_difference_names_its_path_and_both_values() -> None:
    """Also where one of them is the default, which no document mentions."""
    after = Policy(smart_assign=False, call_results=("Sold",), admin_contact="Ada")

    assert [
        "  settings.smart_assign: true → false",
        "  settings.call_results: [Solved, Follow-up, Voicemail, Wrong number] → [Sold]",
        '  settings.admin_contact: "" → Ada',
    ] == said(WHOLE, replace(WHOLE, settings=after))
    assert [] == said(WHOLE, WHOLE)


def test_who_came_and_who_went() -> None:
    agents = {"a": AgentPart(line="109", name="Agent A"), "c": AgentPart(line="103", name="C")}

    assert [
        "  agents.a.line: 101 → 109",
        "  agents.a.user_id: 005000000000001AAA → null",
        "+ agents.c: line: 103, name: C, language: en, time_zone: UTC, do_not_log: false",
        "- agents.b: line: 0102, name: No, language: de, time_zone: UTC, do_not_log: false",
    ] == said(WHOLE, replace(WHOLE, agents=agents))


def test_tables_are_compared_row_by_row() -> None:
    """And a text of several lines stays on one line of the list."""
    one = Hint(situation="no-match", text="Ask.")
    two = Hint(situation="no-contact", text="Ask\nagain.")
    old, new = (Document(settings=Policy(hints=hints)) for hints in ((one,), (one, two)))

    assert ['+ settings.hints[1]: situation: no-contact, text: "Ask\\nagain."'] == said(old, new)
    assert ["- settings.hints[1]: situation: no-contact, text: "] == [
        line.partition('"')[0] for line in said(new, old)
    ]
    turned = Document(settings=Policy(hints=(two, one)))

    (moved,) = differences(new, turned)

    assert "settings.hints" == moved.path
    assert moved.before is not None
    assert moved.before.startswith("[situation: no-match")


def test_what_one_of_them_does_not_mention_is_no_difference() -> None:
    """A file with settings alone does not take the agents away."""
    assert [] == said(WHOLE, Document(settings=Policy()))
    assert [] == said(Document(agents={}), Document(settings=Policy()))
