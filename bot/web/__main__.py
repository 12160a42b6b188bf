"""`python -m bot.web`."""

from bot.web.app import main

main()
