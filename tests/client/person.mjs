// Somebody with Element: matrix-js-sdk and its Rust cryptography, told what to do by lines of JSON.
// A line is {number, call, ...}; the answer {number, result} or {number, error}.

import readline from "node:readline";

// Replies alone go to standard output; the SDK writes its log there otherwise.
for (const level of ["log", "info", "debug", "trace", "warn"]) console[level] = console.error;
const reply = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");

const sdk = await import("matrix-js-sdk");
const { OnlySignedDevicesIsolationMode } = await import("matrix-js-sdk/lib/crypto-api/index.js");
const { logger } = await import("matrix-js-sdk/lib/logger.js");
const { chatCalls } = await import("./chat.mjs");
logger.disableAll?.();

let client;
let crypto;

/** Resolves with what `find` finds, now or after any of the client's `events`. */
function until(events, find) {
    return new Promise((resolve, reject) => {
        const look = async () => {
            try {
                const found = await find();
                if (found === undefined) return;
                for (const event of events) client.off(event, look);
                resolve(found);
            } catch (error) {
                reject(error);
            }
        };
        for (const event of events) client.on(event, look);
        look();
    });
}

const { watch, ...chat } = chatCalls(sdk, () => client, until);

const calls = {
    ...chat,

    /** Logs in, as a further device where it gets the first one's `secrets`; excludes devices that
     *  their owner has not signed, as Element does. */
    async login({ homeserver, user, password, secrets }) {
        const login = await sdk.createClient({ baseUrl: homeserver }).loginRequest({
            type: "m.login.password",
            identifier: { type: "m.id.user", user },
            password,
        });
        client = sdk.createClient({
            baseUrl: homeserver,
            userId: login.user_id,
            deviceId: login.device_id,
            accessToken: login.access_token,
        });
        await client.initRustCrypto({ useIndexedDB: false });
        crypto = client.getCrypto();
        if (secrets) {
            await crypto.importSecretsBundle(secrets);
            await crypto.crossSignDevice(login.device_id);
        } else {
            await crypto.bootstrapCrossSigning({
                authUploadDeviceSigningKeys: (upload) =>
                    upload({
                        type: "m.login.password",
                        identifier: { type: "m.id.user", user },
                        password,
                    }),
            });
        }
        crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
        watch(client);
        await client.startClient({ initialSyncLimit: 50 });
        await until([sdk.ClientEvent.Sync], () => client.isInitialSyncComplete() || undefined);
        return { user: login.user_id, device: login.device_id };
    },

    /** What a second device of the same person needs, as by a QR code. */
    secrets: () => crypto.exportSecretsBundle(),

    /** Creates an encrypted direct message with `other`. */
    async direct({ other }) {
        const { room_id: room } = await client.createRoom({
            preset: "trusted_private_chat",
            is_direct: true,
            invite: [other],
            initial_state: [
                {
                    type: "m.room.encryption",
                    state_key: "",
                    content: { algorithm: "m.megolm.v1.aes-sha2" },
                },
            ],
        });
        return room;
    },

    /** Resolves when the membership of `user` in the room is the given one. */
    member: ({ room, user, membership }) =>
        until([sdk.RoomStateEvent.Members, sdk.ClientEvent.Room], () =>
            client.getRoom(room)?.getMember(user)?.membership === membership ? true : undefined,
        ),

    /** What is known about the devices of `user`, asked anew: device → whose signatures it has. */
    async devices({ user }) {
        const found = (await crypto.getUserDeviceInfo([user], true)).get(user) ?? new Map();
        const known = {};
        for (const device of found.keys()) {
            const status = await crypto.getDeviceVerificationStatus(user, device);
            known[device] = {
                signedByOwner: status?.signedByOwner ?? false,
                fingerprint: found.get(device).getFingerprint(),
            };
        }
        return known;
    },

    /** Does the account have cross-signing keys that are complete? */
    async signs({ user }) {
        return crypto.userHasCrossSigningKeys(user, true);
    },

    async send({ room, body }) {
        return (await client.sendTextMessage(room, body)).event_id;
    },

    /** An event, when it is here and either decrypted or known to be undecipherable. */
    event: ({ room, id }) =>
        until(
            [sdk.RoomEvent.Timeline, sdk.MatrixEventEvent.Decrypted],
            async () => {
                const event = client.getRoom(room)?.findEventById(id);
                if (!event || event.isBeingDecrypted()) return undefined;
                // A key may come after its message; a reason that does not pass is final.
                const reason = event.decryptionFailureReason;
                if (reason === "MEGOLM_UNKNOWN_INBOUND_SESSION_ID") return undefined;
                if (!reason && event.getType() === "m.room.encrypted") return undefined;
                const shield = await crypto.getEncryptionInfoForEvent(event);
                return {
                    encrypted: event.isEncrypted(),
                    body: reason ? null : event.getContent().body,
                    failure: reason,
                    shield: shield && { colour: shield.shieldColour, reason: shield.shieldReason },
                };
            },
        ),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
    const { number, call, ...given } = JSON.parse(line);
    Promise.resolve(given).then(calls[call]).then(
        (result) => reply({ number, result: result ?? null }),
        (error) => reply({ number, error: String(error?.stack ?? error) }),
    );
}
client?.stopClient();
process.exit(0);
