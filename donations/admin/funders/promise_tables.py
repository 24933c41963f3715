"""What the pages of grants and of pledges show alike below their facts."""

from typing import Any

from django.urls import reverse

from donations.admin.links import day_of, link_to
from donations.models.promises import Promise


def standing_of(promise: Promise) -> list[dict[str, Any]]:
    standing = promise.standing
    names = ("promised", "received", "expected", "late", "waiting", "written_off")
    return [{"currency": promise.currency, **{name: getattr(standing, name) for name in names}}]


def instalments_of(promise: Promise) -> list[dict[str, Any]]:
    return [
        {
            "day": link_to(reverse("instalments:inspect", args=[one.pk]), day_of(one.due_on)),
            "instalment": one,
            "amount": one.amount,
            "received": received or None,
            "currency": one.currency,
            "standing": one.standing,
            "gift": link_to(
                reverse("gifts:inspect", args=[one.donation_id]), day_of(one.donation.received_on)
            )
            if one.donation
            else "–",
        }
        for one, received in promise.received_of_each()
    ]
