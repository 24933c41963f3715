"""A local Stripe: its own process, its own database, no money.

It serves a newcomer who starts the site for the first time, staff who learn to take and refund
payments, and the tests that break things on purpose. It imports the standard library and the
`stripe` SDK (for its types) and nothing else, so that it can be lifted out of this project.

Where to look: `catalogue.py` lists what is served, `api.py` says what happens to one request,
`acts.py` is what every resource module receives, `specification.py` holds the sandbox to the SDK's
types.
"""
