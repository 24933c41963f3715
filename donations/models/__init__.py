from .allocations import Allocation, Reallocation
from .batches import BatchRow, GiftBatch
from .gifts import Donation, DonationMove, SoftCredit
from .pages import GivePage
from .receipts import Receipt, ReceiptSeries
from .recurring import RecurringGift
from .transfers import ExpectedTransfer

__all__ = [
    "Allocation",
    "BatchRow",
    "Donation",
    "DonationMove",
    "ExpectedTransfer",
    "GiftBatch",
    "GivePage",
    "Reallocation",
    "Receipt",
    "ReceiptSeries",
    "RecurringGift",
    "SoftCredit",
]
