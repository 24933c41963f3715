"""Documents: receipts, their corrections, and the statements of a year."""
