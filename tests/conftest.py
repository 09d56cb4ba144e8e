"""What every test shares: how Hypothesis searches, the browser, the record of requirements.

Fixtures of one kind of test live in the conftest of that kind's folder, never here.
"""

import os

from hypothesis import settings

pytest_plugins = [
    "pytester",
    "tests.chromium_plugin",
    "tests.product_plugin",
    "tests.requirements_plugin",
    "tests.witness_plugin",
]

# a process that is aborted because it stands still says where
os.environ["PYTHONFAULTHANDLER"] = "1"

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("developer", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "developer")
