"""What staff do behind the scenes, so that a visitor meets its pages."""

from tests.infrastructure.live_site import LiveSite

POST = """
from core.models import OrganisationSettings
from donations.models import ExpectedTransfer
from donations.services.offline.batches import post_batch
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
from donations.services.documents.corrections import void_receipt
from tests.factories.accounts import make_user

receipt = Receipt.objects.issued().get(payment__email=email)
void_receipt(receipt=receipt, reason="It names somebody else.", by=make_user())
"""

SHOW_NAMES = """
from donations.models import PublicThanks
from donations.services.giving.thanks import decide_thanks
from tests.factories.accounts import make_user

staff = make_user()
for thanks in PublicThanks.objects.filter(status="waiting"):
    decide_thanks(thanks=thanks, is_shown=True, by=staff)
"""

END_CAMPAIGN = """
import datetime as dt
from core.models import OrganisationSettings
from donations.models import CampaignPage

yesterday = OrganisationSettings.today() - dt.timedelta(days=1)
CampaignPage.objects.filter(locale__language_code=language).update(ends_on=yesterday)
"""


def post_gift(
    live: LiveSite, *, email: str, language: str, amount: int, is_of_last_year: bool = False
) -> None:
    """A transfer has arrived: the one that this address announced, if it did."""
    row = {"email": email, "language": language, "amount": amount, "name": "Awa Sample"}
    live.run(POST, row=row, is_of_last_year=is_of_last_year)


def void_receipt(live: LiveSite, *, email: str) -> None:
    live.run(VOID, email=email)


def show_names(live: LiveSite) -> None:
    """Whoever asked for it is thanked on the page of the campaign."""
    live.run(SHOW_NAMES)


def end_campaign(live: LiveSite, *, language: str) -> None:
    """Its last day was yesterday, for those who read this language."""
    live.run(END_CAMPAIGN, language=language)
