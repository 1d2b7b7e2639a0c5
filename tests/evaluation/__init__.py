"""The reading, measured: stories written for it, labelled by hand, rendered as sites publish them."""
