"""What public pages show of gifts."""

from core.watching import watch


def watch_pages() -> None:
    watch("donations.CampaignPage", "donations.CampaignPerson", "donations.GivePage")
    # What a campaign counts, and whom it thanks; other gifts are on no page.
    watch(
        "donations.Donation",
        shown=["status", "refunded", "received_on", "source"],
        only="{row}.received_on IS NOT NULL AND {row}.source_id IS NOT NULL",
    )
    watch("donations.PublicThanks", only="{row}.status = 'shown'")
