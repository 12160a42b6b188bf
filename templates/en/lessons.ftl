# Lessons and meetings on video. Read by teachers, pupils and parents.

command-lesson = hold a lesson online, in a class or club
command-lesson-usage = “!lesson maths, fractions” begins now. Later: “!lesson tomorrow 10:00 maths, fractions for 30 min”. You can add “on the board”, a link of the verified catalogue, “task: …”. Then: “!lesson start”, “!lesson end”, “!lesson longer 10”, “!lesson who”, “!lesson cancel”.
command-meeting = hold a parents' meeting on video
command-meeting-usage = “!meeting friday 18:30 Results of the term”, or “!meeting Results of the term” to begin now. Then: “!meeting start”, “!meeting end”, “!meeting who”.
command-staff-meeting = hold a staff meeting on video
command-staff-meeting-usage = “!briefing tomorrow 15:00 Plan of the week”. Then: “!briefing start”, “!briefing end”, “!briefing who”.
command-event = hold a school event on video
command-event-usage = “!event 29.05 11:00 Last bell”. Then: “!event start”, “!event end”.

lesson-ask = Which lesson? For example: maths, fractions
lesson-ask-minutes = How many minutes longer? Write a number from 1 to 120.
lesson-how = Write subject and topic, for example: !lesson maths, fractions. For a later lesson: !lesson tomorrow 10:00 maths, fractions
lesson-what-time = When does it begin? Write the time as well, for example: { $day } 10:00
lesson-past = That time is over, or too far away: two months ahead at most.
lesson-length = From 5 minutes to 5 hours, for example “for 40 min”.
lesson-too-many-links = No more than { $most } links in one lesson.
lesson-where = Where? Write it in the room of the class, or name the class: !lesson 7A maths, fractions
lesson-no-video = Video is not set up on this server yet. Please ask the school's administrator.
lesson-no-recording = Recording is off. It takes everybody's consent, and no such consents are kept in the system yet.
lesson-already = A conference is going on here already: { $room }. End it first.
lesson-opened =
    Open: { $room }. To end it: “{ $form ->
        [parents_meeting] !meeting
        [staff_meeting] !briefing
        [event] !event
       *[other] !lesson
    } end”.
lesson-planned = Planned: { $room }, { $when }. Ten minutes before I will remind everybody, and send you a button that opens the door.
lesson-none-planned = Nothing is planned here: { $room }.
lesson-none-open = Nothing is going on here now.
lesson-none-yet = Nothing has been held here yet.
lesson-called-off = Cancelled.
lesson-was-called-off = Cancelled.
lesson-is-over = It is over. Who was there I have sent to the host in private.
lesson-in-private = I have sent it to you in private.
lesson-longer = It goes on until { $until }.

lesson-form-lesson = Lesson
lesson-form-parents-meeting = Parents' meeting
lesson-form-staff-meeting = Staff meeting
lesson-form-event = School event
lesson-form-consultation = Consultation
lesson-heading = { $form }. { $title }
lesson-when =
    { $when }, { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }
lesson-now = It is on now, until { $until }.
lesson-began = It is on: the way in is in the new message below.
lesson-by = Held by { $name }.
lesson-door = The way in: the video at the top of this room. On a phone tap { $sign } under this message, and I will send you a link of your own.
lesson-door-later = The door opens at that time at the top of this room. On a phone tap { $sign } under the new message then.
lesson-shown = What we look at together:
lesson-materials = Materials:
lesson-task = Questions and answers of the lesson “{ $title }”
lesson-soon = It begins at { $when }.
lesson-soon-yours = It begins at { $when }. Tap { $sign } to open the door. Nobody comes in before you do.
lesson-missed = Nobody opened “{ $title }” ({ $when }); I have cancelled it.
lesson-time-is-out =
    The time is over. I will end it at { $until }. To go on: “{ $form ->
        [parents_meeting] !meeting
        [staff_meeting] !briefing
        [event] !event
       *[other] !lesson
    } longer 10”.
lesson-your-link = Your own link is in the next message. It works once and not for long. Keep it to yourself: it opens for nobody else.

lesson-over =
    It is over. { $minutes ->
        [one] It took { $minutes } minute.
       *[other] It took { $minutes } minutes.
    }
lesson-counted-lesson = { $present } of { $of } pupils were there.
lesson-counted-parents-meeting = Parents of { $present } of { $of } children were there.
lesson-counted-staff-meeting = { $present } of { $of } were there.
lesson-counted-consultation = { $present } of { $of } were there.
lesson-ended-empty = I ended it: everybody had left.
lesson-ended-time = I ended it: the time was over.
lesson-ended-alone = I ended it: nobody who leads it was left inside.
lesson-present = { $present } of { $of } were there.
lesson-came =
    { $count ->
        [one] { $count } person came besides the host.
       *[other] { $count } people came besides the host.
    }
lesson-missing = Missing ({ $count }):
lesson-late = More than 5 minutes late ({ $count }):
lesson-column-name = Name
lesson-column-was = Was there
lesson-column-from = Came
lesson-column-until = Left
lesson-column-minutes = Minutes
lesson-column-late = Late, min
lesson-column-by = Who came for the child
lesson-yes = yes
lesson-no = no

# Time before screens
lesson-limits =
    { $title }, { $device ->
        [tablet] tablet
        [board] board
        [panel] panel
       *[computer] computer
    }: no more than { $lesson } min in one lesson and { $day } min a day. Today it has been { $used } min. Norm: { $norm }. Name another device in the command: “on the board”, “on a tablet”.
lesson-limit-lesson-soon = { $title }: in { $left } min the lesson's time before the screen is over ({ $limit } min).
lesson-limit-lesson-over = { $title }: this lesson's time before the screen is over ({ $limit } min). Please go on without it.
lesson-limit-day-soon = { $title }: in { $left } min the class's time before screens is over for today ({ $limit } min).
lesson-limit-day-over = { $title }: the time before screens is over for today ({ $limit } min).
lesson-limit-pupils =
    { $count ->
        [one] A pupil's time before screens is over for today: { $names }
       *[other] The time before screens is over for today for these pupils: { $names }
    }

# Consultations
consultation-no-parent = { $name }: no video. A pupil talks to a teacher on video only where a parent may be there too, and the lists name none.
consultation-child = A consultation on video: { $name }, { $teacher }. You may come in as well.
