"""THE COMPOSITION ROOT: every part is made here and handed to those who need it.

Nothing is built at import time, there is no container and no global. Read `Product` in product.py
and `create_app` in web.py from top to bottom and you have seen what the product is made of;
admin_area.py and set_up.py do the same for the admin pages.
"""

from cti_adapter.app.audit import verify_audit
from cti_adapter.app.backup import backup, restore
from cti_adapter.app.connect import run_connect
from cti_adapter.app.doctor import doctor
from cti_adapter.app.erase import erase
from cti_adapter.app.erasures import tell_erasures
from cti_adapter.app.export_caller import export_caller
from cti_adapter.app.keys import rotate_keys
from cti_adapter.app.product import open_deployment, utc_now
from cti_adapter.app.replay import replay
from cti_adapter.app.web import ROOT, create_app
from cti_adapter.app.work import new_boot_token, run_work

__all__ = [
    "ROOT",
    "backup",
    "create_app",
    "doctor",
    "erase",
    "export_caller",
    "new_boot_token",
    "open_deployment",
    "replay",
    "restore",
    "rotate_keys",
    "run_connect",
    "run_work",
    "tell_erasures",
    "utc_now",
    "verify_audit",
]
