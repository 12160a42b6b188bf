// What people do all day: write, answer, tap, vote, report; and what they see of each other.

import { M_POLL_RESPONSE } from "matrix-js-sdk";
import { PollResponseEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollResponseEvent.js";
import { PollStartEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollStartEvent.js";

/** The calls. `who()` is the client after its login; `until` waits for what it is given to find. */
export function chatCalls(sdk, who, until) {
    const seen = []; // every event of a room's timeline, in the order in which the server sent them
    const CHANGES = [
        sdk.ClientEvent.Event,
        sdk.ClientEvent.Sync,
        sdk.MatrixEventEvent.Replaced,
        sdk.RoomEvent.Redaction,
        sdk.RoomEvent.MyMembership,
    ];

    const relation = (event) => event.getWireContent()["m.relates_to"] ?? {};

    const described = (event) => {
        const content = event.getContent();
        const push = who().getPushActionsForEvent(event);
        const related = relation(event);
        return {
            id: event.getId(),
            room: event.getRoomId(),
            sender: event.getSender(),
            type: event.getType(),
            body: content.body ?? "",
            content,
            edited: event.replacingEventId() ?? null,
            gone: event.isRedacted(),
            thread: related.rel_type === "m.thread" ? related.event_id : null,
            answers: related["m.in_reply_to"]?.event_id ?? null,
            notifies: push?.notify ?? false,
            calls: push?.tweaks?.highlight ?? false,
        };
    };

    /** Not an edit of another event: that one shows it. */
    const isItself = (event) => relation(event).rel_type !== "m.replace";

    const find = (room, id) => who().getRoom(room)?.findEventById(id);

    const poll = (room, id) => {
        const event = find(room, id);
        return new PollStartEvent({ type: event.getType(), content: event.getContent() });
    };

    return {
        /** Called by `login`, before the first sync. */
        watch(client) {
            client.on(sdk.ClientEvent.Event, (event) => {
                if (event.getRoomId() && event.getId()) seen.push(event);
            });
        },

        async say({ room, body, thread, answers }) {
            const content = { msgtype: "m.text", body, "m.mentions": {} };
            if (answers) content["m.relates_to"] = { "m.in_reply_to": { event_id: answers } };
            return (await who().sendMessage(room, thread ?? null, content)).event_id;
        },

        async react({ room, id, key }) {
            const content = { "m.relates_to": { rel_type: "m.annotation", event_id: id, key } };
            return (await who().sendEvent(room, null, "m.reaction", content)).event_id;
        },

        async leave({ room }) {
            await who().leave(room);
        },

        /** Accepts the invitation that `sender` sent or will send; the room. */
        async accept({ sender }) {
            const room = await until(CHANGES, () =>
                who()
                    .getRooms()
                    .find(
                        (it) =>
                            it.getMyMembership() === "invite" &&
                            it.getMember(who().getUserId())?.events.member?.getSender() === sender,
                    ),
            );
            await who().joinRoom(room.roomId);
            await until(CHANGES, () => room.getMyMembership() === "join" || undefined);
            return room.roomId;
        },

        /** The first event in the room that is like that and not one of `except`; edits applied. */
        see: ({ room, sender, type, msgtype, containing, answers, after, except_ }) =>
            until(CHANGES, () => {
                const from = seen.findIndex((it) => it.getId() === after);
                const event = seen.slice(from + 1).find(
                    (it) =>
                        it.getRoomId() === room &&
                        it.getSender() === sender &&
                        isItself(it) &&
                        (!type || it.getType() === type) &&
                        (!msgtype || it.getContent().msgtype === msgtype) &&
                        (!answers || relation(it)["m.in_reply_to"]?.event_id === answers) &&
                        (!containing || (it.getContent().body ?? "").includes(containing)) &&
                        !(except_ ?? []).includes(it.getId()),
                );
                return event && described(event);
            }),

        /** An event, when its content holds the words: perhaps only after an edit. */
        reads: ({ room, id, containing }) =>
            until(CHANGES, () => {
                const event = find(room, id);
                if (!event || !(event.getContent().body ?? "").includes(containing)) return;
                return described(event);
            }),

        /** Is the event here? Then all that the server sent before is here as well. */
        arrived: ({ room, id }) => until(CHANGES, () => (find(room, id) ? true : undefined)),

        /** Resolves when somebody has removed the event. */
        gone: ({ room, id }) =>
            until(CHANGES, () => (find(room, id)?.isRedacted() ? true : undefined)),

        /** What `sender` did in all rooms until now. */
        heard: ({ sender }) =>
            seen
                .filter((it) => it.getSender() === sender && isItself(it))
                .map((it) => ({
                    id: it.getId(),
                    room: it.getRoomId(),
                    type: it.getType(),
                    body: it.getContent().body ?? "",
                    notifies: who().getPushActionsForEvent(it)?.notify ?? false,
                    answers: relation(it)["m.in_reply_to"]?.event_id ?? null,
                })),

        /** The member event of somebody in a room now. */
        membership: ({ room, user }) => who().getRoom(room)?.getMember(user)?.membership ?? null,

        /** Answers a poll by the words of its answers, as the SDK does. */
        async vote({ room, id, choices }) {
            await until(CHANGES, () => (find(room, id) ? true : undefined));
            const answers = poll(room, id).answers.filter((it) => choices.includes(it.text));
            const response = PollResponseEvent.from(answers.map((it) => it.id), id).serialize();
            if (response.type !== M_POLL_RESPONSE.name) throw new Error(response.type);
            return (await who().sendEvent(room, null, response.type, response.content)).event_id;
        },

        /** A poll as the SDK reads it: question, answers, whether its results are for all. */
        async poll({ room, id }) {
            const found = poll(room, id);
            return {
                question: found.question.text,
                answers: found.answers.map((it) => it.text),
                disclosed: found.kind.name === "org.matrix.msc3381.poll.disclosed",
                most: found.maxSelections,
            };
        },

        /** Resolves when the SDK takes the poll for ended. */
        ended: ({ room, id }) =>
            until(CHANGES, () => (who().getRoom(room)?.polls.get(id)?.isEnded ? true : undefined)),

        async report({ room, id, reason }) {
            await who().reportEvent(room, id, -100, reason);
        },
    };
}
