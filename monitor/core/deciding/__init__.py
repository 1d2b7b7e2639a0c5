"""Which stories tell of the same meeting, what is known of it, and whom to alert: values in, values out."""
