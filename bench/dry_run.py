"""How long settings take to be tried on past calls, and with how much memory.

`python -m bench.dry_run --calls 10000` lets the product with its stand-ins take, save and log a few
calls, multiplies their rows under new ids, and runs `cti-adapter config import FILE --dry-run` on
the newest hundred of them and on all, as an admin would: once with settings by which every call
would differ, once with settings by which it cannot be told of any.
Exit code 1: a command failed, or took longer than a minute for ten thousand calls.
"""

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.admin import demo
from bench.processes import ROOT, done
from bench.restore import filled
from cti_adapter.demo import ORG_KEY
from cti_adapter.storage import open_storage
from cti_adapter.storage.secrets import FernetSealer

MODELS: Final = 5
FEW: Final = 100
"""As many as page 'Assignment' tries."""
MOST_S_A_CALL: Final = 60 / 10_000
SETTINGS: Final = {
    "all differ": "matched_objects: [{object: Lead}]",
    "none can be told": "matched_objects: [{object: Contact}, {object: Project__c}]",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.dry_run", description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000, help="calls in the database")
    args = parser.parse_args()
    print(f"load average before {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    is_fine = True
    with TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as folder, demo() as running:
        database = Path(folder) / "cti.sqlite3"
        storage = open_storage(running.database, FernetSealer((running.keys.fernet,)))
        with closing(storage):
            filled(running, storage, database, args.calls, MODELS)
        env = {
            "CTI_PUBLIC_URL": "http://127.0.0.1:1",
            "CTI_DATABASE_URL": f"sqlite:///{database}",
            "CTI_SECRET_KEYS": running.keys.fernet,
        }
        for name, settings in SETTINGS.items():
            file = Path(folder) / "config.yaml"
            file.write_text(f"format: 1\nsettings:\n  {settings}\n", encoding="utf-8")
            for calls in (FEW, args.calls):
                words = ("config", "import", str(file), "--dry-run", "--calls", str(calls))
                ended = done((*words, "--org", ORG_KEY), env)
                took, most = ended.seconds, ended.most / 1e6
                print(f"{name:18}{calls:7} calls  {took:.1f} s  {most:.0f} MB", flush=True)
                print("\n".join(ended.said.splitlines()[-2:]))
                is_fine &= ended.code == 0 and (calls == FEW or took <= calls * MOST_S_A_CALL)
    print(f"load average after {os.getloadavg()[0]:.1f}")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
