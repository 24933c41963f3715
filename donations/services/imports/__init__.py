"""What was kept elsewhere comes in: a file is read, checked, imported and undone, kind by kind."""
