"""Mail: what a letter is, the outbox that it waits in, and the way to the mail server."""
