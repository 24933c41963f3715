from datetime import timedelta

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from django.core import checks

        from core.housekeeping import register_job
        from ledger.verification import register_check
        from payments import dispute_conditions, refund_conditions
        from payments.alarms import register_alarms
        from payments.balance_verification import balance_is_explained
        from payments.checks import check_limits
        from payments.conditions import register_conditions
        from payments.dispute_verification import disputes_are_posted, lines_bear_no_more
        from payments.handlers import check_handlers
        from payments.payout_conditions import register_conditions as register_payout_conditions
        from payments.services.reconciliation import close_expired, reconcile
        from payments.services.subscription_changes import retry_changes
        from payments.services.subscriptions import ask_about_silent
        from payments.subscription_conditions import (
            register_conditions as register_subscription_conditions,
        )
        from payments.subscription_handlers import check_subscription_handler
        from payments.verification import (
            fees_are_posted,
            payments_are_posted,
            payouts_are_explained,
            payouts_are_posted,
            refunds_are_posted,
            refunds_fit,
        )

        register_alarms()
        checks.register(check_handlers)
        checks.register(check_limits, deploy=True)
        checks.register(check_subscription_handler)
        register_subscription_conditions()
        register_conditions()
        register_job("payment pages closed", close_expired)
        register_job("changes of subscriptions asked again", retry_changes)
        register_job("subscriptions asked about", ask_about_silent)
        register_job("reconcile with Stripe", reconcile, every=timedelta(minutes=10))
        register_check("every paid payment is in the ledger", payments_are_posted)
        register_check("every known fee is in the ledger", fees_are_posted)
        register_check("every payout is in the ledger", payouts_are_posted)
        register_check("every payout is explained", payouts_are_explained)
        register_check("the balance at Stripe is explained", balance_is_explained)
        register_payout_conditions()
        register_check("money in dispute equals the open disputes", disputes_are_posted)
        register_check("no line gives back more than was paid", lines_bear_no_more)
        dispute_conditions.register_conditions()
        refund_conditions.register_conditions()
        register_check("every refund is in the ledger", refunds_are_posted)
        register_check("no line is refunded twice", refunds_fit)
