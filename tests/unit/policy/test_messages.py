"""What somebody sends into a room: by type, by content, by relation; each table one rule."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from policy.decision import Actor, Media, Place, Sent, Standing, Target
from policy.messages import decide_event
from policy.refusal import Refused
from policy.regulation import DIRECT
from policy.school import School
from tests.unit.builders import SERVER
from tests.unit.policy.school import (
    BOT,
    DAY,
    actor,
    between,
    decided,
    edit,
    example,
    file,
    in_thread,
    person,
    refusal,
    room,
    state,
    text,
    user,
    widget,
)

SCHOOL = example()
OPEN = "open"  # in the tables: may
TALK = between("tess", "ann", "mum")
POLL = Sent("org.matrix.msc3381.poll.start", {"org.matrix.msc1767.text": "Когда?"})
VOTE = Sent("org.matrix.msc3381.poll.response", {"org.matrix.msc3381.poll.response": {}})
LIKE = Sent("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "key": "👍"}})


def place(name: str) -> Place:
    return TALK if name == "talk" else room(SCHOOL, name)


def answer(name: str, where: str, sent: Sent) -> str:
    """OPEN, or the row or setting behind the refusal."""
    found = decided(SCHOOL, name, place(where), sent)
    return OPEN if found is None else found.row or found.setting


# one event of each feature that is an event by itself
EVENTS: Mapping[str, Sent] = {
    "text.send": text(),
    "reaction.send": LIKE,
    "photo.send": file("m.image", "photo"),
    "audio.send": file("m.audio", "audio"),
    "video.send": file("m.video", "video"),
    "file.send": file("m.file", "document", sha256="known"),
    "sticker.send": Sent("m.sticker", {"body": "x"}),
    "location.send": Sent("m.room.message", {"msgtype": "m.location", "body": "x"}),
    "message.pin": state("m.room.pinned_events", {"pinned": []}),
    "everyone.notify": text(**{"m.mentions": {"room": True}}),
    "poll.start": POLL,
    "poll.answer": VOTE,
    "poll.end": Sent("m.poll.end", {"m.text": "x"}),
    "conference.start": widget("jitsi"),
    "call.start": Sent("m.call.invite", {"call_id": "1"}),
    "call.answer": Sent("m.call.answer", {"call_id": "1"}),
    "outsider.invite": state("m.room.third_party_invite"),
    "room.describe": state("m.room.name", {"name": "x"}),
    "structure.change": state("m.space.child", {}, "!x:y"),
    "encryption.enable": state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
    "widget.place": widget("m.custom"),
    "document.publish": state("org.parta.document", {}, "d1"),
    "document.approve": state("org.parta.approval", {}, "d1"),
    "document.acknowledge": Sent("org.parta.acknowledgement", {}),
    "lesson.start": state("org.parta.lesson", {}, "l1"),
    "task.open": Sent("org.parta.task", {}),
    "material.publish": Sent("org.parta.material", {}),
}


@pytest.mark.parametrize("feature", EVENTS)
@pytest.mark.parametrize("where", ["3А pupils", "3А parents", "3А news", "chess", "talk"])
@pytest.mark.parametrize("name", ["ann", "mum", "tess", "head", "lee", "newt", "todd"])
def test_an_event_is_allowed_exactly_where_the_regulation_gives_its_feature(
    name: str, where: str, feature: str
) -> None:
    """Every feature with an event of its own, everybody, everywhere."""
    school = replace(SCHOOL, catalogue=_catalogue("known"))
    here = place(where)
    roles = school.roles_in(person(school, name), here.kind, here.group)
    needed = {feature, "text.send"} if feature == "everyone.notify" else {feature}
    may = all(school.regulation.decide(roles, it, here.kind).allowed for it in needed)
    found = decided(school, name, here, EVENTS[feature])
    assert (found is None) is may, found


def _catalogue(*sums: str) -> Any:
    class Files:
        files = frozenset(sums)

        @staticmethod
        def entry_of(_: str) -> None:
            return None

    return Files()


class TestMsgtypes:
    """A message is what its msgtype and its files make of it, and nothing else is one."""

    @pytest.mark.parametrize(
        ("msgtype", "expected"),
        [
            ("m.text", OPEN),
            ("m.notice", OPEN),
            ("m.emote", OPEN),
            ("m.location", "X10"),
            ("m.server_notice", "deny-by-default"),
            ("m.key.verification.request", "deny-by-default"),
            ("org.example", "deny-by-default"),
            ("", "deny-by-default"),
            (None, "deny-by-default"),
            (7, "deny-by-default"),
            ([], "deny-by-default"),
            (["m.text"], "deny-by-default"),
            ({}, "deny-by-default"),
            (True, "deny-by-default"),
        ],
    )
    def test_unknown_msgtypes_are_refused(self, msgtype: Any, expected: str) -> None:
        assert answer("ann", "3А pupils", text(msgtype=msgtype)) == expected

    def test_a_message_without_a_msgtype_is_refused(self) -> None:
        assert answer("ann", "3А pupils", Sent("m.room.message", {})) == "deny-by-default"

    @pytest.mark.parametrize(
        "event_type",
        [
            "m.room.member",
            "m.room.create",
            "m.room.aliases",
            "m.policy.rule.user",
            "m.room.server_acl.x",
            "org.parta.room",
            "org.parta.registry",
            "org.parta.confirmation",
            "org.parta.acceptance",
            "com.example.secret",
            "",
        ],
    )
    @pytest.mark.parametrize("state_key", [None, "", "x"])
    def test_types_that_nobody_named_are_refused_for_everybody(
        self, event_type: str, state_key: str | None
    ) -> None:
        for name in ("ann", "tess", "head"):
            sent = Sent(event_type, {"body": "x"}, state_key)
            assert answer(name, "3А pupils", sent) == "deny-by-default"

    @pytest.mark.parametrize(
        "sent",
        [
            Sent("m.room.message", {"msgtype": "m.text", "body": "x"}, ""),
            replace(LIKE, state_key=""),
            replace(VOTE, state_key="anything"),
            replace(POLL, state_key=""),
            Sent("m.call.answer", {}, ""),
            Sent("org.parta.acknowledgement", {}, "x"),
        ],
    )
    def test_what_is_sent_into_the_timeline_cannot_be_left_as_state(self, sent: Sent) -> None:
        """State stays for ever and cannot be removed by who keeps order."""
        for name in ("ann", "tess", "head"):
            assert answer(name, "3А pupils", sent) == "deny-by-default"

    @pytest.mark.parametrize("name", ["ann", "mum", "tess", "head", "adm", "newt"])
    @pytest.mark.parametrize("where", ["3А pupils", "talk", "staff room"])
    def test_encrypted_events_are_refused_everywhere(self, name: str, where: str) -> None:
        assert answer(name, where, Sent("m.room.encrypted", {"ciphertext": "x"})) != OPEN
        assert answer(name, where, state("m.room.encryption")) != OPEN


class TestFiles:
    """What a file is decides, not what it is called (T3 to T6)."""

    @pytest.mark.parametrize(
        ("name", "where", "sent", "expected"),
        [
            ("tess", "3А pupils", file("m.image", "photo"), OPEN),
            ("ann", "3А pupils", file("m.image", "photo"), "T3"),
            ("ann", "talk", file("m.image", "photo"), OPEN),
            ("ann", "3А pupils", file("m.audio", "audio"), OPEN),
            ("ann", "3А pupils", file("m.audio", "video"), "files"),
            ("ann", "3А pupils", file("m.image", "document"), "files"),
            ("tess", "3А pupils", file("m.image", "archive"), "files"),
            ("ann", "3А pupils", file("m.file", "photo"), "T3"),
            ("ann", "3А pupils", file("m.file", "video"), "T5"),
            ("ann", "3А pupils", file("m.file", "document"), "N2"),
            ("tess", "3А pupils", file("m.file", "archive"), OPEN),
            ("ann", "3А pupils", file("m.file", ""), OPEN),
            ("mum", "3А parents", file("m.video", "video"), OPEN),
            ("mum", "3А news", file("m.image", "photo"), "T3"),
        ],
    )
    def test_by_content(self, name: str, where: str, sent: Sent, expected: str) -> None:
        assert answer(name, where, sent) == expected

    @pytest.mark.parametrize(
        "content",
        [
            {},
            {"url": None},
            {"url": 7},
            {"url": []},
            {"url": {"mxc": 1}},
            {"url": "https://example.org/x.png"},
            {"url": f"mxc://{SERVER}/other"},
            {"url": f"mxc://{SERVER}/abc?download"},
            {"url": f"mxc://{SERVER}/abc#x"},
            {"url": f" mxc://{SERVER}/abc"},
            {"url": "mxc://elsewhere.example/abc"},
        ],
    )
    def test_a_file_that_is_not_here_is_refused(self, content: dict[str, Any]) -> None:
        sent = file("m.image", "photo")
        bare = {key: value for key, value in sent.content.items() if key != "url"}
        sent = replace(sent, content={**bare, **content})
        assert answer("tess", "3А pupils", sent) == "files"

    @pytest.mark.parametrize(
        "more",
        [
            {"file": {"url": f"mxc://{SERVER}/abc", "key": {}}},
            {"file": None},
            {"info": {"thumbnail_file": {}}},
        ],
    )
    def test_encrypted_files_are_refused(self, more: dict[str, Any]) -> None:
        assert answer("tess", "3А pupils", file("m.image", "photo", **more)) == "X6"

    @pytest.mark.parametrize("info", [None, 7, [], "x", {"thumbnail_url": 7}, {"w": "wide"}])
    def test_an_odd_description_of_a_file_does_no_harm(self, info: Any) -> None:
        assert answer("tess", "3А pupils", file("m.image", "photo", info=info)) == OPEN

    def test_a_picture_inside_a_text_needs_the_right_to_photos(self) -> None:
        html = f'<img src="mxc://{SERVER}/abc">'
        sent = replace(file("m.text", "photo"), content=dict(text(formatted_body=html).content))
        assert answer("ann", "3А pupils", sent) == "T3"
        assert answer("tess", "3А pupils", sent) == OPEN

    def test_a_thumbnail_counts_as_the_file_that_it_is(self) -> None:
        sent = file("m.audio", "audio", info={"thumbnail_url": f"mxc://{SERVER}/pic"})
        sent = replace(
            sent, media={**sent.media, f"mxc://{SERVER}/pic": Media(user("ann"), "photo", None)}
        )
        assert answer("ann", "3А pupils", sent) == "T3"

    @pytest.mark.parametrize("name", ["mum", "tess", "adm"])
    def test_a_picture_that_is_not_here_is_shown_by_nobody(self, name: str) -> None:
        place = "moderation" if name == "adm" else "3А parents"
        sent = text(formatted_body='<img src="mxc://elsewhere.example/x">')
        assert answer(name, place, sent) == "files"

    @pytest.mark.parametrize(
        ("name", "sum_", "expected"),
        [("ann", "known", OPEN), ("ann", "other", "N2"), ("ann", None, "N2"), ("tess", "x", OPEN)],
    )
    def test_pupils_share_verified_documents_only(
        self, name: str, sum_: str | None, expected: str
    ) -> None:
        school = replace(SCHOOL, catalogue=_catalogue("known"))
        sent = file("m.file", "document", sha256=sum_)
        found = decided(school, name, room(school, "3А pupils"), sent)
        assert (OPEN if found is None else found.row) == expected


class TestThreads:
    """Threads by subject are a teacher's (C6); in a task's thread an answer may be more (N5)."""

    TASK = Target(user("tess"), "org.parta.task", is_task=True)
    OF_CLUB = Target(user("lee"), "org.parta.task", is_task=True)
    # As the assistant posts one: a message that clients show.
    POSTED = Target(BOT, "m.room.message", by_service=True, is_task=True)
    CLOSED = Target(BOT, "m.room.message", by_service=True, is_task=True, is_closed=True)
    OF_TEACHER = Target(user("tess"), "m.room.message")
    OF_PUPIL = Target(user("ben"), "m.room.message")
    OF_BOT = Target(BOT, "m.room.message", by_service=True)
    OF_LEAVER = Target(user("gone"), "m.room.message")

    @pytest.mark.parametrize(
        ("name", "where", "sent", "target", "expected"),
        [
            ("ann", "3А pupils", text(), OF_TEACHER, OPEN),
            ("ann", "3А pupils", text(), OF_BOT, OPEN),
            ("ann", "3А pupils", text(), OF_PUPIL, "C6"),
            ("ann", "3А pupils", text(), OF_LEAVER, "C6"),
            ("ann", "3А pupils", text(), None, "C6"),
            ("tess", "3А pupils", text(), OF_PUPIL, OPEN),
            ("head", "3А pupils", text(), OF_PUPIL, "C6"),
            ("mum", "3А parents", text(), OF_PUPIL, OPEN),  # there nobody opens threads
            ("ann", "3А pupils", text(), TASK, OPEN),
            ("ann", "3А pupils", file("m.image", "photo"), TASK, OPEN),
            ("ann", "3А pupils", file("m.audio", "audio"), TASK, OPEN),
            ("ann", "3А pupils", file("m.video", "video"), TASK, "T5"),
            ("ann", "3А pupils", POLL, TASK, "W12"),
            ("ann", "3А pupils", file("m.image", "photo"), OF_TEACHER, "T3"),
            ("ann", "chess", file("m.image", "photo"), OF_CLUB, OPEN),
            ("ann", "3А pupils", text(), POSTED, OPEN),
            ("ann", "3А pupils", file("m.image", "photo"), POSTED, OPEN),
            ("ann", "3А pupils", text(), CLOSED, "N5"),
            ("ann", "3А pupils", file("m.image", "photo"), CLOSED, "N5"),
            ("ann", "chess", text(), CLOSED, "N5"),
            ("head", "3А pupils", text(), CLOSED, "N5"),
            ("tess", "3А pupils", text(), CLOSED, OPEN),
            ("lee", "chess", text(), CLOSED, OPEN),
        ],
    )
    def test_in_a_thread(
        self, name: str, where: str, sent: Sent, target: Target | None, expected: str
    ) -> None:
        assert answer(name, where, in_thread(sent, target)) == expected

    def test_a_task_of_another_room_is_no_task_here(self) -> None:
        """The homeserver tells of a target in the same room only: there is none then."""
        assert answer("ann", "3А pupils", in_thread(file("m.image", "photo"), None)) == "T3"

    @pytest.mark.parametrize(
        "relates",
        [None, 7, "x", [], {"rel_type": "m.thread"}, {"rel_type": 7, "event_id": "$x"},
         {"rel_type": "m.thread", "event_id": ["$x"]}, {"rel_type": [], "event_id": []}],
    )  # fmt: skip
    def test_a_relation_that_is_none_is_none(self, relates: Any) -> None:
        sent = text(**{"m.relates_to": relates})
        assert answer("ann", "3А pupils", sent) == OPEN


class TestEdits:
    """An edit takes what the new text would take, and one's own message (X4)."""

    OWN = Target(user("ann"), "m.room.message")

    def test_own_messages_may_be_edited(self) -> None:
        assert answer("ann", "3А pupils", edit(text("neu"), self.OWN)) == OPEN

    @pytest.mark.parametrize(
        ("target", "expected"),
        [
            (Target(user("ben"), "m.room.message"), "X4"),
            (Target(user("tess"), "m.room.message"), "X4"),
            (None, "deny-by-default"),
            (Target(user("ann"), "m.reaction"), "deny-by-default"),
            (Target(user("ann"), "m.room.message", is_state=True), "deny-by-default"),
        ],
    )
    def test_only_own_messages_that_are_there(self, target: Target | None, expected: str) -> None:
        assert answer("ann", "3А pupils", edit(text(), target)) == expected

    @pytest.mark.parametrize(
        ("fresh", "expected"),
        [
            (dict(file("m.image", "photo").content), "T3"),
            ({"msgtype": "m.location", "body": "x"}, "X10"),
            ({"msgtype": "org.example", "body": "x"}, "deny-by-default"),
            ({"msgtype": ["m.text"]}, "deny-by-default"),
            ({"msgtype": "m.text", "body": "x", "m.mentions": {"room": True}}, "X8"),
            ({"msgtype": "m.text", "m.relates_to": {"rel_type": "m.replace", "event_id": "$x"}},
             "deny-by-default"),
            (None, "deny-by-default"),
            ([], "deny-by-default"),
            ("x", "deny-by-default"),
        ],
    )  # fmt: skip
    def test_the_new_content_takes_what_it_would_take_by_itself(
        self, fresh: Any, expected: str
    ) -> None:
        sent = replace(
            edit(text(), self.OWN, **{"m.new_content": fresh}),
            media=file("m.image", "photo").media,
        )
        assert answer("ann", "3А pupils", sent) == expected

    def test_what_old_clients_show_of_an_edit_counts_too(self) -> None:
        old = {"msgtype": "m.location", "body": "x"}
        sent = edit(text(), self.OWN, **old)
        assert answer("ann", "3А pupils", sent) == "X10"

    def test_where_nobody_may_edit_nobody_edits(self) -> None:
        own = Target(user("mum"), "m.room.message")
        assert answer("mum", "3А news", edit(text(), own)) == "X4"


class TestRedactions:
    """Adults may remove their own messages (X5), those who keep order others' (X1)."""

    @staticmethod
    def redaction(target: Target | None) -> Sent:
        return Sent("m.room.redaction", {"redacts": "$x"}, target=target, redacts="$x")

    @pytest.mark.parametrize(
        ("name", "where", "sender", "expected"),
        [
            ("ann", "3А pupils", "ann", "X5"),
            ("ann", "3А pupils", "ben", "X1"),
            ("ann", "talk", "ann", "X5"),
            ("mum", "talk", "mum", OPEN),
            ("mum", "3А parents", "mum", OPEN),
            ("mum", "3А parents", "dad", "X1"),
            ("tess", "3А pupils", "ann", OPEN),
            ("tess", "3А pupils", "head", OPEN),
            ("tess", "talk", "ann", "X1"),
            ("todd", "3А pupils", "ann", "X1"),
            ("head", "moderation", "head", "X5"),
        ],
    )
    def test_by_who_wrote_it(self, name: str, where: str, sender: str, expected: str) -> None:
        sent = self.redaction(Target(user(sender), "m.room.message"))
        assert answer(name, where, sent) == expected

    @pytest.mark.parametrize("target", [None, Target(user("tess"), "m.room.name", is_state=True)])
    def test_state_and_what_is_not_there_stay(self, target: Target | None) -> None:
        for name in ("tess", "head"):
            assert answer(name, "3А pupils", self.redaction(target)) == "X7"

    def test_a_redaction_is_possible_before_the_rules_are_accepted(self) -> None:
        sent = self.redaction(Target(user("mum"), "m.room.message"))
        who = actor(SCHOOL, "mum", accepted=False)
        assert decide_event(SCHOOL, DAY, who, room(SCHOOL, "3А parents"), sent) == ()


class TestWidgets:
    """A conference on the school's hosts may be started; any other widget is nobody's (W10, X7)."""

    HOSTS = replace(
        SCHOOL,
        safety=replace(SCHOOL.safety, conference_hosts=frozenset({"meet.school.example"})),
    )

    @pytest.mark.parametrize(
        ("name", "kind", "expected"),
        [
            ("tess", "jitsi", OPEN),
            ("tess", "m.jitsi", OPEN),
            ("tess", "m.custom", "X7"),
            ("tess", "", "X7"),
            ("tess", None, "X7"),
            ("tess", [], "X7"),
            ("tess", ["jitsi"], "X7"),
            ("tess", {"jitsi": 1}, "X7"),
            ("tess", 7, "X7"),
            ("ann", "jitsi", "W10"),
            ("ann", "m.custom", "X7"),
            ("head", "m.custom", "X7"),
        ],
    )
    def test_by_their_type(self, name: str, kind: Any, expected: str) -> None:
        assert answer(name, "3А pupils", widget(kind)) == expected

    def test_a_widget_may_be_taken_away_by_who_may_start_a_conference(self) -> None:
        sent = state("im.vector.modular.widgets", {}, "w")
        assert answer("tess", "3А pupils", sent) == OPEN
        assert answer("ann", "3А pupils", sent) == "W10"

    @pytest.mark.parametrize(
        ("url", "data", "may"),
        [
            ("https://meet.school.example/w?room=x", None, True),
            ("https://MEET.school.example/w", {}, True),
            ("https://meet.school.example/w", {"domain": "meet.school.example"}, True),
            ("https://meet.school.example/w", {"domain": "evil.example"}, False),
            # Nor is its host a link that somebody would have to give a reason for (N2).
            ("https://meet.school.example/w", {"domain": "meet.school.example", "x": "y"}, True),
            ("https://meet.school.example/w", {"domain": ["meet.school.example"]}, False),
            ("https://meet.school.example/w", {"domain": None}, False),
            ("https://meet.school.example.evil.example/w", None, False),
            ("https://meet.school.example@evil.example/w", None, False),
            ("https://meet.school.example\\@evil.example/w", None, False),
            ("https://meet.school.example:8443/w", None, False),
            ("//meet.school.example/w", None, False),
            ("javascript:alert(1)//meet.school.example", None, False),
            ("https://[::1", None, False),
            ("", None, False),
            (None, None, False),
            (7, None, False),
            ({}, [], False),
        ],
    )
    def test_conferences_take_place_on_the_schools_hosts(
        self, url: Any, data: Any, may: bool
    ) -> None:
        more = {} if data is None else {"data": data}
        found = decided(
            self.HOSTS, "tess", room(self.HOSTS, "3А pupils"), widget("jitsi", url=url, **more)
        )
        assert (found is None) is may


class TestMentions:
    """Whoever is responsible for a room may notify everybody in it (X8)."""

    @pytest.mark.parametrize(
        ("name", "mentions", "expected"),
        [
            ("tess", {"room": True}, OPEN),
            ("ann", {"room": True}, "X8"),
            ("ann", {"room": False}, OPEN),
            ("ann", {"user_ids": [user("tess")]}, OPEN),
            ("ann", {"user_ids": 7}, OPEN),
            ("ann", [], OPEN),
            ("ann", "room", OPEN),
        ],
    )
    def test_mentions(self, name: str, mentions: Any, expected: str) -> None:
        assert answer(name, "3А pupils", text(**{"m.mentions": mentions})) == expected


class TestReactions:
    """A reaction is a sign; a sentence as a reaction is a message and takes that right (C5)."""

    @staticmethod
    def reaction(key: Any) -> Sent:
        relation = {"rel_type": "m.annotation", "event_id": "$x", "key": key}
        return Sent("m.reaction", {"m.relates_to": relation})

    @pytest.mark.parametrize(
        "key", ["👍", "👍🏽", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧‍👦", "🇷🇺", "+1", "✅", "👩🏽‍❤️‍💋‍👨🏿"]
    )
    def test_signs(self, key: str) -> None:
        assert answer("ann", "3А news", self.reaction(key)) == OPEN

    @pytest.mark.parametrize(
        "key",
        ["дурак", "you idiot", "а", "🅰️bc", "нет 👎", "👎" * 40, "٣" * 30, ["x"], {"x": "words"}],
    )
    def test_sentences(self, key: Any) -> None:
        assert answer("ann", "3А news", self.reaction(key)) == "C4"
        assert answer("tess", "3А news", self.reaction(key)) == OPEN


class TestPlaces:
    """A place on the map is no link (X10)."""

    @pytest.mark.parametrize(
        ("name", "where", "expected"),
        [("tess", "3А news", OPEN), ("ann", "3А pupils", "X10"), ("mum", "3А parents", "X10")],
    )
    def test_who_shows_one(self, name: str, where: str, expected: str) -> None:
        place_on_map = {
            "geo_uri": "geo:55.7,37.6;u=5",
            "org.matrix.msc3488.location": {"uri": "geo:55.7,37.6;u=5", "description": "школа"},
        }
        sent = text("Школа", msgtype="m.location", **place_on_map)
        assert answer(name, where, sent) == expected


class TestForgery:
    """Keys that only Parta writes mark nothing when somebody else writes them."""

    @pytest.mark.parametrize(
        "content",
        [
            {"org.parta.incident": {}},
            {"org.parta.x": None},
            {"a": [{"b": {"org.parta.incident": 1}}]},
            {"m.new_content": {"org.parta.incident": 1}},
            {"org.parta.room": {"key": "registry"}},
        ],
    )
    def test_forged_keys_are_refused_for_everybody(self, content: dict[str, Any]) -> None:
        for name in ("ann", "tess", "head"):
            assert answer(name, "3А pupils", text(**content)) == "deny-by-default"

    @pytest.mark.parametrize(
        ("name", "where", "event_type", "state_key"),
        [
            ("tess", "3А pupils", "org.parta.task", None),
            ("tess", "3А pupils", "org.parta.lesson", None),
            ("tess", "3А materials", "org.parta.material", None),
            ("mum", "documents", "org.parta.acknowledgement", None),
            ("tess", "3А pupils", "org.parta.lock", ""),
            ("ann", "3А pupils", "m.reaction", None),
            ("tess", "3А pupils", "m.room.pinned_events", ""),
        ],
    )
    def test_events_of_partas_own_types_carry_none_either(
        self, name: str, where: str, event_type: str, state_key: str | None
    ) -> None:
        plain = Sent(event_type, {"title": "1"}, state_key)
        assert answer(name, where, plain) == OPEN
        for content in ({"org.parta.prompt": {}}, {"x": [{"org.parta.card": 1}]}):
            forged = Sent(event_type, {**plain.content, **content}, state_key)
            assert answer(name, where, forged) == "deny-by-default"

    def test_a_reason_is_no_forgery(self) -> None:
        assert answer("tess", "3А pupils", text(**{"org.parta.reason": "для урока"})) == OPEN


class TestStandings:
    """Programs are bound by their own code, strangers and leavers may do nothing (W5)."""

    @pytest.mark.parametrize("sent", [*EVENTS.values(), Sent("m.room.member", {}, "x")])
    @pytest.mark.parametrize("where", ["3А pupils", "talk", "registry"])
    def test_strangers_may_nothing(self, where: str, sent: Sent) -> None:
        assert answer("stranger", where, sent) == "W5"

    def test_the_system_may_everything(self) -> None:
        who = Actor(user("parta"), Standing.SYSTEM)
        for sent in (*EVENTS.values(), Sent("org.parta.lock", {"org.parta.x": 1}, "")):
            assert decide_event(SCHOOL, DAY, who, place("3А pupils"), sent) == ()

    def test_programs_may_what_they_do_but_not_encrypt_school_rooms(self) -> None:
        who = Actor(BOT, Standing.SERVICE)
        assert decide_event(SCHOOL, DAY, who, place("3А pupils"), text(**{"org.parta.x": 1})) == ()
        for sent in (EVENTS["encryption.enable"], Sent("m.room.encrypted", {})):
            with pytest.raises(Refused):
                decide_event(SCHOOL, DAY, who, place("3А pupils"), sent)


class TestSeveralRoles:
    """The role in which somebody is in a room counts, not what else the person is."""

    @pytest.mark.parametrize(
        ("name", "where", "sent", "expected"),
        [
            # twin teaches 3А and is a parent in 3Б
            ("twin", "3А pupils", POLL, OPEN),
            ("twin", "3Б parents", text(), OPEN),
            ("twin", "3Б parents", POLL, "W12"),
            ("twin", "3Б parents", widget("jitsi"), "W10"),
            ("twin", "3Б news", text(), "C4"),
            ("twin", "3Б pupils", text(), "T2"),
            ("twin", "3А parents", POLL, OPEN),
            # lee leads a club and has nothing in classes (3.2)
            ("lee", "chess", text(), OPEN),
            ("lee", "3А pupils", text(), "T2"),
            # newt is not confirmed (R4)
            ("newt", "3А pupils", text(), "T2"),
            ("newt", "announcements", LIKE, OPEN),
            ("newt", "announcements", text(), "R4"),
            ("newt", "talk", text(), "R4"),
        ],
    )
    def test_as_whom(self, name: str, where: str, sent: Sent, expected: str) -> None:
        assert answer(name, where, sent) == expected


def test_a_room_half_made_is_nobodys() -> None:
    half = Place("", joined=frozenset({user("tess")}))
    for name in ("ann", "tess", "head"):
        assert refusal(
            lambda name=name: decide_event(SCHOOL, DAY, actor(SCHOOL, name), half, text())
        )


def test_talk_is_direct() -> None:
    assert TALK.kind == DIRECT
    assert isinstance(SCHOOL, School)
