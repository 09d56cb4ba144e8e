"""The command line: `cti-adapter COMMAND`, every command with --help.

Exit code 0 done, 1 the thing asked for is not so, 2 usage or configuration (contract.md §1).
Modules are imported by the command that needs them: gevent patches the world before the rest.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from cti_adapter import __version__, backup_command, config_command
from cti_adapter.call_center import FORMATS, Standby, call_center, faults_of
from cti_adapter.errors import SettingsError
from cti_adapter.settings import Settings
from cti_adapter.torture import command as torture_command

Command = Callable[[argparse.Namespace], int]


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    parser = _parser()
    args = parser.parse_args(argv)
    command: Command = args.command
    try:
        return command(args)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    from cti_adapter.simulator import cli as simulator  # noqa: PLC0415 - a stand-in, not a layer

    parser = argparse.ArgumentParser(
        prog="cti-adapter", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    _add_servers(commands)

    demo = commands.add_parser("demo", help="the product with its stand-ins, on this machine")
    demo.add_argument("--state", type=Path, default=Path("var"), help="where it keeps its state")
    demo.add_argument("--port", type=int, default=8080)
    demo.add_argument("--salesforce-port", type=int, default=8090)
    demo.add_argument("--telephone-port", type=int, default=8091)
    demo.add_argument("--twin-salesforce-port", type=int, default=8092, help="0 for one org alone")
    demo.add_argument("--twin-telephone-port", type=int, default=8093)
    demo.add_argument("--control", action="store_true", help="open /_control of the stand-in")
    demo.add_argument(
        "--cluster",
        nargs=2,
        type=int,
        metavar=("WEB", "WORK"),
        help="so many processes of each kind behind a balancer, on PostgreSQL; state is not kept",
    )
    demo.set_defaults(command=_demo)

    emulate = commands.add_parser("emulate", help="the Salesforce stand-in alone")
    emulate.add_argument("--port", type=int, default=8090)
    emulate.add_argument("--profile", choices=("plain", "rich"), default="rich")
    emulate.add_argument("--state", type=Path)
    emulate.add_argument("--apps", type=Path, help="JSON file with the OAuth apps")
    emulate.add_argument("--call-center", type=Path, help="JSON file with the call center")
    emulate.add_argument("--control", action="store_true", help="open /_control for tests")
    emulate.set_defaults(command=_emulate)

    simulate = commands.add_parser("simulate", help="place scripted calls through the simulator")
    simulator.add_arguments(simulate)
    simulate.set_defaults(command=simulator.run)

    _add_set_up(commands)
    _operations(commands)

    torture = commands.add_parser("torture", help="try to lose a call, or to log it twice")
    torture_command.add_arguments(torture)
    return parser


def _operations(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what keeps a deployment going."""
    config = commands.add_parser("config", help="the configuration as one versioned file")
    config_command.add_arguments(config)

    doctor = commands.add_parser("doctor", help="what is set up, what is not, and what to do")
    doctor.add_argument("--org", metavar="KEY", help="key of the org; by default every one")
    doctor.add_argument("--json", action="store_true", help="one object, for scripts")
    doctor.set_defaults(command=_doctor)

    replay = commands.add_parser("replay", help="a call's journal as a story, folded again")
    replay.add_argument("call_id", metavar="CALL_ID", help="our id of the call")
    replay.add_argument("--org", metavar="KEY", help="key of the org; by default any")
    replay.set_defaults(command=_replay)

    erase = commands.add_parser("erase", help="erase all that is kept of a caller")
    erase.add_argument("--org", metavar="KEY", help="key of the org, where there are several")
    erase.add_argument("--number", required=True, metavar="NUMBER", help="as it is written")
    erase.add_argument("--yes", action="store_true", help="do it; else it is only counted")
    erase.add_argument("--by", metavar="NAME", default="", help="who does it, for the record")
    erase.set_defaults(command=_erase)

    export = commands.add_parser("export", help="all that is kept of a caller, as JSON")
    export.add_argument("--org", metavar="KEY", help="key of the org, where there are several")
    export.add_argument("--number", required=True, metavar="NUMBER", help="as it is written")
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    export.add_argument("--by", metavar="NAME", default="", help="who does it, for the record")
    export.set_defaults(command=_export)

    audit = commands.add_parser("audit", help="the log of who did what")
    actions = audit.add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="whether every row is as it was written")
    verify.add_argument("--org", metavar="KEY", help="key of the org; by default every chain")
    verify.set_defaults(command=_audit_verify)

    keys = commands.add_parser("keys", help="the keys that seal stored secrets")
    key_actions = keys.add_subparsers(required=True, metavar="ACTION")
    rotate = key_actions.add_parser("rotate", help="seal everything anew with the first key")
    rotate.set_defaults(command=_keys_rotate)

    backup_command.add_arguments(commands)


def _add_set_up(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what is printed or written once, for Salesforce, for Teams and for the first admin."""
    center = commands.add_parser("call-center", help="the call center definition, for import")
    center.add_argument("--org", default="main", metavar="KEY", help="key of the org")
    center.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    center.add_argument("--standby-url", metavar="URL", help="page to load where ours is away")
    center.add_argument("--standby-after", type=int, default=10_000, metavar="MS")
    center.add_argument("--check", type=Path, metavar="FILE", help="say what is wrong with a file")
    center.set_defaults(command=_call_center)

    teams = commands.add_parser("teams-app", help="the companion as an app of Microsoft Teams")
    teams.add_argument("--org", default="main", metavar="KEY", help="key of the org")
    teams.add_argument("--out", type=Path, default=Path("companion.zip"), metavar="FILE")
    teams.set_defaults(command=_teams_app)

    boot = commands.add_parser("boot-token", help="lets an admin in, once, without Salesforce")
    boot.add_argument("--org", metavar="KEY", help="key of the org; by default the first one")
    boot.set_defaults(command=_boot_token)


def _add_servers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help="the web server, development form")
    serve.add_argument("--port", type=int, default=8080)
    serve.set_defaults(command=_serve)

    work = commands.add_parser("work", help="courier and clock, on PostgreSQL")
    work.add_argument("--metrics-port", type=int, metavar="PORT", help="where /metrics answers")
    work.set_defaults(command=_work)

    connect = commands.add_parser("connect", help="hold the line of one telephone system")
    connect.add_argument("name", metavar="NAME", help="of the telephone system, or its key")
    connect.add_argument("--web", metavar="URL", help="where the web process is, from here")
    connect.add_argument("--state", type=Path, default=Path("var"), help="where it keeps its state")
    connect.set_defaults(command=_connect)


def _settings() -> Settings:
    from cti_adapter.logs import configure_logs  # noqa: PLC0415 - not every command needs settings

    settings = Settings.from_env(os.environ)
    configure_logs(settings.log_format, least=logging.WARNING)  # a server sets its own
    return settings


def _serve(args: argparse.Namespace) -> int:
    from cti_adapter.app import create_app  # noqa: PLC0415 - only a server needs Flask

    app = create_app(_settings())
    app.run("127.0.0.1", args.port, threaded=True)
    return 0


def _work(args: argparse.Namespace) -> int:
    from cti_adapter.app import run_work  # noqa: PLC0415

    return run_work(_settings(), args.metrics_port)


def _connect(args: argparse.Namespace) -> int:
    from cti_adapter.app import run_connect  # noqa: PLC0415

    return run_connect(_settings(), args.name, web=args.web, state=args.state)


def _demo(args: argparse.Namespace) -> int:
    from cti_adapter.demo import Ports, run_cluster, run_demo  # noqa: PLC0415

    ports = Ports(
        product=args.port,
        salesforce=args.salesforce_port,
        telephone=args.telephone_port,
        twin_salesforce=args.twin_salesforce_port,
        twin_telephone=args.twin_telephone_port,
    )
    if args.cluster is not None:
        return run_cluster(ports, *args.cluster)
    return run_demo(args.state, ports, control=args.control)


def _emulate(args: argparse.Namespace) -> int:
    from cti_adapter.emulator.app import serve  # noqa: PLC0415

    serve(
        port=args.port,
        profile=args.profile,
        state=args.state,
        control=args.control,
        apps=args.apps,
        call_center=args.call_center,
    )
    return 0


def _call_center(args: argparse.Namespace) -> int:
    if args.check is not None:
        return _check_call_center(args.check)
    standby = Standby(args.standby_url, args.standby_after) if args.standby_url else None
    address = _settings().public_url
    sys.stdout.write(call_center(address, args.org, args.format, standby=standby))
    return 0


def _teams_app(args: argparse.Namespace) -> int:
    from cti_adapter.teams_app import teams_app  # noqa: PLC0415

    file: Path = args.out
    package = teams_app(_settings().public_url, args.org)
    try:
        file.write_bytes(package)
    except OSError as error:
        raise SettingsError(f"--out: {file} cannot be written: {error}") from error
    sys.stdout.write(f"{file}: upload it in Teams, Apps, Manage your apps, Upload an app\n")
    return 0


def _check_call_center(file: Path) -> int:
    try:
        faults = faults_of(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"--check: {file} cannot be read: {error}") from error
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "Salesforce can import it\n")
    return 1 if faults else 0


def _boot_token(args: argparse.Namespace) -> int:
    from cti_adapter.app import new_boot_token  # noqa: PLC0415

    settings = _settings()
    token = new_boot_token(settings, args.org)
    sys.stdout.write(
        f"Open {settings.public_url}/admin/boot within an hour and give it this token:\n{token}\n"
    )
    return 0


def _replay(args: argparse.Namespace) -> int:
    from cti_adapter.app import replay  # noqa: PLC0415

    return replay(_settings(), args.call_id, args.org)


def _audit_verify(args: argparse.Namespace) -> int:
    from cti_adapter.app import verify_audit  # noqa: PLC0415

    return verify_audit(_settings(), args.org)


def _keys_rotate(_: argparse.Namespace) -> int:
    from cti_adapter.app import rotate_keys  # noqa: PLC0415

    return rotate_keys(_settings())


def _erase(args: argparse.Namespace) -> int:
    from cti_adapter.app import erase  # noqa: PLC0415

    return erase(_settings(), args.org, args.number, yes=args.yes, by=args.by)


def _export(args: argparse.Namespace) -> int:
    from cti_adapter.app import export_caller  # noqa: PLC0415

    return export_caller(_settings(), args.org, args.number, args.out, args.by)


def _doctor(args: argparse.Namespace) -> int:
    from cti_adapter.app import doctor  # noqa: PLC0415

    return doctor(_settings(), args.org, as_json=args.json)


if __name__ == "__main__":
    sys.exit(main())
