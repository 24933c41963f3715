"""Amounts as Stripe counts them: integers in the smallest unit, which differs by currency."""

from __future__ import annotations

from . import errors

_ZERO_DECIMAL = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
_OTHERS = """
aed afn all amd aoa ars aud awg azn bam bbd bdt bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny
cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils
inr jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn
nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos
srd std szl thb tjs top try ttd twd tzs uah usd uyu uzs wst xcd yer zar zmw
"""

ZERO_DECIMAL = frozenset(_ZERO_DECIMAL.split())
THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# No decimals in life, two at Stripe: the amount is sent times a hundred and must be whole anyway.
WHOLE_IN_HUNDREDTHS = frozenset({"isk", "ugx"})
OTHERS = frozenset(_OTHERS.split())
CURRENCIES = ZERO_DECIMAL | THREE_DECIMAL | WHOLE_IN_HUNDREDTHS | OTHERS

# The published minimum charges; elsewhere Stripe asks for the worth of half a dollar, rounded here
# to a plain number.
MINIMUM = {
    "aed": 200,
    "czk": 1500,
    "dkk": 250,
    "gbp": 30,
    "hkd": 400,
    "huf": 17500,
    "jpy": 50,
    "mxn": 1000,
    "myr": 200,
    "nok": 300,
    "pln": 200,
    "ron": 200,
    "sek": 300,
    "thb": 1000,
    "xof": 300,
    "xaf": 300,
    "isk": 7000,
    "ugx": 200000,
    "krw": 700,
    "vnd": 13000,
    "clp": 500,
    "gnf": 4500,
    "rwf": 700,
}
MINIMUM_TWO_DECIMAL, MINIMUM_THREE_DECIMAL, MAXIMUM = 50, 200, 99_999_999

# The fixed part of the fee beside 2.9%: 30 US cents, or a sensible amount of another currency.
FIXED_FEE = {
    "usd": 30,
    "eur": 25,
    "gbp": 20,
    "cad": 30,
    "aud": 30,
    "chf": 30,
    "jpy": 40,
    "xof": 180,
    "xaf": 180,
    "isk": 4000,
}
FEE_PER_MILLE = 29


def decimals(currency: str) -> int:
    """How many digits of Stripe's amount stand after the point."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def check_currency(currency: str, param: str) -> str:
    lowered = currency.lower()
    if lowered not in CURRENCIES:
        raise errors.parameter_invalid(param, f"Invalid currency: {currency}.")
    return lowered


def check_unit(amount: int, currency: str, param: str) -> None:
    """Refuse what Stripe refuses of a single amount, whatever the total."""
    if amount < 0:
        raise errors.ApiError(
            "This value must be greater than or equal to 0.",
            code="parameter_invalid_integer",
            param=param,
        )
    if (currency in WHOLE_IN_HUNDREDTHS and amount % 100) or (
        currency in THREE_DECIMAL and amount % 10
    ):
        raise errors.parameter_invalid(
            param, f"Invalid amount for {currency}: {amount} has digits that {currency} cannot pay."
        )


def check_total(amount: int, currency: str) -> None:
    minimum = MINIMUM.get(
        currency, MINIMUM_THREE_DECIMAL if currency in THREE_DECIMAL else MINIMUM_TWO_DECIMAL
    )
    if amount < minimum:
        raise errors.ApiError(
            "The Checkout Session's total amount due must add up to at least "
            f"{shown(minimum, currency)}",
            code="amount_too_small",
        )
    if amount > MAXIMUM:
        raise errors.ApiError(
            "The Checkout Session's total amount due must be no more than "
            f"{shown(MAXIMUM, currency)}",
            code="amount_too_large",
        )


def fee(amount: int, currency: str) -> int:
    """2.9% rounded half up, plus the fixed part; never more than the amount itself."""
    share = (amount * FEE_PER_MILLE * 2 + 1000) // 2000
    return min(share + FIXED_FEE.get(currency, 300 if currency in THREE_DECIMAL else 30), amount)


def shown(amount: int, currency: str, language: str = "en") -> str:
    """An amount for a person: `$25.00`, `25,00 $US`, `XOF 10,000`, `10 000 F CFA`."""
    places = 0 if currency in WHOLE_IN_HUNDREDTHS else decimals(currency)
    if currency in WHOLE_IN_HUNDREDTHS:
        amount //= 100
    sign, digits = "-" if amount < 0 else "", str(abs(amount)).zfill(places + 1)
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    if language == "fr":
        number = f"{int(whole):,}".replace(",", "\u202f") + (f",{part}" if part else "")
        return f"{sign}{number}\u00a0{FRENCH_SIGNS.get(currency, currency.upper())}"
    number = f"{int(whole):,}" + (f".{part}" if part else "")
    symbol = ENGLISH_SIGNS.get(currency)
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{currency.upper()}\u00a0{number}"


ENGLISH_SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}
FRENCH_SIGNS = {"usd": "$US", "eur": "€", "gbp": "£GB", "xof": "F\u202fCFA", "xaf": "FCFA"}
