"""`python -m cti_adapter.simulator serve --hook-url URL --secret-file FILE`."""

import sys

from cti_adapter.simulator.cli import main

if __name__ == "__main__":
    sys.exit(main())
