"""Is this person registered twice? How alike two records are, and the nightly look over everybody."""
