"""An Open CTI adapter for Salesforce that cannot lose or double a call log."""
