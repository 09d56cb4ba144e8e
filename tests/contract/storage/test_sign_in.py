"""A sign-in goes its way once, in order, in time, and only for who holds its secrets (D9)."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from cti_adapter.storage import Storage
from cti_adapter.storage.sign_in import Claim, Login, NewSignIn, Returned, SignInStatus
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, SECOND, an_org

NEW = NewSignIn(
    org_id=ORG,
    id="sign-in-1",
    secret="of the iframe",
    bind_code="of the popup",
    at=NINE,
    expires_at=NINE + 300 * SECOND,
)
LOGIN = Login(state="of the login", verifier="of PKCE", nonce="of the id token")
GRANT = '{"agent": "a"}'


@pytest.fixture
def started(storage: Storage) -> Storage:
    storage.settings.put_org(an_org())
    storage.sign_in.start(NEW)
    return storage


@pytest.fixture
def begun(started: Storage) -> Storage:
    started.sign_in.bind(ORG, NEW.id, NEW.bind_code, NINE)
    started.sign_in.begin(ORG, NEW.id, LOGIN, NINE)
    return started


@pytest.fixture
def finished(begun: Storage) -> Storage:
    begun.sign_in.came_back(LOGIN.state, NEW.bind_code, NINE)
    begun.sign_in.finish(ORG, NEW.id, GRANT, NINE)
    return begun


def claim(storage: Storage, at: datetime = NINE) -> Claim | None:
    return storage.sign_in.claim(ORG, NEW.id, NEW.secret, at)


def test_the_session_is_claimed_once(finished: Storage) -> None:
    """Who repeats the claim learns only that it was made."""
    assert Claim(status=SignInStatus.CLAIMED, grant=GRANT) == claim(finished)
    assert Claim(status=SignInStatus.CLAIMED) == claim(finished)


def test_an_iframe_may_ask_before_it_is_finished(begun: Storage) -> None:
    """It asks every second while the agent types a password."""
    assert Claim(status=SignInStatus.BEGUN) == claim(begun)


def test_only_the_iframe_that_started_it_may_claim(finished: Storage) -> None:
    """The id is no secret; and an org's sign-in is nothing in another org."""
    assert None is finished.sign_in.claim(ORG, NEW.id, "guessed", NINE)
    assert None is finished.sign_in.claim(OTHER_ORG, NEW.id, NEW.secret, NINE)
    assert Claim(status=SignInStatus.CLAIMED, grant=GRANT) == claim(finished)


def test_a_popup_without_the_code_of_our_iframe_is_not_bound(started: Storage) -> None:
    """A login link that somebody sent must lead nowhere."""
    assert False is started.sign_in.bind(ORG, NEW.id, "guessed", NINE)
    assert False is started.sign_in.begin(ORG, NEW.id, LOGIN, NINE)
    assert True is started.sign_in.bind(ORG, NEW.id, NEW.bind_code, NINE)
    assert False is started.sign_in.bind(ORG, NEW.id, NEW.bind_code, NINE)


def test_the_login_comes_back_once_with_what_it_took_along(begun: Storage) -> None:
    """A replayed callback finishes nothing."""
    came_back = begun.sign_in.came_back(LOGIN.state, NEW.bind_code, NINE)

    expected = Returned(org_id=ORG, id=NEW.id, verifier=LOGIN.verifier, nonce=LOGIN.nonce)
    assert expected == came_back
    assert None is begun.sign_in.came_back(LOGIN.state, NEW.bind_code, NINE)


def test_a_login_that_comes_back_in_another_browser_is_not_taken_up(begun: Storage) -> None:
    """The victim of a sent link has not the cookie of the popup."""
    assert None is begun.sign_in.came_back(LOGIN.state, "guessed", NINE)
    assert None is begun.sign_in.came_back("guessed", NEW.bind_code, NINE)


def test_nothing_is_finished_that_did_not_come_back(begun: Storage) -> None:
    """Steps are taken in order."""
    assert False is begun.sign_in.finish(ORG, NEW.id, GRANT, NINE)


def test_a_refused_sign_in_tells_the_iframe_why(begun: Storage) -> None:
    """The agent pressed Cancel at the org's login."""
    assert True is begun.sign_in.refuse(ORG, NEW.id, "cancelled", NINE)
    assert Claim(status=SignInStatus.REFUSED, reason="cancelled") == claim(begun)
    assert None is begun.sign_in.came_back(LOGIN.state, NEW.bind_code, NINE)


def test_what_is_finished_cannot_be_refused(finished: Storage) -> None:
    """A late error page must not take a session away."""
    assert False is finished.sign_in.refuse(ORG, NEW.id, "cancelled", NINE)


def test_a_sign_in_has_its_time(finished: Storage) -> None:
    """A secret that leaks later is worth nothing."""
    assert None is claim(finished, at=NEW.expires_at)


def test_sign_ins_whose_time_is_over_are_forgotten(started: Storage) -> None:
    """The id is free again."""
    later = replace(NEW, at=NEW.expires_at, expires_at=NEW.expires_at + SECOND)
    started.sign_in.start(later)

    assert Claim(status=SignInStatus.STARTED) == claim(started, at=NEW.expires_at)
