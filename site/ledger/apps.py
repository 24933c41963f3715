from datetime import timedelta

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"

    def ready(self) -> None:
        from core.housekeeping import register_job
        from core.watching import watch
        from ledger.conditions import register_conditions
        from ledger.services.proving import prove_books
        from ledger.verification import (
            entries_balance,
            movements_are_posted,
            register_check,
            reversals_mirror,
        )

        register_conditions()
        register_job(
            "books proved", lambda: prove_books()[0].problem_count, every=timedelta(hours=6)
        )
        register_check("every entry balances per currency and fund", entries_balance)
        register_check("every reversal mirrors its entry", reversals_mirror)
        register_check("every movement of a fund is booked", movements_are_posted)
        watch("ledger.Fund", "ledger.FundTranslation")
