"""Values that several services share."""
