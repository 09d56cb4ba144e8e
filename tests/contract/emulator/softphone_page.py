"""A tiny softphone of our own: loads the stand-in's Open CTI script and records what it hears."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.answering import Said, answering

PAGE = b"""<!doctype html><title>Softphone</title><body><p>Softphone of the tests</p><script>
  window.heard = [];
  window.failed = null;
  window.addEventListener("error", (event) => { window.failed = event.error ?? event.message; });
  const origin = new URLSearchParams(location.search).get("sfdcIframeOrigin");
  const script = document.createElement("script");
  script.src = origin + "/support/api/66.0/lightning/opencti_min.js";
  script.onload = () => {
    if (window.failed) return;
    const cti = window.sforce.opencti;
    cti.onNavigationChange({ listener: (it) => window.heard.push(["navigation", it]) });
    cti.onClickToDial({ listener: (it) => window.heard.push(["dial", it]) });
    window.ask = (name, args) =>
      new Promise((resolve) => cti[name]({ ...args, callback: resolve }));
    window.ready = true;
  };
  document.head.append(script);
</script></body>"""


@contextmanager
def softphone(page: bytes = PAGE) -> Iterator[str]:
    """Serve a softphone; yields its address on 127.0.0.1, another site than the stand-in's."""
    html = {"content-type": "text/html; charset=utf-8"}
    with answering(lambda _: Said(200, page, html)) as origin:
        yield f"{origin}/softphone?org=1"
