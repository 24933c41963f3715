from .allocations import Allocation, Reallocation
from .batches import BatchRow, GiftBatch
from .gifts import Donation, DonationMove, SoftCredit
from .grants import Grant, GrantCondition, GrantMove, GrantReport
from .organisations import Contact, Organisation
from .packs import PackStory, ReportPack
from .pages import GivePage
from .promises import Instalment, Pledge
from .receipts import Receipt, ReceiptSeries
from .recurring import RecurringGift
from .transfers import ExpectedTransfer

__all__ = [
    "Allocation",
    "BatchRow",
    "Contact",
    "Donation",
    "DonationMove",
    "ExpectedTransfer",
    "GiftBatch",
    "GivePage",
    "Grant",
    "GrantCondition",
    "GrantMove",
    "GrantReport",
    "Instalment",
    "Organisation",
    "PackStory",
    "Pledge",
    "Reallocation",
    "Receipt",
    "ReceiptSeries",
    "RecurringGift",
    "ReportPack",
    "SoftCredit",
]
