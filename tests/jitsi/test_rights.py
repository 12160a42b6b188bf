"""Inside: who is what, and what a pupil with a client of their own cannot make of it."""

from xml.etree import ElementTree as ET

import pytest

from tests.jitsi.client import CONFERENCES, MUC, Client, is_own, item, refusal
from tests.jitsi.conftest import Enter
from tests.jitsi.tokens import DOMAIN, claims, conference, sign

TEACHER = "@teacher:ruchei.example"
OTHER = "@other:ruchei.example"
ADMIN = f"{MUC}#admin"
OWNER = f"{MUC}#owner"
FORM = (
    f"<query xmlns='{OWNER}'><x xmlns='jabber:x:data' type='submit'>"
    f"<field var='FORM_TYPE'><value>{MUC}#roomconfig</value></field>"
    "<field var='muc#roomconfig_persistentroom'><value>1</value></field>"
    "<field var='muc#roomconfig_publicroom'><value>1</value></field></x></query>"
)


async def lesson(enter: Enter, *pupils: str) -> tuple[str, Client, list[Client]]:
    """A conference with its teacher and pupils inside."""
    room = conference()
    teacher = await enter(room, TEACHER, owner=True)
    assert item(await teacher.join(room)) == ("owner", "moderator")
    inside = []
    for user in pupils:
        pupil = await enter(room, user)
        assert item(await pupil.join(room)) == ("member", "participant")
        inside.append(pupil)
    return room, teacher, inside


def address(room: str, nick: str = "") -> str:
    return f"{room}@{CONFERENCES}" + (f"/{nick}" if nick else "")


async def test_a_pupil_waits_until_the_teacher_is_in(enter: Enter) -> None:
    room = conference()
    pupil = await enter(room)
    assert refusal(await pupil.join(room)) == ("not-allowed", "waiting-for-host")
    teacher = await enter(room, TEACHER, owner=True)
    assert refusal(await pupil.join(room)) == ("not-allowed", "waiting-for-host")
    assert item(await teacher.join(room)) == ("owner", "moderator")
    assert item(await pupil.join(room)) == ("member", "participant")


async def test_a_pupil_does_not_become_owner_when_the_teacher_leaves(enter: Enter) -> None:
    room, teacher, (pupil,) = await lesson(enter, "@pupil:ruchei.example")
    await teacher.leave()
    gone = await pupil.hears(
        lambda it: it.get("from") == address(room, teacher.nick) and it.get("type") == "unavailable"
    )
    assert item(gone)[1] == "none"
    late = await enter(room, OTHER)
    assert refusal(await late.join(room)) == ("not-allowed", "waiting-for-host")
    # Alone for the seconds that a school allows, and then the conference is over.
    over = await pupil.hears(lambda it: it.find(f".//{{{MUC}#user}}destroy") is not None)
    assert item(over)[1] == "none"
    assert refusal(await pupil.join(room)) == ("not-allowed", "waiting-for-host")


async def test_the_lesson_goes_on_when_the_teacher_comes_back(enter: Enter) -> None:
    room, teacher, (pupil,) = await lesson(enter, "@pupil:ruchei.example")
    await teacher.leave()
    again = await enter(room, TEACHER, owner=True)
    assert item(await again.join(room)) == ("owner", "moderator")
    late = await enter(room, OTHER)
    assert item(await late.join(room)) == ("member", "participant")
    assert not pupil.gone.is_set()


@pytest.mark.parametrize("wish", ["owner", "admin", "moderator", "outcast"])
async def test_a_pupil_asks_for_rights(enter: Enter, wish: str) -> None:
    room, teacher, (pupil, friend) = await lesson(enter, "@pupil:ruchei.example", OTHER)
    targets = [pupil.boundjid.bare, friend.boundjid.bare, teacher.boundjid.bare]
    for target, nick in zip(targets, (pupil.nick, friend.nick, teacher.nick), strict=True):
        wanted = (
            f"nick='{nick}' role='{wish}'"
            if wish == "moderator"
            else (f"jid='{target}' affiliation='{wish}'")
        )
        body = f"<query xmlns='{ADMIN}'><item {wanted}/></query>"
        assert refusal(await pupil.ask(address(room), body, "set"))[0] == "not-allowed"
    kick = f"<query xmlns='{ADMIN}'><item nick='{friend.nick}' role='none'/></query>"
    assert refusal(await pupil.ask(address(room), kick, "set"))[0] == "not-allowed"


async def test_a_teacher_does_not_make_a_pupil_owner_either(enter: Enter) -> None:
    """Who leads is the regulation's, not a favour; a teacher's account may be a pupil's by now."""
    room, teacher, (pupil,) = await lesson(enter, "@pupil:ruchei.example")
    for affiliation in ("owner", "admin"):
        item_ = f"<item jid='{pupil.boundjid.bare}' affiliation='{affiliation}'/>"
        body = f"<query xmlns='{ADMIN}'>{item_}</query>"
        assert refusal(await teacher.ask(address(room), body, "set"))[0] == "not-allowed"
    body = f"<query xmlns='{ADMIN}'><item nick='{pupil.nick}' role='moderator'/></query>"
    assert refusal(await teacher.ask(address(room), body, "set"))[0] == "not-allowed"
    body = f"<query xmlns='{ADMIN}'><item nick='{pupil.nick}' role='none'/></query>"
    assert (await teacher.ask(address(room), body, "set")).get("type") == "result"


async def test_a_pupil_does_not_configure_or_end_a_conference(enter: Enter) -> None:
    room, _, (pupil,) = await lesson(enter, "@pupil:ruchei.example")
    ask = f"<query xmlns='{OWNER}'/>"
    assert refusal(await pupil.ask(address(room), ask))[0] == "forbidden"
    assert refusal(await pupil.ask(address(room), FORM, "set"))[0] == "forbidden"
    end = f"<query xmlns='{OWNER}'><destroy/></query>"
    assert refusal(await pupil.ask(address(room), end, "set"))[0] == "forbidden"
    for kind in ("owner", "admin", "member", "outcast"):
        listing = f"<query xmlns='{ADMIN}'><item affiliation='{kind}'/></query>"
        assert refusal(await pupil.ask(address(room), listing))[0] == "forbidden"
    register = "<query xmlns='jabber:iq:register'/>"
    assert refusal(await pupil.ask(address(room), register))[0] == "not-allowed"


async def test_nobody_makes_a_conference_outlive_itself(enter: Enter) -> None:
    room, teacher, _ = await lesson(enter)
    assert (await teacher.ask(address(room), FORM, "set")).get("type") == "result"
    form = await teacher.ask(address(room), f"<query xmlns='{OWNER}'/>")
    data = "{jabber:x:data}"
    for field in ("persistentroom", "publicroom"):
        # Not offered at all, or as it was.
        found = form.findtext(f".//{data}field[@var='muc#roomconfig_{field}']/{data}value")
        assert found in {None, "0"}


async def test_a_pupil_creates_no_conference(enter: Enter) -> None:
    room = conference()
    pupil = await enter(room)
    hosts = [
        CONFERENCES,
        f"lobby.{DOMAIN}",
        f"breakout.{DOMAIN}",
        f"internal.auth.{DOMAIN}",
        DOMAIN,
    ]
    for host in hosts:
        assert refusal(await pupil.join(room, host=host))[0] in {"not-allowed", "item-not-found"}
    assert (
        refusal(await pupil.join("jvbbrewery", host=f"internal.auth.{DOMAIN}"))[0] == "not-allowed"
    )
    assert refusal(await pupil.join(conference()))[0] == "not-allowed"


async def test_a_second_connection_brings_no_more(enter: Enter) -> None:
    """The newer one stays, as a member; the older leaves."""
    room, _, (first,) = await lesson(enter, "@pupil:ruchei.example")
    second = await enter(room)
    assert item(await second.join(room)) == ("member", "participant")
    left = await first.hears(lambda it: it.get("type") == "unavailable" and is_own(it))
    assert item(left)[1] == "none"


async def test_a_conference_has_its_size(enter: Enter) -> None:
    """Four places in this server; a teacher always finds one."""
    room, _, _ = await lesson(enter, *(f"@pupil{number}:ruchei.example" for number in range(3)))
    late = await enter(room, OTHER)
    assert refusal(await late.join(room)) == ("service-unavailable", "full")
    colleague = await enter(room, "@colleague:ruchei.example", owner=True)
    assert item(await colleague.join(room)) == ("owner", "moderator")


@pytest.mark.parametrize("nick", ["Учитель", "teacher", "0123456789", "g0000000", "a000 000"])
async def test_a_place_in_the_room_is_no_name(enter: Enter, nick: str) -> None:
    room = conference()
    teacher = await enter(room, TEACHER, owner=True)
    assert refusal(await teacher.join(room, nick=nick))[0] == "not-acceptable"


async def test_a_name_is_that_of_the_token(enter: Enter) -> None:
    room, teacher, _ = await lesson(enter)
    pupil = await enter(room)
    forged = (
        "<nick xmlns='http://jabber.org/protocol/nick'>Директор</nick><email>d@ruchei.example</email>"
        "<avatar-url>https://evil.example/a.png</avatar-url><status>Директор</status>"
        "<identity><user><id>@director:ruchei.example</id><name>Директор</name></user></identity>"
        f"<x xmlns='{MUC}#user'><item affiliation='owner' role='moderator'/></x>"
        "<hats xmlns='urn:xmpp:hats:0'><hat title='Директор' uri='x'/></hats>"
    )
    await pupil.join(room, more=forged)
    me = address(room, pupil.nick)

    def check(seen: ET.Element) -> None:
        text = ET.tostring(seen, encoding="unicode")
        assert "Директор" not in text
        assert "evil" not in text
        assert "director" not in text
        assert seen.findtext("{http://jabber.org/protocol/nick}nick") == "Имя pupil"
        assert seen.findtext(
            ".//{jabber:client}identity/{jabber:client}user/{jabber:client}id"
        ) == ("@pupil:ruchei.example")
        assert item(seen) == ("member", "participant")

    check(await teacher.hears(lambda it: it.get("from") == me))
    pupil.say(f"<presence xmlns='jabber:client' to='{me}' id='again'>{forged}</presence>")
    check(await teacher.hears(lambda it: it.get("from") == me and it.get("id") == "again"))
    other = await pupil.join(room, nick="b0000000")
    assert refusal(other) == ("not-allowed", "nick-is-frozen")


async def test_what_one_may_say_is_in_the_token(enter: Enter) -> None:
    room, teacher, (pupil, friend) = await lesson(enter, "@pupil:ruchei.example", OTHER)

    def message(to: str, kind: str, number: str) -> str:
        return (
            f"<message xmlns='jabber:client' to='{to}' type='{kind}' id='{number}'>"
            "<body>слово</body><nick xmlns='http://jabber.org/protocol/nick'>Директор</nick></message>"
        )

    async def answer(number: str) -> tuple[str, str]:
        return refusal(await pupil.hears(lambda it: it.get("id") == number))

    pupil.say(message(address(room), "groupchat", "m1"))
    assert await answer("m1") == ("forbidden", "")
    pupil.say(message(address(room, friend.nick), "chat", "m2"))
    assert await answer("m2") == ("forbidden", "")
    pupil.say(message(friend.boundjid.full, "chat", "m3"))
    assert await answer("m3") == ("not-allowed", "")
    pupil.say(message("somebody@other.example", "chat", "m4"))
    assert await answer("m4") == ("not-allowed", "")
    # What a teacher's token allows; this also shows that nothing of the above came before it.
    teacher.say(message(address(room), "groupchat", "m5"))
    heard = await friend.hears(lambda it: it.tag.endswith("}message") and it.get("id") == "m5")
    assert "Директор" not in ET.tostring(heard, encoding="unicode")
    assert not [it for it in friend.heard if it.get("id") in {"m1", "m2", "m3", "m4"}]


async def test_features_that_a_token_does_not_name_are_not_given(enter: Enter) -> None:
    room, _, _ = await lesson(enter)
    told = claims(room)
    told["context"]["features"] = {}
    silent = await enter(room, jwt=sign(told))
    await silent.join(room)
    silent.say(
        f"<message xmlns='jabber:client' to='{address(room)}' type='groupchat' id='n1'>"
        "<body>слово</body></message>"
    )
    assert refusal(await silent.hears(lambda it: it.get("id") == "n1"))[0] == "forbidden"


async def test_pupils_make_no_call_of_their_own(enter: Enter) -> None:
    """Not through the room, nor past it, and the focus opens no other room for them."""
    room, _, (pupil, friend) = await lesson(enter, "@pupil:ruchei.example", OTHER)
    call = "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='1'/>"
    assert refusal(await pupil.ask(address(room, friend.nick), call, "set"))[0] == "forbidden"
    assert refusal(await pupil.ask(friend.boundjid.full, call, "set"))[0] == "not-allowed"
    for name in (conference(), "*", "jvbbrewery"):
        wish = f"<conference xmlns='http://jitsi.org/protocol/focus' room='{name}@{CONFERENCES}'/>"
        assert refusal(await pupil.ask(f"focus.{DOMAIN}", wish, "set"))[0] == "not-allowed"
    invitation = (
        f"<message xmlns='jabber:client' to='{address(room)}' id='i1'><x xmlns='{MUC}#user'>"
        f"<invite to='{friend.boundjid.bare}'/></x></message>"
    )
    pupil.say(invitation)
    assert refusal(await pupil.hears(lambda it: it.get("id") == "i1"))[0] == "forbidden"


async def test_a_pupil_sees_no_other_conference(enter: Enter) -> None:
    room, _, _ = await lesson(enter)
    stranger = await enter(conference())
    info = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    items = "<query xmlns='http://jabber.org/protocol/disco#items'/>"
    for query in (info, items):
        assert refusal(await stranger.ask(address(room), query))[0] == "not-allowed"
    listed = await stranger.ask(CONFERENCES, items)
    assert room not in ET.tostring(listed, encoding="unicode")
