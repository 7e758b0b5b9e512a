"""Adds up, at the end of a run, what the proofs tried: cells of the access matrix, leaks, mutants, steps.

What is told is added to the file ``CALP_TOLD`` too, where one is named: the long form is several runs.
"""

import os
from collections import Counter
from pathlib import Path


def pytest_terminal_summary(terminalreporter):
    told = Counter()
    for report in (each for state in ("passed", "failed") for each in terminalreporter.stats.get(state, ())):
        told.update({name: value for name, value in report.user_properties if isinstance(value, int)})
    if not told["cells"]:
        return
    lines = [f"{told['cells']:,} cells, {told['leaks']:,} leaks"]
    for layer in sorted(name for name in told if name.startswith("cells ")):
        lines.append(f"  of these {told[layer]:,} {layer.removeprefix('cells ')}")
    lines.append(f"{told['mutants']:,} mutants, {told['survivors']:,} survive; {told['steps']:,} steps")
    tell(terminalreporter, "proof", lines)


def tell(terminalreporter, title: str, lines: list[str]) -> None:
    terminalreporter.section(title)
    for line in lines:
        terminalreporter.write_line(line)
    if path := os.environ.get("CALP_TOLD"):
        with Path(path).open("a") as kept:
            kept.writelines(f"{line}\n" for line in lines)
