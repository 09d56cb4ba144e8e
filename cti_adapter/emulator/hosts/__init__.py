"""The pages that host the softphone, Lightning and Classic, and what their scripts ask for."""
