# The turn of the school year, archives, exports.

archive-name = Archive { $year }: { $name }
archive-topic = A closed room: it can be read, nobody writes in it.
