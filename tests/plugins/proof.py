"""Adds up, at the end of a run, what the proofs tried: cells of the access matrix, leaks, mutants, steps."""

from collections import Counter


def pytest_terminal_summary(terminalreporter):
    told = Counter()
    for report in (each for state in ("passed", "failed") for each in terminalreporter.stats.get(state, ())):
        told.update({name: value for name, value in report.user_properties if isinstance(value, int)})
    if not told["cells"]:
        return
    terminalreporter.section("proof")
    terminalreporter.write_line(f"{told['cells']:,} cells, {told['leaks']:,} leaks")
    for layer in sorted(name for name in told if name.startswith("cells ")):
        terminalreporter.write_line(f"  of these {told[layer]:,} {layer.removeprefix('cells ')}")
    terminalreporter.write_line(f"{told['mutants']:,} mutants, {told['survivors']:,} survive; {told['steps']:,} steps")
