"""Sessions in the database, as Django keeps them, asked for only by keys that Django could have
made. Others are hostile: PostgreSQL, for one, fails when asked for a null character."""

from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: Any) -> bool:
        valid = super()._validate_session_key(key)  # type: ignore[misc]
        return bool(valid) and key.isascii() and key.isalnum()
