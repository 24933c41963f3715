"""What the tests run on: databases, the Stripe sandbox, a browser, the whole site as a process."""
