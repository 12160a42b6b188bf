"""A small school in every format, and short words for reading it."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from provisioning.roster.read import RosterReading, read_roster

TODAY = date(2026, 9, 1)
PHONES = ("79281234567", "79287654321", "79380000001", "86621234567")

PUPILS = """ID;Фамилия;Имя;Отчество;Дата рождения;Пол;Класс
u1;Иванов;Иван;Петрович;01.02.2015;м;3А
u2;Иванова;Ольга;Петровна;03.04.2017;ж;1Б
u3;Карданов;Мурат;Хасанович;05.06.2015;м;3А
"""
PARENTS = """ID ребёнка;ФИО ребёнка;Класс;ФИО родителя;Телефон родителя;Роль родителя
u1;Иванов Иван Петрович;3А;Иванова Анна Сергеевна;+7 928 123-45-67;мать
u2;Иванова Ольга Петровна;1Б;Иванова Анна Сергеевна;89281234567;мать
;Карданов Мурат Хасанович;3А;Карданова Залина Муратовна;+7 928 765-43-21, 8 8662 12-34-56;мать
"""
STAFF = """ID;Фамилия;Имя;Отчество;Должность;Роль;Классы;Классное руководство;Советы;Приказ
t1;Шериева;Лариса;Ивановна;Директор;директор;;;педагогический совет;№ 70 от 30.08.2026
t2;Тлупова;Марьяна;Юрьевна;Учитель;учитель, секретарь педсовета;1Б;3А;педагогический совет;
t3;Мисиров;Шамиль;Далхатович;ПДО;педагог дополнительного образования;;;;№ 71 от 30.08.2026
"""
CLUBS = """Кружок;Педагог;ID педагога;ФИО ученика;ID ученика;Класс
Шахматы;Мисиров Шамиль Далхатович;t3;Иванов Иван Петрович;u1;3А
Шахматы;Мисиров Шамиль Далхатович;t3;Карданов Мурат Хасанович;;3А
"""
COUNCILS = """Совет;ФИО;ID;Роль в совете
Родительский комитет;Иванова Анна Сергеевна;;председатель
"""
SCHOOL = {
    "pupils.csv": PUPILS,
    "parents.csv": PARENTS,
    "staff.csv": STAFF,
    "clubs.csv": CLUBS,
    "councils.csv": COUNCILS,
}

MANIFEST = """propertyName,value
manifest.version,1.0
oneroster.version,{version}
file.academicSessions,bulk
file.classes,bulk
file.courses,bulk
file.demographics,absent
file.enrollments,bulk
file.orgs,bulk
file.users,bulk
source.systemName,Test
"""
_TABLES = {
    "orgs.csv": """sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
school,,,Школа,school,,
""",
    "academicSessions.csv": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
        "y,,,2026/27,schoolYear,2026-09-01,2027-06-01,,2027\n"
    ),
    "courses.csv": (
        "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,"
        "orgSourcedId,subjects,subjectCodes\n"
        "base,,,y,Начальная школа,,,school,,\n"
        "math,,,y,Математика,,,school,,\n"
    ),
    "classes.csv": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
        "location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
        "3a,,,3А,03,base,,homeroom,,school,y,,,\n"
        "1b,,,1Б,01,base,,homeroom,,school,y,,,\n"
        "m3,,,Математика,03,math,,scheduled,,school,y,,,\n"
        "chess,,,Шахматы,03,base,,ext:club,,school,y,,,\n"
    ),
    "enrollments.csv": (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
        "primary,beginDate,endDate\n"
        "e1,,,3a,school,u1,student,,2026-09-01,2027-06-01\n"
        "e2,,,3a,school,u3,student,,,\n"
        "e3,,,1b,school,u2,student,,,\n"
        "e4,,,3a,school,t2,teacher,true,,\n"
        "e5,,,m3,school,u1,student,,,\n"
        "e6,,,m3,school,t3,teacher,true,,\n"
        "e7,,,chess,school,u2,student,,,\n"
        "e8,,,chess,school,t3,teacher,,,\n"
    ),
}
_USERS_11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,"
    "familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
    "u1,,,true,school,student,u1,,Иван,Иванов,Петрович,,,,,p1,03,\n"
    "u2,,,true,school,student,u2,,Ольга,Иванова,Петровна,,,,,,01,\n"
    "u3,,,true,school,student,u3,,Мурат,Карданов,Хасанович,,,,,p2,03,\n"
    "p1,,,true,school,guardian,p1,,Анна,Иванова,Сергеевна,,,,79281234567,u2,,\n"
    "p2,,,true,school,parent,p2,,Залина,Карданова,Муратовна,,,,79287654321,u3,,\n"
    "t1,,,true,school,administrator,t1,,Лариса,Шериева,Ивановна,,,,,,,\n"
    "t2,,,true,school,teacher,t2,,Марьяна,Тлупова,Юрьевна,,,,,,,\n"
    "t3,,,true,school,teacher,t3,,Шамиль,Мисиров,Далхатович,,,,,,,\n"
)
_USERS_12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,"
    "resourceSourcedIds,preferredGivenName,preferredMiddleName,preferredFamilyName,"
    "primaryOrgSourcedId,pronouns\n"
    "u1,,,true,u1,,Иван,Иванов,Петрович,,,,,p1,03,,,,,,,school,\n"
    "u2,,,true,u2,,Ольга,Иванова,Петровна,,,,,,01,,,,,,,school,\n"
    "u3,,,true,u3,,Мурат,Карданов,Хасанович,,,,,p2,03,,,,,,,school,\n"
    "p1,,,true,p1,,Анна,Иванова,Сергеевна,,,,79281234567,u2,,,,,,,,school,\n"
    "p2,,,true,p2,,Залина,Карданова,Муратовна,,,,79287654321,u3,,,,,,,,school,\n"
    "t1,,,true,t1,,Лариса,Шериева,Ивановна,,,,,,,,,,,,,school,\n"
    "t2,,,true,t2,,Марьяна,Тлупова,Юрьевна,,,,,,,,,,,,,school,\n"
    "t3,,,true,t3,,Шамиль,Мисиров,Далхатович,,,,,,,,,,,,,school,\n"
)
_ROLES_12 = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId\n"
    "r1,,,u1,primary,student,,,school,\n"
    "r2,,,u2,primary,student,,,school,\n"
    "r3,,,u3,primary,student,,,school,\n"
    "r4,,,p1,primary,guardian,,,school,\n"
    "r5,,,p2,primary,parent,,,school,\n"
    "r6,,,t1,primary,principal,,,school,\n"
    "r7,,,t2,primary,teacher,,,school,\n"
    "r8,,,t3,primary,teacher,2026-01-01,2027-01-01,school,\n"
)
ONEROSTER_11: dict[str, str] = {
    "manifest.csv": MANIFEST.format(version="1.1"),
    "users.csv": _USERS_11,
    **_TABLES,
}
ONEROSTER_12: dict[str, str] = {
    "manifest.csv": MANIFEST.format(version="1.2") + "file.roles,bulk\n",
    "users.csv": _USERS_12,
    "roles.csv": _ROLES_12,
    **_TABLES,
}
SDS: dict[str, str] = {
    "orgs.csv": "sourcedId,name,type,parentSourcedId\nschool,Школа,school,\n",
    "users.csv": (
        "sourcedId,username,givenName,familyName,password,email,phone\n"
        "u1,u1,Иван,Иванов,,,\nu2,u2,Ольга,Иванова,,,\nu3,u3,Мурат,Карданов,,,\n"
        "p1,p1,Анна,Иванова,,,79281234567\np2,p2,Залина,Карданова,,,79287654321\n"
        "t1,t1,Лариса Ивановна,Шериева,,,\nt2,t2,Марьяна,Тлупова,,,\n"
    ),
    "roles.csv": (
        "userSourcedId,orgSourcedId,role\nu1,school,student\nu2,school,student\n"
        "u3,school,student\nt1,school,principal\nt2,school,teacher\n"
    ),
    "classes.csv": (
        "sourcedId,orgSourcedId,title\n3a,school,3А\n1b,school,1Б\nm,school,Математика\n"
    ),
    "enrollments.csv": (
        "classSourcedId,userSourcedId,role\n3a,u1,student\n3a,u3,student\n1b,u2,student\n"
        "3a,t2,teacher\nm,u2,student\nm,t2,teacher\n"
    ),
    "relationships.csv": (
        "userSourcedId,relationshipUserSourcedId,relationshipRole\n"
        "u1,p1,parent\nu2,p1,guardian\nu3,p2,relative\n"
    ),
}


def write(folder: Path, files: Mapping[str, str], encoding: str = "utf-8-sig") -> Path:
    """Write texts as files of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return folder


def zipped(files: Mapping[str, str]) -> bytes:
    """An archive of texts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def rows_of(text: str) -> list[list[str]]:
    """The cells of a text without quotes."""
    return [line.split(";") for line in text.splitlines()]


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook as Excel writes it."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def ods(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook as LibreOffice writes it."""
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def _cell(value: object) -> TableCell:
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=value)
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def read(folder: Path) -> RosterReading:
    """Read a roster folder on the first school day of 2026."""
    return read_roster(folder, school_year=2026, today=TODAY)


def found(reading: RosterReading) -> list[tuple[str, int, int, str]]:
    """The problems as (file, line, column, message key)."""
    return [
        (p.place.path.name, p.place.line, p.place.column, p.message.key) for p in reading.problems
    ]


def warned(reading: RosterReading) -> list[tuple[str, int, int, str]]:
    """The warnings in the same form."""
    return [
        (p.place.path.name, p.place.line, p.place.column, p.message.key) for p in reading.warnings
    ]
