"""How processes under gevent are measured: coverage has to ask gevent which greenlet is running.

Only there. What gevent keeps of a native thread that ended is taken down by whatever the main
thread does next; measured so, a server with a thread for each connection stood still, its main
thread waiting for ever for a new thread to start. Knows coverage's environment variable and
nothing about what is measured.
"""

import os

from coverage.config import CoverageConfig

_CONFIG = "COVERAGE_PROCESS_CONFIG"


def under_gevent() -> dict[str, str]:
    """Return what the environment of a process needs that runs under gevent."""
    told = os.environ.get(_CONFIG)
    if told is None:
        return {}  # nothing is measured
    config = CoverageConfig.deserialize(told)
    config.set_option("run:concurrency", ["thread", "gevent"])
    return {_CONFIG: config.serialize()}
