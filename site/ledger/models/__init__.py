from .accounts import Account
from .entries import Entry, Line
from .export_names import ExportName
from .funds import Fund, FundTranslation
from .proofs import Proof

__all__ = ["Account", "Entry", "ExportName", "Fund", "FundTranslation", "Line", "Proof"]
