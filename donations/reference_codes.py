"""Short codes that people copy by hand onto a bank transfer, such as `MH-7K3F-9Q`.

Five characters at random and one that checks them. No letter looks like a figure. There are as many
characters as a prime number, so the weighted sum finds every single character mistyped and any two
changed over.
"""

import re
import secrets

ALPHABET = "23456789ABCDFGHJKMNPQRSTVWXYZ"
PREFIX = "MH"
LENGTH = 6  # with the check
PRIME = len(ALPHABET)
assert PRIME == 29


def make_code() -> str:
    """A new code as it is stored: six characters."""
    text = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH - 1))
    return text + next(last for last in ALPHABET if is_whole(text + last))


def is_whole(code: str) -> bool:
    """Whether the check at the end fits the rest."""
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return False
    return sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(code, 1)) % PRIME == 0


def show_code(code: str) -> str:
    """As it is printed, to be read aloud and copied."""
    return f"{PREFIX}-{code[:4]}-{code[4:]}"


def read_code(typed: str) -> str | None:
    """The code somebody typed, whatever stands between its characters; None when it cannot be
    one: a character is missing, wrong, or in another's place."""
    text = re.sub(r"[^0-9A-Z]", "", typed.upper())
    if len(text) > LENGTH:  # a code may itself begin as the prefix does
        text = text.removeprefix(PREFIX)
    return text if is_whole(text) else None
