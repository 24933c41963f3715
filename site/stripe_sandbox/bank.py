"""What a card holder's bank does, through the control API: dispute, decide, warn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import disputes, fraud_warnings
from .acts import Act
from .errors import Json
from .sandbox import Sandbox


def _dispute(sandbox: Sandbox, wanted: Json) -> Json:
    """A `charge` or `payment_intent` is disputed; optionally an `amount` of it, for a `reason`,
    first as an `inquiry`, with `days` to answer (9). Answers the dispute.
    """
    with sandbox.act() as act:
        return disputes.create(
            act,
            _charge_of(act, wanted),
            amount=wanted.get("amount"),
            reason=str(wanted.get("reason", "fraudulent")),
            is_inquiry=bool(wanted.get("inquiry", False)),
            answer_within=float(wanted.get("days", 9)) * disputes.DAY,
        )


def _win_dispute(sandbox: Sandbox, wanted: Json) -> Json:
    """The bank sides with us: `dispute`, and optionally what comes back as `amount` and `fee`."""
    with sandbox.act() as act:
        return disputes.win(
            act,
            disputes.load(act, str(wanted["dispute"])),
            amount=wanted.get("amount"),
            returned_fee=int(wanted.get("fee", 0)),
        )


def _lose_dispute(sandbox: Sandbox, wanted: Json) -> Json:
    with sandbox.act() as act:
        return disputes.lose(act, disputes.load(act, str(wanted["dispute"])))


def _escalate_dispute(sandbox: Sandbox, wanted: Json) -> Json:
    """An inquiry becomes a dispute."""
    with sandbox.act() as act:
        return disputes.escalate(act, disputes.load(act, str(wanted["dispute"])))


def _warn(sandbox: Sandbox, wanted: Json) -> Json:
    """The card's bank suspects fraud: `charge` or `payment_intent`, optionally the `fraud_type`."""
    with sandbox.act() as act:
        return fraud_warnings.create(
            act,
            _charge_of(act, wanted),
            fraud_type=str(wanted.get("fraud_type", "unauthorized_use_of_card")),
        )


def _charge_of(act: Act, wanted: Json) -> Json:
    identifier = wanted.get("charge")
    if not identifier:
        intent = act.store.load("payment_intent", str(wanted["payment_intent"])) or {}
        identifier = intent.get("latest_charge")
    charge = act.store.load("charge", str(identifier))
    if charge is None:
        raise ValueError(f"No such charge: {identifier}")
    return charge


ACTIONS: dict[str, Callable[[Sandbox, Json], Any]] = {
    "POST dispute": _dispute,
    "POST dispute/win": _win_dispute,
    "POST dispute/lose": _lose_dispute,
    "POST dispute/escalate": _escalate_dispute,
    "POST fraud-warning": _warn,
}
