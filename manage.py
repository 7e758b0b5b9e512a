#!/usr/bin/env python
"""Django's command line for this project.

A command serves no account: it acts as the system's own. Those that make tables act as their owner.
"""

import os
import sys

from django.core.management import execute_from_command_line

from accounts.acting import act_as_system_everywhere

OF_THE_OWNER = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "dbshell", "check", "runserver"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
    if not OF_THE_OWNER.intersection(sys.argv[1:2]):
        act_as_system_everywhere()
    execute_from_command_line(sys.argv)
