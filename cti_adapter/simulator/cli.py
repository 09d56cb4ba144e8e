"""The command line of the simulator: `simulate call …` and `simulate serve …`.

Exit code 0 done, 1 the simulator refused or is not there, 2 usage.
"""

import argparse
import sys
from pathlib import Path

from msgspec import structs

from cti_adapter.simulator import server
from cti_adapter.simulator.client import SimulatorRefused, place_call
from cti_adapter.simulator.exchange import Pace
from cti_adapter.simulator.server import Setup

DEFAULT_PORT = 8091
WITHHELD = "withheld"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands `call` and `serve` to the parser."""
    commands = parser.add_subparsers(dest="simulate", required=True, metavar="call|serve")
    _add_call(commands.add_parser("call", help="let a customer call"))
    _add_serve(commands.add_parser("serve", help="run the telephone simulator"))


def run(args: argparse.Namespace) -> int:
    """Do what the parsed arguments say; return the exit code."""
    return _serve(args) if args.simulate == "serve" else _call(args)


def main() -> int:
    """Run `python -m cti_adapter.simulator`."""
    parser = argparse.ArgumentParser(prog="python -m cti_adapter.simulator", description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args())


def _add_call(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="from_number",
        required=True,
        metavar="NUMBER",
        help=f"the caller's number, or '{WITHHELD}'",
    )
    parser.add_argument("--to-agent", metavar="ID", help="ring at this agent")
    parser.add_argument("--queue", metavar="NAME", help="come in through this queue")
    parser.add_argument("--script", type=Path, metavar="FILE", help="tell the call line by line")
    parser.add_argument(
        "--simulator",
        default=f"http://127.0.0.1:{DEFAULT_PORT}",
        metavar="URL",
        help="the running simulator (%(default)s)",
    )


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes any free port")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--hook-url", required=True, metavar="URL", help="where events are posted")
    parser.add_argument(
        "--secret-file",
        type=Path,
        required=True,
        metavar="FILE",
        help="holds the shared secret, whsec_…",
    )
    parser.add_argument(
        "--beside",
        nargs=3,
        action="append",
        default=[],
        metavar=("PORT", "URL", "FILE"),
        help="one more telephone system in the same process: port, hook, secret",
    )
    parser.add_argument("--script-dir", type=Path, metavar="DIR", help="scripts the page offers")
    parser.add_argument(
        "--far-end-answers",
        type=float,
        default=Pace().far_end_answers_s,
        metavar="SECONDS",
        help="how long a dialled number rings (%(default)s)",
    )


def _call(args: argparse.Namespace) -> int:
    try:
        script = args.script.read_text(encoding="utf-8") if args.script else None
    except (OSError, UnicodeDecodeError) as fault:
        return _fail(2, f"--script: {args.script} cannot be read: {fault}")
    number = None if args.from_number == WITHHELD else args.from_number
    try:
        placed = place_call(
            args.simulator,
            from_number=number,
            to_agent=args.to_agent,
            queue=args.queue,
            script=script,
        )
    except SimulatorRefused as refused:
        return _fail(1, str(refused))
    sys.stdout.write(f"call {placed.call_id}\n")
    return 0


def _serve(args: argparse.Namespace) -> int:
    try:
        first = Setup(
            port=args.port,
            host=args.host,
            hook_url=args.hook_url,
            secret=_secret(args.secret_file),
            script_dir=args.script_dir,
            pace=Pace(far_end_answers_s=args.far_end_answers),
        )
        others = [
            structs.replace(first, port=int(port), hook_url=hook_url, secret=_secret(Path(file)))
            for port, hook_url, file in args.beside
        ]
    except (OSError, UnicodeDecodeError) as fault:
        return _fail(2, f"--secret-file: it cannot be read: {fault}")
    except ValueError as fault:
        return _fail(2, str(fault))
    server.run(first, *others)
    return 0


def _secret(file: Path) -> str:
    secret = file.read_text(encoding="utf-8").strip()
    if not secret.startswith("whsec_"):
        raise ValueError("--secret-file: it holds no secret that starts with whsec_")
    return secret


def _fail(code: int, message: str) -> int:
    sys.stderr.write(f"simulate: {message}\n")
    return code
