"""cti_adapter.call_center.grammar: what Salesforce would refuse, said before it does."""

import pytest

from cti_adapter.call_center import call_center, faults_of

GOOD = call_center("https://cti.acme.test", "acme")
URL = "https://cti.acme.test/o/acme/softphone"
MODE = "Classic_and_Lightning"


def changed(*changes: tuple[str, str]) -> str:
    """Return a good file with each first text replaced by the second."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("callCenter>", "CallCenter>", "the file is no XML: mismatched tag"),
        ('sortOrder="6"', 'sortOrder="5"', "sortOrder counts from 0 without gaps and repeats"),
        ('sortOrder="2" name="ctiAdapter"', 'name="ctiAdapter"', "without gaps and repeats"),
        ('name="ctiAdapter"', 'name="cti adapter"', "a name has 1 to 40 letters and digits"),
        ('name="ctiAdapter"', f'name="{"c" * 41}"', "a name has 1 to 40 letters and digits"),
        ('name="ctiAdapter"', 'name="reqPhone"', "names that begin with req are Salesforce's own"),
        ('name="orgKey"', 'name="reqKey"', "names that begin with req are Salesforce's own"),
        ('name="orgKey"', 'name="sortOrder"', "this name is reserved"),
        ('name="reqLongDistPrefix"', 'name="reqOutsidePrefix"', "the name stands here twice"),
        ('label="Org Key"', f'label="{"k" * 1001}"', "the label is longer than 1000 characters"),
        ("CompatibilityMode", "CompatabilityMode", "is it spelled right?"),
        ('name="reqUseApi"', 'name="reqVersion"', "item reqUseApi is missing"),
        (">true<", ">yes<", "item reqUseApi: true or false"),
        (">560<", ">239<", "item reqSoftphoneHeight: 240 to 2560 pixels"),
        (">400<", ">wide<", "item reqSoftphoneWidth: 200 to 1920 pixels"),
        (f">{MODE}<", ">Lightening<", "item reqSalesforceCompatibilityMode: one of"),
        (URL, "http://cti.acme.test", "item reqAdapterUrl: begins with https://"),
        (">CTIAdapter<", ">1st_Adapter<", "item reqInternalName: a letter, then"),
        (">CTI Adapter<", f">{'d' * 1001}<", "item reqDisplayName: at most 1000 characters"),
        ('"reqOutsidePrefix" label="Outside Prefix" />', '"other" label="" />', "knows no item"),
        ("<item ", "<thing/><item ", "only <item> may stand here, not <thing>"),
    ],
)
def test_a_fault_is_said_in_words(old: str, new: str, fault: str) -> None:
    """Each names the place and what would be right."""
    faults = faults_of(changed((old, new)))

    assert [] != [each for each in faults if fault in each], faults


def test_the_two_first_items_have_their_places() -> None:
    """Salesforce reads the internal name at 0 and the display name at 1."""
    faults = faults_of(
        changed(
            ('sortOrder="0" name="reqInternalName"', 'sortOrder="1" name="reqInternalName"'),
            ('sortOrder="1" name="reqDisplayName"', 'sortOrder="0" name="reqDisplayName"'),
        )
    )

    assert (
        "item reqInternalName: its sortOrder is 0",
        "item reqDisplayName: its sortOrder is 1",
    ) == faults


def test_an_order_may_be_written_in_any_place() -> None:
    """The numbers count, not the lines: an admin may have moved one."""
    swapped = changed(
        ('sortOrder="2" name="reqAdapterUrl"', 'sortOrder="3" name="reqAdapterUrl"'),
        ('sortOrder="3" name="reqUseApi"', 'sortOrder="2" name="reqUseApi"'),
    )

    assert () == faults_of(swapped)


def test_a_standby_page_needs_a_time() -> None:
    """Salesforce takes both or neither."""
    alone = '</section><section sortOrder="1" name="reqDialingOptions"'
    item = '<item sortOrder="7" name="reqStandbyUrl">https://cti.acme.test/standby</item>'
    text = "".join(line.strip() for line in GOOD.splitlines())
    faults = faults_of(text.replace(alone, item + alone))

    assert ("items reqStandbyUrl and reqTimeout: both or neither",) == faults


def test_canvas_is_not_for_lightning() -> None:
    """The address would be ignored, and the panel stay empty."""
    text = changed((">true<", ">true</item><item sortOrder='7' name='reqCanvasApiName'>phone<"))

    assert [
        "items reqCanvas…: Lightning does not take Canvas; set the adapter's address instead"
    ] == list(faults_of(text))


def test_a_document_type_is_not_read_at_all() -> None:
    """What it defines could swell to gigabytes."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><callCenter>&b;</callCenter>'

    assert ("the file has a document type: take the <!DOCTYPE …> out",) == faults_of(bomb)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the file is no XML"),
        ("<CallCenter/>", "the outermost element is <callCenter>, without a namespace"),
        ("<callCenter/>", "callCenter: at least one <section> is needed"),
        (
            '<callCenter><section sortOrder="0" name="own"/></callCenter>',
            "section reqGeneralInfo is missing",
        ),
    ],
)
def test_what_is_no_definition_at_all_is_said_too(text: str, fault: str) -> None:
    """Somebody picked the wrong file."""
    assert [] != [each for each in faults_of(text) if fault in each]
