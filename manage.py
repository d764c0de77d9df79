#!/usr/bin/env python3
"""Django's door from the shell."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ntc_cert.settings")
    from django.core.management import execute_from_command_line

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # every file the commands write is UTF-8, whatever the locale
    execute_from_command_line(sys.argv)
