# The school's lists: what is wrong in them and what to do. Each message follows
# "file:line:column:" and therefore begins in lower case.

## Folder and files

roster-folder-missing = there is no such folder. Create it and put the school's lists into it.
roster-folder-unreadable = the folder cannot be opened. Check that it is a folder and that you may read it.
roster-folder-empty = the folder holds no list. Put CSV, XLSX or ODS files or a OneRoster archive into it.
roster-folder-not-read = a folder this deep is not read. If it holds lists, move them up.
roster-lists-below = there are lists in this inner folder too. Move them up if they are needed, or away if they are not.
roster-formats-mixed = the lists here have another format than the other files. Keep one format in the folder: OneRoster, Microsoft SDS or spreadsheets.
roster-file-unreadable = the file cannot be read. Check its permissions and close it in other programs.
roster-file-not-a-file = this is not a file. Remove it from the folder or rename it.
roster-file-too-large = the file is larger than { $limit } MB, which is no list of a school. Check that it is the right one.
roster-file-other-table = tables of the kind "{ $ending }" are not read. Save the list as XLSX, ODS or CSV and remove this file.
roster-file-not-read = the file does not look like a list and is not read.
roster-file-empty = the file is empty. Export the list again or remove the file.
roster-archive-damaged = the archive is damaged. Download or create it again.
roster-archive-encrypted = the archive has a password. Save it without one.
roster-archive-empty = the archive holds no files. Create it again.
roster-archive-too-large = the archive unpacks to more than { $limit } MB, which is no school's lists. Check that it is the right file.
roster-archive-too-many = the archive holds more than { $limit } files, which is no school's lists. Check that it is the right file.
roster-archive-nested = in the archive the file "{ $name }" is in a folder. Put all files at the top of the archive.
roster-workbook-damaged = the workbook is damaged. Open it in a spreadsheet program and save it again as XLSX or ODS.
roster-workbook-encrypted = the workbook has a password or is in the old XLS format. Save it without a password as XLSX.
roster-workbook-too-large = the workbook unpacks to more than { $limit } MB. Copy the list into a new file.
roster-workbook-too-many = the workbook has too many parts. Copy the list into a new file.
roster-workbook-too-wide = something is written very far from the list. Copy the list into a new file.

## Text and rows

roster-not-text = this is not a text table. Save the list as CSV UTF-8 or as XLSX.
roster-utf8-damaged = some letters in the file are damaged (UTF-8 encoding). Export the list again.
roster-csv-quotes = quotation marks here are not closed or misplaced, so the rows below cannot be read. Repair them or save the list as XLSX.
roster-cell-too-long = a cell is too long or there are too many columns. Check quotation marks and delimiters in this row.
roster-too-many-rows = the list has too many rows for a school. Check that it is the right file.
roster-row-too-long = the row has more cells than the header has columns. Remove the surplus or quote text that contains the delimiter.
roster-row-cut = the last row breaks off: the file was probably not copied whole. Export the list again.
roster-row-twice = the very same row is there already (line { $line }). The repetition does not count.
roster-total-differs =
    the total says { $total }, but { $rows ->
        [one] { $rows } row was
       *[other] { $rows } rows were
    } read: the list looks truncated. Export it again or correct the total.
roster-sheet-lines =
    { $count ->
        [one] line { $lines } with a mistake is on the sheet "{ $sheet }".
       *[other] lines { $lines } with mistakes are on the sheet "{ $sheet }".
    } Correct them there.

## Headers

roster-header-unknown = there is no row of column headers. Add one, for example: Last Name;First Name;Middle Name;Class. If the file is no list, remove it.
roster-header-incomplete =
    { $count ->
        [one] the column { $columns } is missing.
       *[other] the columns { $columns } are missing.
    } Add or rename.
roster-sheet-unknown = the sheet "{ $sheet }" has no row of column headers. Add one, or delete the sheet if it is no list.
roster-sheet-incomplete =
    { $count ->
        [one] the sheet "{ $sheet }" lacks the column { $columns }.
       *[other] the sheet "{ $sheet }" lacks the columns { $columns }.
    } Add or rename; delete the sheet if it is not needed.
roster-header-twice = the column "{ $header }" is there a second time. Keep one.
roster-header-not-used = the column "{ $header }" is not known and not read.
roster-list-empty = there are no rows below the header. Export the list again or remove the file.

## Cells

roster-cell-empty = the cell "{ $header }" is empty. Fill it in.
roster-id-signs = the identifier "{ $value }" has signs that are not allowed. Keep letters, digits, full stop, hyphen and underscore.
roster-date-unreadable = the date "{ $value }" cannot be read. Write it like 01.09.2015.
roster-date-impossible = the birth date "{ $value }" is impossible. Correct it.
roster-snils = the SNILS is wrong. It has 11 digits; or leave the cell empty.
roster-phone-unreadable = the phone is not a number and does not count. Write it in digits.
roster-phone-without-name = there is a phone but no name. Fill in the full name.
roster-class-several = there are several classes here, but a pupil has one. Keep one.
roster-class-unusual = the class "{ $value }" is written in an unusual way. If it is, for instance, 7A, write it so; otherwise it stays as it is and will be a new one every year.
roster-role-unknown = the role "{ $value }" is not known. There are: director, administrator, secretary of the pedagogical council, teacher, teacher of additional education.
roster-part-unknown = the part "{ $value }" in a council is not known. There are: chair, secretary, member.

## Names

roster-name-missing = the name is missing. Fill in the full name.
roster-name-is-role-word = instead of a name there is "{ $value }". Fill in the full name.
roster-name-several = there seem to be several people in the cell: "{ $value }". Give each a row.
roster-name-digits = the name "{ $value }" has digits in it. Remove them.
roster-name-signs = the name "{ $value }" has signs that do not belong in it. Keep letters, space and hyphen.
roster-name-mixed-letters = the name "{ $value }" mixes Cyrillic and Latin letters. Type it again in one of them.
roster-name-too-long = the name is too long. Check that there is one person in the cell.
roster-name-single = a name of one word: "{ $value }". Complete it if it is not the full name.
roster-name-letters-folded = the name had look-alike signs of another keyboard; it was read as "{ $value }".
roster-name-invisible = there is a sign in the name that nobody sees; it was read as “{ $value }”. Type the name anew.
roster-name-strange-letters = the name “{ $value }” has letters of another alphabet that look like Russian or Latin ones. Type it anew.

## Who is who

roster-nobody = there is nobody in the lists. Check the files.
roster-id-two-people = two people have the identifier "{ $id }": { $name } and { $other } ({ $where }). Give each their own.
roster-id-of-another = the identifier "{ $id }" belongs to somebody else: here { $name }, in the list { $other }. Correct the identifier or the name.
roster-group-same-key = "{ $title }" and "{ $other }" cannot be told apart by their titles. Rename one of them.
roster-pupil-two-classes = { $name } is already in { $other } (line { $line }), and in { $title } here. Keep one class.
roster-pupil-in-classes = { $name } is in several classes at once: { $titles }. Keep one.
roster-pupil-namesake = { $name } of { $title } and of { $other } count as two children. If it is one child, keep one row; if not, fill in the birth dates.
roster-pupil-without-class = { $name } has no class. Fill it in.
roster-pupil-and-staff = { $name } is both a pupil and an employee. Correct one of the lists.
roster-class-without-pupils = the class { $title } has no pupils. Correct the class or add pupils.
roster-class-without-teacher = the class { $title } has no teacher.
roster-no-list-of-pupils = there is a list of parents but no list of pupils with their classes. Add it.
roster-no-such-child = { $name } is not in the lists of pupils. Correct the name or add the pupil.
roster-no-such-id = there is no pupil with the identifier "{ $id }". Correct the identifier or add the pupil.
roster-child-other-class = { $name } is in { $other }, but the class here is { $title }. Correct the class.
roster-child-ambiguous = there are several pupils named { $name }. Fill in the child's identifier.
roster-child-class-differs = { $name } is in { $other } by the list of pupils, and in { $title } here. The list of pupils counts.
roster-child-without-guardian = the child has no guardian here.
roster-child-is-adult = { $name } is entered as a child but is no pupil. Correct the relationship.
roster-guardian-is-pupil = { $name } is entered as a guardian but is a pupil. Correct the relationship.
roster-guardian-of-nobody = { $name } is a guardian without children at the school.
roster-own-guardian = { $name } is entered as their own guardian. Correct the relationship.
roster-edge-dangling = a guardian relationship refers to "{ $id }", but there is no such person. Correct the reference or add the person.
roster-member-dangling = "{ $id }" is entered in "{ $title }", but there is no such person. Correct the reference or add the person.
roster-member-no-pupil = { $name } is entered as a pupil of "{ $title }" but is no pupil of the school. Correct the role.
roster-member-no-teacher = { $name } is entered as a teacher of "{ $title }" but does not work at the school. Correct the role.
roster-no-such-employee = { $name } is not among the employees. Correct the name or add the person to the list of employees.
roster-no-such-person = { $name } is neither among the employees nor among the parents. Correct the name or fill in the identifier.
roster-several-people = there are several people named { $name }. Fill in the identifier.
roster-staff-twice = { $name } is in the staff list more than once and counts as one person. If these are namesakes, give each an ID.
roster-staff-or-parent = { $name }: an employee and a parent have this full name; they count as two people. If they are one, write the ID from the staff list into the column «ID родителя».

## Column profiles

roster-profile-not-yaml = the profile cannot be read as YAML. Check indentation and colons.
roster-profile-unknown = the field "{ $field }" is not known to a profile. Correct its name or delete the line.
roster-profile-required = the field "{ $field }" is required but has no column. Add it to columns.

## Rejected rows

roster-rejected-column = Error

## OneRoster and Microsoft SDS

roster-row-short = the row has fewer cells than the header has columns: it seems to break off. Export the list again.
roster-manifest-missing = there is no manifest.csv. Export OneRoster version 1.1 or 1.2 as a whole.
roster-manifest-header = the header must be "propertyName,value". Export OneRoster again.
roster-manifest-twice = the property "{ $property }" is there a second time. Keep one.
roster-manifest-property = the property "{ $property }" is missing. Export OneRoster again.
roster-manifest-version = version "{ $value }" in "{ $property }" is not supported. Needed: { $versions }.
roster-manifest-mode = "{ $property }" says "{ $value }" and must be absent, bulk or delta. Correct it.
roster-manifest-file-missing = by manifest.csv there must be a file "{ $file }", but there is none. Add it or export everything again.
roster-manifest-file-unlisted = this file is not in manifest.csv. Remove it or export everything again.
roster-manifest-table-needed = without a whole "{ $file }.csv" (bulk) there can be no roster. Export everything as a whole.
roster-manifest-no-updates = by manifest.csv nothing has changed, so there is nothing to apply. A roster needs a whole export (bulk).
roster-manifest-versions-differ = this is version { $version }, the whole export is { $other }. Export the changes in the same version.
roster-delta-without-bulk = these are changes only (delta). Put the last whole export (bulk) beside them.
roster-several-bulks = there is more than one whole export (another is "{ $other }"). Keep the last one.
roster-standard-header = the column "{ $expected }" must stand here, not "{ $found }". Order and names of columns are fixed: export the file again.
roster-standard-header-surplus = the column "{ $found }" does not belong here. Delete it; columns of your own begin with "metadata." and stand last.
roster-standard-cell-empty = the required field "{ $header }" is empty. Fill it in.
roster-standard-line-break = there is a line break in the cell. Remove it.
roster-standard-id = the identifier "{ $value }" in "{ $header }" is wrong. Allowed are Latin letters, digits and . - _ / @, at most 255.
roster-standard-status = the status "{ $value }" is not known. There are: active, tobedeleted.
roster-standard-datetime = the time "{ $value }" cannot be read. Write it like 2026-09-01T08:00:00.000Z.
roster-standard-date = the date "{ $value }" in "{ $header }" cannot be read. Write it like 2026-09-01.
roster-standard-boolean = "{ $header }" says "{ $value }" and must be true or false. Correct it.
roster-standard-enum = the value "{ $value }" in "{ $header }" is not known. There are: { $allowed }; your own begin with "ext:".
roster-standard-role-not-used = the role "{ $value }" gives no rights at the school and does not count.
roster-delta-cell-empty = in changes (delta) the field "{ $header }" is required. Fill it in.
roster-record-twice = the identifier "{ $id }" is in line { $line } already. Keep one record.
roster-reference-dangling = there is no record "{ $id }" in { $file }. Correct the reference or add the record.
roster-user-without-role = this person has no role in roles.csv. Add a role or remove the person.
roster-agents-both-adults = { $name } and { $other } are linked as guardian and child, but neither is a pupil. Correct the role or the link.
roster-agents-both-pupils = { $name } and { $other } are linked as guardian and child, but both are pupils. Correct the role or the link.
roster-agent-no-guardian = { $name } is linked with a pupil but has no role of a guardian. The link does not count; add the role parent if it is one.
roster-enrollment-no-pupil = { $name } is enrolled as a student but has no role student. Correct the role or the enrollment.
roster-enrollment-no-teacher = { $name } is enrolled as a teacher but does not work at the school. Correct the role or the enrollment.
roster-two-class-teachers = the class { $title } has more than one class teacher (primary). Keep one.
roster-no-homerooms = none of the classes is one like "5A" (homeroom), so the children cannot be placed. Add such classes to the export.
roster-sds-file-unknown = microsoft SDS v2.1 has no such file. Remove it.
roster-sds-file-missing = the file "{ $file }" is missing. Export Microsoft SDS v2.1 as a whole.
roster-before-the-year = no enrollment is in force yet: the roster is that of { $date }, when the first begins.
