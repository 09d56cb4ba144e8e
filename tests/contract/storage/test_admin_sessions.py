"""Sessions of admins, and the boot tokens that let the first one in (D9)."""

from msgspec.structs import replace

from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage import Storage
from cti_adapter.storage.admin_sessions import AdminSession
from cti_adapter.storage.secrets import fingerprint
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, SECOND

ENDS = NINE + 3600 * SECOND
SESSION = AdminSession(
    token_hash=fingerprint("token"),
    org_id=ORG,
    user_id="005a",
    username="a@example.test",
    csrf="mark",
    client="Firefox",
    language="en",
    created_at=NINE,
    seen_at=NINE,
    checked_at=NINE,
    expires_at=ENDS,
)


def test_a_boot_token_is_good_once_and_for_its_time(storage: Storage) -> None:
    """It says whose pages it opens; a used, an old and a guessed one open none."""
    tokens = storage.admin_sessions
    for token in ("used", "old"):
        tokens.issue_boot_token(token, ORG, at=NINE, expires_at=ENDS)

    assert ORG == tokens.redeem_boot_token("used", NINE)
    assert None is tokens.redeem_boot_token("used", NINE)
    assert None is tokens.redeem_boot_token("old", ENDS)
    assert None is tokens.redeem_boot_token("guessed", NINE)


def test_a_token_tells_its_session_while_it_lasts(storage: Storage) -> None:
    """And names neither its mark nor itself where it is printed."""
    storage.admin_sessions.open_session(SESSION)

    assert SESSION == storage.admin_sessions.session("token", NINE)
    assert None is storage.admin_sessions.session("token", ENDS)
    assert None is storage.admin_sessions.session("guessed", NINE)
    assert "mark" not in repr(SESSION)


def test_what_changes_in_a_session_is_kept(storage: Storage) -> None:
    """Signs of life, the org's answer and the role in it, the language."""
    admins, later = storage.admin_sessions, NINE + SECOND
    admins.open_session(SESSION)
    admins.seen(SESSION, later)
    admins.checked(SESSION, later, "supervisor")
    admins.speak(SESSION, "de")

    changed = replace(SESSION, seen_at=later, checked_at=later, language="de", role="supervisor")
    assert changed == admins.session("token", NINE)


def test_who_came_without_an_org_settles_in_the_one_they_set_up(storage: Storage) -> None:
    """The first admin of a deployment is there before its first org."""
    homeless = replace(SESSION, org_id=OrgId(""), user_id="")
    storage.admin_sessions.open_session(homeless)
    storage.admin_sessions.settle(homeless, ORG)
    settled = storage.admin_sessions.session("token", NINE)

    assert settled is not None
    assert ORG == settled.org_id


def test_sessions_are_listed_and_ended_within_their_org(storage: Storage) -> None:
    """One by one, or all of a user; a foreign org ends nothing."""
    admins = storage.admin_sessions
    other = replace(SESSION, token_hash=fingerprint("other"), seen_at=NINE + SECOND)
    for each in (SESSION, other):
        admins.open_session(each)

    assert (other, SESSION) == admins.of_org(ORG, NINE)
    assert () == admins.of_org(OTHER_ORG, NINE)
    admins.end(OTHER_ORG, SESSION.token_hash, NINE)
    assert 0 == admins.end_all_of(OTHER_ORG, "005a", NINE)
    admins.end(ORG, SESSION.token_hash, NINE)
    assert (other,) == admins.of_org(ORG, NINE)
    assert 1 == admins.end_all_of(ORG, "005a", NINE)


def test_old_sessions_are_forgotten(storage: Storage) -> None:
    """The table holds who is here, not who was."""
    admins, later = storage.admin_sessions, ENDS + SECOND
    admins.open_session(SESSION)
    young = replace(SESSION, token_hash=b"young", created_at=later, expires_at=later + SECOND)
    admins.open_session(young)

    assert (young,) == admins.of_org(ORG, later)
    assert (young,) == admins.of_org(ORG, NINE)
