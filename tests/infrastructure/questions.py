"""Answering the question that stands before a payment while cards are being tested."""

import html
import re

from payments.defence import questions


def hidden_fields(page: str) -> dict[str, str]:
    """The form's hidden fields, as the browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def answer_to(page: str) -> dict[str, str]:
    """What a person sends who reads the page, in the active language, and answers."""
    text = html.unescape(page)
    words = re.search(r'id="id_words">([^<]+)<', text)
    assert words, "no question on this page"
    [asked] = [number for number in range(questions.SHOWN) if questions._text(number) in text]
    return hidden_fields(page) | {"answer": words[1].split("·")[asked].strip()}
