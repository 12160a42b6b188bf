"""`python -m bot --config FILE`: the assistant and its web side, in one process."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from pydantic import ValidationError

from bot.service import serve
from bot.settings import load_settings


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    given = parser.parse_args()
    try:
        settings = load_settings(given.config)
    except (OSError, ValidationError) as error:
        sys.stderr.write(f"{given.config}: {error}\n")
        sys.exit(1)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # nio tells of each request; names of people stand in some of them.
    logging.getLogger("nio").setLevel(logging.WARNING)
    asyncio.run(serve(settings))


main()
