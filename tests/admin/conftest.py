"""What the tests of sign-in may ask for, an administrator's may too."""

from tests.auth.conftest import asks_for_a_code

__all__ = ["asks_for_a_code"]
