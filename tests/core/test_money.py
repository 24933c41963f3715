from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import (
    MAX_MINOR,
    AmountError,
    amount_writer,
    exponent,
    format_amount,
    format_plain,
    from_stripe,
    parse_amount,
    split,
    to_stripe,
)

CURRENCIES = ["USD", "EUR", "XOF", "JPY", "UGX", "ISK", "KWD"]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("40", "USD", 4000),
        (" 40 ", "USD", 4000),
        ("40.5", "USD", 4050),
        ("40,50", "USD", 4050),
        ("$40", "USD", 4000),
        ("US$40", "USD", 4000),
        ("40 $US", "USD", 4000),
        ("40 USD", "USD", 4000),
        ("US40", "USD", 4000),
        ("\u200f40", "USD", 4000),
        ("1'234.50", "USD", 123450),
        ("1٬234٫5", "USD", 123450),
        ("1,234.5", "KWD", 1234500),
        ("1.234.567", "USD", 123456700),
        ("0000,500", "USD", 50),
        ("0" * 20 + "1.50", "USD", 150),
        ("usd 40", "USD", 4000),
        ("1,234.50", "USD", 123450),
        ("1.234,50", "USD", 123450),
        ("1 234,50", "USD", 123450),
        ("1\u202f234,50", "USD", 123450),
        ("1’234.50", "USD", 123450),
        ("1,234", "USD", 123400),
        ("123,456", "USD", 12345600),
        ("1,234,567", "USD", 123456700),
        ("0", "USD", 0),
        ("0,500", "USD", 50),
        (".5", "USD", 50),
        (",5", "USD", 50),
        ("23,456,789.01", "USD", 2345678901),
        ("1.234,567.890", "XOF", 1234567890),
        ("1,234.567,890", "XOF", 1234567890),
        ("5.", "USD", 500),
        ("٤٠", "USD", 4000),
        ("٤٠٫٥", "USD", 4050),
        ("４０", "USD", 4000),
        ("5 000", "XOF", 5000),
        ("5,000", "XOF", 5000),
        ("5000.00", "XOF", 5000),
        ("1,234", "KWD", 1234),
        ("1.234", "KWD", 1234),
        ("99999999.99", "USD", MAX_MINOR),
    ],
)
def test_amount_typed_by_people_is_read(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("", "USD", "empty"),
        (" \t\u00a0", "USD", "empty"),
        ("$", "USD", "empty"),
        ("-5", "USD", "negative"),
        ("−5", "USD", "negative"),
        ("-", "USD", "negative"),
        ("10.005", "USD", "too_precise"),
        ("1.234", "USD", "too_precise"),
        ("0.5", "XOF", "too_precise"),
        ("100000000", "USD", "too_large"),
        ("9" * 30, "USD", "too_large"),
        ("abc", "USD", "not_a_number"),
        ("1e5", "USD", "not_a_number"),
        ("0x10", "USD", "not_a_number"),
        ("1,2,3", "USD", "not_a_number"),
        ("1..2", "USD", "not_a_number"),
        ("1.2.3", "USD", "not_a_number"),
        ("5-", "USD", "not_a_number"),
        (".", "USD", "not_a_number"),
        ("X5", "USD", "not_a_number"),
        ("US40", "EUR", "not_a_number"),
        ("1234,567", "USD", "not_a_number"),
        ("0" * 21 + "1.50", "USD", "not_a_number"),
        ("0" * 25, "USD", "too_large"),
        ("½", "USD", "not_a_number"),
        ("NaN", "USD", "not_a_number"),
        ("Infinity", "USD", "not_a_number"),
        ("<script>", "USD", "not_a_number"),
        ("4\x000", "USD", "not_a_number"),
        ("€40", "USD", "foreign_currency"),
        ("40 EUR", "USD", "foreign_currency"),
        ("$40", "EUR", "foreign_currency"),
    ],
)
def test_amount_that_is_none_is_refused_with_its_reason(
    text: str, currency: str, code: str
) -> None:
    with pytest.raises(AmountError) as refusal:
        parse_amount(text, currency)
    assert (refusal.value.code, str(refusal.value)) == (code, code)


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(CURRENCIES))
def test_no_text_breaks_the_parser(text: str, currency: str) -> None:
    try:
        minor = parse_amount(text, currency)
    except AmountError:
        return
    assert 0 <= minor <= MAX_MINOR


@settings(deadline=None)
@given(st.integers(0, MAX_MINOR), st.sampled_from(CURRENCIES), st.sampled_from(["en", "fr"]))
def test_plain_amount_is_read_back(minor: int, currency: str, language: str) -> None:
    assert parse_amount(format_plain(minor, currency, language), currency) == minor


def test_plain_amount_has_the_decimal_mark_of_the_language() -> None:
    assert format_plain(4050, "USD") == "40.50"
    assert format_plain(4050, "USD", "fr") == "40,50"
    assert format_plain(4050, "USD", "de-ch") == "40.50"


def test_plain_amount_says_what_is_less_than_nothing_and_less_than_one() -> None:
    written = [format_plain(minor, "USD", "fr") for minor in (-123456, -5, 0, 5)]
    assert written == ["-1234,56", "-0,05", "0,00", "0,05"]
    assert [format_plain(-5, currency) for currency in ("XOF", "KWD")] == ["-5", "-0.005"]


@settings(deadline=None)
@given(st.integers(0, MAX_MINOR), st.sampled_from(["en", "fr"]))
def test_printed_dollars_are_read_back(minor: int, language: str) -> None:
    assert parse_amount(format_amount(minor, "USD", language), "USD") == minor


@pytest.mark.parametrize("language", ["en", "fr", "bm", "es", "de-ch", "hi", "ar"])
def test_amounts_are_written_letter_for_letter_as_everywhere(language: str) -> None:
    amounts = [*range(-3, 4), 99, 100, 12_345, 123_456, 1_234_567, 9_999_999_999, 10**13 + 7]
    for currency in ("USD", "XOF", "KWD", "EUR"):
        write = amount_writer(currency, language)
        for amount in [*amounts, *(-amount for amount in amounts)]:
            assert write(amount) == format_amount(amount, currency, language)
        asks_babel_each_time = isinstance(write, partial)
        assert asks_babel_each_time == (language == "hi")  # which groups 12,34,567
    assert amount_writer("USD")(123_450) == "$1,234.50"


@pytest.mark.parametrize(("currency", "decimals"), [("USD", 2), ("XOF", 0), ("KWD", 3)])
def test_exponent(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (123450, "USD", "en", "$1,234.50"),
        (123450, "USD", "fr", "1\u202f234,50\u00a0$US"),
        (5000, "XOF", "en", "F\u202fCFA\u00a05,000"),
        (5000, "XOF", "fr", "5\u202f000\u00a0F\u202fCFA"),
        (-4000, "USD", "en", "-$40.00"),
    ],
)
def test_amount_is_printed_as_the_language_does(
    minor: int, currency: str, language: str, text: str
) -> None:
    assert format_amount(minor, currency, language) == text


@pytest.mark.parametrize(
    ("minor", "text", "french"), [(4000, "$40", "40\u00a0$US"), (4050, "$40.50", "40,50\u00a0$US")]
)
def test_whole_amount_loses_its_decimals_in_sentences(minor: int, text: str, french: str) -> None:
    assert format_amount(minor, "USD", whole=True) == text
    assert format_amount(minor, "USD", "fr", whole=True) == french


@settings(deadline=None)
@given(st.integers(0, MAX_MINOR), st.sampled_from(CURRENCIES))
def test_stripe_integers_come_back(minor: int, currency: str) -> None:
    assert from_stripe(to_stripe(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "amount"), [(500, "USD", 500), (500, "XOF", 500), (500, "UGX", 50000)]
)
def test_stripe_wants_some_currencies_times_a_hundred(
    minor: int, currency: str, amount: int
) -> None:
    assert to_stripe(minor, currency) == amount


def test_stripe_fraction_of_a_whole_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="fraction of ISK"):
        from_stripe(101, "ISK")


@settings(deadline=None)
@given(
    st.integers(-MAX_MINOR, MAX_MINOR),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any),
)
def test_split_loses_nothing_and_is_fair_to_one_unit(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    total = sum(weights)
    assert all(
        abs(part * total - amount * weight) < total
        for part, weight in zip(parts, weights, strict=True)
    )


def test_split_of_one_weight_and_of_nothing() -> None:
    assert split(7, [1]) == [7]
    assert split(0, [1, 1]) == [0, 0]
    assert split(1, [1, 1]) == [1, 0]
    assert split(-1, [1, 1]) == [-1, 0]


def test_split_gives_ties_to_the_earlier_part() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [2, -1]])
def test_split_refuses_weights_that_mean_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"^weights must be positive$"):
        split(100, weights)
