"""What a post that leads to a payment tells about who sent it."""

import time
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

from core.addresses import client_network

TRAP = "website"  # people never see this field; programs fill in every one
STAMP = "stamp"
TOKEN, ANSWER = "question", "answer"
SALT = "payments.stamp"
STAMP_MIN_AGE = 2  # seconds: nobody fills in a form faster
STAMP_MAX_AGE = 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """`network` is "" when unknown. `fell_for_trap`: a field was filled that people do not see.
    `saw_the_form`: the post carries the stamp of a form that we showed in good time before."""

    network: str = ""
    fell_for_trap: bool = False
    saw_the_form: bool = True
    token: str = ""
    answer: str = ""


def visitor_of(request: HttpRequest) -> Visitor:
    """Read from a post what `payments.defence.admission.admit` decides on."""
    return Visitor(
        network=client_network(request),
        fell_for_trap=bool(request.POST.get(TRAP)),
        saw_the_form=_is_good(request.POST.get(STAMP, "")),
        token=request.POST.get(TOKEN, "")[:500],
        answer=request.POST.get(ANSWER, "")[:100],
    )


def make_stamp(*, hourly: bool = False) -> str:
    """When a form was shown, signed. `hourly` for pages that are kept whole in a cache: it is the
    same for everybody, and cannot tell who was too fast."""
    now = int(time.time())
    text = f"h{now - now % 3600}" if hourly else str(now)
    return signing.Signer(salt=SALT).sign(text)


def _is_good(stamp: str) -> bool:
    try:
        text = signing.Signer(salt=SALT).unsign(stamp)
    except signing.BadSignature:
        return False
    age = time.time() - int(text.removeprefix("h"))
    return (text.startswith("h") or age >= STAMP_MIN_AGE) and age <= STAMP_MAX_AGE
