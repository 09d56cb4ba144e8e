"""The environment: read once, and everything that is wrong is said at once (contract.md §2)."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from cti_adapter.errors import SettingsError
from cti_adapter.settings import Settings, is_origin

KEY, OLD_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NO_ORIGIN = "must be an https origin like https://cti.example.com (http only on loopback)"
ENOUGH = {"CTI_PUBLIC_URL": "https://cti.example.com", "CTI_SECRET_KEYS": KEY}


def faults(env: dict[str, str]) -> list[str]:
    """Return what is wrong with an environment."""
    with pytest.raises(SettingsError) as wrong:
        Settings.from_env(env)
    return str(wrong.value).splitlines()


def test_two_settings_are_enough() -> None:
    """Everything else has a default that works on one machine."""
    settings = Settings.from_env(ENOUGH)

    assert ("https://cti.example.com", (KEY,), "sqlite:///var/cti.sqlite3", "US") == (
        settings.public_url,
        settings.secret_keys,
        settings.database_url,
        settings.default_region,
    )
    assert not settings.is_loopback


def test_what_is_not_ours_is_none_of_our_business() -> None:
    """The environment belongs to everybody."""
    others = {"PATH": "/bin", "CTIX": "1", "CTI_LOG_FORMAT": " "}

    assert Settings.from_env(ENOUGH) == Settings.from_env({**ENOUGH, **others})


def test_lists_are_separated_by_commas() -> None:
    """The first key encrypts; hosts are pinned one by one."""
    hosts = "https://acme.lightning.force.com, https://acme.my.salesforce.com"
    settings = Settings.from_env(
        {**ENOUGH, "CTI_SECRET_KEYS": f"{KEY}, {OLD_KEY}", "CTI_ORG_HOSTS": hosts}
    )

    assert (KEY, OLD_KEY) == settings.secret_keys
    assert tuple(hosts.split(", ")) == settings.org_hosts


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """One start, one list; not one start for each fault."""
    told = faults(
        {
            "CTI_SECRET_KEYS": f"{KEY},too-short",
            "CTI_SALESFORCE_LOGIN_URL": "http://login.salesforce.com",
            "CTI_ORG_HOSTS": "https://acme.lightning.force.com,acme",
            "CTI_DATABASE_URL": "mysql://localhost/cti",
            "CTI_DEFAULT_REGION": "usa",
            "CTI_SALESFORCE_PRIVATE_KEY": "nowhere.pem",
            "CTI_LOG_FORMAT": "xml",
            "CTI_PUBLIC_ULR": "https://cti.example.com",
        }
    )

    assert [
        "CTI_PUBLIC_ULR is not a setting",
        "set CTI_PUBLIC_URL",
        f"CTI_SALESFORCE_LOGIN_URL {NO_ORIGIN}",
        "CTI_ORG_HOSTS: 'acme' is no origin like https://acme.lightning.force.com",
        "CTI_SECRET_KEYS: key 2 is no Fernet key (44 characters of base64)",
        "CTI_DATABASE_URL must start with sqlite:/// or postgresql+psycopg://",
        "CTI_DEFAULT_REGION must be an ISO country like US or DE",
        "CTI_SALESFORCE_PRIVATE_KEY: there is no file at that path",
        "CTI_LOG_FORMAT must be console or json",
    ] == told


def test_a_fault_never_repeats_a_secret() -> None:
    """Messages of a failed start end up in tickets."""
    told = faults({**ENOUGH, "CTI_SECRET_KEYS": "hunter2", "CTI_NONSENSE": "hunter3"})

    assert "hunter" not in "\n".join(told)


@pytest.mark.parametrize(
    "url",
    [
        "https://cti.example.com",
        "https://cti.example.com:8443",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://[::1]:8080",
    ],
)
def test_an_origin_is_https_or_on_this_machine(url: str) -> None:
    """A browser keeps a Secure cookie on both."""
    assert is_origin(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cti.example.com",
        "http://cti.example.com",
        "https://",
        "https://cti.example.com/softphone",
        "https://cti.example.com?x=1",
        "https://user@cti.example.com",
        "https://cti.example.com:port",
        "https://cti.example.com:0",
        "ftp://cti.example.com",
        "javascript:alert(1)",
        "https://cti.example.com;script-src *",
        "https://*.example.com",
        "https://cti.example.com https://evil.example",
    ],
)
def test_nothing_else_is_an_origin(url: str) -> None:
    """It goes into headers, redirects and policies as it is."""
    assert not is_origin(url)


def test_a_slash_at_the_end_is_no_part_of_an_origin() -> None:
    """People copy addresses from browsers; an Origin header has none."""
    settings = Settings.from_env({**ENOUGH, "CTI_PUBLIC_URL": "https://cti.example.com/"})

    assert "https://cti.example.com" == settings.public_url


def test_loopback_is_known(tmp_path: Path) -> None:
    """Over plain http some headers would lock people out; a key file may be named."""
    pem = tmp_path / "key.pem"
    pem.write_text("key")
    env = {
        **ENOUGH,
        "CTI_PUBLIC_URL": "http://127.0.0.1:8080",
        "CTI_SALESFORCE_PRIVATE_KEY": str(pem),
    }
    settings = Settings.from_env(env)

    assert (True, pem) == (settings.is_loopback, settings.salesforce_private_key)


def test_an_org_needs_the_country_of_its_bare_numbers() -> None:
    """A guessed country would look up the wrong caller (B-11)."""
    (fault,) = faults({**ENOUGH, "CTI_SALESFORCE_CLIENT_ID": "consumer-key"})

    assert fault.startswith("set CTI_DEFAULT_REGION")


def test_a_token_for_the_figures_is_long() -> None:
    """It is all that stands between the world and them."""
    assert ["CTI_METRICS_TOKEN must have at least 24 characters"] == faults(
        {**ENOUGH, "CTI_METRICS_TOKEN": "short"}
    )


@pytest.mark.parametrize("count", ["-1", "1.5", "many", "6", "0x1"])
def test_proxies_are_counted(count: str) -> None:
    """One too many, and whoever asks says where they are."""
    assert ["CTI_TRUSTED_PROXIES must be a number from 0 to 5"] == faults(
        {**ENOUGH, "CTI_TRUSTED_PROXIES": count}
    )


def test_no_proxy_is_believed_where_nothing_is_said() -> None:
    """What stands before the product is known to its operator alone."""
    told = Settings.from_env({**ENOUGH, "CTI_TRUSTED_PROXIES": "2"})

    assert (0, 2) == (Settings.from_env(ENOUGH).trusted_proxies, told.trusted_proxies)
