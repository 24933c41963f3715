from django.db import models


class PageGeneration(models.Model):
    """Names the state that public pages are made from. Only the database changes it: triggers on
    the watched tables (`core.watching`) write a new token in the transaction of the change."""

    token = models.CharField(max_length=36)
    changed_in = models.BigIntegerField(null=True)  # PostgreSQL: once a transaction is enough
