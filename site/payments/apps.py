from datetime import timedelta

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from django.core import checks

        from core.housekeeping import register_job
        from payments.conditions import register_conditions
        from payments.defence.alarms import register_alarms
        from payments.defence.checks import check_limits
        from payments.handlers import check_handlers
        from payments.services.reconciliation import close_expired, reconcile
        from payments.services.subscription_changes import retry_changes
        from payments.services.subscriptions import ask_about_silent
        from payments.subscription_handlers import check_subscription_handler
        from payments.verification import register_checks

        checks.register(check_handlers)
        checks.register(check_limits, deploy=True)
        checks.register(check_subscription_handler)
        register_alarms()
        register_conditions()
        register_checks()
        register_job("payment pages closed", close_expired)
        register_job("changes of subscriptions asked again", retry_changes)
        register_job("subscriptions asked about", ask_about_silent)
        register_job("reconcile with Stripe", reconcile, every=timedelta(minutes=10))
