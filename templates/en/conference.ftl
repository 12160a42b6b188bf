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
