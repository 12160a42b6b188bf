# The electronic journal and diary: addresses in school.yaml and the assistant's commands.

layout-address-https = “{ $field }”: an address that begins with https:// and has no spaces is needed here.
layout-address-place = “{ $field }”: only class, title, child and date may stand in braces, and only after the server's name.
layout-address-secret = “{ $field }”: no name with a password and no key may stand in an address. People log in themselves.
