"""Words of the school's list (W6). They are sent to nobody and stand in no report."""

from policy import events
from policy.words import unpack
from provisioning.conformance import wire
from provisioning.conformance.model import Call
from provisioning.conformance.probes import probe
from provisioning.conformance.trials import Attempt, NotNow
from templates import message


def listed(it: Attempt) -> str:
    """A single word that is refused, as somebody wrote it into the list.

    Raises:
        NotNow: the list is empty, or pupils are not bound by it.
    """
    state = it.prover.stage.found.registry_state
    parts = [content for (kind, _), content in sorted(state.items()) if kind == events.WORDS]
    forms = unpack(parts).forms if parts else {}
    words = sorted(
        {
            it.id
            for form, it in forms.items()
            if it.action == "refuse" and " " not in form and it.id.isalpha()
        }
    )
    if not words or "pupil" not in it.prover.stage.layouts.safety.words_for:
        raise NotNow(message("conformance-no-words"))
    return max(words, key=len)


@probe("W6", title="probe-words")
async def listed_words_do_not_pass(it: Attempt) -> None:
    room, word = it.prover.room("pupils"), listed(it)

    def say(text: str) -> Call:
        txn = it.prover.txn()
        call = wire.message(room, "m.room.message", it.prover.text(text), txn)
        return Call(call.method, call.path, call.body, hidden=True)

    await it.may("pupil", it.prover.say(room))
    for text in (word, word.upper(), " ".join(word)):
        await it.may_not("pupil", say(text), rule="words-refused")
