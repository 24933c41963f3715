from .acknowledgements import Acknowledgement, AcknowledgementMove
from .allocations import Allocation, Reallocation
from .batches import BatchRow, BatchRowPart, GiftBatch
from .campaign_people import CampaignPerson
from .campaigns import CampaignPage
from .gifts import Donation, DonationMove, SoftCredit
from .grants import Grant, GrantCondition, GrantMove, GrantReport
from .imports import Import, ImportRow
from .organisations import Contact, Organisation
from .packs import PackStory, ReportPack
from .pages import GivePage
from .promises import Instalment, Pledge
from .receipts import Receipt, ReceiptMove, ReceiptSeries
from .recurring import RecurringGift
from .statements import GivingStatement, StatementRun
from .thanks import PublicThanks
from .totals import GivingTotal
from .transfers import ExpectedTransfer
from .tributes import Tribute, TributeMove

__all__ = [
    "Acknowledgement",
    "AcknowledgementMove",
    "Allocation",
    "BatchRow",
    "BatchRowPart",
    "CampaignPage",
    "CampaignPerson",
    "Contact",
    "Donation",
    "DonationMove",
    "ExpectedTransfer",
    "GiftBatch",
    "GivePage",
    "GivingStatement",
    "GivingTotal",
    "Grant",
    "GrantCondition",
    "GrantMove",
    "GrantReport",
    "Import",
    "ImportRow",
    "Instalment",
    "Organisation",
    "PackStory",
    "Pledge",
    "PublicThanks",
    "Reallocation",
    "Receipt",
    "ReceiptMove",
    "ReceiptSeries",
    "RecurringGift",
    "ReportPack",
    "SoftCredit",
    "StatementRun",
    "Tribute",
    "TributeMove",
]
