"""Ids, secrets and last digits that follow from one seed, so that a run can be repeated letter by
letter.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import secrets

from .store import Store

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Identifiers:
    """Every kind of id has a row of its own: reading more, or a background job, never changes the
    next one.
    """

    def __init__(self, store: Store, seed: int | None) -> None:
        self._store = store
        with store.transaction():
            stored = store.setting("seed")
            if stored is None:
                # Without --seed each new file gets its own ids: a site that kept its database while
                # the sandbox lost
                # its own must not meet the same session id twice.
                stored = str(seed if seed is not None else secrets.randbits(48))
                store.set_setting("seed", stored)
            self._start = store.count_up("starts")
        self.seed = int(stored)
        self._requests = itertools.count(1)

    def restart(self, seed: int) -> None:
        """Begin again at a seed: the ids of an earlier run with the same seed come back."""
        self.seed = seed
        self._store.set_setting("seed", str(seed))
        self._store.execute("DELETE FROM counters WHERE name LIKE 'id:%'")

    def new(self, prefix: str, length: int = 24) -> str:
        """The next id of a kind, such as `ch_3Nv…`."""
        return prefix + self._letters(f"{prefix}:{self._store.count_up('id:' + prefix)}", length)

    def request(self) -> str:
        """`req_…`; counted in memory, because a read must not have to write. The count of starts
        keeps it unique.
        """
        return "req_" + self._letters(f"req:{self._start}:{next(self._requests)}", 14)

    def digits(self, name: str, length: int) -> str:
        """Decimal digits, such as an authorisation code."""
        number = self._store.count_up("id:" + name)
        return str(int.from_bytes(self._bytes(f"{name}:{number}")) % 10**length).zfill(length)

    def fingerprint(self, text: str) -> str:
        """The same sixteen letters for the same text, as Stripe's card fingerprints."""
        return self._letters(f"fingerprint:{text}", 16)

    def _bytes(self, name: str) -> bytes:
        return hmac.new(str(self.seed).encode(), name.encode(), hashlib.sha512).digest()

    def _letters(self, name: str, length: int) -> str:
        value, letters = int.from_bytes(self._bytes(name) * 2), []
        for _ in range(length):
            value, index = divmod(value, len(LETTERS))
            letters.append(LETTERS[index])
        return "".join(letters)
