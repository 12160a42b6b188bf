# Order in the rooms. Read by teachers, parents, pupils and those who keep order.

moderation-nobody = nobody
moderation-private-room = a private room
moderation-no-person = Write whom you mean: the surname and name of a pupil or parent.
moderation-staff = This can be done to a pupil or a parent only. About staff, write to the head of the school.
moderation-no-registry = The school's registry cannot be seen now, so nothing was done. Tell the administrator.

command-lock = close the room for messages
command-lock-usage = “!lock”, “!lock 30 min” or “!lock 30 min test”. Only those who may open the room can write then.
command-unlock = open the room for messages
command-unlock-usage = “!unlock” in a closed room.
lock-said = The room is closed for messages, by { $by }.
lock-said-until = The room is closed for messages until { $until }, by { $by }.
lock-already = The room is closed already, by { $by }. To open it: “!unlock”.
unlock-said = The room is open, you can write. Opened by { $by }.
unlock-already = The room is open anyway.
adults-gone = No teacher is left in the room, so it is closed for messages. When a teacher is back, it opens by itself.
adults-back = A teacher is here again, the room is open.

command-warn = warn a pupil or a parent
command-warn-usage = Answer a message: “!warn rude words”, or write: “!warn Ivanov Petya rude words”. Only the person warned reads it.
command-warn-done = The warning was sent in private: { $name }. The record is in the moderation room.
warn-private = You have been warned. Where: { $room }.
warn-private-pupil = You have been warned. Where: { $room }.
warn-private-what-now = If you do not agree, talk to the class teacher or the head of the school.
warn-private-what-now-pupil = If you do not agree, talk to the class teacher or the head of the school.
warn-withdrawn = The warning that you got was taken back.

command-mute = keep a pupil or a parent from writing for a while
command-mute-usage = “!mute Ivanov Petya 2 h rude words”: in this room; the administration, to me in private or in the moderation room: in the whole school. Without a time: for an hour. To end it earlier: “!unmute Ivanov Petya”.
command-mute-done = { $name } cannot write until { $until }: { $where }. To end it earlier: “!unmute”.
command-unmute = let somebody write again
command-unmute-usage = “!unmute Ivanov Petya”.
command-unmute-done = { $name } can write again.
mute-staff = Staff cannot be kept from writing. Write to the head of the school.
mute-everywhere = the whole school
mute-private = You cannot write until { $until }. Where: { $where }.
mute-private-pupil = You cannot write until { $until }. Where: { $where }.
mute-private-what-now = You can read everything, and write to the assistant even now: to call an adult or to report. If you do not agree, talk to the class teacher or the head of the school.
mute-private-what-now-pupil = You can read everything, and write to the assistant even now: to call an adult or to report. If you do not agree, talk to the class teacher or the head of the school.
mute-over = You can write again.
mute-over-pupil = You can write again.
unmute-already = { $name } can write anyway.

command-remove = remove somebody's message
command-remove-usage = Answer a message: “!remove”. The last 5 messages of one person in this room: “!remove 5 Ivanov Petya”. The text is kept in the moderation room.
remove-how = Answer the message to be removed with this command, or write how many and whose: “!remove 5 Ivanov Petya”.
remove-cannot = I cannot remove this message: it is gone already, or it belongs to how the room is set up.
remove-nothing = No messages found here: { $name }.
remove-ask =
    { $count ->
        [one] Remove { $count } message? { $name }
       *[other] Remove { $count } messages? { $name }
    }
remove-done =
    { $count ->
        [one] { $count } message removed. Its text is kept in the moderation room.
       *[other] { $count } messages removed. Their texts are kept in the moderation room.
    }

command-exclude = exclude a pupil or a parent from a room
command-exclude-usage = “!exclude Ivanov Petya reason” in the room, “!exclude Ivanov Petya 7A reason” elsewhere. To bring back: “!return Ivanov Petya”.
command-exclude-done = { $name } is in the room “{ $room }” no longer. To bring back: “!return”.
exclude-where = Write the command in the room that you mean, or name the class: “!exclude Ivanov Petya 7A reason”.
command-return = bring back into a room who was excluded
command-return-usage = “!return Ivanov Petya” in the room, “!return Ivanov Petya 7A” elsewhere.
command-return-done = { $name } is in the room “{ $room }” again.
exclude-private = You were excluded from the room “{ $room }”. If you do not agree, talk to the class teacher or the head of the school.
exclude-private-pupil = You were excluded from the room “{ $room }”. If you do not agree, talk to the class teacher or the head of the school.
return-private = You are in the room “{ $room }” again.
return-private-pupil = You are in the room “{ $room }” again.
return-already = { $name } is not excluded from this room.

command-record = show the record of one pupil or parent
command-record-usage = “!record Ivanov Petya”: refusals, reports, warnings. Only you see the answer.
record-title = Record: { $name }
record-empty = Nothing within the last year.
record-more =
    { $count ->
        [one] And { $count } older entry.
       *[other] And { $count } older entries.
    }
record-refused = { $when } · { $where } · not sent (times: { $count }): { $why }
record-held = { $when } · { $where } · held for a look: { $why }
record-noted = { $when } · { $where } · noted: { $why }
record-warning = { $when } · { $where } · warning: { $by }
record-mute = { $when } · { $where } · silence: { $by }
record-report = { $when } · { $where } · report
record-exclusion = { $when } · { $where } · excluded from the room: { $by }
record-returned = { $when } · { $where } · brought back into the room: { $by }
record-removal = { $when } · { $where } · messages removed: { $by }

command-report = report a message, or tell what happened
command-report-usage = Answer a message: “!report” and why. Or write to me in private: “!report Ivanov Petya calls me names”. Whom you report does not learn who did.
report-how = Answer a message with this command, or write after it what happened: “!report Ivanov Petya calls me names”.
report-receipt = Your report has arrived, an adult will read it. Whom you reported does not learn that it was you. I will write what became of it.
report-outcome-measures = Something was done about your report. Thank you for telling.
report-outcome-nothing = Your report was looked at, and nothing against the rules was found. If it happens again, report again or talk to the class teacher.

command-call-adult = call an adult
command-call-adult-usage = Write “!adult” or just “call an adult”, here or to me in private. An adult reads it at once.
call-heard = I called adults, they can see your message now. I will write who helps you. If you are in danger right now, call 112.
call-still = I have called adults already, they can see your message. If you are in danger right now, call 112.
call-taken-child = { $name } will help you, and write or come to you soon.
call-card = Calls for an adult: { $who }
call-where = Where: { $where }
call-evidence = The last messages of this room:
call-take = { $sign } Tap if you take care of it. The child is told who helps.
call-taken = Taken care of by { $name }
call-reminder = Somebody is still waiting for an adult: { $who }. Tap ✋ on the card, or go there.

card-held = A message waits for a look
card-reported = Report
card-repeated = One person was refused many times
card-warnings = Third warning within 30 days. I propose silence
card-found = The assistant noticed something unusual
card-listed = A ban list names somebody of the school. Nothing was done
card-who-where = About: { $who } · Where: { $where }
card-rule = Rule: { $why }
card-reporter = Reported by { $who } (whom it is about does not see this)
card-reason = Details: { $why }
card-count = How often: { $count }
card-around = Written around it:
card-never-before = Nothing else within 30 days.
card-before = Within 30 days before: refusals and held messages { $incidents }, reports { $reports }, warnings { $warnings }, other measures { $measures }.
card-done-remove = Removed already
card-done-mute = Silenced for an hour already
card-done-lock = The room is closed already
card-decided = { $choice }: { $by }, { $when }
card-escalated = A case was passed on to you. You can decide on its card in the moderation room.

choice-release = let it through
choice-remove = remove
choice-warn = warn
choice-mute = silence for an hour
choice-lock = close the room
choice-escalate = to the head
choice-dismiss = do nothing
choice-undo = take the decision back
decided-release = Let through
decided-remove = Removed
decided-warn = Warned
decided-mute = Silenced for an hour
decided-lock = Room closed
decided-escalate = Passed on to the head
decided-dismiss = Nothing done
decided-undo = Decision taken back

release-in-the-name-of = { $name } (an adult has read this message):
release-private = An adult read your message and published it in your name.

action-why = Reason: { $why }
action-lock = { $by }: closed the room “{ $room }”
action-unlock = { $by }: opened the room “{ $room }”
action-warn = { $by }: warning · { $of } · { $room }
action-withdraw = { $by }: warning taken back · { $of }
action-mute = { $by }: silence · { $of } · { $where } · until { $until }
action-unmute = { $by }: silence ended · { $of }
action-remove = { $by }: messages removed · { $of } · { $room }
action-exclude = { $by }: excluded from a room · { $of } · { $room }
action-return = { $by }: brought back into a room · { $of } · { $room }
action-release = { $by }: message let through · { $of } · { $room }
action-unrelease = { $by }: message let through removed again · { $of } · { $room }
action-dismiss = { $by }: nothing done · { $of } · { $room }
action-reopen = { $by }: decision taken back · { $of } · { $room }
action-escalate = { $by }: passed on to the head · { $of } · { $room }
action-call = { $by }: calls for an adult · { $room }
action-take = { $by }: takes care · { $of }
action-ban = { $by }: outsider banned · { $of } · { $room }
action-trial = { $by }: a trial, nothing was done · { $of } · { $room }
action-list = { $by }: ban lists changed

protection-same-text =
    { $count ->
        [one] The same text in several rooms, { $count } time.
       *[other] The same text in several rooms, { $count } times.
    }
protection-mentions =
    { $count ->
        [one] A great many people mentioned, in { $count } message.
       *[other] A great many people mentioned, in { $count } messages.
    }
protection-across =
    { $count ->
        [one] { $count } message in many rooms at once.
       *[other] { $count } messages in many rooms at once.
    }
protection-raid = Reports and refusals in one room within minutes: { $count }.
protection-would-card = A card would have come.
protection-would-remove = The messages would have been removed.
protection-would-mute = The person would have been silenced for an hour.
protection-would-lock = The room would have been closed.

command-policy-list = ban lists for outsiders
command-policy-list-usage = “!policy-list” shows them; “!policy-list follow !room”, “!policy-list unfollow !room”; “!policy-list ban @name:server reason”, “!policy-list lift @name:server”. In the moderation room only.
list-where = Ban lists are kept in the moderation room.
list-how = Write, for example: “!policy-list follow !room” or “!policy-list ban @name:server reason”.
list-title = Ban lists
list-one =
    { $count ->
        [one] { $name }: { $count } rule
       *[other] { $name }: { $count } rules
    }
list-not-in-room = I am not in that room. Invite me there first.
list-not-followed = The school does not follow this list.
list-follows = The school follows the list { $room }.
list-left = The school follows the list { $room } no longer.
list-own-people = The rule would mean people of the school. The school makes no such rule.
list-banned = Added to the school's list: { $entity }.
list-no-such-rule = The school's list has no such rule.
list-lifted = Taken off the school's list: { $entity }.
