"""A plan as a person reads it: grouped by class, what comes (+), changes (~) and goes (−)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rich.text import Text

from provisioning.actions import Action, Verb
from provisioning.apply import Result
from provisioning.matrix.client import MatrixError
from provisioning.planning import Plan
from templates import message, say

_ADDS = frozenset(
    {
        Verb.ROOM_CREATE,
        Verb.ACCOUNT_CREATE,
        Verb.ACCOUNT_UNLOCK,
        Verb.MEMBER_JOIN,
        Verb.SPACE_LINK,
        Verb.AVATAR_UPLOAD,
    }
)
_TAKES = frozenset(
    {
        Verb.ACCOUNT_LOCK,
        Verb.ACCOUNT_ERASE,
        Verb.MEMBER_LEAVE,
        Verb.SPACE_UNLINK,
        Verb.ROOM_DISCARD,
    }
)
# Work behind the scenes: counted in one line, since it follows from the rest.
_QUIET = frozenset({Verb.REGISTRY_SET, Verb.SPACE_LINK, Verb.AVATAR_UPLOAD})
_OF_USERS = frozenset({Verb.MEMBER_JOIN, Verb.MEMBER_LEAVE})
_NAMES_SHOWN = 8


class PlanText:
    """Renders one plan in one language; `full` names everybody instead of the first few."""

    def __init__(self, plan: Plan, language: str, *, full: bool = False) -> None:
        self._plan = plan
        self._language = language
        self._full = full

    def lines(self) -> Iterable[Text]:
        """The plan, line by line; colours vanish in a pipe."""
        if not self._plan.actions and not self._plan.held:
            yield Text(self._say("plan-nothing"))
        sections = self._sections()
        for title, actions in sections.items():
            yield Text(title, style="bold")
            for action in actions:
                yield self._line(action)
            yield Text()
        entered = sum(1 for it in self._plan.actions if it.verb in _OF_USERS and self._is_quiet(it))
        if entered:
            yield Text(self._say("plan-assistant", count=entered), style="dim")
        quiet = sum(1 for action in self._plan.actions if action.verb in _QUIET)
        if quiet:
            yield Text(self._say("plan-quiet", count=quiet), style="dim")
        if self._plan.actions:
            yield Text(self._summary(), style="bold")

    def _sections(self) -> Mapping[str, list[Action]]:
        sections: dict[str, list[Action]] = defaultdict(list)
        accounts = self._say("plan-section-accounts")
        school = self._say("plan-section-school")
        grouped: dict[str, list[Action]] = defaultdict(list)
        for action in self._plan.actions:
            if self._is_quiet(action):
                continue
            if action.verb.startswith("account."):
                sections[accounts].append(action)
            elif action.group:
                grouped[action.group].append(action)
            else:
                sections[school].append(action)
        for group in sorted(grouped, key=self._group_title):
            sections[self._group_title(group)] += grouped[group]
        return sections

    def _line(self, action: Action) -> Text:
        if action.verb in _ADDS:
            sign, style = "+", "green"
        elif action.verb in _TAKES:
            sign, style = "−", "red"
        else:
            sign, style = "~", "yellow"
        return Text(f"  {sign} {self._words(action)}", style=style)

    def _words(self, action: Action) -> str:
        details = action.details
        key = f"action-{action.verb.replace('.', '-')}"
        if action.verb.startswith("account."):
            return self._say(
                key, user=action.target, name=details["name"], was=details.get("was", "")
            )
        if "users" in details:
            return self._say(
                key,
                room=self._room(action.target),
                count=len(self._people(details)),
                names=self._listed(self._people(details)),
            )
        return self._say(
            key,
            room=details.get("name") or self._room(action.target),
            child=self._room(details.get("child", "")),
            type=details.get("type", ""),
        )

    def _is_quiet(self, action: Action) -> bool:
        """Is it counted in one line? The assistant belongs everywhere: no line a room for that."""
        return action.verb in _QUIET or (
            action.verb in _OF_USERS and not self._people(action.details)
        )

    def _people(self, details: Mapping[str, Mapping[str, str]]) -> list[str]:
        """The names of the people that an action is about; the assistant is none of them."""
        assistant = self._plan.wanted.assistant
        program = assistant.user if assistant else None
        return sorted(name for user, name in details["names"].items() if user != program)

    def _listed(self, names: list[str]) -> str:
        shown = names if self._full else names[:_NAMES_SHOWN]
        text = ", ".join(shown)
        if len(shown) < len(names):
            text = self._say("plan-and-more", names=text, count=len(names) - len(shown))
        return text

    def _room(self, key: str) -> str:
        room = self._plan.wanted.rooms.get(key)
        if room:
            return room.name
        found = self._plan.found.rooms.get(key)
        return str(found.content("m.room.name").get("name", key)) if found else key

    def _group_title(self, group: str) -> str:
        for room in self._plan.wanted.rooms.values():
            if room.group == group:
                return room.name
        return group

    def _summary(self) -> str:
        count = {"adds": 0, "changes": 0, "takes": 0}
        for action in self._plan.actions:
            if self._is_quiet(action):
                continue
            side = (
                "adds" if action.verb in _ADDS else "takes" if action.verb in _TAKES else "changes"
            )
            count[side] += 1
        return self._say("plan-summary", **count)

    def _say(self, key: str, **args: str | int) -> str:
        return say(message(key, **args), self._language)


def error_text(error: MatrixError, language: str) -> str:
    """What a failed request means for the IT teacher."""
    known = {
        "PARTA_UNREACHABLE": "matrix-unreachable",
        "PARTA_NO_ROOM": "matrix-no-room",
        "PARTA_NO_REGISTRY": "matrix-no-registry",
        "PARTA_NO_AVATAR": "matrix-no-avatar",
        "PARTA_ROOM_LOST": "matrix-room-lost",
        "PARTA_ROOM_TWICE": "matrix-room-twice",
        "PARTA_INCOMPLETE": "matrix-incomplete",
        "M_UNKNOWN_TOKEN": "matrix-token",
        "M_MISSING_TOKEN": "matrix-token",
        "M_FORBIDDEN": "matrix-forbidden",
    }
    key = known.get(error.errcode, "matrix-refused")
    return say(
        message(
            key,
            request=error.request,
            status=error.status,
            code=error.errcode or "—",
            why=error.error or "—",
        ),
        language,
    )


def count_results(results: Iterable[Result]) -> Mapping[str, tuple[int, int]]:
    """Verb → (done, failed), in the order of the phases, for the table at the end."""
    counts: dict[str, tuple[int, int]] = {}
    for result in results:
        done, failed = counts.get(result.action.verb, (0, 0))
        counts[result.action.verb] = (done, failed + 1) if result.error else (done + 1, failed)
    return counts
