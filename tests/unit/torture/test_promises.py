"""The table that `make torture` prints: what was promised, what came of it, and whether it held."""

from collections import Counter

from cti_adapter.torture.campaign import Report
from cti_adapter.torture.found import Found
from cti_adapter.torture.key_places import Outcome
from cti_adapter.torture.power import Outage
from cti_adapter.torture.promises import Everything, rows_of, table


def everything(**found: int) -> Everything:
    caught = Report("no-key")
    caught.bad_seeds = [0]
    killed = Found(
        seed=1, database="sqlite", calls=20, kills=Counter(worker=2), found=Counter(found)
    )
    sim = Report("ours")
    sim.seeds = 3
    return Everything(
        sim=sim,
        broken=[caught],
        kills=[killed],
        power=Outage(design="ours", trials=80),
        broken_storages=[Outage(design="unsynced", bad_trials=1)],
        away=Found(way="outage", seed=1, database="sqlite", calls=5),
        keys=[
            Outcome(place="nowhere", calls=20, lost=0, doubled=2, told=2, at_least_once=20),
        ],
    )


def test_every_promise_has_its_goal_and_its_figure() -> None:
    """Who reads the table needs no other page to judge it."""
    rows = rows_of(everything())
    printed = table(rows)

    assert [f"P{number}" for number in (*range(1, 8), 11)] == [row.name for row in rows]
    assert all(row.is_kept for row in rows)
    assert "sqlite: 20 calls, 2 SIGKILLs" in printed
    assert 8 == printed.count("| kept |")


def test_a_call_that_was_lost_is_a_broken_promise() -> None:
    """One among ten thousand is enough."""
    rows = rows_of(everything(LOST=1))

    assert ["P1"] == [row.name for row in rows if not row.is_kept]
    assert "LOST=1" in rows[0].figure


def test_a_broken_design_that_is_not_caught_breaks_the_promise_it_tests() -> None:
    """A harness that lets it pass has shown nothing."""
    done = everything()._replace(broken=[Report("no-key")], broken_storages=[Outage(design="ours")])

    assert ["P1", "P3"] == [row.name for row in rows_of(done) if not row.is_kept]


def test_a_double_that_nobody_is_told_of_breaks_the_promise_to_an_org_without_a_key() -> None:
    """It may happen there; that it is kept quiet may not (P11)."""
    silent = Outcome(place="nowhere", calls=20, lost=0, doubled=2, told=1, at_least_once=20)
    done = everything()._replace(keys=[silent])

    assert ["P11"] == [row.name for row in rows_of(done) if not row.is_kept]
