"""The call center definition: what Salesforce has to know to host the softphone.

`definition.py` says what stands in it, `files.py` writes it in Salesforce's two formats, and
`grammar.py` tells what Salesforce would refuse in a file for import. Speaks to nobody.
"""

from cti_adapter.call_center.definition import Standby
from cti_adapter.call_center.files import FORMATS, call_center
from cti_adapter.call_center.grammar import faults_of

__all__ = ["FORMATS", "Standby", "call_center", "faults_of"]
