"""What we keep goes out as files that an import reads again, kind by kind."""
