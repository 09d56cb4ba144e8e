"""A Salesforce org for demonstrations and tests, in a process of its own, over HTTP only.

It enforces the rules Salesforce enforces (facts: salesforce.md section 9.1) and hosts the
softphone as the Lightning console does. It imports nothing of the product, and the product
imports nothing of it.
"""

from cti_adapter.emulator.app import create_app, serve
from cti_adapter.emulator.config import BadConfig, CallCenter, Config
from cti_adapter.emulator.oauth.apps import App

__all__ = ["App", "BadConfig", "CallCenter", "Config", "create_app", "serve"]
