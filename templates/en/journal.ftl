# The electronic journal and diary: addresses in school.yaml and the assistant's commands.

layout-address-https = “{ $field }”: an address that begins with https:// and has no spaces is needed here.
layout-address-place = “{ $field }”: only class, title, child and date may stand in braces, and only after the server's name.
layout-address-secret = “{ $field }”: no name with a password and no key may stand in an address. People log in themselves.

command-journal = open the electronic journal
command-journal-usage = “!journal” gives links to the journal of your classes, “!journal 7А 25.11” to a class and a day.
journal-none = The address of the electronic journal is not known yet. The administrator writes it into school.yaml.
journal-which = Of which class? Please write, for example: !journal 7А
journal-title = Electronic journal, { $day }
journal-line = { $title }
command-diary = open the electronic diary
command-diary-usage = “!diary” gives a link to the diary of each of your children, “!diary 25.11” to that day.
diary-none = The address of the electronic diary is not known yet. The administrator writes it into school.yaml.
diary-no-children = The school's lists have no child of yours.
diary-title = Electronic diary, { $day }
diary-line = { $name }, { $title }
