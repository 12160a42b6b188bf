"""Pages of the browser: Jinja2 frames in ``pages/``, every word of them from the Fluent files."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from templates import message, say

FOLDER = Path(__file__).parent / "pages"


@cache
def _environment() -> Environment:
    # Everything is escaped: names and texts come from lists and clients.
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)


def page(name: str, language: str, **values: Any) -> str:
    """The page `name` in `language`; inside it `t("key", …)` says a message.

    Raises:
        jinja2.TemplateError, LookupError: the page or a message it needs is missing.
    """

    def t(key: str, **args: str | int) -> str:
        return say(message(key, **args), language)

    return _environment().get_template(name).render(t=t, day=day, language=language, **values)


def day(text: str) -> str:
    """A date as people here write it, 29.08.2024; what is no ISO date stays as it is."""
    try:
        return date.fromisoformat(text).strftime("%d.%m.%Y")
    except ValueError:
        return text
