# The turn of the school year, archives, exports.

archive-name = Archive { $year }: { $name }
archive-topic = A closed room: it can be read, nobody writes in it.

# Who teaches a class

handover-nobody = { $title }: no teacher would be left. The class is still with: { $names }. Name in the lists who takes it over, with an order; until then this person stays in the class.

# The command parta rollover

turn-paused = Comparing with the lists is paused for the turn of the school year. To go on: parta rollover DIR --resume.
turn-rolling = A roll-over to the new school year was begun and not finished. Repeat parta rollover DIR with the same lists, or take it back: --undo.
turn-undoing = Going back to the last school year was begun and not finished. Repeat parta rollover DIR --undo.
turn-no-school = There is no school on the server yet, nobody to move up. parta apply comes first.
turn-same-year = The lists are of the same school year: no class is older. Raise school_year in school.yaml together with the new lists.
turn-wrong-year = The classes of the lists are not one year older. Check school_year in school.yaml.
turn-repeater = { $name }: was in { $was }, by the lists again in the same grade: { $now }. A person has to confirm a repeated year.
turn-repeater-what-to-do = If that is so, repeat with: { $options }. Otherwise correct the lists.
turn-no-repeater = By the lists these do not repeat a year: { $ids }.
turn-held = Nothing was done. Correct the lists; if these people really left, repeat with --allow-removals { $people }.
turn-lists-changed = The lists changed in the middle of the roll-over. Put back those it was begun with, or take it back: --undo.
turn-nothing = Nothing to roll over: the server is what the lists say.
turn-ask = Roll over to the new school year?
turn-ask-undo = Go back to the last school year?
turn-done = The new school year has begun. { $count ->
    [0] There is nobody new.
    [one] { $count } person needs a login letter, named in the plan.
   *[other] { $count } people need login letters, named in the plan.
}
turn-undone = The last school year is back. Comparing is paused until you have corrected the lists: parta rollover DIR --resume.
turn-no-undo = Nothing to take back: there was no roll-over, or it is more than a day ago.
turn-is-paused = Paused: parta apply changes nothing.
turn-resumed = Comparing goes on.
turn-written = Plan written: { $path }. rollover.html is for reading and signing, rollover.json for the command.

# The plan of a roll-over

year-title = Roll-over to the school year { $years }
year-made = made on { $date }
year-repeaters = Repeat a year: { $count }
year-repeaters-note = A person confirms each: the child leaves the rooms of the class it was in.
year-classes = Classes and clubs: { $count }
year-classes-note = The same rooms with all that was written, under new names. Closed rooms can be read, nobody writes in them.
year-handovers = Classes handed over: { $count }
year-handovers-note = Who gives a class and who takes it.
year-handover = { $title }: { $gives } → { $takes }
year-movers = Change class: { $count }
year-movers-note = The child and its parents leave the rooms of the old class. Personal conversations stay with those who were in them.
year-graduates = Finished school: { $count }
year-graduates-note = Their accounts are locked and kept as long as the school has set.
year-parents = Parents without a child left at the school: { $count }
year-parents-note = Their accounts are locked together with their children's.
year-leavers = Left: { $count }
year-leavers-note = Their accounts are locked; who returns in time gets everything back.
year-returners = Came back: { $count }
year-returners-note = The account they had is opened again.
year-letters = New people, who need login letters: { $count }
year-letters-note = parta letters prints them.
year-moved = { $name }: { $was } → { $now } ({ $id })
year-class-renamed = { $was } → { $now }, pupils: { $count }
year-class-new = { $now }: new, pupils: { $count }
year-class-closed = { $was }: closes
year-class-graduated = { $was }: finished school, its rooms become archives
year-sign-who = Head of the school
year-sign-hand = signature
year-sign-date = date
year-undo-title = It can be taken back within a day (--undo). What does not come back:
year-undo-devices = sessions on devices: whose account was locked logs in again with the same password;
year-undo-messages = what was written since: messages stay where they were written;
year-undo-newcomers = accounts of newcomers: they do not vanish, they are locked;
year-undo-letters = letters that were handed out: give newcomers others when it is time;
year-undo-erased = accounts erased on that day because their time was over;
year-undo-files = exports and plans written to disk: removing them is yours.

# Help

help-rollover = Carry the school over into the next school year by the new lists.
help-rollover-file = an approved plan, rollover.json: do exactly what it says
help-rollover-plan = only write the plan into a folder: a page to sign, a text, a file for the command; exit code 2
help-rollover-repeater = confirm that a pupil repeats a year; may be given several times
help-rollover-export = before that, export the rooms of classes that finish school into this folder
help-rollover-pause = pause comparing with the lists: parta apply changes nothing
help-rollover-resume = compare again
help-rollover-undo = go back to the last school year, within a day
help-export = Export the history of a room or a class, or what a person wrote: pages and data that need no internet.
help-export-room = a room: its name, key or id
help-export-class = a class: all its rooms
help-export-person = a person: user name, id in the lists or full name; only their own messages and data
help-export-out = where to write; an export that was interrupted goes on

# Export

export-one-of = Name one of these: a room, --class CLASS or --person WHO.
export-no-room = No such room: { $asked }. A name, a key (class:2024-a:pupils) or an id will do. The registry and personal conversations are not exported this way.
export-many-rooms = There are several such rooms: { $asked }. Name the key.
export-no-class = No such class: { $asked }. For an archive name its key, such as class:2022-a.
export-other-folder = Something else is in the folder { $path }. Name an empty one.
export-done = Exported: { $path }. Open index.html. It holds personal data: keep it like a personal file.
export-personal = Personal conversation
export-made = exported on { $date }
export-whole = The whole history of the rooms. What was removed is not in it.
export-only-own = Only the person's own messages: what others said is theirs.
export-about = What the school keeps
export-data = The same messages as data (JSON) are beside the pages, files are in the folder media.
export-members = Members:
export-count = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
export-redacted = removed and not exported: { $count }
export-encrypted = encrypted, cannot be read: { $count }
export-missing = files the server does not have any more: { $count }
export-encrypted-one = An encrypted message: only its readers have the key.
export-missing-one = The server does not have this file any more.
export-file = Save the file
export-edited = changed
export-joined = { $who } is in the room
export-left = { $who } is no longer in the room
export-name = Name: { $value }
export-topic = Topic: { $value }
export-create = The room was created
export-pages = Pages
export-all-rooms = All rooms
export-earlier = Earlier
export-later = Later
export-page = Page { $number } of { $pages }
