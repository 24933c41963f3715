from .allocations import Allocation, Reallocation
from .gifts import Donation, DonationMove
from .pages import GivePage
from .receipts import Receipt, ReceiptSeries
from .recurring import RecurringGift

__all__ = [
    "Allocation",
    "Donation",
    "DonationMove",
    "GivePage",
    "Reallocation",
    "Receipt",
    "ReceiptSeries",
    "RecurringGift",
]
