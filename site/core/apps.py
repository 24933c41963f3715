from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from django.core.management import call_command

        from core.housekeeping import register_job
        from core.mail import send_due_mails

        register_job("mails sent", send_due_mails)
        register_job("scheduled pages", lambda: call_command("publish_scheduled"))
