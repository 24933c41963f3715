"""What people type on those pages: checked for its shape; the services decide."""
