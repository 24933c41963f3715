from .accounts import Account
from .entries import AppendOnlyModel, Entry, Line
from .export_names import ExportName
from .funds import Fund, FundTranslation
from .movements import FundMovement
from .proofs import Proof
from .running_costs import RunningCost

__all__ = [
    "Account",
    "AppendOnlyModel",
    "Entry",
    "ExportName",
    "Fund",
    "FundMovement",
    "FundTranslation",
    "Line",
    "Proof",
    "RunningCost",
]
