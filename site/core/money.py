"""Money as integers. The only place that knows how many decimals a currency has.

Amounts are integers in the currency's minor unit (US cents, whole XOF francs) with a three-letter
ISO 4217 code beside them. No float comes near: typed text goes through `decimal.Decimal`.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache, partial

from babel.core import Locale
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_symbol,
    get_decimal_symbol,
    list_currencies,
)

# ISO 4217 exponents that are not 2, as far as Stripe takes the currency.
ZERO_DECIMAL = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split()
)
THREE_DECIMAL = frozenset("BHD JOD KWD OMR TND".split())
# Zero-decimal by ISO, yet Stripe wants them times 100 (two decimals that must be 00).
STRIPE_TWO_DECIMAL = frozenset({"ISK", "UGX"})
# MGA has a fifth as its minor unit; Stripe counts whole ariary.

# Above this nobody types an amount on purpose; it keeps every sum far inside 64 bits.
MAX_MINOR = 99_999_999_99
# The largest amount one Stripe payment can have (eight digits of minor units).
MAX_CHARGE = 99_999_999


class AmountError(ValueError):
    """Typed text that is no amount. `code` is one of the keys of `AmountError.CODES`."""

    CODES = (
        "empty",
        "not_a_number",
        "negative",
        "too_precise",
        "too_large",
        "foreign_currency",
    )

    def __init__(self, code: str) -> None:
        assert code in self.CODES
        self.code = code
        super().__init__(code)


def exponent(currency: str) -> int:
    """Decimals of the currency by ISO 4217: 2 for USD, 0 for XOF, 3 for KWD."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def to_stripe(minor: int, currency: str) -> int:
    """Our minor units as the integer Stripe expects."""
    return minor * 100 if currency in STRIPE_TWO_DECIMAL else minor


def from_stripe(amount: int, currency: str) -> int:
    """Stripe's integer as our minor units. Stripe never sends fractions of ISK or UGX."""
    if currency not in STRIPE_TWO_DECIMAL:
        return amount
    whole, rest = divmod(amount, 100)
    if rest:
        raise ValueError(f"Stripe sent a fraction of {currency}: {amount}")
    return whole


def parse_amount(text: str, currency: str) -> int:
    """Turn what a person typed into minor units.

    Accepts spaces of any kind, a currency sign or code, comma or point as decimal mark, grouping
    with the other one, and digits of any script: "1 234,50", "$1,234.50", "٤٠". One comma before
    exactly three digits is English grouping ("1,234" is 1234) unless the currency has three
    decimals; one point never is, so that "10.005" cannot become ten thousand.

    Raises `AmountError`: nothing is rounded silently, "10.005" dollars is refused, and so is the
    sign or code of another currency: "€40" must not become forty dollars.
    """
    cleaned = _plain_digits(text, currency)
    if not cleaned:
        raise AmountError("empty")
    if cleaned.startswith("-"):
        raise AmountError("negative")
    number = _decimal(cleaned, exponent(currency))
    minor = number.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise AmountError("too_precise")
    if minor > MAX_MINOR:
        raise AmountError("too_large")
    return int(minor)


def _plain_digits(text: str, currency: str) -> str:
    """Drop spaces and the currency's marks, turn any script's digits into 0-9."""
    text = unicodedata.normalize("NFKC", text).strip().upper().replace(currency, "")
    marks = {"٫": ".", "٬": ",", "−": "-", "'": "", "’": ""}
    own_sign = get_currency_symbol(currency, locale="en")
    if "".join(filter(str.isalpha, text)) in list_currencies():
        raise AmountError("foreign_currency")
    out = []
    for char in text:
        if unicodedata.category(char) == "Sc" and char not in own_sign:
            raise AmountError("foreign_currency")
        if char.isspace() or unicodedata.category(char) in {"Sc", "Cf"}:
            continue
        digit = unicodedata.decimal(char, None)
        out.append(str(digit) if digit is not None else marks.get(char, char))
    number = "".join(out)
    return number.removeprefix("US").removesuffix("US") if currency == "USD" else number


def _decimal(cleaned: str, decimals: int) -> Decimal:
    if len(cleaned) > 24 or not set(cleaned) <= set("0123456789.,"):
        raise AmountError("too_large" if cleaned.isdigit() else "not_a_number")
    if not cleaned.strip(".,"):
        raise AmountError("not_a_number")
    last = max(cleaned.rfind("."), cleaned.rfind(","))
    if last >= 0:
        mark, tail = cleaned[last], cleaned[last + 1 :]
        grouping_only = cleaned.count(mark) > 1 or (
            mark == "," and len(tail) == 3 and decimals != 3 and cleaned[:last].strip("0") != ""
        )
        whole = cleaned if grouping_only else cleaned[:last]
        _check_groups(whole)
        cleaned = whole.replace(".", "").replace(",", "")
        if not grouping_only:
            cleaned = f"{cleaned or '0'}.{tail or '0'}"
    return Decimal(cleaned)


def _check_groups(whole: str) -> None:
    """Grouping marks must part threes: "1,2,3" is a slip of the finger, not 123."""
    head, *groups = whole.replace(".", ",").split(",")
    if groups and (not 1 <= len(head) <= 3 or any(len(group) != 3 for group in groups)):
        raise AmountError("not_a_number")


@lru_cache(maxsize=4096)  # the same prices stand on many pages
def format_amount(minor: int, currency: str, language: str = "en", *, whole: bool = False) -> str:
    """An amount as people of that language write it: "$1,234.50", "1 234,50 $US", "5 000 F CFA".

    Amounts without a fraction keep their decimals, so that columns line up. With `whole` they
    lose them, as sentences and buttons want it: "Give $40".
    """
    number = Decimal(minor).scaleb(-exponent(currency))
    locale = Locale.parse(language.replace("-", "_"), sep="_")
    if whole and number == number.to_integral_value():
        pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0")
        text = format_currency(number, currency, pattern, locale=locale, currency_digits=False)
    else:
        text = format_currency(number, currency, locale=locale)
    # A sign made of letters stands apart from the number, which Babel leaves to its callers.
    return re.sub(r"(?<=[^\W\d_])(?=\d)", "\u00a0", text)


@lru_cache(maxsize=64)
def amount_writer(currency: str, language: str = "en") -> Callable[[int], str]:
    """Writes amounts as `format_amount` does, letter for letter, without asking Babel for each: a
    table of ten years has a thousand of them. Where a language groups otherwise than by threes, it
    is asked each time."""
    slow = partial(format_amount, currency=currency, language=language)
    locale = Locale.parse(language.replace("-", "_"), sep="_")
    decimals = exponent(currency)
    mark = get_decimal_symbol(locale)
    whole, fraction = format_decimal(12_345_678, locale=locale), "9" * decimals
    group = whole[2:3]
    number = f"12{group}345{group}678{mark + fraction if decimals else ''}"
    positive, negative = (slow(sign * int(f"12345678{fraction}")) for sign in (1, -1))
    if positive.count(number) != 1 or negative.count(number) != 1:
        return slow
    (before, after), (below, behind) = positive.split(number), negative.split(number)
    unit = 10**decimals
    rest = f"{mark}%0{decimals}d" if decimals else "%.0s"  # which takes the rest and writes nothing

    def write(minor: int) -> str:
        whole, part = divmod(abs(minor), unit)
        text = f"{whole:,}".replace(",", group) + rest % part
        return f"{below}{text}{behind}" if minor < 0 else f"{before}{text}{after}"

    return write


def format_plain(minor: int, currency: str, language: str = "en") -> str:
    """The amount as a field holds it and `parse_amount` reads it back: "1234.50", "1234,50"."""
    decimals = exponent(currency)
    if not decimals:
        return str(minor)
    digits = f"{abs(minor):0{decimals + 1}d}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-decimals]}{_decimal_mark(language)}{digits[-decimals:]}"


@lru_cache(maxsize=64)  # asked for each amount of an export
def _decimal_mark(language: str) -> str:
    return get_decimal_symbol(Locale.parse(language.replace("-", "_"), sep="_"))


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Share an amount in proportion to weights, to the last minor unit (largest remainder).

    The parts always sum to the amount; ties go to the earlier part. Weights must not be negative
    and must not all be zero.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be positive")
    sign = -1 if amount < 0 else 1
    shares = [divmod(abs(amount) * weight, total) for weight in weights]
    parts = [whole for whole, _ in shares]
    short = abs(amount) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-shares[i][1], i))
    for index in by_remainder[:short]:
        parts[index] += 1
    return [sign * part for part in parts]
