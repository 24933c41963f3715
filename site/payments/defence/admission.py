"""Who may open a payment now. Card testers try stolen cards on open forms by the thousand; they
are stopped here, before anything is written and before Stripe is asked.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from core.guards import guarded
from core.models import OrganisationSettings
from payments.defence.places import Limit, give_back, take_place
from payments.defence.questions import is_answered
from payments.defence.visitors import Visitor
from payments.exceptions import (
    AdmissionError,
    PaymentsClosedError,
    ProofNeededError,
    TooManyPaymentsError,
)
from payments.models import Payment
from payments.services.checkout import is_worth_keeping

logger = logging.getLogger(__name__)

PER_ADDRESS = Limit("address", places=5, seconds=600)
PER_EMAIL = Limit("email", places=20, seconds=3600)
# Posts without a good stamp of the form: a browser without cookies and scripts has one too.
UNSTAMPED = Limit("unstamped", places=2, seconds=600)
WRONG_ANSWERS = Limit("answers", places=10, seconds=600)
MINUTE = 60
BREAKER = "payments.breaker"
BREAKER_SECONDS = 600


def payments_are_closed(request: HttpRequest | None = None) -> bool:
    """Whether staff closed giving and buying, in the admin or by `PAYMENTS_CLOSED`. With the
    request, the settings are read once for all of it."""
    organisation = OrganisationSettings.load(request_or_site=request)
    return settings.PAYMENTS_CLOSED or organisation.payments_are_closed


def breaker_since() -> datetime | None:
    """When payments began to come faster than people give; None while all is calm."""
    since: datetime | None = cache.get(BREAKER)
    return since


def admit(*, visitor: Visitor, email: str, fingerprint: str) -> None:
    """Let the visitor open a payment, or raise the `AdmissionError` that says why not.

    A payment that is still open for the same fingerprint may always be gone on with. Otherwise a
    place is taken for the address, for the e-mail address and in this minute; the minute's last
    place trips the breaker, and from then on everybody answers a question first. Places are in the
    cache; nothing is written to the database and Stripe is not asked. When the cache does not
    answer, people may pay: the log says so, and `/readyz` too.
    """
    if payments_are_closed():
        raise PaymentsClosedError
    if not guarded("admission"):
        return
    known = Payment.objects.open().only("expires_at", "session_url")
    open_one = known.filter(fingerprint=fingerprint).first()
    if open_one and is_worth_keeping(open_one):
        return
    try:
        _admit(visitor, email=email.strip().lower(), fingerprint=fingerprint)
    except AdmissionError:
        raise
    except Exception:  # each cache library has errors of its own
        logger.exception("The cache does not answer: payments are not limited")


def _admit(visitor: Visitor, *, email: str, fingerprint: str) -> None:
    about = f"{visitor.network} {fingerprint}"
    has_proof = bool(visitor.token) and is_answered(
        about=about, token=visitor.token, answer=visitor.answer
    )
    if visitor.token and not has_proof:
        if visitor.network:
            _require_place(WRONG_ANSWERS, who=visitor.network, what=visitor.token)
        raise ProofNeededError(about, is_wrong=True)
    if not has_proof and (visitor.fell_for_trap or breaker_since() is not None):
        raise ProofNeededError(about)
    taken: list[str] = []
    try:
        if visitor.network:
            taken.append(_require_place(PER_ADDRESS, who=visitor.network, what=fingerprint))
        taken.append(_require_place(PER_EMAIL, who=email, what=fingerprint))
        if visitor.network and not visitor.saw_the_form and not has_proof:
            place = take_place(UNSTAMPED, who=visitor.network, what=fingerprint)
            if place is None:
                raise ProofNeededError(about)
            taken.append(place)
        _pass_the_breaker(about, fingerprint, has_proof=has_proof)
    except AdmissionError:
        give_back(taken)
        raise


def _require_place(limit: Limit, *, who: str, what: str) -> str:
    place = take_place(limit, who=who, what=what)
    if place is None:
        raise TooManyPaymentsError(limit.seconds)
    return place


def _pass_the_breaker(about: str, fingerprint: str, *, has_proof: bool) -> None:
    """Take one of this minute's places; when there is none the breaker trips, and stays so for ten
    minutes after the last minute that was full."""
    minute = Limit("minute", places=settings.PAYMENTS_PER_MINUTE, seconds=MINUTE)
    if take_place(minute, who="everybody", what=fingerprint):
        return
    since = breaker_since()
    if since is None:
        logger.warning(
            "More than %s payments were begun within a minute: a question is asked first now",
            minute.places,
        )
    cache.set(BREAKER, since or timezone.now(), timeout=BREAKER_SECONDS)
    if not has_proof:
        raise ProofNeededError(about)
