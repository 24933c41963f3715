from .accounts import Account
from .entries import Entry, Line
from .funds import Fund, FundTranslation

__all__ = ["Account", "Entry", "Fund", "FundTranslation", "Line"]
