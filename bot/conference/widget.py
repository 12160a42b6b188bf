"""The conference's widget in Element: what stands in the room's state, and where it is shown."""

from collections.abc import Mapping
from typing import Any

from bot.settings import Web
from policy import endpoints

STATE = "im.vector.modular.widgets"
LAYOUT = "io.element.widgets.layout"
ID = "org.parta.conference"  # one a room, and its type: whoever looks finds what is on
# Element fills these in; no other fact about the person goes into the address.
_ASKED = (
    "?roomId=$matrix_room_id&widgetId=$matrix_widget_id"
    "&lang=$org.matrix.msc2873.client_language&theme=$org.matrix.msc2873.client_theme"
)


def widget_content(web: Web, name: str, creator: str = "") -> dict[str, Any]:
    """The content of the state event `STATE` with the key `ID`."""
    return {
        "id": ID,
        "type": ID,
        "name": name,
        "url": f"{web.base}{endpoints.CONFERENCE_WIDGET}{_ASKED}",
        "waitForIframeLoad": True,
        "data": {},
        **({"creatorUserId": creator} if creator else {}),
    }


def layout() -> Mapping[str, Any]:
    """Where Element shows it: above the room's messages."""
    return {"container": "top", "index": 0, "width": 100, "height": 60}


def built(web: Web, name: str) -> dict[str, Any]:
    """What Element's call button asks for (`widget_build_url`)."""
    return {"widget_id": ID, "widget": widget_content(web, name), "layout": layout()}
