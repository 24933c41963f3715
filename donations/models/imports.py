from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from donations.enums import DayOrder, ImportKind, ImportSource, ImportStatus, RowState

from .gifts import Donation
from .grants import Grant


class Import(models.Model):
    """A file from elsewhere on its way in: read, its columns named, checked, and then imported a
    few rows at a time. `reached` is the last line that the present step is done with, so that it
    goes on where a worker died; `claimed_at` says since when one is at it."""

    file_name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(
        _("rows are"), max_length=10, choices=ImportKind.choices, default=ImportKind.GIFTS
    )
    source = models.CharField(_("export of"), max_length=10, choices=ImportSource.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=ImportStatus.choices, default=ImportStatus.UPLOADED
    )
    headings = models.JSONField(default=list)
    columns = models.JSONField(_("columns"), default=dict)  # field → place of its column
    day_order = models.CharField(
        _("days are written"), max_length=5, choices=DayOrder.choices, default=DayOrder.ISO
    )
    # Of whoever reads what is wrong with the rows; a worker has no reader.
    language = models.CharField(max_length=10, blank=True)
    makes_funds = models.BooleanField(_("makes funds that are missing"), default=False)
    total = models.PositiveIntegerField(_("rows"), default=0)
    reached = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    moved_at = models.DateTimeField(_("last step"))
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.status in ImportStatus.AT_WORK


class ImportRow(models.Model):
    """One line of the file as it came, and what it became. `key` is what it is known by elsewhere:
    while one row of a key is imported, no other can be. `noted` is what an undo needs to know: the
    fields that were filled of a supporter, or what the grant was when it was imported; and of a
    gift what it tells of things that are not here, so that it goes out again as it came."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField()
    state = models.CharField(
        _("state"), max_length=10, choices=RowState.choices, default=RowState.UNREAD
    )
    key = models.CharField(max_length=200, blank=True)
    problems = models.JSONField(default=list)  # [[field, words], …]
    method = models.CharField(_("method"), max_length=20, blank=True)
    donation = models.OneToOneField(
        Donation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="import_row",
        verbose_name=_("gift"),
    )
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_rows",
        verbose_name=_("supporter"),
    )
    grant = models.OneToOneField(
        Grant,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_row",
        verbose_name=_("grant"),
    )
    noted = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="import_row_line_is_unique"),
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state=RowState.DONE),
                name="import_row_key_imported_once",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "state"], name="import_row_state"),
            models.Index(fields=["key"], name="import_row_key"),
        ]

    def __str__(self) -> str:
        return f"{self.line}"

    @property
    def number_there(self) -> str:
        """What the gift is known by elsewhere."""
        return self.key.partition(":")[2]

    @property
    def came_from(self) -> str:
        """The page or campaign that led to it, where that is not here."""
        return str(self.noted.get("came_from", ""))

    @property
    def recurring(self) -> str:
        """What the gift that comes again is known by elsewhere."""
        return str(self.noted.get("recurring", ""))
