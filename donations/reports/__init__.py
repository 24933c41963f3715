"""What the organisation wants to know of its gifts, as tables with charts."""
