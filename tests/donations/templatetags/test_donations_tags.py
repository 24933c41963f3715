from donations.templatetags.donations_tags import each_below_the_other, whole_codes, whole_numbers


def test_numbers_and_words_with_a_hyphen_are_in_one_piece_and_the_rest_is_text() -> None:
    assert whole_codes("<b> replaces R-2026-000001, EIN 00-0000000: tax-deductible.") == (
        '&lt;b&gt; replaces <span class="whole">R-2026-000001</span>, '
        '<span class="whole">EIN 00-0000000</span>: <span class="whole">tax-deductible</span>.'
    )
    assert (
        whole_codes("501(c)(3), États-Unis") == '501(c)(3), <span class="whole">États-Unis</span>'
    )


def test_each_of_several_things_has_lines_of_its_own_and_no_dot() -> None:
    assert each_below_the_other("a <fund> · EIN 00-0000000") == (
        '<span class="together">a &lt;fund&gt;</span><br>'
        '<span class="together"><span class="whole">EIN 00-0000000</span></span>'
    )


def test_the_number_of_an_account_stands_together_as_it_was_written() -> None:
    assert whole_numbers("Account <number>: 000 111 222 333, in Durham 2") == (
        'Account &lt;number&gt;: <span class="together">000 111 222 333</span>, in Durham 2'
    )
