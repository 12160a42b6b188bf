"""Names of files: a name never makes a file allowed, but it can make it dangerous."""

# What Windows runs at a double click: even a harmless text is a program under such a name.
_RUNNABLE = frozenset(
    (
        *("exe", "com", "scr", "pif", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf"),
        *("wsh", "hta", "msi", "msp", "lnk", "url", "reg", "inf", "cpl", "dll", "sys", "jar"),
        *("apk", "html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xll", "chm"),
        *("iso", "img", "vhd", "appref-ms", "application", "settingcontent-ms"),
    )
)


def is_runnable(name: str) -> bool:
    """Does the name's ending make a computer run what it downloaded?"""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].rstrip(". \t\x00")
    return last.rpartition(".")[2].casefold() in _RUNNABLE and "." in last
