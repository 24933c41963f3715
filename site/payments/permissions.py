"""What the key that we use at Stripe must be allowed to do, and nothing more.

The runbook lists it for whoever makes the key; the demo and the tests run with exactly these, so a
call that needs more fails there first. Whoever adds a call adds its permission here, with the
reason. Writing includes reading.
"""

NEEDED: dict[str, str] = {
    "rak_checkout_session_write": "open and close payment pages, look for them again",
    "rak_payment_intent_read": "see what became of a payment",
    "rak_charge_write": "read charges; refund them (refunds have no permission of their own)",
    "rak_balance_transaction_source_read": "book Stripe's fees and explain each payout",
    "rak_payout_read": "see what reached the bank",
    "rak_event_read": "find messages that were lost",
    "rak_dispute_read": "follow disputes",
    "rak_radar_early_fraud_warning_read": "hear of fraud before it becomes a dispute",
    "rak_subscription_write": "change, pause and stop monthly gifts",
    "rak_invoice_write": "book each month's gift; void what must not be collected",
    "rak_payment_method_read": "show which card pays a monthly gift",
    "rak_customer_portal_write": "let supporters change their own card",
}
