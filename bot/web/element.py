"""Element Web's config.json: `python -m bot.web.element ADDRESS SERVER_NAME` prints it."""

import argparse
import json
import sys

from policy import endpoints

# A domain that can never be (RFC 6761): without a Jitsi of the school's own, calls lead nowhere.
_NOWHERE = "meet.invalid"


def element_config(
    homeserver: str, server_name: str, *, jitsi: str = "", web: str = ""
) -> dict[str, object]:
    """Element's config.json for a school: its own server only, no outside host, in Russian.

    Calls lead to the school's own Jitsi (domain `jitsi`) by the widget that the web side at `web`
    builds, or nowhere: Element's default is a public server.
    """
    build = _build_url(jitsi, web)
    return {
        "default_server_config": {
            "m.homeserver": {"base_url": homeserver, "server_name": server_name}
        },
        "brand": "Парта",
        "disable_custom_urls": True,
        "disable_guests": True,
        "disable_3pid_login": True,
        "integrations_ui_url": "",
        "integrations_rest_url": "",
        "integrations_widgets_urls": [],
        "map_style_url": "",
        "mobile_builds": {"ios": None, "android": None, "fdroid": None},
        "desktop_builds": {"available": False},
        "show_labs_settings": False,
        "default_federate": False,
        "jitsi": {"preferred_domain": jitsi or _NOWHERE},
        "jitsi_widget": {"skip_built_in_welcome_screen": True},
        "element_call": {"url": None, "disable": True, "use_exclusively": False},
        **({"widget_build_url": build, "widget_build_url_ignore_dm": True} if build else {}),
        "setting_defaults": {
            "language": "ru",
            "UIFeature.registration": False,
            "UIFeature.passwordReset": False,
            "UIFeature.identityServer": False,
            "UIFeature.thirdPartyId": False,
            "UIFeature.locationSharing": False,
            "UIFeature.feedback": False,
            "UIFeature.shareSocial": False,
            "UIFeature.urlPreviews": False,
            "UIFeature.allowCreatingPublicRooms": False,
            "UIFeature.allowCreatingPublicSpaces": False,
        },
    }


def calls(jitsi: str, web: str) -> dict[str, object]:
    """The part of the client well-known that says where calls lead; as in `element_config`."""
    build = _build_url(jitsi, web)
    behaviour = {"io.element.call_behaviour": {"widget_build_url": build, "ignore_dm": True}}
    return {
        "io.element.jitsi": {"preferredDomain": jitsi or _NOWHERE, "useFor1To1Calls": False},
        **(behaviour if build else {}),
    }


def _build_url(jitsi: str, web: str) -> str:
    return f"{web.rstrip('/')}{endpoints.CONFERENCE_WIDGET_BUILD}" if jitsi and web else ""


def main() -> None:
    """Print it, for who serves Element without the assistant."""
    parser = argparse.ArgumentParser(prog="python -m bot.web.element", description=__doc__)
    parser.add_argument("address", help="the homeserver's, as browsers know it")
    parser.add_argument("server_name")
    parser.add_argument("--jitsi", default="", help="the domain of the school's Jitsi, if any")
    parser.add_argument("--web", default="", help="the address of Parta's web side")
    given = parser.parse_args()
    config = element_config(given.address, given.server_name, jitsi=given.jitsi, web=given.web)
    sys.stdout.write(json.dumps(config, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
