# The assistant in the rooms: commands. Read by teachers, parents and pupils.

command-hello = Hello! I am the school's assistant. Write “!help” and I will show you what I can do.
command-unknown = There is no such command: “{ $word }”. Write “!help” to see all commands.
command-did-you-mean = There is no such command: “{ $word }”. Perhaps “!{ $command }”?
command-which-person = Several people have that name: { $names }. Write the whole name.
command-no-such-person = Not in the school's lists: “{ $typed }”. Write the family name and the given name as in the list.
command-did-you-mean-person = Not in the school's lists: “{ $typed }”. Perhaps { $names }?
command-no-such-group = There is no such class or club: “{ $typed }”. Write 7А, for example.
command-no-such-audience = Not understood whom it is for: “{ $typed }”. Write a class (7А), a grade (grade 5), “teachers”, “parents” or “everybody”.
command-sorry = The command could not be carried out: something does not work. Try again later; if that does not help, tell the school's administrator.

command-words-everybody = everybody, everyone, all, school
command-words-director = head, director
command-words-administrator = administrator, administrators
command-words-secretary = secretary
command-words-teacher = teachers
command-words-additional-teacher = club teachers, teachers of additional education
command-words-pupil = pupils, students
command-words-parent = parents

ask-word = Please write one word.
ask-text = Please write the text.
ask-person = Who? Write the family name and the given name.
ask-people = Who? Write the names, separated by commas.
ask-group = Which class or club? For example, 7А.
ask-audience = For whom? For example: 7А, grade 5, teachers, parents, everybody.
ask-duration = For how long? For example: 30 min, 2 h, 1 day.
ask-moment = When? For example: tomorrow 9:00 or 25.11 14:30.
ask-number = How many? Please write a number.

command-help = show what you can ask the assistant
command-help-usage = “!help” shows all commands, “!help announce” explains one of them.
command-help-title = What you can ask here
command-help-line = { $word }: { $line }
command-help-more = To learn more about one command write “{ $word } command”.
command-help-names = These names work too: { $names }.

command-rules = show the regulation and what you may do in this room
command-rules-usage = “!rules” in a room shows what you may do in it and by which clause of the regulation.
command-rules-adopted = Approved by order { $order } of { $date }
command-rules-may = You may here
command-rules-may-not = You may not here
command-rules-line = { $feature } (clause { $clause })
command-rules-line-setting = { $feature } (a setting of the school)

command-cancelled = All right, I do nothing.

command-confirm = confirm a teacher's role, naming the order
command-confirm-usage = “!confirm Иванова Мария order No. 70 of 30.08.2026”: the role of a teacher begins to count.
command-confirm-who = Whose role? Write the family name and the given name.
command-confirm-order = By which order? For example: order No. 70 of 30.08.2026.
command-confirm-ask = Confirm the teacher's role of { $name }, by { $order }. Tap ✅ to confirm or ❌ to cancel.
command-confirm-done = The teacher's role of { $name } is confirmed, by { $order }.
command-confirm-no-teacher = By the school's lists this person needs no confirmation.
command-confirm-oneself = Nobody confirms or revokes their own role: somebody else in charge does.

command-revoke = revoke a teacher's role, naming the order
command-revoke-usage = “!revoke Иванова Мария order No. 71 of 01.09.2026”: the role no longer counts in any room.
command-revoke-ask = Revoke the teacher's role of { $name }, by { $order }. Tap ✅ to revoke or ❌ to cancel.
command-revoke-done = The teacher's role of { $name } is revoked, by { $order }. Within a minute they leave the rooms of classes and clubs.

command-who = show who is in this room and who never logged in
command-who-usage = “!who” in the room of a class: the assistant tells you privately who belongs to it and who has not come yet.
command-who-where = Write “!who” in the room that you want to know about.
command-who-title = { $room }
command-who-role = { $role }: { $count }
command-who-never = Never logged in: { $count }
command-who-absent = Should be here by the lists, but left: { $count }
command-who-alone = None of the parents ever logged in: { $count }
command-who-all = Everybody who belongs to this room has logged in.

command-status = show whether everything works
command-status-usage = “!status” shows the assistant's work, the age of the backup and the space on the disk.
command-status-title = Status
command-status-work = Waiting: { $jobs } jobs, { $outgoing } messages
command-status-failed = Could not be carried out: { $count }
command-status-rooms = Rooms: { $count }
command-status-people = People in the lists: { $count }
command-status-no-backup = Nothing is known of backups
command-status-backup-hours =
    { $hours ->
        [0] The backup is less than an hour old
        [one] The backup is { $hours } hour old
       *[other] The backup is { $hours } hours old
    }
command-status-backup-days =
    { $days ->
        [one] The backup is { $days } day old: see why there is no newer one
       *[other] The backup is { $days } days old: see why there is no newer one
    }
command-status-disk = Free on the disk: { $free } GB ({ $percent } %)

greeting = Hello! I am the assistant of “{ $school }”. Write “!help” here or in any room, and I show what you can ask.
greeting-pupil = Hi! I am the assistant of “{ $school }”. If you need help or somebody is mean to you, write “call an adult” here, and an adult will come. To see what else I can do write “!help”.
role-is-confirmed = Your teacher role is confirmed: { $order }. The rooms of your classes open within a minute.
role-is-revoked = The confirmation of your teacher role is revoked: { $order }. You leave the rooms of classes and clubs within a minute. If this is a mistake, speak to the head of the school.
