"""What the image copies is all that the product needs (Dockerfile): it starts there, and serves."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography.fernet import Fernet

from cti_adapter.demo.ports import free_port
from tests.support.patience import until
from tests.support.running import TIMEOUT_S
from tests.unit.test_deploy_files import copied, said
from tests.unit.test_docs import ROOT

HERE = "only in the image"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The image's folder and its command, on an empty database."""
    app, port = tmp_path / "app", free_port()
    app.mkdir()
    for source in copied():
        place = ROOT / source
        if place.is_dir():
            shutil.copytree(place, app / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, app / source)
    (app / "static" / "here.css").write_text(HERE)
    program, *arguments = [word.strip('",[] ') for word in said("CMD")[0].split()]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [Path(sys.executable).with_name(program), *arguments],
        cwd=app,
        env={
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "PYTHONPATH": str(app),
            "PORT": str(port),
            "CTI_PUBLIC_URL": "https://cti.example.com",
            "CTI_SECRET_KEYS": Fernet.generate_key().decode(),
            "CTI_DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'cti.sqlite3'}",
        },
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(url: str) -> requests.Response | None:
    try:
        answer = requests.get(url, timeout=5)
    except (requests.ConnectionError, requests.Timeout):  # nothing is compiled yet, nor loaded
        return None
    return answer if answer.ok else None


def test_the_product_starts_from_what_the_image_copies(served: str) -> None:
    """Code, templates and static files; its health is asked where the image asks it."""
    until(lambda: answers(f"{served}/healthz"), "the product", within_s=30)
    page = requests.get(f"{served}/admin/boot", timeout=TIMEOUT_S)

    assert HERE == requests.get(f"{served}/static/now/here.css", timeout=TIMEOUT_S).text
    assert page.ok
    assert "<form" in page.text
