"""cti_adapter.call_center: the definitions that Salesforce imports or deploys."""

from xml.etree import ElementTree as ET

from cti_adapter.call_center import MANIFEST, call_center

ADDRESS = "https://cti.acme.test/o/acme/softphone"


def test_the_import_file_names_our_address_and_counts_without_gaps() -> None:
    """Salesforce refuses a file whose sortOrder repeats or leaves a gap."""
    root = ET.fromstring(call_center("https://cti.acme.test", "acme").encode())  # noqa: S314 - our own file
    items = {item.get("name"): item.text for item in root.iter("item")}
    orders = [int(item.get("sortOrder", "-1")) for item in root.iter("item")]

    assert ADDRESS == items["reqAdapterUrl"]
    assert list(range(len(orders))) == orders
    assert ["reqInternalName", "reqDisplayName"] == list(items)[:2]


def test_the_metadata_file_says_the_same() -> None:
    """Deployed or imported, the org hosts the same softphone."""
    text = call_center("https://cti.acme.test", "acme", "metadata")

    assert 2 == text.count(ADDRESS)
    assert "example.com" not in text


def test_the_package_lists_every_field_it_carries() -> None:
    """A field that is not listed is not deployed."""
    space = "{http://soap.sforce.com/2006/04/metadata}"
    activity = ET.parse(MANIFEST / "metadata" / "objects" / "Activity.object")  # noqa: S314 - our own file
    package = ET.parse(MANIFEST / "metadata" / "package.xml")  # noqa: S314 - our own file
    fields = {f"Activity.{name.text}" for name in activity.iter(f"{space}fullName")}

    assert fields <= {member.text for member in package.iter(f"{space}members")}
    assert 3 == len(fields)
