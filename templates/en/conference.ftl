# Video conferences: why the door is shut and what will open it. Read by pupils, parents, teachers.

conference-not-in-room = Only members of its room enter this video conference, and you are not in it
conference-none = There is no video conference here now. When one begins, you can enter on this page
conference-not-invited = This consultation is not for you: { $user } holds it for those who booked it
conference-not-open-yet =
    { $when ->
        [today] “{ $title }” begins today at { $time }. { $user } opens the door
        [later] “{ $title }” begins on { $day } { $month ->
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
        } at { $time }. { $user } opens the door
       *[unknown] “{ $title }” has not begun. { $user } opens the door
    }
conference-ended = “{ $title }” is over
conference-pending = No order confirms your role as a teacher yet. The head or the administrator of the school opens this door by naming the order
conference-wrong-form =
    { $form ->
        [lesson] Lessons are not held in this room
        [parents_meeting] Parents' meetings are not held in this room
        [staff_meeting] Staff meetings are not held in this room
        [consultation] Consultations are not held in this room
       *[event] Events are not held in this room
    }
conference-other-server = Only who has an account on this school's server can enter
conference-unknown-token = We could not tell who is entering. Close the video conference and open it again from its room
conference-homeserver-silent = The school's server does not answer now. This page tries again by itself
conference-link-gone = This link no longer works. Put 📞 under the announcement once more, and the assistant sends a new one
conference-not-set-up = The school has no video conferences yet. Administrator: set up Jitsi, see docs/conferences.md
conference-too-often = Too many tries in a row. Wait a little
conference-malformed = The server could not read this request. Close the page and enter again from the room
conference-widget-name = Video conference

# The page of a video conference
conference-page-title = Video conference
conference-page-of = Entrance for: { $person }
conference-page-enter = Enter
conference-page-audio = Enter with sound only
conference-page-again = Try again
conference-page-leave = You have left the video conference
conference-page-open = The door is open, you can enter
conference-page-asking = Finding out whether the door is open…
conference-page-allow = The messenger asks whether this page may know who you are. Allow it: nobody enters without
conference-page-denied = Without the messenger's word this page does not know who enters. Press “Try again” and allow it
conference-page-wait = There is nothing to press: this page opens the entrance by itself
conference-page-opening = Opening the video conference…
conference-page-down = The school's server does not answer, nobody can enter now. This page tries again by itself. If it takes long, write to the teacher in the room
conference-page-no-video = The school's video server does not answer, nobody can enter now. Try again in a minute or write to the teacher in the room
conference-page-frame = Video conference: picture, sound and buttons
conference-page-link-hint = The link works once and in this browser only. Do not pass it on
conference-page-link-gone = This link no longer works
conference-page-link-gone-do = It opens once and soon runs out. Put the reaction 📞 (telephone) under the announcement of the lesson once more: the assistant sends a new one
conference-page-lobby = How to enter a video conference
conference-page-lobby-element = In Element on a computer or in a browser: open the room and press “Enter” in the video conference above the messages
conference-page-lobby-link = On a phone (Element X), or where there is no video conference above the messages: put the reaction 📞 (telephone) under the announcement of the lesson. The assistant sends a personal link
conference-page-elsewhere = This page opens inside Element, in the room of the lesson
conference-page-audio-hint = Sound only: the camera stays off and less internet is needed
conference-down-title = The video conference cannot be reached now
conference-down-why = The school's server does not answer. This page opens by itself when it does. If it takes long, write to the teacher in the room
