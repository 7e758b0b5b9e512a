"""What a child that reads a stranger's file gives up before the first byte. Without Django: such a child has none."""

import resource

from cases.attachments.kinds import MIB

MEMORY_BYTES = 1024 * MIB
CPU_SECONDS = 40


def limit_this_process(*, cpu_seconds: int = CPU_SECONDS) -> None:
    """No file can be written, no memory image left, no other process started; little memory, little time."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))
