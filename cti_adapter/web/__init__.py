"""Flask: pages, sign-in, commands, webhooks, the socket."""
