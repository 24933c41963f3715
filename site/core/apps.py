from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from django.core import checks
        from django.core.management import call_command
        from django.db.models import CharField
        from django.db.models.signals import (
            post_delete,
            post_migrate,
            post_save,
            pre_migrate,
        )
        from wagtail.models import Site

        from core.alerts import raise_alerts
        from core.checks import check_alert_emails
        from core.conditions import register_conditions
        from core.housekeeping import register_job
        from core.lookups import Begins
        from core.mail import send_due_mails
        from core.pictures import encode_avif_quickly
        from core.routing import forget_site
        from core.watching import drop_triggers, make_triggers, watch

        CharField.register_lookup(Begins)
        encode_avif_quickly()
        checks.register(check_alert_emails, deploy=True)
        register_conditions()
        register_job("alerts", raise_alerts)
        register_job("mails sent", send_due_mails)
        register_job("scheduled pages", lambda: call_command("publish_scheduled"))
        post_save.connect(forget_site, sender=Site)
        post_delete.connect(forget_site, sender=Site)
        pre_migrate.connect(drop_triggers, sender=self)
        post_migrate.connect(make_triggers, sender=self)
        # Drafts and who is working on them are nothing that pages show.
        watch(
            "wagtailcore.Page",
            ignored=[
                "draft_title",
                "go_live_at",
                "has_unpublished_changes",
                "latest_revision",
                "latest_revision_created_at",
                "live_revision",
                "locked",
                "locked_at",
                "locked_by",
                "numchild",
                "owner",
            ],
        )
        watch("wagtailcore.Locale", "wagtailcore.Site", "wagtailcore.PageViewRestriction")
        watch("core.CustomImage", "core.CustomRendition", "wagtaildocs.Document")
        watch("core.HomePage", "core.OrganisationSettings", "core.StandardPage")
