# Why a word, a link or a name did not pass. Read by children, parents and teachers.

words-refused = The message was not sent: it has a word that is not written in school chats. Say the same in other words.
words-held = An adult reads the message first, then it appears here. If you need help right now, turn to a teacher or your parents.
words-too-long = The message is too long: more than { $longest } characters. Send it in parts, or as a file.
links-not-verified = The link “{ $link }” is not in the school's catalogue of verified content, so it cannot be sent. Ask a teacher to share it.
links-reason-needed = The link “{ $link }” is not in the catalogue of verified content. To send it to pupils, write a reason, for example: “reason: task for the lesson”.
files-not-verified = This file is not in the school's catalogue of verified content, so it cannot be sent. Show it to a teacher.
names-empty = The name has no visible character. Write it in letters.
names-too-long = The name is too long: more than { $longest } characters. Shorten it.
names-invisible = There is an invisible character ({ $sign }) in the name. Type the name anew on the keyboard.
names-mixed-letters = The word “{ $word }” mixes Russian and Latin letters, so one name could be taken for another. Type it in the letters of one alphabet.
names-look-alike = This name cannot be told from the name of somebody else: { $name }. Choose another one.
names-title = The word “{ $word }” is what a member of the school's staff is called. Take it out of the name.
