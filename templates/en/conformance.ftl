# Conformance with the regulation: parta conformance

help-conformance = Try every clause of the regulation on the live server: who may, and who may not.
help-conformance-json = The result for programs.
help-conformance-html = Write a report to print (one HTML page, A4).
help-conformance-thorough = Try every single right instead of some for each row.
help-conformance-rows = Only these rows of the regulation, with commas (T7,W5).

conformance-setting = preparing people and rooms
conformance-clearing = removing rooms and closing accounts
conformance-no-school = There is no school on the server yet. Run parta apply and repeat.
conformance-no-rows = There are no such rows of the regulation: { $rows }

conformance-title = Conformance of the server with the regulation
conformance-school = School
conformance-server = Server
conformance-when = Tried on
conformance-regulation = Regulation
conformance-adopted = in force by order { $order }
conformance-took = { $seconds } s, probes: { $probes }, requests: { $steps }
conformance-sampled = by samples
conformance-thorough = in full
conformance-summary = Summary
conformance-clause = clause { $clause }
conformance-no-clause = Title page and the school's settings
conformance-column-row = Row
conformance-column-requirement = Requirement
conformance-column-verdict = Result
conformance-column-evidence = Proved by
conformance-verdict-pass = proved
conformance-verdict-fail = broken
conformance-verdict-partly = proved in part
conformance-verdict-unproved = not proved
conformance-tried = { $count ->
    [one] { $count } probe
   *[other] { $count } probes
}, { $steps ->
    [one] { $steps } request
   *[other] { $steps } requests
}
conformance-why-later = not built yet
conformance-why-machine = no machine can prove it
conformance-not-now = not tried now
conformance-not-tried = the school's own row, there are no probes for it
conformance-total-pass = Proved: { $count }
conformance-total-fail = Broken: { $count }
conformance-total-partly = Proved in part: { $count }
conformance-total-unproved = Not proved: { $count }
conformance-all-well = Everything that a machine can prove is kept to.
conformance-something-broken = Something is broken: the server does not do what the regulation asks for.
conformance-what-to-do = What to do: run parta plan and parta apply; check that the server loads Parta's module (modules in homeserver.yaml) and was restarted; run this again. If a row stays red, give this report (--json) to whoever maintains the server.
conformance-about-incidents = The refusals are written in the moderation room under the names “Проверка …”: these are no people.
conformance-how = How it was tried: on the live server throw-away accounts and rooms were made; each requirement was tried once by somebody who may and once by somebody who may not. No person, no person's room and no message was touched. The rooms were removed, the accounts closed.
conformance-signature = Inspected by (position, signature, name)
conformance-date = Date
conformance-page-footer = Made by Parta { $at }. The result is true for that time.
conformance-allowed = may
conformance-refused = may not
conformance-seen = seen
conformance-requests = Requests and answers
conformance-took-ms = { $ms } ms
conformance-by-nobody = without a login
conformance-by-outsider = an outsider
conformance-by-system = the server's administrator
conformance-as = { $title } ({ $who })

conformance-should-be-allowed = refused, although the regulation allows it
conformance-should-be-refused = allowed, although the regulation forbids it
conformance-other-rule = refused, but not by a rule of the school: { $found }
conformance-other-row = refused by row { $found } and not by { $wanted }
conformance-no-answer = the server did not answer: { $why }
conformance-no-kind = the school has no rooms of the kind “{ $kind }”
conformance-quiet-now = it is the school's quiet hours now; try it by day
conformance-setting-off = the school's setting “{ $setting }” is off
conformance-directory-off = the search for people is off on the server
conformance-no-catalogue = the catalogue of verified content is empty

conformance-cell = { $feature }

probe-roster = Accounts and rooms are those of the school's lists
probe-roster-changes = { $count ->
    [0] the server is as the lists say
   *[other] the server differs from the lists (actions: { $count }): run parta apply
}
probe-rooms-are-the-roles = a pupil is in the rooms of a pupil
probe-create-room = A teacher makes a room, and it comes out the school's way; pupils and parents make none
probe-not-encrypted = the room is not encrypted
probe-is-marked = the room is marked as the school's
probe-not-federated = the room is closed to other servers
probe-levels-of-the-regulation = its rights are the regulation's and not the request's
probe-history-for-members = its history is for members
probe-hangs-in-the-school = it hangs in the school's space
probe-create-smuggled = Nobody smuggles rights, a public address or publicity into a new room
probe-members = Nobody invites or removes: members come from the lists
probe-nobody-was-removed = the classmate is still in the room
probe-reply = Replies and reactions arrive; who is not in the room does not reply
probe-thread = A thread is opened by a teacher
probe-club = A club has members of its own; its leader comes into no class
probe-no-adult = Without an adult pupils do not write
probe-locked = In a locked room a teacher writes and a pupil does not
probe-upgrade = A room cannot be replaced by another
probe-room-lives = the room was not replaced
probe-encryption = A school room's encryption cannot be turned on
probe-to-device = Calls and messages do not pass beside the rooms
probe-direct-words = In a conversation its members write
probe-teacher-parent = Teacher and parent of a pupil write to each other; others do not
probe-teacher-pupil = A teacher writes to a pupil only together with the parents
probe-guardian-is-there = a parent is invited into the same conversation
probe-pupils = A pupil begins no conversation; a strange adult writes to no pupil
probe-third = A third one is added by the same rules
probe-uninvited = Nobody comes in uninvited: not by address, not by knocking, not to a foreign server
probe-outsiders = Outsiders and private ids cannot be invited
probe-childless = A parent without a pupil at the school sees no room of a class
probe-register = There is no registration and there are no guests
probe-without-login = Without a login nothing is seen: no people, rooms or files
probe-federation = The school hears no other servers
probe-public-names = There are no public addresses and no public list of rooms
probe-no-public-rooms = the list of public rooms is empty
probe-stranger = An account that is not in the lists does not log in and does nothing
probe-search = People are found by those who may write to them
probe-parent-finds-teacher = a parent finds the teacher
probe-pupil-finds-nobody = a pupil does not find whom a pupil may not write to
probe-addresses = No private e-mail or telephone is bound to a profile
probe-profile = Name and picture are the roster's, look-alikes do not pass
probe-name-unchanged = the name is the roster's, there is no picture
probe-nickname = There are no nicknames for one room
probe-locked-account = A locked account does not work, an unlocked one works again
probe-deactivate = An account is ended by the school and not by its owner
probe-one-login = One login opens all own rooms
probe-is-who-it-is = logged in under the own name
probe-all-own-rooms = all own rooms are there
probe-acceptance = Before the regulation is accepted no message is sent
probe-asks-for-consent = the answer asks for consent (M_CONSENT_NOT_GIVEN)
probe-page-shows-rules = the page shows the regulation
probe-forged-address = an address signed by somebody else does not work
probe-acceptance-is-listed = the acceptance is listed in the registry
probe-pending = Before the order a teacher sees no class and begins no conversation
probe-self-confirmation = Nobody confirms the role “teacher” for oneself
probe-registry-unchanged = no entry came into the registry
probe-revocation = A revoked role ends in all rooms within a minute
probe-out-of-rooms = out of the rooms ({ $count }) within { $seconds } s
probe-incident = A refusal is written into the moderation room
probe-incident-is-there = the entry is there
probe-quiet-hours = In quiet hours only those write who may
probe-flood = Too many messages at once do not pass
probe-report = Everybody in a room may report
probe-poll = A poll is started and ended by a teacher, pupils vote
probe-conference = A conference is started by a teacher; foreign widgets cannot be placed
probe-call = Teachers call, pupils and parents do not
probe-task = A task is opened by a teacher and answered by a pupil in its thread
probe-materials = Materials are published by a teacher and read by the class
probe-reads-it = the material is seen
probe-links = A pupil shares verified content only, a teacher other content with a reason
probe-links-club = The same in a club
probe-links-materials = Verified resources are published by a teacher
probe-links-parents = With parents a teacher shares without the mark “verified”
probe-links-staff = Staff share links among staff
probe-timeline = What was allowed has arrived, and nothing that was refused
probe-timeline-room = { $kind }: { $count } messages, none too many
