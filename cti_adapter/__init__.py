"""An Open CTI adapter for Salesforce that cannot lose or double a call log."""

__version__ = "0.1.0"
