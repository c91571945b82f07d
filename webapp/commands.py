"""The `rebond` command: for operators, and for `make run` and `make serve`."""


def main() -> None:
    """Placeholder until the commands are written."""
    raise SystemExit("not yet")
