"""What a page costs, beside the least that Django can do: `make bench`."""
