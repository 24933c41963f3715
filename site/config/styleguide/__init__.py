"""`/styleguide/`: every component of the public site in every state, made by the very templates
that pages use. For those who build the site; a production server does not know the address."""
