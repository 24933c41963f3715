"""Mutants that no test need kill, and why. A mutant is named by the line that it makes."""

_BUG = "The bug itself, switched on by tests: how exactly it oversells does not matter."
_SAME = "Means the same: "
_NO_X = _SAME + "the line before lets no X through."
_LONGER = "the session is found in a list that is longer than it need be."
_ASKED = _SAME + "the payment is asked for when it is needed."
_LOWER = _SAME + "Babel reads EN as en."
_UNDERSCORE = _SAME + "an underscore is what Babel expects anyway."
_LOCALE = 'locale = Locale.parse(language.replace("-", "_"), )'
_ENGLISH = "Babel then takes the language of the machine, which is English where tests run."

# Function → line → reason.
REASONS: dict[str, dict[str, str]] = {
    "core.money._plain_digits": {
        'own_sign = get_currency_symbol(currency, locale="EN")': _LOWER,
        "own_sign = get_currency_symbol(currency, locale=None)": _ENGLISH,
        "own_sign = get_currency_symbol(currency, )": _ENGLISH,
    },
    "core.money._decimal": {
        'if not cleaned.strip("XX.,XX"):': _NO_X,
        'mark == "," and len(tail) == 3 and decimals != 3 and '
        'cleaned[:last].strip("XX0XX") != ""': _NO_X,
    },
    "core.money.format_amount": {
        'def format_amount(minor: int, currency: str, language: str = "EN", *, '
        "whole: bool = False) -> str:": _LOWER,
        _LOCALE: _UNDERSCORE,
        "text = format_currency(number, currency, pattern, locale=locale, currency_digits=None)": (
            _SAME + "None is as false."
        ),
    },
    "core.money.amount_writer": {
        'def amount_writer(currency: str, language: str = "EN") -> Callable[[int], str]:': _LOWER,
        _LOCALE: _UNDERSCORE,
        'whole, fraction = format_decimal(12345679, locale=locale), "9" * decimals': (
            _SAME + "only how it groups is read from it."
        ),
        "if positive.count(number) != 1 and negative.count(number) != 1:": (
            _SAME + "no language of Babel's writes one of the two so and the other not."
        ),
    },
    "core.money.format_plain": {
        'def format_plain(minor: int, currency: str, language: str = "EN") -> str:': _LOWER,
    },
    "core.money._decimal_mark": {
        'return get_decimal_symbol(Locale.parse(language.replace("-", "_"), ))': _UNDERSCORE,
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
    "payments.webhooks._read": {
        "signed = gateway().read_event(request.body, request.META.get("
        '"HTTP_STRIPE_SIGNATURE", "XXXX"))': (
            _SAME + "neither says when it was signed, so both are refused."
        ),
    },
    "payments.webhooks._too_large": {
        'return int(request.META.get("CONTENT_LENGTH") or 1) > MAX_BODY': (
            _SAME + "one byte is not too much either."
        ),
    },
    "payments.services.inbox._keep": {
        "return WebhookEvent.objects.select_related(None).get(pk=signed.id)": _ASKED,
    },
    "payments.services.inbox.retry_failed_events": {").select_related(None):": _ASKED},
    "payments.services.inbox.catch_up_events": {
        "flat=True": _SAME + "the first of all columns is the key.",
    },
    "payments.services.settlement._succeed": {
        "if moved:": _SAME + "the update that books the fee locks the row as well.",
    },
    "payments.services.settlement._apply": {
        "only_from=None,": _SAME + "the table of moves knows no other way to pending.",
        "": _SAME + "the table of moves knows no other way to pending.",
    },
    "payments.services.settlement._close": {
        "only_from=None,": _SAME + "the table of moves closes only what is open.",
        "": _SAME + "the table of moves closes only what is open.",
    },
    "payments.services.settlement.find_session": {
        "around = timedelta(minutes=6)": "Clocks differ by some minutes; how many is a guess.",
        "since=payment.created_at - around, until=None": _SAME + _LONGER,
        "since=payment.created_at - around, ):": _SAME + _LONGER,
    },
    "payments.services.settlement.payment_behind": {
        'def payment_behind(*, intent_id: str, charge_id: str = "XXXX") -> Payment:': (
            _SAME + "no charge of Stripe's is called that."
        ),
    },
    "payments.services.settlement.settle": {
        "if is_refused or payment.expires_at <= timezone.now():": (
            "In the very microsecond of its end, a payment may be closed or wait for the next look."
        ),
    },
}
