"""The product's own files: scripts, styles, words, icons; the same for everybody.

Their addresses name what they hold, `/static/<release>/js/softphone.js`, so a browser keeps them
for good and asks for none of them again: a page of an agent that is loaded anew costs one request
instead of some seventy. Modules import each other by relative address, so a page has one release
all through. A page that was open while the product was replaced still gets what it asks for later,
of the release that is there, not to be kept.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory

_KEEP_S = 31_536_000
_MARK = 12
"""Hex digits of a release: too many for two releases to share them."""


def release_of(folder: Path) -> str:
    """Return what the files of a folder are called together: other content, another name."""
    content = sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        content.update(path.read_bytes())
    return content.hexdigest()[:_MARK]


def register_files(app: Flask, folder: Path) -> None:
    """Serve the files of a folder, and have `url_for("static", …)` name their release.

    The release is that of the start: what changes in the folder is seen after the next one.

    Args:
        app: made without a static folder of its own.
        folder: of the files.
    """
    now = release_of(folder)

    @app.url_defaults
    def _name_release(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("release", now)

    @app.get("/static/<release>/<path:filename>", endpoint="static")
    def _file(release: str, filename: str) -> Response:
        answer = send_from_directory(folder, filename)
        if release == now:
            answer.headers["Cache-Control"] = f"public, max-age={_KEEP_S}, immutable"
        return answer
