from .allocations import Allocation, Reallocation
from .batches import BatchRow, GiftBatch
from .gifts import Donation, DonationMove, SoftCredit
from .pages import GivePage
from .pledges import BankTransferPledge
from .receipts import Receipt, ReceiptSeries
from .recurring import RecurringGift

__all__ = [
    "Allocation",
    "BankTransferPledge",
    "BatchRow",
    "Donation",
    "DonationMove",
    "GiftBatch",
    "GivePage",
    "Reallocation",
    "Receipt",
    "ReceiptSeries",
    "RecurringGift",
    "SoftCredit",
]
