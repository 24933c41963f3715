from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from django.core.management import call_command
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import Site

        from core.alerts import raise_alerts
        from core.conditions import register_conditions
        from core.housekeeping import register_job
        from core.mail import send_due_mails
        from core.pictures import encode_avif_quickly
        from core.routing import forget_site

        encode_avif_quickly()
        register_conditions()
        register_job("alerts", raise_alerts)
        register_job("mails sent", send_due_mails)
        register_job("scheduled pages", lambda: call_command("publish_scheduled"))
        post_save.connect(forget_site, sender=Site)
        post_delete.connect(forget_site, sender=Site)
