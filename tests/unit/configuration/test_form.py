"""A page of settings as a form: shown, typed, read, and shown again."""

from hypothesis import given
from hypothesis import settings as hypothesis_settings

from cti_adapter.calls.policy import FieldMapping, Hint, MatchedObject, Policy
from cti_adapter.configuration.document import Document
from cti_adapter.configuration.form import Filled, Typed, field_of, place_of, shown
from cti_adapter.configuration.schema import PAGES, Setting, on_page
from cti_adapter.configuration.task_settings import TaskShape
from tests.unit.configuration.builders import any_document

FORMS = tuple(page for page in PAGES if page != "salesforce")


def sent(typed: Typed) -> dict[str, str]:
    """Return what a browser sends of what is shown."""
    form: dict[str, str] = {}
    for name, value in typed.items():
        if isinstance(value, list):
            for number, row in enumerate([*value, {}]):
                form |= {f"{name}-{number}-{part}": text for part, text in row.items()}
        elif value is not False:
            form[name] = "on" if value is True else value.replace("\n", "\r\n")
    return form


@hypothesis_settings(max_examples=30)
@given(any_document())
def test_what_is_shown_and_sent_again_is_the_same(document: Document) -> None:
    """But for spaces at the ends, which nobody sees."""
    policy = document.settings
    assert isinstance(policy, Policy)
    for page in FORMS:
        typed = shown(on_page(page), policy)
        once = Filled(on_page(page), sent(typed)).over(policy)
        again = Filled(on_page(page), sent(shown(on_page(page), once)))

        assert once == again.over(once)


def test_a_page_touches_its_own_settings_alone() -> None:
    """What stands on another page is as it was."""
    before = Policy(wrap_up_s=5, smart_assign=True)
    filled = Filled(on_page("assignment"), sent(shown(on_page("assignment"), before)))
    form = Filled(
        on_page("assignment"),
        {"pop": "never", "region": "DE", "minimum_digits": "7"},
    )
    after = form.over(before)

    assert before == filled.over(before)
    assert () == form.faults
    assert (False, "never", 5) == (after.smart_assign, after.pop, after.wrap_up_s)
    assert () == after.matched_objects


def test_rows_that_were_emptied_are_gone() -> None:
    form = {
        "matched_objects-0-object": " ",
        "matched_objects-0-fields": "",
        "matched_objects-1-object": "Contact",
        "matched_objects-1-fields": "Phone\r\n\r\n MobilePhone ",
        "matched_objects-2-object": "",
    }
    filled = Filled(on_page("assignment"), form)

    assert (MatchedObject(object="Contact", fields=("Phone", "MobilePhone")),) == (
        filled.values["matched_objects"]
    )


def test_a_fault_finds_its_field() -> None:
    """A link leads there, and a screen reader says it there."""
    form = {
        "hints-0-situation": "",
        "hints-0-text": "Ask.",
        "leading_system": "ftp://x",
    }
    filled = Filled(on_page("hints"), form)
    of = {setting.name: setting for setting in on_page("hints")}

    assert [("hints[0].situation", "choice"), ("leading_system", "like")] == [
        (fault.path, fault.code) for fault in filled.faults
    ]
    assert ["hints-0-situation", "leading_system"] == [
        field_of(of[place_of(fault.path)[0]], fault.path) for fault in filled.faults
    ]
    assert "hints-3-situation" == field_of(of["hints"], "hints[3]")
    assert "hints" == field_of(of["hints"], "hints")
    assert [{"situation": "", "text": "Ask."}] == filled.typed["hints"]


def test_what_contradicts_itself_is_a_fault_of_the_page_that_did_it() -> None:
    """A contradiction that stands on another page is not this admin's to mend now."""
    odd = Policy(away_reasons=("Break", "break"))
    notes = on_page("notes")
    mine = {**sent(shown(notes, odd)), "call_results": "Sold\nsold"}
    filled = Filled(notes, mine)
    filled.over(odd)
    untouched = Filled(notes, sent(shown(notes, odd)))
    untouched.over(odd)

    assert ["call_results[1]"] == [fault.path for fault in filled.faults]
    assert () == untouched.faults


def test_a_text_of_several_lines_is_one_value() -> None:
    setting: Setting = on_page("hints")[0]
    policy = Policy(hints=(Hint(situation="no-match", text="a\nb"),))

    assert {"hints": [{"situation": "no-match", "text": "a\nb"}]} == shown((setting,), policy)


BARE = TaskShape(fields={}, record_types=())
MAPPED = {"field_mapping-0-attribute": "order", "field_mapping-0-field": "Order__c"}


def asked(form: dict[str, str], *answers: TaskShape | None, before: Policy) -> list[str]:
    """Return the faults of the logging page, once the org was asked."""
    filled, waiting = Filled(on_page("logging"), form), list(answers)
    filled.ask_org(before, filled.over(before), lambda: waiting.pop(0))
    assert not waiting
    return [f"{fault.path}: {fault.code}" for fault in filled.faults]


def test_the_org_is_asked_once_everything_else_is_right() -> None:
    """It has the last word about what it has, and none about the rest."""
    form = sent(shown(on_page("logging"), Policy())) | MAPPED
    mapped = Policy(field_mapping=(FieldMapping(attribute="order", field="Order__c"),))

    assert ["field_mapping[0].field: no-task-field"] == asked(form, BARE, before=Policy())
    assert ["silence_h: number"] == asked(form | {"silence_h": "soon"}, before=Policy())
    assert [] == asked(form, before=mapped)


def test_an_org_that_does_not_answer_is_told_at_what_was_changed() -> None:
    """What is not known to be there is not saved."""
    form = sent(shown(on_page("logging"), Policy())) | {"task_record_type": "Phone"}

    assert ["task_record_type: org-silent"] == asked(form, None, before=Policy())
