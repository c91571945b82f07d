"""What members entrust lies encrypted, each for its own purpose."""

import pytest

from webapp.encryption import DecryptionError, decrypt, encrypt

ADDRESS = "https://calendar.example.com/ines/secret.ics"


def test_an_address_is_read_again_and_cannot_be_seen_in_what_is_stored(app):
    with app.app_context():
        stored = encrypt(ADDRESS, "calendar of Inès")
        assert decrypt(stored, "calendar of Inès") == ADDRESS
        assert b"secret" not in stored
        assert encrypt(ADDRESS, "calendar of Inès") != stored


def test_it_is_not_read_for_another_purpose_nor_under_another_secret(app):
    with app.app_context():
        stored = encrypt(ADDRESS, "calendar of Inès")
        with pytest.raises(DecryptionError):
            decrypt(stored, "calendar of Théo")
        with pytest.raises(DecryptionError):
            decrypt(stored[:-1] + b"0", "calendar of Inès")
        app.config["SECRET"] = "another secret that is long enough to be one"
        with pytest.raises(DecryptionError):
            decrypt(stored, "calendar of Inès")
