"""Gifts without a card: entered in batches, checked against a total, posted, printed."""
