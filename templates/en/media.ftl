# Refusals of files: what was refused, why, what to do.
# A file's type is what is written in it; its name and ending are not asked.

# What this person may send
media-nothing = You may not send files: the school has set it so. If the file is for a lesson, write to the teacher.
media-size = The file is too large: { $size } MB, and you may send up to { $most } MB. Make it smaller: a shorter film, a smaller photo, or the document in parts.
media-group = { $group ->
    [photo] You may not send photos: the school has set it so.
    [audio] You may not send sound: the school has set it so.
    [video] You may not send videos: the school has set it so.
    [document] You may not send documents: the school has set it so.
    [archive] You may not send archives: the school has set it so. Send the files one by one.
   *[other] You may not send such files: the school has set it so.
}

# Types that nobody may send
media-unknown = Not sent: files of this type are not accepted. Accepted are JPEG, PNG, GIF, WebP; MP3, M4A, OGG, WAV; MP4, MOV, WebM; PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT; ZIP. Save the file in one of these formats.
media-page = Not sent: this is a web page or an SVG drawing, and those may hold programs. Save a page as PDF, a drawing as PNG.
media-script = Not sent: this is a program (a script). To show code, paste it into a message as text.
media-program = Not sent: this is a program. Programs are not passed on here: give a link to the site it is installed from.
media-macros = Not sent: the document has macros, which are a program. Save it without them: “Save as” → DOCX, XLSX or PPTX.
media-embedded = Not sent: another file is packed into the document. Remove it there and send that file by itself.
media-encrypted = Not sent: a password protects the file, so it cannot be checked. Remove the password and send it again.
media-old-office = Not sent: this is an old format of Office (DOC, XLS, PPT), which may hide programs. Open the file and save it as DOCX, XLSX or PPTX.
media-heic = Photo not sent: not everybody can open HEIC. Choose JPEG in the camera's settings: on an iPhone, “Camera” → “Formats” → “Most Compatible”.
media-name = Not sent: a computer would run a file with this ending as a program. Rename it, for example to .txt.
media-text-letters = Text not sent: it is saved in a rare encoding. Open it in Notepad and save it as UTF-8.

# PDF
media-pdf-acts = PDF not sent: it does not only show pages, it starts something or carries another file. Open it, choose “Print” → “Save as PDF”, and send the new file.
media-pdf-closed = PDF not sent: it is protected or packed so that it cannot be checked. Open it, choose “Print” → “Save as PDF”, and send the new file.
media-pdf-header = PDF not sent: something stands before its beginning. Open it, choose “Print” → “Save as PDF”, and send the new file.

# Archives
media-archive-kind = Archive not sent: only plain ZIP is accepted, others cannot be looked into. Pack the files as ZIP or send them one by one.
media-archive-inside = Archive not sent: it holds something that may not be sent by itself either, or another archive. Unpack it and send the files you need one by one.
media-archive-large = Not sent: there is too much inside to be checked. Send the files one by one, without an archive.

# Damaged and forged
media-empty = The file is empty. Check that you chose the right one.
media-broken = Not sent: the file is damaged. Check that you can open it, save it anew and send it again.
media-two-in-one = Not sent: a second file is hidden in it. Open it, save it anew (“Save as”) and send it again.
media-place-stays = Video not sent: the place where it was made cannot be taken out. Save it anew in any video program, or switch off the camera's location.

# The virus scanner
media-infected = Not sent: the virus scanner found a virus in the file ({ $name }). Scan the device the file comes from, and warn whoever sent it to you.
media-not-scanned = Not sent: the virus scanner does not answer, and files are not accepted unscanned. Try again in some minutes; if that does not help, tell the administrator.
