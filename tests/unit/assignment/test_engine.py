"""The door to the engine names what stands behind it."""

from pathlib import Path

from cti_adapter.assignment import engine

PACKAGE = Path(engine.__file__).parent


def test_every_file_of_the_engine_is_named_at_the_door() -> None:
    """Who starts reading here finds all of it."""
    files = {path.name for path in PACKAGE.glob("[a-z]*.py")} - {"engine.py"}

    assert files == {word for word in (engine.__doc__ or "").split() if word.endswith(".py")}


def test_the_door_hides_nothing() -> None:
    """What is offered there can be called there."""
    assert all(hasattr(engine, name) for name in engine.__all__)
