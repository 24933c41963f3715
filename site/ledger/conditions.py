"""When the books need a person."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.attention import Condition, Item, Step, register_condition
from core.enums import Audience
from ledger.models import Proof


def register_conditions() -> None:
    register_condition(
        Condition(
            name="books_do_not_verify",
            title=gettext_lazy("The books are not right"),
            find=books_do_not_verify,
            permission="ledger.view_proof",
            audience=Audience.TREASURER,
        )
    )


def books_do_not_verify() -> Iterator[Item]:
    """What the last proof found. The books are proved by the timer, and by `verify_books`."""
    proof = Proof.objects.first()
    if proof is None or not proof.problem_count:
        return
    right = Proof.objects.filter(problem_count=0).first()
    wrong = Proof.objects.order_by("proved_at")
    begin = wrong.filter(proved_at__gt=right.proved_at).first() if right else wrong.first()
    page = reverse("proofs:inspect", args=[proof.pk])
    for sentence in proof.sentences:
        yield Item(
            text=sentence,
            since=(begin or proof).proved_at,
            url=page,
            step=Step(_("Find out why before correcting"), page),
        )
