"""The proof of the books is kept, and what it found needs attention until it finds nothing."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from core.attention import find_attention
from ledger import verification
from ledger.models import Proof
from tests.factories.accounts import make_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def problems(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the only check there is finds."""
    found: list[str] = []

    def check() -> Iterator[str]:
        yield from found

    monkeypatch.setattr(verification, "_checks", {"all is well": check})
    return found


def sentences() -> list[str]:
    return [
        item.text
        for finding in find_attention()
        for item in finding.items
        if finding.condition.name == "books_do_not_verify"
    ]


def test_books_that_do_not_verify_need_attention_until_they_do(problems: list[str]) -> None:
    call_command("verify_books", stdout=StringIO())
    assert sentences() == []
    problems.append("Fund x is off by 1.")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_books", "--json", stdout=out)
    assert json.loads(out.getvalue())["findings"] == {"all is well": ["Fund x is off by 1."]}
    assert sentences() == ["all is well: Fund x is off by 1."]
    problems.clear()
    call_command("verify_books", stdout=StringIO())
    assert sentences() == []


def test_staff_prove_the_books_again_from_a_proof(client: Client, problems: list[str]) -> None:
    problems.append("Fund x is off by 1.")
    with pytest.raises(CommandError):
        call_command("verify_books", stdout=StringIO())
    client.force_login(make_superuser())
    proof = reverse("proofs:inspect", args=[Proof.objects.get().pk])
    assert "Fund x is off by 1." in client.get(proof).content.decode()
    problems.clear()
    answer = client.post(f"{proof}prove-again/", follow=True)
    assert "The books are right." in answer.content.decode()
    assert sentences() == []
