"""The client of a sign-in: a browser, its network and its language, as its request shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Client:
    """A browser that signs in: the `address` that it comes from, what it calls itself (`agent`),
    the token that it had before (`browser`, "" for none), and the `language` in which who joins
    goes on (None: as their company).
    """

    address: str = ""
    agent: str = ""
    browser: str = ""
    language: str | None = None
