#!/usr/bin/env python3
"""Django's door from the shell."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ntc_cert.settings")
    from ntc_cert.door import run

    sys.exit(run(sys.argv))
