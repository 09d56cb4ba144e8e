"""Posts signed messages to the receivers of an org. Decides nothing of what they say."""
