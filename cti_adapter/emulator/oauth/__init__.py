"""Who may come in: the OAuth flows, tokens, the login and consent pages."""
