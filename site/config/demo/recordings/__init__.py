"""Sounds and films made by code for the demo content. Nobody is heard or seen in them."""
