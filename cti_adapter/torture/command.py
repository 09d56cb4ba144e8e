"""The command line: `cti-adapter torture WAY`. What it runs is imported when it runs.

Exit code 0 where nothing is wrong and every broken design is caught, else 1.
"""

import argparse
import signal
import sys
from collections.abc import Callable
from threading import Event
from time import perf_counter
from types import FrameType


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the ways of torture to the parser."""
    ways = parser.add_subparsers(required=True, metavar="WAY")
    _add_sim(ways.add_parser("sim", help="many schedules in virtual time, a seed each"))
    _add_kill(ways.add_parser("kill", help="real processes, killed while calls are told"))
    _add_cluster(
        ways.add_parser("cluster", help="as kill: several processes of each kind, and PostgreSQL")
    )
    _add_outage(ways.add_parser("outage", help="Salesforce is away for an hour"))
    _add_all(
        ways.add_parser("all", help="every way, and one table of the promises P1 to P7 and P11")
    )
    _add_power(ways.add_parser("power", help="power cuts, and what is left on the disk"))
    _add_keys(ways.add_parser("keys", help="each place the call key may have, or none: P11"))


def _add_sim(sim: argparse.ArgumentParser) -> None:
    sim.add_argument("--seeds", type=int, default=1000, metavar="N", help="how many (%(default)s)")
    sim.add_argument("--first", type=int, default=0, metavar="N", help="the first of them")
    sim.add_argument("--minutes", type=float, metavar="M", help="end after so many at the latest")
    sim.add_argument("--seed", type=int, metavar="N", help="play this one and tell its story")
    sim.add_argument("--design", default="ours", help="ours, or one that is broken on purpose")
    sim.add_argument("--mutants", action="store_true", help="see each broken design caught")
    sim.set_defaults(command=_sim)


def _add_kill(kill: argparse.ArgumentParser) -> None:
    _add_lives(kill)
    _add_database(kill)
    kill.set_defaults(command=_kill)


def _add_cluster(cluster: argparse.ArgumentParser) -> None:
    _add_lives(cluster)
    cluster.set_defaults(command=_cluster)


def _add_lives(kill: argparse.ArgumentParser) -> None:
    kill.add_argument("--calls", type=int, default=400, metavar="N", help="how many (%(default)s)")
    kill.add_argument("--seed", type=int, default=11, metavar="N", help="of the dice (%(default)s)")
    kill.add_argument(
        "--life", type=int, default=32, metavar="N", help="deliveries of a life (%(default)s)"
    )
    kill.add_argument("--minutes", type=float, metavar="M", help="begin no call after so many")


def _add_outage(outage: argparse.ArgumentParser) -> None:
    outage.add_argument(
        "--calls", type=int, default=500, metavar="N", help="how many (%(default)s)"
    )
    outage.add_argument(
        "--seed", type=int, default=11, metavar="N", help="of the dice (%(default)s)"
    )
    _add_database(outage)
    outage.set_defaults(command=_outage)


def _add_all(everything: argparse.ArgumentParser) -> None:
    everything.add_argument(
        "--minutes", type=float, default=30, metavar="M", help="for each way (%(default)s)"
    )
    _add_database(everything)
    everything.set_defaults(command=_all)


def _add_database(way: argparse.ArgumentParser) -> None:
    way.add_argument(
        "--database-url",
        metavar="URL",
        help="an empty PostgreSQL database, postgresql+psycopg://…; else a file of SQLite",
    )


def _add_power(power: argparse.ArgumentParser) -> None:
    power.add_argument("--trials", type=int, default=400, metavar="N", help="cuts (%(default)s)")
    power.add_argument("--seed", type=int, default=0, metavar="N", help="of the dice (%(default)s)")
    power.add_argument("--design", default="ours", help="ours, or one that is broken on purpose")
    power.add_argument("--mutants", action="store_true", help="see each broken design caught")
    power.set_defaults(command=_power)


def _add_keys(keys: argparse.ArgumentParser) -> None:
    keys.add_argument(
        "--calls", type=int, default=10_000, metavar="N", help="how many for each (%(default)s)"
    )
    keys.set_defaults(command=_keys)


def _sim(args: argparse.Namespace) -> int:
    from cti_adapter.torture.campaign import campaign, caught  # noqa: PLC0415
    from cti_adapter.torture.designs import BROKEN, DESIGNS  # noqa: PLC0415

    if args.design not in DESIGNS:
        sys.stderr.write(f"--design: say one of {', '.join(DESIGNS)}\n")
        return 2
    if args.mutants:
        reports = {design: caught(design, range(args.seeds)) for design in BROKEN}
        for design, report in reports.items():
            sys.stdout.write(f"{design}: {report.caught_words}\n")
        return 0 if all(report.bad_seeds for report in reports.values()) else 1
    seeds = range(args.first, args.first + args.seeds) if args.seed is None else [args.seed]
    is_time = until(args.minutes)
    report = campaign(args.design, seeds, go_on=lambda _: is_time())
    if args.seed is not None:
        sys.stdout.write("\n".join([*report.last_story, ""]))
    sys.stdout.write(f"{report}\n")
    return 1 if report.bad_seeds else 0


def _kill(args: argparse.Namespace) -> int:
    is_wanted = end_with_a_verdict()
    is_time = until(args.minutes)
    from cti_adapter.torture.kill import kill  # noqa: PLC0415

    found = kill(
        args.seed,
        args.calls,
        database=args.database_url,
        deliveries_of_a_life=args.life,
        go_on=lambda: is_wanted() and is_time(),
        tell=_tell_meanwhile,
    )
    sys.stdout.write(f"{found}\n")
    return 0 if found.is_good else 1


def _cluster(args: argparse.Namespace) -> int:
    is_wanted = end_with_a_verdict()
    is_time = until(args.minutes)
    from cti_adapter.torture.cluster import cluster  # noqa: PLC0415

    found = cluster(
        args.seed,
        args.calls,
        deliveries_of_a_life=args.life,
        go_on=lambda: is_wanted() and is_time(),
        tell=_tell_meanwhile,
    )
    sys.stdout.write(f"{found}\n")
    return 0 if found.is_good and not found.is_late else 1


def _power(args: argparse.Namespace) -> int:
    from cti_adapter.torture.power import BROKEN, DESIGNS, power  # noqa: PLC0415

    if args.design not in DESIGNS:
        sys.stderr.write(f"--design: say one of {', '.join(DESIGNS)}\n")
        return 2
    if args.mutants:
        outages = [power(design, args.trials, seed=args.seed) for design in BROKEN]
        sys.stdout.write("".join(f"{outage}\n" for outage in outages))
        return 0 if all(outage.bad_trials for outage in outages) else 1
    outage = power(args.design, args.trials, seed=args.seed)
    sys.stdout.write(f"{outage}\n")
    return 1 if outage.bad_trials else 0


def _keys(args: argparse.Namespace) -> int:
    from cti_adapter.torture.key_places import campaign  # noqa: PLC0415

    outcomes = campaign(args.calls)
    sys.stdout.write("".join(f"{outcome}\n" for outcome in outcomes))
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def _outage(args: argparse.Namespace) -> int:
    _end_in_order()
    from cti_adapter.torture.outage import outage  # noqa: PLC0415

    found = outage(args.seed, args.calls, database=args.database_url)
    sys.stdout.write(f"{found}\n")
    return 0 if found.is_good else 1


def _all(args: argparse.Namespace) -> int:
    _end_in_order()
    from cti_adapter.torture.promises import table, torture  # noqa: PLC0415

    def tell(done: object) -> None:
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()

    rows = torture(args.minutes, args.database_url, tell, _tell_meanwhile)
    sys.stdout.write(f"\n{table(rows)}\n")
    return 0 if all(row.is_kept for row in rows) else 1


def _tell_meanwhile(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def until(minutes: float | None) -> Callable[[], bool]:
    """Return what says whether there is time left, from now on; None is for as long as it takes."""
    if minutes is None:
        return lambda: True
    ends_at = perf_counter() + 60 * minutes
    return lambda: perf_counter() < ends_at


def end_with_a_verdict() -> Callable[[], bool]:
    """Return what says whether to go on: until Ctrl-C, whose second one ends all at once.

    What a long run has found in hours is not lost by ending it early.
    """
    interrupted = Event()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        _tell_meanwhile("no more calls; what is told is written and judged (again: end at once)")

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    return lambda: not interrupted.is_set()


def _end_in_order() -> None:
    """End what was started when we are told to end, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
