"""Which basket belongs to this visitor. The session holds its uuid, nothing else."""

from uuid import UUID

from django.http import HttpRequest

from core.models import OrganisationSettings
from shop.models import Basket

KEY = "basket"


def find_basket(request: HttpRequest) -> Basket | None:
    """The visitor's basket, None when there is none, it was forgotten, or it is paid for."""
    try:
        uuid = UUID(str(request.session.get(KEY, "")))
    except ValueError:
        return None
    # Few baskets have a payment or a fund: asking for both along with it takes three times as long.
    basket = Basket.objects.filter(uuid=uuid).first()
    return None if basket is None or basket.is_spent else basket


def find_or_new_basket(request: HttpRequest) -> Basket:
    """The visitor's basket, or a new one that the first thing put in will save."""
    return find_basket(request) or Basket(currency=OrganisationSettings.load().currency)


def remember_basket(request: HttpRequest, basket: Basket) -> None:
    if request.session.get(KEY) != str(basket.uuid):
        request.session[KEY] = str(basket.uuid)
