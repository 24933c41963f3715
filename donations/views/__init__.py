"""The pages on which people give, and on which givers find what is theirs."""
