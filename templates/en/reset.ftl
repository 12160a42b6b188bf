# A new login code: the command “reset”
command-reset = give a pupil or parent of your own class a new login code
command-reset-usage = “!reset Smith Peter”: the code comes to you alone. The old code, the password and all devices of that person stop to work.
command-reset-done =
    { $days ->
        [one] New login code · { $name } · user name: { $user }. Good for { $days } day, once. Hand it over in person. The code is in the next message.
       *[other] New login code · { $name } · user name: { $user }. Good for { $days } days, once. Hand it over in person. The code is in the next message.
    }
reset-not-own = A class teacher gives new codes to the own pupils and their parents, the administrator to everybody else
reset-staff = Members of staff get a new code by letter from the administrator: parta letters --reissue
reset-told = You were given a new login code; the former password and devices no longer work. If you did not ask for it, tell the administrator of the school.
action-reset = { $by }: new login code · { $of }
