"""Settings: `base` for all, then `dev`, `test` or `production`. Every variable: `.env.example`."""
