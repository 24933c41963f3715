"""Against strangers who try stolen cards: who may open a payment, and when a person is told."""
