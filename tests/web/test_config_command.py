"""`cti-adapter config`: what an admin decided as a file, reviewed, imported, rolled back (B-14)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.fernet import Fernet

from cti_adapter.__main__ import main
from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.ports import Agent
from cti_adapter.storage import FernetSealer, Storage, migrate, open_storage
from cti_adapter.storage.settings import ConnectorSettings, OrgSettings

SECRETS = {"client_secret": "client-hush-1", "private_key": "-----BEGIN hush-2-----"}
HOOKS = ("whsec_aHVzaC0z", "whsec_aHVzaC00")
CONFIG = OrgConfig(
    login_url="https://acme.my.salesforce.com",
    client_id="consumer-key",
    username="integration@example.test",
    hosts=("https://acme.lightning.force.com",),
)

Run = Callable[..., tuple[int, str, str]]


class Deployment:
    """A database with one org, and the environment that leads to it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        key = Fernet.generate_key().decode()
        database = f"sqlite:///{folder / name}.sqlite3"
        migrate(database)
        self.env = {
            "CTI_PUBLIC_URL": "https://cti.example.com",
            "CTI_SECRET_KEYS": key,
            "CTI_DATABASE_URL": database,
        }
        self.storage = open_storage(database, FernetSealer((key,)))

    def add_org(self, number: int = 1, *, hooks: tuple[str, ...] = HOOKS) -> OrgId:
        org_id = OrgId(f"org-{number}")
        config = msgspec.to_builtins(CONFIG)
        self.storage.settings.put_org(
            OrgSettings(
                id=org_id, key=f"o{number}", name="Engines", config=config, created_at=utc_now()
            )
        )
        self.storage.settings.put_org_secrets(org_id, SECRETS)
        for agent_id, line in (("a", "101"), ("b", "102")):
            self.storage.people.put_agent(
                Agent(
                    org_id=org_id,
                    id=AgentId(agent_id),
                    line=Line(line),
                    name=f"Agent {agent_id.upper()}",
                    user_id=f"005000000000001AA{agent_id.upper()}",
                )
            )
        if hooks:
            self.storage.settings.put_connector(
                ConnectorSettings(
                    org_id=org_id,
                    key=f"hook-{number}",
                    kind="generic",
                    name="Main",
                    secrets=hooks,
                    created_at=utc_now(),
                )
            )
        return org_id


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    made = Deployment(tmp_path, "cti")
    made.add_org()
    yield made
    made.storage.close()


@pytest.fixture
def run(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    for name, value in deployment.env.items():
        monkeypatch.setenv(name, value)

    def config(*arguments: object) -> tuple[int, str, str]:
        """Return exit code, output and complaints."""
        code = main(["config", *map(str, arguments)])
        return code, *capsys.readouterr()

    return config


@pytest.fixture
def file(deployment: Deployment, run: Run) -> Path:
    """An export of the deployment."""
    made = deployment.folder / "config.yaml"
    assert (0, "", "") == run("export", made)
    return made


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def smart_assign(storage: Storage) -> bool:
    return storage.configurations.current(OrgId("org-1")).document.settings.smart_assign  # type: ignore[union-attr] # it is complete


@pytest.mark.requirement("B-14")
def test_an_export_that_is_imported_changes_nothing(run: Run, file: Path) -> None:
    """And exported again it is the same file, letter by letter."""
    before = file.read_text(encoding="utf-8")

    assert (0, "o1: nothing to change: still version 1\n", "") == run("import", file)
    assert (0, before, "") == run("export")


@pytest.mark.requirement("B-14")
def test_an_export_contains_no_secret(file: Path) -> None:
    """It is mailed, reviewed, kept in a repository."""
    text = file.read_text(encoding="utf-8")

    assert [] == [secret for secret in (*SECRETS.values(), *HOOKS) if secret in text]
    assert "secret: telephone-systems/hook-1" in text
    assert "client_secret: salesforce/client_secret" in text


@pytest.mark.requirement("B-14")
def test_what_is_imported_and_rolled_back_equals_the_former(
    run: Run, file: Path, deployment: Deployment
) -> None:
    """Settings, agents, telephone systems: all of it, as a new version."""
    before = file.read_text(encoding="utf-8")
    edit(file, "smart_assign: true", "smart_assign: false")
    edit(file, "name: Agent B", "name: Agent Bee")
    changed = "  agents.b.name: Agent B → Agent Bee\n  settings.smart_assign: true → false\n"

    assert (0, f"{changed}o1: now version 2\n", "") == run("import", file, "--by", "ada")
    assert not smart_assign(deployment.storage)
    code, told, _ = run("rollback", 1, "--by", "ada")
    assert (0, "o1: now version 3") == (code, told.splitlines()[-1])
    assert (0, before, "") == run("export")
    assert (1, changed, "") == run("diff", 1, 2)
    assert (0, "", "") == run("diff", 1, "now")
    assert (1, changed, "") == run("diff", 3, file)
    assert ["3\tada\trollback 1", "2\tada\timport config.yaml", "1\t-"] == [
        "\t".join(line.split("\t")[:1] + line.split("\t")[2:])
        for line in run("versions")[1].splitlines()
    ]


@pytest.mark.requirement("B-14")
def test_a_faulty_file_is_refused_as_a_whole(run: Run, file: Path, deployment: Deployment) -> None:
    """One fault among a hundred settings: nothing is changed, and its line is named."""
    edit(file, "smart_assign: true", "smart_assign: false")
    edit(file, "wrap_up_s: 60", "wrap_up_s: soon")
    line = file.read_text(encoding="utf-8").splitlines().index("  wrap_up_s: soon") + 1

    assert (
        2,
        "",
        f"{file}: line {line}, settings.wrap_up_s: write a whole number\nnothing was changed\n",
    ) == run("import", file)
    assert smart_assign(deployment.storage)
    assert (0, "", "") == run("versions")


@pytest.mark.requirement("B-14")
def test_an_import_names_the_secrets_it_cannot_find(
    run: Run, file: Path, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A telephone system without its secret would hear nothing: nothing is changed until asked."""
    added = "  branch:\n    kind: generic\n    secret: telephone-systems/branch\n"
    edit(file, "telephone_systems:\n", f"telephone_systems:\n{added}")
    named = "  telephone_systems.branch.secret: telephone-systems/branch\n"

    for how in ((), ("--dry-run",)):
        code, _, complaint = run("import", file, *how)
        assert (1, True) == (code, named in complaint)
    assert 1 == len(deployment.storage.settings.connectors(OrgId("org-1")))

    edit(file, "telephone-systems/branch", "env:BRANCH_SECRET")
    monkeypatch.setenv("BRANCH_SECRET", HOOKS[1])
    assert 0 == run("import", file)[0]
    systems = deployment.storage.settings.connectors(OrgId("org-1"))
    assert {"hook-1": HOOKS, "branch": HOOKS[1:]} == {each.key: each.secrets for each in systems}
    assert "secret: telephone-systems/branch" in run("export")[1]


def test_a_telephone_system_that_was_removed_comes_back_without_its_secret(
    run: Run, file: Path, deployment: Deployment
) -> None:
    """What was forgotten is forgotten: the rollback says so and waits to be told to go on."""
    text = file.read_text(encoding="utf-8")
    start, end = text.index("telephone_systems:"), text.index("agents:")
    file.write_text(f"{text[:start]}telephone_systems: {{}}\n{text[end:]}", encoding="utf-8")

    assert 0 == run("import", file)[0]
    assert () == deployment.storage.settings.connectors(OrgId("org-1"))
    assert 1 == run("rollback", 1)[0]
    code, _, complaint = run("rollback", 1, "--without-secrets")
    assert (0, True) == (code, "hook-1.secret" in complaint)
    assert [()] == [each.secrets for each in deployment.storage.settings.connectors(OrgId("org-1"))]


def test_a_dry_run_says_what_would_change(run: Run, file: Path, deployment: Deployment) -> None:
    edit(file, "smart_assign: true", "smart_assign: false")

    assert (0, "  settings.smart_assign: true → false\n", "") == run("import", file, "--dry-run")
    assert smart_assign(deployment.storage)


def test_settings_alone_are_for_any_org(run: Run, deployment: Deployment) -> None:
    """One file of settings for production and the place where one tries; agents stay."""
    deployment.add_org(2)
    shared = deployment.folder / "shared.yaml"
    shared.write_text("format: 1\nsettings:\n  smart_assign: false\n", encoding="utf-8")

    assert (2, "", "--org: name one of the orgs; there are: o1, o2\n") == run("import", shared)
    assert 0 == run("import", shared, "--org", "o2")[0]
    assert smart_assign(deployment.storage)
    assert ["a", "b"] == [agent.id for agent in deployment.storage.people.agents(OrgId("org-2"))]


def test_a_file_goes_to_the_org_it_is_of(run: Run, deployment: Deployment) -> None:
    deployment.add_org(2)
    file = deployment.folder / "two.yaml"

    assert 0 == run("export", file, "--org", "o2")[0]
    assert (0, "o2: nothing to change: still version 1\n", "") == run("import", file)
    edit(file, "key: o2", "key: o3")
    assert (2, "", "--org: no org has the key 'o3'; there are: o1, o2\n") == run("import", file)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("export", "--version", 7), "there is no version 7"),
        (("rollback", 7), "there is no version 7"),
        (("diff", 1, "nowhere.yaml"), "there is no version 1"),
        (("diff", "now", "nowhere.yaml"), "nowhere.yaml cannot be read"),
        (("import", "nowhere.yaml"), "nowhere.yaml cannot be read"),
        (("export", "nowhere/config.yaml"), "nowhere/config.yaml cannot be written"),
        (("versions", "--org", "nobody"), "no org has the key 'nobody'; there are: o1"),
    ],
)
def test_what_is_not_there_is_said(run: Run, arguments: tuple[object, ...], complaint: str) -> None:
    """Exit code 2, and what to do."""
    code, told, complaints = run(*arguments)

    assert (2, "") == (code, told)
    assert complaint in complaints


def test_a_version_is_a_number(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("export", "--version", "latest")

    assert 2 == ended.value.code
    assert "write the number of a version" in capsys.readouterr().err
