class LedgerError(Exception):
    """The ledger refused. Nothing was written."""


class UnbalancedError(LedgerError):
    """Lines that do not sum to zero per currency and fund."""


class ConflictingEntryError(LedgerError):
    """The same key was posted before with other lines: a bug in the caller, never a retry."""


class AppendOnlyError(LedgerError):
    """Somebody tried to change or delete what is written. Post a reversal instead."""
