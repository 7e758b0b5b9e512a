"""Search, intake, the list of cases, and people."""

desk_patterns = []
