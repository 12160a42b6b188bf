# Переход на новый учебный год, архивы, выгрузки.

archive-name = Архив { $year }: { $name }
archive-topic = Закрытая комната: её можно читать, писать в ней нельзя.

# Кто ведёт класс

handover-nobody = { $title }: не остаётся учителя. Класс пока у: { $names }. Назначьте в списках, кто его принимает, с приказом; до тех пор этот человек остаётся в классе.

# Команда parta rollover

turn-paused = Сверка со списками приостановлена на время смены учебного года. Продолжить: parta rollover ПАПКА --resume.
turn-rolling = Переход на новый учебный год начат и не окончен. Повторите parta rollover ПАПКА с теми же списками или верните всё назад: --undo.
turn-undoing = Возврат к прошлому учебному году начат и не окончен. Повторите parta rollover ПАПКА --undo.
turn-no-school = На сервере ещё нет школы, переводить некого. Сначала parta apply.
turn-same-year = В списках тот же учебный год: классы не стали старше. Увеличьте school_year в school.yaml вместе с новыми списками.
turn-wrong-year = Классы в списках старше не на один год. Проверьте school_year в school.yaml.
turn-repeater = { $name }: был(а) в { $was }, по спискам снова в той же параллели: { $now }. Второй год обучения подтверждает человек.
turn-repeater-what-to-do = Если так решено, повторите с: { $options }. Иначе исправьте списки.
turn-no-repeater = По спискам не остаётся на второй год: { $ids }.
turn-held = Ничего не сделано. Исправьте списки; а если эти люди и правда ушли, повторите с --allow-removals { $people }.
turn-lists-changed = Списки изменились посреди перехода. Верните те, с которыми он начат, или верните всё назад: --undo.
turn-nothing = Переходить некуда: сервер уже такой, как в списках.
turn-ask = Перейти на новый учебный год?
turn-ask-undo = Вернуть прошлый учебный год?
turn-done = Новый учебный год начался. { $count ->
    [0] Новых людей нет.
    [one] Письмо для входа нужно { $count } человеку: он назван в плане.
   *[other] Письма для входа нужны { $count } людям: они названы в плане.
}
turn-undone = Прошлый учебный год вернулся. Сверка приостановлена, пока вы не исправите списки: parta rollover ПАПКА --resume.
turn-no-undo = Возвращать нечего: перехода не было, или с него прошло больше суток.
turn-is-paused = Сверка приостановлена: parta apply ничего не меняет.
turn-resumed = Сверка снова идёт.
turn-written = План записан: { $path }. rollover.html прочитать и подписать, rollover.json дать команде.

# План перехода

year-title = Переход на { $years } учебный год
year-made = составлен { $date }
year-repeaters = Остаются на второй год: { $count }
year-repeaters-note = Каждого подтверждает человек: комнаты прежнего класса ребёнок покидает.
year-classes = Классы и кружки: { $count }
year-classes-note = Комнаты и переписка те же, меняются названия. Закрытые комнаты можно читать, писать в них нельзя.
year-handovers = Передача классов: { $count }
year-handovers-note = Кто отдаёт и кто принимает класс.
year-handover = { $title }: { $gives } → { $takes }
year-movers = Переходят в другой класс: { $count }
year-movers-note = Комнаты прежнего класса ребёнок и его родители покидают. Личная переписка остаётся у тех, кто в ней был.
year-graduates = Окончили школу: { $count }
year-graduates-note = Вход закрывается, учётная запись хранится срок, заданный школой.
year-parents = Родители, у которых в школе не осталось детей: { $count }
year-parents-note = Вход закрывается вместе с детьми.
year-leavers = Ушли: { $count }
year-leavers-note = Вход закрывается; кто вернётся до конца срока, получит всё назад.
year-returners = Вернулись: { $count }
year-returners-note = Прежняя учётная запись открывается снова.
year-letters = Новые люди, нужны письма для входа: { $count }
year-letters-note = Письма печатает parta letters.
year-moved = { $name }: { $was } → { $now } ({ $id })
year-class-renamed = { $was } → { $now }, учеников: { $count }
year-class-new = { $now }: новый, учеников: { $count }
year-class-closed = { $was }: закрывается
year-class-graduated = { $was }: выпуск, комнаты становятся архивом
year-sign-who = Директор
year-sign-hand = подпись
year-sign-date = дата
year-undo-title = Вернуть можно в течение суток (--undo). Не вернётся:
year-undo-devices = сеансы на устройствах: кому вход закрывали, войдёт заново со своим паролем;
year-undo-messages = написанное после перехода: сообщения остаются там, где написаны;
year-undo-newcomers = учётные записи новых людей: они не исчезают, вход в них закрывается;
year-undo-letters = розданные письма: отдайте новым людям другие, когда придёт время;
year-undo-erased = учётные записи, стёртые в этот день, потому что вышел их срок;
year-undo-files = записанные на диск выгрузки и планы: их убираете вы.

# Справка

help-rollover = Перевести школу на следующий учебный год по новым спискам.
help-rollover-file = утверждённый план, rollover.json: сделать ровно то, что в нём
help-rollover-plan = только записать план в папку: страницу на подпись, текст, файл для команды; код 2
help-rollover-repeater = подтвердить, что ученик остаётся на второй год; можно несколько раз
help-rollover-export = прежде выгрузить комнаты выпускных классов в эту папку
help-rollover-pause = приостановить сверку со списками: parta apply ничего не меняет
help-rollover-resume = снова сверять
help-rollover-undo = вернуть прошлый учебный год, в течение суток
help-export = Выгрузить историю комнаты, класса или сообщения человека: страницы и данные без интернета.
help-export-room = комната: название, ключ или id
help-export-class = класс: все его комнаты
help-export-person = человек: имя пользователя, id в списках или ФИО; только его собственные сообщения и данные
help-export-out = куда записать; прерванная выгрузка продолжается с того же места

# Выгрузка

export-one-of = Назовите одно: комнату, --class КЛАСС или --person ЧЕЛОВЕКА.
export-no-room = Нет такой комнаты: { $asked }. Подойдут название, ключ (class:2024-a:pupils) или id. Реестр и личная переписка так не выгружаются.
export-many-rooms = Таких комнат несколько: { $asked }. Назовите ключ.
export-no-class = Нет такого класса: { $asked }. Для архива назовите ключ, например class:2022-a.
export-other-folder = В папке { $path } уже лежит другое. Назовите пустую папку.
export-done = Выгружено: { $path }. Откройте index.html. Там личные данные: храните как личное дело.
export-personal = Личная переписка
export-made = выгружено { $date }
export-whole = Вся история комнат. Удалённое сюда не попало.
export-only-own = Только собственные сообщения человека: слова других людей принадлежат им.
export-about = Что хранит школа
export-data = Рядом те же сообщения как данные (JSON) и файлы в папке media.
export-members = Участники:
export-count = { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
   *[many] { $count } сообщений
}
export-redacted = удалено и не выгружено: { $count }
export-encrypted = зашифровано, прочесть нельзя: { $count }
export-missing = файлов больше нет на сервере: { $count }
export-encrypted-one = Зашифрованное сообщение: ключ есть только у его читателей.
export-missing-one = Файла больше нет на сервере.
export-file = Сохранить файл
export-edited = изменено
export-joined = { $who } в комнате
export-left = { $who } больше не в комнате
export-name = Название: { $value }
export-topic = Описание: { $value }
export-create = Комната создана
export-pages = Страницы
export-all-rooms = Все комнаты
export-earlier = Раньше
export-later = Позже
export-page = Страница { $number } из { $pages }
