"""Gifts in honour or memory: the task to tell somebody, with its card."""
