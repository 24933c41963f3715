"""Pictures drawn by code, in the palette of the site, for the demo content."""
