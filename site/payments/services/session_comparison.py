"""Comparing payments with their sessions at Stripe, for `reconcile`."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from payments.enums import PaymentStatus
from payments.exceptions import ForeignObjectError
from payments.gateway import Session, gateway
from payments.models import Payment
from payments.services.rebuilding import rebuild_payment
from payments.services.settlement import is_uuid, payment_of, settle

Change = Literal["nothing", "healed", "rebuilt"]
A_FEW = 5  # sessions that are fetched one by one


def sessions_behind(sessions: Sequence[Session]) -> list[Session]:
    """Those closed there and open with us, paid there and not with us, or unknown to us."""
    ours = _by_reference(sessions)
    behind = []
    for session in sessions:
        payment = ours.get(session.reference)
        is_paid = session.payment_status == "paid"
        if (
            payment is None
            or payment.status == PaymentStatus.CREATED
            or (payment.is_open and session.status != "open")
            or (is_paid and not payment.is_paid)
        ):
            behind.append(session)
    return behind


def in_full(sessions: Sequence[Session]) -> Sequence[Session]:
    """The same with lines, charge and fee. A few are fetched when they are settled; many are listed
    once more, a hundred at a time. One that renews is fetched: its charge hangs on the invoice."""
    if len(sessions) < A_FEW:
        return sessions
    first, last = sessions[0].created_at, sessions[-1].created_at
    listed = gateway().list_sessions(since=first, until=last, in_full=True)
    known = {session.id: session for session in listed if not session.invoice}
    return [known.get(session.id, session) for session in sessions]


def compare_session(session: Session) -> Change:
    """Settle the payment that a session is for, or write it again when we lost it."""
    known = payment = payment_of(session.reference)
    if payment is None:
        if session.payment_status != "paid" or not is_uuid(session.reference):
            raise ForeignObjectError(session.id)
        payment = rebuild_payment(session.id)
    is_whole = bool(session.line_amounts) and session.id == payment.stripe_session
    change = compare_payment(payment, session if is_whole else None)
    return change if known else "rebuilt"


def _by_reference(found: Iterable[Any]) -> dict[str, Payment]:
    """Our payments by their uuid as Stripe gives it back."""
    wanted = {one.reference for one in found if is_uuid(one.reference)}
    return {str(payment.uuid): payment for payment in Payment.objects.filter(uuid__in=wanted)}


def compare_payment(payment: Payment, session: Session | None = None) -> Change:
    """Settle a payment, from a session that was just listed in full if there is one."""
    before = (payment.status, payment.fee)
    payment = settle(payment, cause="reconcile", session=session)
    return "healed" if (payment.status, payment.fee) != before else "nothing"
