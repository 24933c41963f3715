"""Demo content: invented people, drawn pictures, complete sample consents."""
