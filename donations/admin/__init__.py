"""Gifts, batches and funds as staff see them."""
