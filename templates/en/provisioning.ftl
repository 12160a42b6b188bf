# Files
file-missing = there is no such file. Create it or check the path.
file-unreadable = the file cannot be read: { $why }
file-unwritable = { $path }: { $why }. Check the path and its rights.
folder-missing = there is no such folder. Name the school's folder, the one with school.yaml.
problems-total = { $count ->
    [one] { $count } mistake found. Nothing was changed.
   *[other] { $count } mistakes found. Nothing was changed.
}

# YAML
yaml-syntax = this is not YAML: { $why }. Check indentation, colons and quotes near this place.
yaml-key-twice = “{ $key }” is written twice. Keep one.
yaml-field-missing = the field “{ $field }” is missing. Add it.
yaml-field-unknown = unknown field “{ $field }”. Check the spelling, or delete it.
yaml-value-not-allowed = “{ $field }”: only { $expected } is allowed.
yaml-text-expected = “{ $field }”: a text is needed here.
yaml-number-expected = “{ $field }”: a whole number is needed here.
yaml-list-expected = “{ $field }”: a list is needed here, like [a, b].
yaml-table-expected = “{ $field }”: “name: value” fields are needed here.
yaml-yes-no-expected = “{ $field }”: write true or false.
yaml-value-wrong = “{ $field }”: the value does not fit ({ $why }).

# Regulation and kinds of room
layout-registry-missing = the kind of room “registry” is missing: no right works without it. Put it back.
layout-kind-unknown = there is no kind of room “{ $kind }”. Check the spelling, or describe it in kinds.yaml.
layout-kind-reserved = “{ $kind }” is a word of the program itself; a kind of room cannot have this name. Choose another.
layout-parent-no-space = “{ $kind }” is not a space (space: true); no room can hang in it.
layout-parent-scope = “{ $kind }” is made for other groups; hang the room in a common space or in the space of the same group.
layout-key-group = key “{ $key }”: rooms of a class or club need {"{"}group{"}"} in it, others must not have it.
layout-key-twice = key “{ $key }” is taken by another kind of room. Choose another.
layout-role-unknown = there is no role “{ $role }”. Check the spelling, or describe it in regulation.yaml.
layout-role-missing = the role “{ $role }” is missing, the program needs it. Put it back.
layout-feature-unknown = there is no feature “{ $feature }”. Check the spelling, or describe it under features.
layout-feature-missing = the feature “{ $feature }” is missing, the program needs it. Put it back.
layout-row-twice = row “{ $row }” stands there twice. Give it another id.
layout-name-braces = “{ $text }”: only school, title and group may stand in braces.
layout-space-loop = the space “{ $kind }” hangs inside itself. Mend the field “in”.
layout-contradiction = row { $allowing } allows and row { $refusing } refuses the same: role “{ $role }”, feature “{ $feature }”, room “{ $kind }”. Keep one.

identity-changed = id “{ $id }” belonged to somebody else ({ $was }) and now names { $name }. An account cannot pass to another person: give the new person a new id.
program-is-person = { $user }: this is the account of a person on the lists; a program cannot have it. Give the assistant or the program another name (assistant, services).
assistant-exists = { $user } is on the server already and is not your assistant. Name the assistant otherwise (assistant: another-name); if you made the account for it yourself, add “{ $name }” to services.
layout-assistant-is-provisioner = the assistant and the provisioner cannot be one account. Give the assistant another name.
confirmation-of-nobody = the order names “{ $person }”, but the lists have no such id. Correct the id or delete it.

# Connection
connection-no-homeserver = no homeserver is given. Add “homeserver: https://…” here, or set PARTA_HOMESERVER.
connection-no-token = no access token is given. Set the environment variable PARTA_TOKEN (the provisioning user's token).
connection-no-demo = no demo server runs here. Start one: parta demo --school DIR --home HOME --detach
token-of-another = the token belongs to { $user }, but the school's provisioning user is { $wanted }. Use that user's token, or mend provisioner in school.yaml.
matrix-unreachable = the server does not answer ({ $request }: { $why }). Check that it runs and that the address is right, and repeat: what was done is kept.
matrix-no-room = room { $why } was not created, so this was not done. Run apply again.
matrix-no-registry = the registry was not written completely, so this was not done. Run apply again.
matrix-no-avatar = the picture for rooms of kind { $why } was not uploaded, so it was not set. Run apply again.
matrix-room-lost = the provisioning user is out of its own room ({ $why }), so it cannot be changed. Have the server's administrator bring it back.
matrix-room-twice = two rooms have the same key, and people are in both: { $why }. Have the server's administrator delete one.
matrix-incomplete = the server gave an incomplete list ({ $why }). Nothing was changed; repeat later.
matrix-token = the server did not accept the access token. It has expired or was not copied whole; make a new one and set PARTA_TOKEN.
matrix-forbidden = the server forbade it: { $why } ({ $request }). The token must belong to a server administrator.
matrix-refused = the server refused: { $status } { $code }, { $why } ({ $request }).
registry-damaged = the registry on the server is not as Parta wrote it ({ $why }). Nothing was changed. Check id and provisioner in school.yaml; if they are right, restore the server from its backup.

# Check
check-fine = All is well: { $people ->
    [one] { $people } person
   *[other] { $people } people
} (pupils { $pupils }, parents { $parents }, staff { $staff }), { $groups ->
    [one] { $groups } group
   *[other] { $groups } groups
}.
rejected-written = The rejected rows were written to { $path }: correct them and put them back into the list.

# Plan
plan-nothing = Everything is as the lists say: nothing to change.
plan-section-accounts = Accounts
plan-section-school = School
plan-quiet = And { $count ->
    [one] { $count } entry
   *[other] { $count } entries
} behind the scenes (registry, nesting of rooms, pictures).
plan-assistant = The assistant enters { $count ->
    [one] { $count } room
   *[other] { $count } rooms
}.
plan-and-more = { $names } and { $count } more
plan-summary = In total: add { $adds }, change { $changes }, take away { $takes }.
assistant-name = School assistant
plan-unreadable = this is not a saved plan ({ $why }). Make a new one: parta plan DIR --out FILE
plan-of-another-school = the plan was made for another school or another server.
plan-with-allow = --allow-removals is decided when the plan is made: parta plan DIR --allow-removals N --out FILE
plan-outdated = Since the plan was made, the lists or the server have changed. Nothing was done. Make and approve a new plan.
action-room-create = room “{ $room }”
action-room-set = “{ $room }”: { $type }
action-room-discard = delete the half-made room “{ $room }”
action-power-set = “{ $room }”: rights
action-space-link = “{ $child }” in “{ $room }”
action-space-unlink = “{ $child }” no longer in “{ $room }”
action-member-join = { $count ->
    [one] { $count } person enters
   *[other] { $count } people enter
} “{ $room }”: { $names }
action-member-leave = { $count ->
    [one] { $count } person leaves
   *[other] { $count } people leave
} “{ $room }”: { $names }
action-account-create = { $name }  { $user }
action-account-lock = lock: { $name }  { $user }
action-account-erase = erase for good, the time of keeping is over: { $name }  { $user }
action-account-unlock = unlock: { $name }  { $user }
action-account-rename = { $was } → { $name }  { $user }
verb-room-create = Create rooms
verb-room-set = Change rooms
verb-room-discard = Remove half-made rooms
verb-avatar-upload = Upload pictures
verb-power-set = Change rights
verb-space-link = Nest rooms
verb-space-unlink = Detach rooms
verb-member-join = Bring people into rooms
verb-member-leave = Take people out of rooms
verb-account-create = Create accounts
verb-account-lock = Lock accounts
verb-account-erase = Erase for good
verb-account-unlock = Unlock accounts
verb-account-rename = Correct names
verb-registry-set = Write the registry
table-what = What
table-done = Done
table-failed = Failed
apply-nothing = Everything is as the lists say: nothing to change.
apply-ask = Go on?
apply-needs-yes = There is nobody to ask: add --yes to go on without a question.
apply-not-agreed = Nothing was done.

# Guard
guard-accounts = Removals are held back: { $lost } of { $total } people are gone from the list or lost a class, a child or a role, more than { $percent } %. The list looks incomplete.
guard-class = Removals are held back: { $lost } of { $total } pupils are gone from class “{ $title }” (threshold { $percent } %).
guard-staff = Removals are held back: { $lost } of { $total } staff are gone from the list or lost a role, an order or their classes, more than { $percent } %. The list looks incomplete.
guard-no-club = Removals are held back: no club is left in the lists. The file of clubs seems to be missing.
guard-no-council = Removals are held back: no council is left in the lists. The file of councils seems to be missing.
guard-still = Removals are held back: { $lost ->
    [one] { $lost } person held back before is still missing from the list
   *[other] { $lost } people held back before are still missing from the list
}.
guard-what-to-do = Nobody was locked or taken out of a room; what is new is added. If these people really left, repeat with --allow-removals { $people }.
warning-deactivated = { $name } ({ $user }): the account was erased on the server, Parta cannot bring it back. Enter the person under a new id.
warning-admin = { $name } ({ $user }): an account of the lists is a server administrator and can read everything. Take that away unless it is needed.
warning-encrypted = room { $key } is encrypted: rules about content do not work in it. Create it anew.
warning-banned = in room { $key } { $count ->
    [one] { $count } person of the list is banned
   *[other] { $count } people of the list are banned
} by a moderator and is not brought back.

# What may I do
explain-no-user = Nobody was found for “{ $asked }”. A family name, a user name or an id of the list will do.
explain-many-user = “{ $asked }” may mean { $count } people; be more exact:
explain-no-room = There is no room “{ $asked }”. A name such as “1А pupils” or a key will do.
explain-many-room = “{ $asked }” may mean { $count } rooms; be more exact:
explain-head = { $name } in room “{ $room }” ({ $roles })
explain-outside = { $name } is not a member of “{ $room }”: cannot see it or do anything in it.
explain-may = May
explain-may-not = May not
explain-clause = clause { $clause } of the regulation, row { $row }
explain-setting = the school's setting, { $row }
explain-settings = School settings
explain-acceptance = the first message goes through once the regulation in force is accepted ({ $version })
explain-muted =
    does not write until { $time } on { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $day }: the school has decided so
explain-quiet-never = no quiet hours
explain-quiet = quiet hours { $hours }: nothing can be written then; now it can
explain-quiet-now = quiet hours { $hours }: now nothing can be written
explain-quiet-exempt = quiet hours { $hours }: may write in them, and it is recorded
explain-words = messages are compared with the school's word list
explain-flood = at most { $messages } messages in { $seconds } seconds
explain-upload =
    { $group ->
        [photo] uploads photos up to { $megabytes } MB
        [audio] uploads audio up to { $megabytes } MB
        [video] uploads videos up to { $megabytes } MB
        [document] uploads documents up to { $megabytes } MB
        [archive] uploads archives up to { $megabytes } MB
       *[other] uploads { $group } up to { $megabytes } MB
    }
explain-no-uploads = uploads nothing

# Help
help-parta = Parta: the messenger a school owns, by the school's own regulation.
help-folder = the school's folder: school.yaml, roster/, room_layouts/
help-home = folder of a running demo server
help-check = Validate school.yaml, layouts and roster.
help-rejected = where to write rejected rows for correction
help-plan = Show what apply would change. Exit code: 0 nothing, 2 changes, 1 error, 3 removals held back.
help-json = for programs
help-out = save the plan for approval
help-allow-removals = allow N people to be gone
help-full = name everybody
help-apply = Make the server what the lists say. Exit code: 0, 1 error, 3 removals held back.
help-plan-file = an approved plan (parta plan --out)
help-yes = do not ask
help-explain = What this person may do in this room, and by which clause.
help-explain-user = family name, user name or id
help-explain-room = name or key of a room
help-demo = Start a whole school on this machine.
help-demo-home = the folder where the demo keeps all its things
help-port-base = the first of the ports it takes
help-detach = return when everything answers
help-stop = stop it
usage-hint = Help: parta --help, parta COMMAND --help

connection-no-web = nobody says where the assistant is. Set the environment variable PARTA_WEB (https address of its web side).
connection-web-open = the assistant's address must begin with https: an access token goes there. Correct PARTA_WEB.
digest-written = The digest is written: { $path }
digest-not-given = The assistant gives no digest: the access token is not the provisioning user's.
digest-no-such-days = There are no such days: --until is before --since, or more than 400 days after it.
digest-no-director = The lists name no head of the school, so there is no digest for one.
digest-waiting = The assistant runs, but has not read the school's registry yet, or does not hear the server. Try again in a minute.
digest-no-answer = The assistant at { $web } did not answer with a digest: { $why }
help-digest = The head's digest of some days (PDF); the assistant counts it.
help-digest-since = the first day: 2026-11-16 or 16.11.2026
help-digest-until = the last day; today where it is not given
help-digest-out = where to write the PDF
