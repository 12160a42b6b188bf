# What the server answers when something may not be done. Read by teachers, parents and children.

policy-by-clause = clause { $clause } of the regulation
policy-by-setting = a setting of the school

policy-may-not = Here you may not: { $feature }
policy-stranger = This account is not on the school's lists. Ask the school's administrator
policy-elsewhere = The school is not connected to other servers
policy-not-ready = No school is set up on this server yet. Administrator: run parta apply
policy-broken = The school's rules could not be checked just now, so nothing was done. Tell the school's administrator
policy-malformed = The server could not read this request: the data in it are not of the kind that is needed. If an ordinary app gets this answer, tell the school's administrator
policy-encryption = Rooms of the school are not encrypted: the school answers for the pupils' safety
policy-encrypted-file = An encrypted file cannot be sent: send it the ordinary way
policy-forged = The message carries marks that only the system itself writes
policy-unknown-event = The school does not use such messages ({ $type })
policy-no-such-file = The file is not on the school's server. Attach it again
policy-file-is-other = The file is not what it is called (by its content it is: { $group }). Send it as an ordinary file
policy-edit-what = Only a message that exists can be edited
policy-edit-other = You may edit your own messages only
policy-redact-state = This cannot be removed: it belongs to how the room is set up
policy-foreign-conference = Video conferences take place on the school's server only
policy-task-closed = The task is closed and takes no more answers
policy-locked = The teacher has closed the room for messages
policy-no-adult = There is no teacher in the room, so nothing can be written here now. Call an adult
policy-accept-first = Before you write, read and accept the school's regulation: open the link
policy-quiet-hours = Quiet hours are from { $start } to { $end }. Write after { $end }
policy-muted =
    Until { $time } on { $month ->
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
    } { $day } you may not write here: the school has decided so. An adult can be called at any time: choose “Report” on a message
policy-flood = Too fast: at most { $messages } messages in { $seconds } seconds. Wait a little
policy-not-invited = This room is entered by invitation only
policy-not-on-the-list = The school's rooms are entered by the school's lists, and you are not on the list of this room
policy-to-device = The school does not use messages from device to device ({ $type }): write in a room

contacts-outsider = You may write to people of your own school only
contacts-other-class = Parents write to parents of their own class
contacts-not-yours = Teachers write to the pupils and parents whom they teach, parents to the teachers of their children
contacts-no-guardian = Pupils are written to together with their parents, and the school's lists have no parents of this pupil: { $user }
contacts-guardian-first = Invite this pupil's parents first: { $user }
contacts-guardian-gone = This pupil's parents have left the conversation: { $user }. Invite them again

creation-unknown = The request to create a room has unknown settings
creation-alias = Rooms of the school have no public addresses
creation-public = The school has no public rooms
creation-content = A room with such settings is not created
creation-many = So many people cannot be invited at once
creation-state = A new room cannot be given { $type }

note-quiet-hours = A message in quiet hours
note-link = Link { $link }, reason: { $reason }
note-word = A word of the list “{ $list }”
note-registry-damaged = A registry event cannot be read, the last good one stays in force: { $what }
note-more-incidents =
    { $count ->
        [one] And { $count } more incident that was not written down by itself
       *[other] And { $count } more incidents that were not written down by themselves
    }

incident-refused =
    { $count ->
        [one] Refused · { $who } · { $where } · { $why }
       *[other] Refused { $count } more times · { $who } · { $where } · { $why }
    }
incident-held = Held for review · { $who } · { $where } · { $why }
incident-noted = Noted · { $who } · { $where } · { $why }

rules-title = The school's regulation
rules-adopted = Approved by order { $order } of { $date }
rules-clause = Clause { $clause }
rules-setting = Order kept at the school
rules-ask = By pressing the button you confirm that you have read the regulation and accept it. This is recorded.
rules-accept = I accept the regulation
rules-accepted = The regulation is accepted. Go back to the chat and write.
rules-unknown = This link is not valid
rules-unknown-what-to-do = Open it again from the chat, or ask the school's administrator.
