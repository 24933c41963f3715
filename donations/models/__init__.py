from .gifts import Donation, DonationMove
from .pages import GivePage
from .receipts import Receipt, ReceiptSeries
from .recurring import RecurringGift

__all__ = [
    "Donation",
    "DonationMove",
    "GivePage",
    "Receipt",
    "ReceiptSeries",
    "RecurringGift",
]
