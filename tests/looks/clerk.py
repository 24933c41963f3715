"""What staff do behind the scenes, so that a visitor meets its pages."""

from tests.infrastructure.live_site import LiveSite

POST = """
from core.models import OrganisationSettings
from donations.models import ExpectedTransfer
from donations.services.batches import post_batch
from tests.factories.batches import make_batch, make_poster

today = OrganisationSettings.today()
row["transfer"] = ExpectedTransfer.objects.expected().filter(email=row["email"]).first()
batch = make_batch(
    row | {"is_new_supporter": True},
    method="wire",
    deposited_on=today.replace(year=today.year - 1, day=15) if is_of_last_year else today,
)
post_batch(batch, by=make_poster(), has_read_warnings=True)
"""

VOID = """
from donations.models import Receipt
from donations.services.corrections import void_receipt
from tests.factories.accounts import make_user

receipt = Receipt.objects.issued().get(payment__email=email)
void_receipt(receipt=receipt, reason="It names somebody else.", by=make_user())
"""


def post_gift(
    live: LiveSite, *, email: str, language: str, amount: int, is_of_last_year: bool = False
) -> None:
    """A transfer has arrived: the one that this address announced, if it did."""
    row = {"email": email, "language": language, "amount": amount, "name": "Awa Sample"}
    live.run(POST, row=row, is_of_last_year=is_of_last_year)


def void_receipt(live: LiveSite, *, email: str) -> None:
    live.run(VOID, email=email)
