"""Sessions in the database, as Django keeps them, asked for only by keys that Django could have
made. Others are hostile: PostgreSQL, for one, fails when asked for a null character."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string

KEY_LENGTH = 32


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: Any) -> bool:
        valid = super()._validate_session_key(key)  # type: ignore[misc]
        return bool(valid) and key.isascii() and key.isalnum()

    def _get_new_session_key(self) -> str:
        """Django would ask beforehand whether the key is taken. The database refuses a key that
        is, and Django then takes another."""
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
