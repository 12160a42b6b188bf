# Login by letter: refusals of the homeserver and the login page, records for the moderators
policy-login-patience =
    { $minutes ->
        [one] Too many wrong attempts. Try again in { $minutes } minute
       *[other] Too many wrong attempts. Try again in { $minutes } minutes
    }
login-not-a-code = A code has twelve signs: three groups of four. Check that all of them are typed
login-signs = Codes never have these signs: { $signs }. Compare with the letter
login-wrong = There is no such code. Compare each sign with the letter
login-used = This code has been used. Log in with your own password; if you forgot it, ask for a new letter
login-replaced = This letter was replaced by a newer one. Take the code from the new letter
login-over = The letter has expired. Ask the class teacher for a new one
login-locked = The account is closed. Please ask at the school
login-accept = The regulation has to be accepted first
login-password-short = The password is too short: at least { $least } signs are needed
login-password-long = The password is too long: at most { $most } signs are possible
login-password-is-code = The code of the letter cannot be the password. Please think of another one
login-password-plain = That password is easy to guess. Please think of another one
note-login-guesses = Somebody guesses at the code in this person's letter, address { $address }. Login by code is paused for a minute or more
note-login-guesses-address = Somebody tries out codes of letters, address { $address }. Login by code from there is paused
