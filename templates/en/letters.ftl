# Letters for the first login (parta letters)
letter-title = Login to the school messenger “{ $service }”
letter-hello = This letter is for you alone. Its code is good once: with it you choose a password of your own. Show the code and the password to nobody.
letter-until = The code is good until { $day }
letter-about-pupil = Pupil of class { $class }
letter-about-parent = Parent of { $children }
letter-about-staff = Member of staff
letter-label-user = User name
letter-label-code = Code
letter-label-address = Address
letter-label-qr = Point the camera here
letter-label-server = Server
letter-way-web = In a browser
letter-web-1 = Point the camera at the square, or open the address and type the code.
letter-web-2 = Choose a password and read the rules.
letter-web-3 = Press “Open the messenger”.
letter-way-telephone = Element X on a phone
letter-telephone-1 = First choose a password in the browser, as on the left.
letter-telephone-2 = In Element X choose to sign in, and the server { $server }.
letter-telephone-3 = Type the user name and your password.
letter-way-computer = Element on a computer
letter-computer-1 = First choose a password in the browser, as on the left.
letter-computer-2 = In Element press “Sign in”, server: { $server }.
letter-computer-3 = Type the user name and your password.
letter-rules-title = What the school expects
letter-rules = The messenger works by the document “{ $regulation }”. Be polite and keep to the matter, publish no pictures or personal data of others, respect quiet hours. Pupils start no conversations without adults. Tell a teacher about rudeness or danger, or press “Report”. Marks and formal letters stay in the journal and on paper.
letter-help-title = If it does not work
letter-help = Ask the class teacher, who replaces a lost letter; its old code then opens nothing. A Russian keyboard does no harm: the letters of the code are the same in both alphabets.
letter-cover-class = Class { $class }
letter-cover-staff = Staff and others
letter-cover-intro = Hand out each letter against a signature. Return what is left to the administrator.
letter-cover-teacher = Class teacher
letter-cover-number = No.
letter-cover-name = For
letter-cover-day = Date
letter-cover-signature = Signature
letter-cover-used = has logged in already, no letter
letter-cover-end = Handed out by (signature, date)
letters-written =
    { $count ->
        [one] { $path }: { $count } letter
       *[other] { $path }: { $count } letters
    }
letters-used =
    { $count ->
        [one] { $count } person has logged in already and needs no letter
       *[other] { $count } people have logged in already and need no letters
    }
letters-apply-first =
    { $count ->
        [one] { $count } person has no account yet. Run parta apply first
       *[other] { $count } people have no account yet. Run parta apply first
    }
letters-no-class = There is no class “{ $class }”. There are: { $classes }
letters-no-module = The homeserver knows of no letters: Parta's module is not there, or is an old one
letters-nobody = There are no letters: everybody has logged in already
help-letters = Print the letters for the first login
help-letters-out = PDF file
help-letters-class = This class only, 3А for example
help-letters-format = a4, a5 or cards (eight on a sheet)
help-letters-reissue = A new letter for somebody (name, id or user name); the old code opens nothing then. Can be repeated
help-letters-language = Language of the letters: ru or en
letters-no-format = Unknown format { $format }. There are: { $formats }
