# Digests: for the director, the class teacher, the parent

digest-title = Digest of { $days }
digest-title-class = Class { $title } · digest: { $days }
digest-title-parent = Your children at school: { $days }
digest-made = Made on { $time }. A digest counts events, not people.
digest-page-footer = Parta · { $school }
digest-more = and { $count } more
digest-picture-bar = { $label } { $figure }
digest-picture-tile = { $label }: { $figure }
digest-mail-subject = { $title } · { $school }
digest-mail-attached = The same digest is attached for printing (PDF).
digest-file-name = digest-{ $day }

digest-decisions = Needs a decision
digest-decisions-own = What is asked of you
digest-calm = Nothing waits for a decision.
digest-calm-own = Nothing is asked of you now.
digest-urgent = urgent
digest-days =
    { $count ->
        [0] today
        [one] { $count } day
       *[other] { $count } days
    }

digest-where-direct = private conversation
digest-where-direct-class = private conversation, { $title }
digest-where-school = rooms of the school
digest-where-staff = staff
digest-where-announcements = school announcements
digest-where-documents = documents
digest-where-staff-room = staff room
digest-where-council = pedagogical council
digest-where-meetings = staff meetings
digest-where-parents-committee = parents' committee
digest-where-director = head's office
digest-where-moderation = moderation
digest-where-pupils = { $title }, pupils
digest-where-parents = { $title }, parents
digest-where-materials = { $title }, materials
digest-where-class-announcements = { $title }, announcements
digest-where-group = { $title }

digest-decide-role = Role not confirmed: { $name }
digest-todo-role = Name the order and confirm the role, or refuse it
digest-decide-report =
    { $count ->
        [one] { $count } report undecided: { $where }
       *[other] { $count } reports undecided: { $where }
    }
digest-todo-report = Decide in the room “Moderation”
digest-decide-held =
    { $count ->
        [one] { $count } message waits for a check: { $where }
       *[other] { $count } messages wait for a check: { $where }
    }
digest-todo-held = Let pass or reject in the room “Moderation”
digest-decide-question =
    { $count ->
        [one] { $count } question unanswered for more than two working days: { $where }
       *[other] { $count } questions unanswered for more than two working days: { $where }
    }
digest-todo-question = Answer, or ask somebody to
digest-decide-unsigned = Document waits for a signature: “{ $title }”
digest-todo-unsigned = Sign it or send it back
digest-decide-expiry = Document “{ $title }” runs out: { $day }
digest-todo-expiry = Renew or replace the document
digest-decide-acknowledge = Document “{ $title }” not acknowledged: { $missing } of { $of }
digest-decide-acknowledge-deadline = Document “{ $title }” not acknowledged: { $missing } of { $of }, due { $day }
digest-todo-acknowledge = Remind them; give a sheet of paper to those who do not use the chat
digest-decide-acknowledge-own = Acknowledge the document “{ $title }”
digest-decide-acknowledge-own-deadline = Acknowledge the document “{ $title }”, due { $day }
digest-todo-acknowledge-own = Open the document and tap “Acknowledged”
digest-decide-minutes-missing = No minutes: “{ $title }”, { $day }
digest-todo-minutes-missing = Ask the secretary to write the minutes
digest-decide-minutes-draft = Minutes not signed: “{ $title }”, { $day }
digest-todo-minutes-draft = Read and sign the minutes
digest-decide-quorum = No quorum: “{ $title }”, { $day }
digest-todo-quorum = Set a new date: nothing was resolved
digest-decide-backup = No backup since { $day }
digest-decide-restore-failed = The backup could not be restored in the test of { $day }
digest-decide-restore-old = Restoring a backup was last tested on { $day }
digest-decide-disk = The server's disk is { $percent } % full
digest-decide-certificate = The server's certificate ends on { $day }
digest-todo-server = Ask the administrator to repair it and report back
digest-decide-poll = Poll without your answer: “{ $title }”
digest-todo-poll = Answer: { $where }
digest-decide-task = { $name }: no answer to the task “{ $title }”
digest-todo-task = { $where }, due { $day }

digest-announcements = Announcements
digest-announcements-none = There were no announcements.
digest-announcement = “{ $title }” ({ $day })
digest-announcement-reached = { $head } — read by: { $reached }
digest-announcement-unknown = { $head }: not known who read it
digest-announcement-unseen = { $head } — you have not read it yet
digest-families-read = families { $part } of { $of }
digest-staff-read = staff { $part } of { $of }
digest-class-share = { $title }{"\u00A0"}{ $percent } %
digest-reach-by-class = Families reached, by class: { $classes }

digest-documents = Documents
digest-documents-none = No new documents, all earlier ones are acknowledged.
digest-document-open = “{ $title }”: acknowledged by { $part } of { $of }
digest-document-done = “{ $title }”: acknowledged by all ({ $of })
digest-document-new = “{ $title }”: published
digest-document-unsigned = “{ $title }”: waits for a signature

digest-meetings = Meetings
digest-meetings-none = There were no meetings.
digest-meeting = { $about }
digest-meeting-held = “{ $title }” ({ $day })
digest-meeting-present = present { $part } of { $of }
digest-meeting-children = { $part } of { $of } children represented
digest-quorum = quorum
digest-no-quorum = no quorum
digest-minutes-missing = no minutes yet
digest-minutes-draft = minutes drafted, not signed
digest-minutes-signed = minutes signed

digest-lessons = Online lessons
digest-lessons-none = There were no online lessons.
digest-lessons-held = { $held }, { $time } in all
digest-count-lessons =
    { $count ->
        [one] { $count } lesson
       *[other] { $count } lessons
    }
digest-count-clubs =
    { $count ->
        [one] { $count } club session
       *[other] { $count } club sessions
    }
digest-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
digest-hours = { $hours } h { $minutes } min
digest-materials =
    { $count ->
        [one] { $count } material published
       *[other] { $count } materials published
    }
digest-screen-over = Screen time above the limit, { $device }: { $classes }
digest-screen-class =
    { $days ->
        [one] { $title } { $minutes } of { $limit } min ({ $day })
       *[other] { $title } up to { $minutes } of { $limit } min ({ $days } days)
    }
digest-screen-kept = Screen time within the limits
digest-device-computer = computer
digest-device-tablet = tablet
digest-device-board = interactive board
digest-device-panel = interactive panel

digest-tasks = Tasks
digest-tasks-none = No tasks were due in these days.
digest-tasks-due =
    { $count ->
        [one] { $count } task, { $part } of { $of } answers
       *[other] { $count } tasks, { $part } of { $of } answers
    }
digest-tasks-by-class = By class and club: { $classes }
digest-tasks-class = { $title }{"\u00A0"}{ $part } of { $of }

digest-consultations = Consultations
digest-consultations-none = There were no consultations.
digest-consultations-held =
    { $count ->
        [one] { $count } consultation, { $part } of { $of } places taken
       *[other] { $count } consultations, { $part } of { $of } places taken
    }

digest-people = Families connected
digest-people-none = No changes.
digest-families-connected =
    { $of ->
        [one] { $part } of { $of } family is connected
       *[other] { $part } of { $of } families are connected
    }
digest-not-connected = Not connected yet: { $classes }
digest-class-lacking = { $title }{"\u00A0"}—{"\u00A0"}{ $count }
digest-came = Came: { $groups }
digest-left = Left: { $groups }
digest-moved = { $where }{"\u00A0"}—{"\u00A0"}{ $count }
digest-moves-none = Nobody came and nobody left

digest-incidents = Order in the chats
digest-incidents-none = There were no incidents.
digest-refused =
    { $count ->
        [one] { $count } action stopped: { $causes }
       *[other] { $count } actions stopped: { $causes }
    }
digest-cause-words = rude words { $count }
digest-cause-links = links { $count }
digest-cause-files = files { $count }
digest-cause-contacts = contacts with strangers { $count }
digest-cause-rooms = making rooms { $count }
digest-cause-names = names { $count }
digest-cause-quiet = quiet hours { $count }
digest-cause-flood = too many messages { $count }
digest-cause-rights = no right { $count }
digest-incident-held =
    { $count ->
        [one] { $count } message held for a check
       *[other] { $count } messages held for a check
    }
digest-incident-noted =
    { $count ->
        [one] { $count } action allowed and noted
       *[other] { $count } actions allowed and noted
    }
digest-incident-report =
    { $count ->
        [one] { $count } report made
       *[other] { $count } reports made
    }

digest-polls = Polls
digest-polls-none = There were no polls.
digest-poll-closed = “{ $question }” ({ $where }): { $answers }
digest-poll-answer = { $answer }{"\u00A0"}—{"\u00A0"}{ $votes }
digest-poll-nobody = “{ $question }” ({ $where }): nobody answered
digest-poll-open =
    { $count ->
        [one] “{ $question }” ({ $where }): open, { $count } answer
       *[other] “{ $question }” ({ $where }): open, { $count } answers
    }

digest-health = Server
digest-health-unknown = The server's state is not known: the check reported nothing.
digest-uptime = Up { $percent } % of the time
digest-uptime-unknown = Not known how long it was up
digest-backup = Last backup: { $time }
digest-backup-unknown = Not known when the last backup was made
digest-restore-passed = Restoring a backup tested on { $day }
digest-restore-tried = Restoring a backup tried on { $day }, result not known
digest-restore-failed = Restoring a backup failed on { $day }
digest-restore-unknown = Not known whether restoring a backup was tested
digest-disk = Disk { $percent } % full
digest-disk-unknown = Not known how full the disk is
digest-certificate =
    { $days ->
        [one] Certificate until { $day }, { $days } more day
       *[other] Certificate until { $day }, { $days } more days
    }
digest-certificate-over = The certificate ended on { $day }
digest-certificate-unknown = Not known until when the certificate is valid

digest-next-week = Next week
digest-next-week-none = Nothing is planned for next week.
digest-tomorrow = Tomorrow
digest-tomorrow-none = Nothing is planned for tomorrow.
digest-ahead = { $time } — { $title }
digest-ahead-place = { $time } — { $title }, { $place }

digest-child = { $name }
digest-child-none = There were no lessons and no tasks.
digest-child-lessons = Online lessons: { $part } of { $of }
digest-child-lessons-unlisted =
    { $count ->
        [one] { $count } lesson without a list of who was there
       *[other] { $count } lessons without a list of who was there
    }
digest-child-task-done = Task “{ $title }” ({ $day }): answered
digest-child-task-open = Task “{ $title }” ({ $day }): not answered

digest-figure = { $value }
digest-figure-share = { $part } of { $of }
digest-figure-percent = { $percent } %
digest-label = { $text }
digest-tile-decisions =
    { $count ->
        [one] waits for a decision
       *[other] wait for a decision
    }
digest-tile-yours =
    { $count ->
        [one] thing to do
       *[other] things to do
    }
digest-tile-read = of families read the announcements
digest-tile-announcements =
    { $count ->
        [one] announcement
       *[other] announcements
    }
digest-tile-lessons =
    { $count ->
        [one] online lesson
       *[other] online lessons
    }
digest-tile-connected = families connected
digest-tile-ahead =
    { $count ->
        [one] event ahead
       *[other] events ahead
    }
digest-bars-reach = Families that read the announcements
digest-bars-connected = Families connected
digest-bars-announcements = Families of the class that read
digest-bars-children = Online lessons attended
digest-days-title = The week by days
digest-sort-lessons = Lessons
digest-sort-meetings = Meetings
digest-sort-announcements = Announcements

digest-none-for-you = There is no digest for you yet: the head, class teachers and parents have one.
digest-which = Type "!digest day" or "!digest week".
digest-is-off = The digest does not come by itself any more. To see it: "!digest". To have it again: "!digest on".
digest-is-on = The digest comes by itself again. To end that: "!digest off".

command-digest = show the digest of the week or of the day
command-digest-usage = "!digest" sends you the digest of this week in private, "!digest day" that of today. "!digest off": it does not come by itself, "!digest on": it does again.
