"""What a reverse proxy shows in our place while we do not answer: `python -m bot.web.down`.

Written to standard output once, at installation: in the frame of the widget a browser would
otherwise show an error of its own, that says nothing to a child.
"""

import sys

from templates import DEFAULT_LANGUAGE, LANGUAGES, message, say
from templates.pages import page


def down_page() -> str:
    """The page in every language: nobody is there to be asked for theirs."""
    others = [
        (it, say(message("conference-down-title"), it), say(message("conference-down-why"), it))
        for it in LANGUAGES
        if it != DEFAULT_LANGUAGE
    ]
    return page("conference_down.html", DEFAULT_LANGUAGE, others=others)


if __name__ == "__main__":
    sys.stdout.write(down_page() + "\n")
