"""Every module of the pure packages is answered for by a test module of its own."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
MIRRORED = ("calls", "assignment", "configuration", "logbook", "outbox")


def test_every_pure_module_has_a_test_module() -> None:
    """`calls/lifecycle.py` is explained and held by `unit/calls/test_lifecycle.py`."""
    missing = [
        f"tests/unit/{package}/test_{module.stem}.py"
        for package in MIRRORED
        for module in sorted((ROOT / "cti_adapter" / package).glob("[a-z]*.py"))
        if not (ROOT / "tests" / "unit" / package / f"test_{module.stem}.py").is_file()
    ]

    assert [] == missing, "\n".join(["missing:", *missing])
