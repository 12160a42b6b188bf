# The assistant in the rooms: commands. Read by teachers, parents and pupils.

command-hello = Hello! I am the school's assistant. Write “!help” and I will show you what I can do.
command-unknown = There is no such command: “{ $word }”. Write “!help” to see all commands.
command-did-you-mean = There is no such command: “{ $word }”. Perhaps “!{ $command }”?
command-which-person = Several people have that name: { $names }. Write the whole name.
command-no-such-person = Not in the school's lists: “{ $typed }”. Write the family name and the given name as in the list.
command-did-you-mean-person = Not in the school's lists: “{ $typed }”. Perhaps { $names }?
command-no-such-group = There is no such class or club: “{ $typed }”. Write 7А, for example.
command-no-such-audience = Not understood whom it is for: “{ $typed }”. Write a class (7А), a grade (grade 5), “teachers”, “parents” or “everybody”.
command-busy = Too many commands at once. Please wait a minute.

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
