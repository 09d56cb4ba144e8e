"""The file says what the document says; a file with a fault is refused as a whole."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from msgspec.structs import replace

from cti_adapter.calls.policy import Hint, Policy
from cti_adapter.configuration.document import AgentPart, Document
from cti_adapter.configuration.file import Refused, read, write
from tests.unit.configuration.builders import WHOLE, any_document


@hypothesis_settings(max_examples=50)
@given(any_document())
def test_what_is_written_is_read_again(document: Document) -> None:
    """Whatever stands in a name, a hint or a result; letter by letter."""
    text = write(document)
    again = read(text)

    assert document == again
    assert text == write(again)


@pytest.mark.requirement("B-14")
def test_the_file_is_for_people() -> None:
    """Every setting stands in it, also those nobody has touched, under the heading of its page."""
    lines = write(WHOLE).splitlines()

    assert lines[0].startswith("# The configuration of one org")
    assert "format: 1" in lines
    assert "  # assignment" in lines
    assert "  smart_assign: true" in lines
    assert "    line: '0102'" in lines
    assert "    name: 'No'" in lines
    assert [] == [name for name in Policy.__struct_fields__ if f"\n  {name}:" not in write(WHOLE)]


@pytest.mark.parametrize("text", ["\n\n", "a\n\n", "\na", " a\nb", "a\nb "])
def test_white_space_around_a_text_is_kept(text: str) -> None:
    """Also where it is the last of its section, and YAML would end the document there."""
    hints = (Hint(situation="no-match", text=text),)
    document = replace(WHOLE, settings=Policy(hints=hints))

    assert document == read(write(document))


def test_texts_of_several_lines_stay_readable() -> None:
    """A hint is read in a review as it will be read on the panel."""
    hints = (Hint(situation="no-match", text="Ask for the name.\nSpell it back."),)
    written = write(Document(settings=Policy(hints=hints)))

    assert "    text: |-\n      Ask for the name.\n      Spell it back.\n" in written
    assert hints == read(written).settings.hints  # type: ignore[union-attr] # it was written


def test_a_country_is_no_switch_and_a_line_no_number() -> None:
    """Written by hand, without quotes: Norway, and an agent on 0102."""
    text = "format: 1\nagents:\n  b:\n    line: 0102\n    name: No\nsettings:\n  region: NO\n"
    document = read(text)

    assert Policy(region="NO") == document.settings
    assert "0102" == document.agents["b"].line  # type: ignore[index] # it was written


def test_names_are_read_as_they_were_written() -> None:
    """Whatever people are called: quotes, colons, words of YAML, characters nobody sees."""
    names = ("Ada", "O'Brien", "yes", "a: b", "# 1", " x ", "Ü", "é\u00a0\u2028x\U0001f600", "")
    agents = {
        f"n{number}": AgentPart(line=str(number), name=name, do_not_log=number > 4)
        for number, name in enumerate(names)
    }

    assert Document(agents=agents) == read(write(Document(agents=agents)))


def test_a_part_may_be_left_out() -> None:
    """A file with settings alone says nothing of agents."""
    assert Document(settings=Policy(smart_assign=False)) == read(
        "format: 1\nsettings:\n  smart_assign: off\n"
    )
    assert Document() == read("format: 1")


@pytest.mark.requirement("B-14")
def test_everything_that_is_wrong_is_said_at_once() -> None:
    """With its line, and in the order of the file."""
    text = """\
format: 1
org:
  key: main
agents:
  a:
    line: 101
    name: Agent A
  b:
    line: 101
    name: Agent B
settings:
  smart_asign: true
  wrap_up_s: soon
  call_results: []
  region: Germany
  matched_objects:
  - object: Contact
    fields: [Phone, "Mobile Phone"]
"""
    with pytest.raises(Refused) as refused:
        read(text)

    assert [
        (12, "settings.smart_asign", "meant"),
        (13, "settings.wrap_up_s", "number"),
        (14, "settings.call_results", "few"),
        (15, "settings.region", "like"),
        (18, "settings.matched_objects[0].fields[1]", "like"),
    ] == [(fault.line, fault.path, fault.code) for fault in refused.value.faults]
    assert "line 13, settings.wrap_up_s: write a whole number" in str(refused.value)


def test_what_contradicts_itself_has_its_line() -> None:
    """Two agents on one line; a result that stands there twice."""
    text = write(replace(WHOLE, settings=Policy(call_results=("Sold", "sold"))))
    text = text.replace("'0102'", "'101'")
    with pytest.raises(Refused) as refused:
        read(text)
    lines = text.splitlines()

    assert [
        (lines.index("    line: '101'", lines.index("  b:")) + 1, "agents.b.line", "line-taken"),
        (lines.index("  - sold") + 1, "settings.call_results[1]", "twice"),
    ] == [(fault.line, fault.path, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "missing", 1),
        ("settings: {}\n", "missing", 1),
        ("\nformat: 2\nanything: 1\n", "format", 2),
        ("format: [1]\n", "format", 1),
        ("- format\n", "table", 1),
        ("format: 1\nsettings: [\n", "no-yaml", 3),
        ("format: 1\nsettings: &a {}\norg: *a\n", "alias", 2),
    ],
)
def test_what_is_no_configuration_is_refused(text: str, code: str, line: int) -> None:
    """Nothing is guessed."""
    with pytest.raises(Refused) as refused:
        read(text)

    assert [(code, line)] == [(fault.code, fault.line) for fault in refused.value.faults]


def test_a_kind_of_telephone_system_nobody_knows_is_named() -> None:
    """A file from a newer release."""
    assert WHOLE == read(write(WHOLE), kinds=("generic",))
    with pytest.raises(Refused, match="there are: twilio, vonage"):
        read(write(WHOLE), kinds=("twilio", "vonage"))
