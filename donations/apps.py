from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"

    def ready(self) -> None:
        from donations import verification
        from donations.attachments import register_attachments
        from donations.conditions import register_conditions
        from donations.evidence import evidence_of_gifts
        from donations.handlers import GiftHandler
        from donations.jobs import register_jobs
        from donations.promise_attention import register_promise_care
        from donations.recurring_handler import RecurringGiftHandler
        from donations.sections import register_sections
        from donations.services.documents.receipts import issue_first_receipt, revise_receipt
        from donations.services.documents.sendings import sendings_with
        from donations.services.giving.followers import givers_of
        from donations.watching import watch_pages
        from ledger.enums import AccountCode
        from ledger.verification import register_check
        from payments.enums import LineKind
        from payments.evidence import register_evidence
        from payments.handlers import (
            register_handler,
            register_receipt_issuer,
            register_receipt_reviser,
        )
        from payments.subscription_handlers import register_subscription_handler
        from stories.services.followers import register_followers
        from stories.services.sendings import register_sendings

        register_conditions()
        register_promise_care()
        gifts = GiftHandler()
        register_handler(LineKind.GIFT, gifts, income=AccountCode.GIFTS)
        register_handler(LineKind.IN_KIND, gifts, income=AccountCode.GIFTS_IN_KIND)
        register_handler(LineKind.FEE_COVER, gifts, income=AccountCode.FEE_COVER)
        register_receipt_issuer(issue_first_receipt)
        register_receipt_reviser(revise_receipt)
        register_subscription_handler(RecurringGiftHandler())
        register_attachments()
        register_jobs()
        register_evidence(evidence_of_gifts)
        register_followers(givers_of)
        register_sendings(sendings_with)
        register_check("receipt numbers have no gaps", verification.receipts_are_gapless)
        register_check("every payment that arrived has one receipt", verification.paid_has_receipt)
        register_check(
            "every document that holds no longer has its successor", verification.revisions_follow
        )
        register_check(
            "every year-end statement says what its receipts say", verification.statements_follow
        )
        register_check("every gift paid for is received", verification.paid_gifts_are_received)
        register_check("gifts received equal the journal", verification.gifts_equal_journal)
        register_check("totals of gifts equal gifts and journal", verification.totals_agree)
        register_check("allocations sum to their gifts", verification.allocations_sum)
        register_check(
            "every gift is booked to the funds it belongs to", verification.allocations_are_posted
        )
        register_check("instalments sum to their grant or pledge", verification.instalments_sum)
        register_sections()
        watch_pages()
