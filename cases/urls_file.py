"""The work of the day, and the file of a case."""

file_patterns = []
