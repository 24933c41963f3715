"""Payments, refunds, disputes and payouts as staff see them."""
