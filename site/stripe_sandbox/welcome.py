"""What `--welcome` prints: enough to begin without another page."""

from __future__ import annotations

WELCOME = """
  {url}   stops with Ctrl-C; what happened is kept in {database}

  Pay as a visitor    Point a program's Stripe client at {url} with a test key,
                      then open the `url` of a Checkout Session. Test cards are buttons there.
                      4242 4242 4242 4242 pays · 4000 0000 0000 0002 is declined

  Try it              curl {url}/v1/checkout/sessions -u sk_test_anything: \\
                        -d mode=payment -d success_url=http://127.0.0.1/thanks \\
                        -d 'line_items[0][quantity]=1' \\
                        -d 'line_items[0][price_data][currency]=usd' \\
                        -d 'line_items[0][price_data][unit_amount]=4000' \\
                        -d 'line_items[0][price_data][product_data][name]=Gift'

  Break things        control() {{ curl -sX "$1" {url}/_control/"$2" -d "${{3:-}}"; echo; }}
                      control POST faults '{{"route": "*", "kind": "stall", "seconds": 30}}'
                      control DELETE faults
                      control POST deliveries '{{"mode": "hold"}}'     webhooks wait
                      control POST deliveries/flush '{{"copies": 3, "shuffle": 1}}'
                      control POST clock '{{"advance": 2592000}}'      a month passes
                      control GET dump                               everything there is

  Keys                sk_test_… may do everything; rk_test_… what --restricted-key gave it:
                      {keys}
  Webhooks            {webhooks}
  All of it           docs/sandbox.md
"""


def welcome(*, url: str, database: str, keys: list[str], webhooks: list[str]) -> str:
    return WELCOME.format(
        url=url,
        database=database,
        keys=", ".join(keys) or "none was given",
        webhooks=", ".join(webhooks) or "none; --webhook URL --webhook-secret whsec_… adds one",
    )
