# The assistant: the teacher's commands. Read by teachers, parents and pupils.

teach-too-long = The text is too long. Please shorten it, or send it as a file.
teach-past = That time has passed: { $when }.

# Announcements
command-announce = announce something to classes, parents, teachers or everybody
command-announce-usage = “!announce 7А: Test tomorrow”. Also: “5 grades”, “parents 7А”, “teachers”, “everybody”. To send it later: “!announce tomorrow 8:00 7А: …”. To cancel a planned one: “!announce cancel 1”.
command-announcements = show your announcements, planned and sent, and who has acknowledged them
command-announcements-usage = “!announcements” shows the list to you alone. “!announcements cancel 1” cancels the first of the planned ones.
announce-ask-text = What shall I announce?
announce-no-room = There is no room for these people.
announce-past = That time has passed: { $when }. Please write another, for example “tomorrow 8:00”.
announce-preview =
    The announcement goes to { $rooms ->
        [one] { $rooms } room
       *[other] { $rooms } rooms
    } and reaches { $people ->
        [one] { $people } person
       *[other] { $people } people
    }
announce-preview-when = I will send it on { $when }.
announce-refused = Not allowed here:
announce-refused-line = { $room }: { $why }
announce-confirm = Tap ✅ to send it, or ❌ to cancel.
announce-planned = I will send it on { $when }: “{ $title }”. “!announcements” can cancel it.
announce-sent =
    Sent: “{ $title }”, { $rooms ->
        [one] { $rooms } room
       *[other] { $rooms } rooms
    }, { $people ->
        [one] { $people } person
       *[other] { $people } people
    }.
announce-heading = Announcement
announce-by = { $name }, { $role }
announce-tap = Read it? Tap ✅ below the message: that acknowledges it.
announcements-none = You have no planned and no recent announcements.
announcements-planned = Planned
announcements-planned-line =
    { $when }: “{ $title }”, { $rooms ->
        [one] { $rooms } room
       *[other] { $rooms } rooms
    }
announcements-sent = Sent
announcements-sent-line = { $room }: “{ $title }”, acknowledged by { $read } of { $people }
announcements-cancel = To cancel a planned one, tap its number.
announcements-cancelled = Cancelled: “{ $title }”.
announcements-no-such =
    { $count ->
        [0] No announcement is planned.
        [one] There is no such number: { $count } announcement is planned.
       *[other] There is no such number: { $count } announcements are planned.
    }

# Polls
command-poll = start a poll
command-poll-usage = “!poll To the museum? | Yes | No”. Secret until its end: “!poll closed Question? | …”. Several choices: “!poll several 2 Question? | …”. Then: “!poll results”, “!poll end”, “!poll file”.
poll-ask = Please write the question and the answers with bars between: To the museum? | Yes | No
poll-how = Please write a question and at least two answers, with bars between or each on a line: To the museum? | Yes | No
poll-too-many = Too many answers: at most { $most }.
poll-too-long = Too long: a question may have { $question } signs, an answer { $answer }.
poll-none = I found no poll. Please answer the poll itself with this command.
poll-ended-before = This poll has ended already.
poll-end = The poll has ended: { $question }
poll-result-line = { $answer }: { $count }
poll-voters =
    { $count ->
        [one] { $count } person answered
       *[other] { $count } people answered
    }
poll-spoiled =
    { $count ->
        [one] { $count } more answer does not count
       *[other] { $count } more answers do not count
    }
poll-goes-on = The poll goes on.
poll-over = The poll has ended.
poll-file = The results as a table, with names: the poll was open and among adults.
poll-file-numbers = The results as a table. It has numbers only: there are no names where a poll is closed or pupils answer.
poll-column-answer = Answer
poll-column-votes = Votes
poll-column-names = Who

# Tasks
command-task = set a task that is answered in its thread
command-task-usage = “!task by friday 18:00: Solve no. 5”, from another room “!task 7А by friday: …”. In the task's thread: “!task who”, “!task close”, “!task open”.
task-ask = Please write the task, with a deadline if you like: by friday 18:00: Solve no. 5
task-how-to = Please write the task, for example: !task by friday 18:00: Solve no. 5
task-where = For which class? Please write, for example: !task 7А by friday: Solve no. 5
task-which = Please write this in the task's thread, or answer the task with it.
task-heading = Task
task-due = Deadline: { $when }
task-by = { $name }
task-how = Answer in the thread of this message: with a text, a photo or your voice.
task-closed = The task is closed and takes no more answers.
task-posted = The task is posted: { $room }.
task-is-closed = The task is closed.
task-is-open = The task is open again.
task-answered = { $count } of { $of } have answered.
task-missing = Not yet:
task-reminder = A reminder: the deadline is { $when }.

# Materials
command-material = add a learning material to the catalogue of a class or club
command-material-usage = “!material maths, fractions: https://…”, or in answer to a file: “!material maths, fractions”. Where a link is not in the catalogue of verified ones, add “reason: …”. To remove one of yours, answer it with “!material remove”.
command-materials = find learning materials
command-materials-usage = “!materials fractions” searches subjects, topics and words, “!materials” shows the newest.
material-ask = Please write subject, topic and link: maths, fractions: https://…
material-how = Please write subject, topic and link: !material maths, fractions: https://… Or answer a message with a file by this command.
material-where = For which class? Please write, for example: !material 7А maths, fractions: https://…
material-which = Please answer the material itself with this command.
material-title = { $subject }: { $topic }
material-by = { $name }
material-posted = Added: { $room }.
material-removed = The material is removed.
material-none = I found nothing.
material-list =
    { $count ->
        [one] { $count } material found
       *[other] { $count } materials found
    }
material-more = These are the newest. More words find the others.
material-line = { $subject }, { $topic } ({ $day })

# Consultations
command-consultation = offer hours for consultations
command-consultation-usage = “!consultation thursday 15:00 4 by 15 min” or “!consultation thu 15:00, 15:30, fri 16:00 by 20 min”. To cancel: “!consultation cancel”.
command-book = book a consultation
command-book-usage = Tap a number below the message with the consultations, or write “!book 2”. To cancel: ❌ below the same message, or “!book cancel” to me in private.
consultation-ask = When? For example: thursday 15:00 4 by 15 min
consultation-how = I did not understand the time. Please write, for example: !consultation thursday 15:00 4 by 15 min
consultation-too-many = At most { $most } hours in one message.
consultation-length = A consultation takes between 5 minutes and 3 hours.
consultation-past = That time has passed or is too far ahead: up to three months are possible.
consultation-overlap = Two of these overlap.
consultation-where = For which class? Please write in the class's room, or: !consultation 7А thursday 15:00 4 by 15 min
consultation-posted = Posted: { $room }.
consultation-title = Consultations: { $name }
consultation-line-free = { $sign } { $when }, free
consultation-line-taken = { $sign } { $when }, taken
consultation-tap = Tap a number to book it. ❌ cancels your booking. Only the teacher sees who has booked.
consultation-withdrawn = The consultations are cancelled.
consultation-none = There are no consultations here that can be booked.
consultation-no-such = There is no such hour, or it is cancelled.
consultation-no-child = Pupils of this class and their parents can book.
consultation-over = That time has passed.
consultation-have-it = You have booked this hour already.
consultation-have-other = Your family has booked another hour. Please cancel that one first: ❌
consultation-taken = This hour is taken. Please choose another.
consultation-booked = You have booked a consultation: { $name }, { $when }. I will remind you an hour before. Tap ❌ to cancel.
consultation-booked-teacher = A booking for the consultation { $when }: { $name } ({ $children }).
consultation-given-back = Your booking for the consultation { $when } is cancelled.
consultation-given-back-teacher = { $name }: the booking for the consultation { $when } is cancelled.
consultation-have-none = You have not booked any of these consultations.
consultation-not-yours = Only whoever offered the consultations can cancel them.
consultation-is-withdrawn = The consultations are cancelled, and those who had booked are told.
consultation-off = The consultation { $when } is cancelled: { $name }.
consultation-soon = A consultation in an hour: { $name }, { $when }.
consultation-soon-teacher = A consultation in an hour: { $when }, { $name }.
