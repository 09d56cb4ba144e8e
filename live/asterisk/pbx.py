"""The real Asterisk of the live suite: unpacked beside us, started by chroot, ended again."""

import os
import re
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import requests

from live.asterisk import config

ROOT = Path(os.environ.get("ASTERISK_ROOT", "var/asterisk/root")).resolve()
PING = f"http://127.0.0.1:{config.ARI_PORT}/ari/asterisk/ping"
STARTS_IN_S = 30


class Pbx:
    """Asterisk, in the network namespace of this process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        for name in ("proc", "dev", "run", "var/run/asterisk", "var/log/asterisk"):
            (ROOT / name).mkdir(parents=True, exist_ok=True)
        for name in ("lib", "spool"):
            shutil.rmtree(ROOT / f"var/{name}/asterisk", ignore_errors=True)
            (ROOT / f"var/{name}/asterisk").mkdir(parents=True)
        config.write(ROOT / "etc/asterisk")
        subprocess.run(["mount", "--bind", "/dev", ROOT / "dev"], check=True)
        subprocess.run(["mount", "-t", "proc", "proc", ROOT / "proc"], check=True)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for name in ("proc", "dev"):
            subprocess.run(["umount", "--lazy", ROOT / name], check=False)

    def start(self) -> None:
        """Start it and wait until its ARI answers."""
        self._process = subprocess.Popen(
            ["chroot", ROOT, "/usr/sbin/asterisk", "-f", "-C", "/etc/asterisk/asterisk.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + STARTS_IN_S
        while time.monotonic() < until:
            with suppress(requests.RequestException):
                if requests.get(PING, auth=("cti", config.PASSWORD), timeout=1).ok:
                    return
            time.sleep(0.1)
        raise AssertionError("Asterisk does not start; see var/log/asterisk in its folder")

    def stop(self) -> None:
        """Kill it, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def let_in(self, password: str) -> None:
        """Change the password of its ARI."""
        file = ROOT / "etc/asterisk/ari.conf"
        text = re.sub(
            r"^password=.*$", f"password={password}", file.read_text(), flags=re.MULTILINE
        )
        file.write_text(text)
        self.command("module reload res_ari.so")

    def command(self, text: str) -> str:
        """Give a command at its console; return what it says."""
        done = subprocess.run(
            ["chroot", ROOT, "/usr/sbin/asterisk", "-rx", text],
            capture_output=True,
            check=False,
            text=True,
        )
        return done.stdout
