from .accounts import Account
from .entries import Entry, Line
from .funds import Fund, FundTranslation
from .proofs import Proof

__all__ = ["Account", "Entry", "Fund", "FundTranslation", "Line", "Proof"]
