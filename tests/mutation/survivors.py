"""Mutants that no test need kill, and why. A mutant is named by the line that it makes."""

_BUG = "The bug itself, switched on by tests: how exactly it oversells does not matter."
_SAME = "Means the same: "
_NO_X = _SAME + "the line before lets no X through."
_ENGLISH = "Babel then takes the language of the machine, which is English where tests run."

# Function → line → reason.
REASONS: dict[str, dict[str, str]] = {
    "core.money._plain_digits": {
        'own_sign = get_currency_symbol(currency, locale="EN")': _SAME + "Babel reads EN as en.",
        "own_sign = get_currency_symbol(currency, locale=None)": _ENGLISH,
        "own_sign = get_currency_symbol(currency, )": _ENGLISH,
    },
    "core.money._decimal": {
        'if not cleaned.strip("XX.,XX"):': _NO_X,
        'mark == "," and len(tail) == 3 and decimals != 3 and '
        'cleaned[:last].strip("XX0XX") != ""': _NO_X,
    },
    "core.money.format_plain": {
        'def format_plain(minor: int, currency: str, language: str = "EN") -> str:': (
            _SAME + "Babel reads EN as en."
        ),
        'mark = get_decimal_symbol(Locale.parse(language.replace("-", "_"), ))': (
            _SAME + "an underscore is what Babel expects anyway."
        ),
    },
    "core.money.split": {
        "sign = -1 if amount <= 0 else 1": _SAME + "all parts of nothing are nothing.",
        "sign = -1 if amount < 1 else 1": _SAME + "all parts of nothing are nothing.",
    },
    "shop.services.stock._break_holds": {
        'for line in OrderLine.objects.filter(variant=shelf, ).order_by("-pk"):': (
            _SAME + "a line that holds nothing is not released; it is only looked at in vain."
        ),
    },
    "shop.services.stock._hold_as_remembered": {
        "if variant.available <= quantity:": _BUG,
        "raise OutOfStockError(None, variant.available)": _BUG,
        "raise OutOfStockError(variant, None)": _BUG,
        "raise OutOfStockError(variant.available)": _BUG,
        "raise OutOfStockError(variant, )": _BUG,
    },
}
