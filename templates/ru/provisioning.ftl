# Файлы
file-missing = файла нет. Создайте его или проверьте путь.
file-unreadable = файл не читается: { $why }
file-unwritable = { $path }: { $why }. Проверьте путь и права.
folder-missing = такой папки нет. Укажите папку школы, в которой лежит school.yaml.
problems-total = { $count ->
    [one] Найдена { $count } ошибка. Ничего не изменено.
    [few] Найдено { $count } ошибки. Ничего не изменено.
   *[other] Найдено { $count } ошибок. Ничего не изменено.
}

# YAML
yaml-syntax = это не YAML: { $why }. Проверьте отступы, двоеточия и кавычки рядом с этим местом.
yaml-key-twice = «{ $key }» написано дважды. Оставьте одно.
yaml-field-missing = не хватает поля «{ $field }». Добавьте его.
yaml-field-unknown = неизвестное поле «{ $field }». Проверьте, нет ли опечатки, или удалите его.
yaml-value-not-allowed = «{ $field }»: допустимо только { $expected }.
yaml-text-expected = «{ $field }»: здесь нужен текст.
yaml-number-expected = «{ $field }»: здесь нужно целое число.
yaml-list-expected = «{ $field }»: здесь нужен список, например [a, b].
yaml-table-expected = «{ $field }»: здесь нужны поля «имя: значение».
yaml-yes-no-expected = «{ $field }»: напишите true или false.
yaml-value-wrong = «{ $field }»: значение не подходит ({ $why }).

# Положение и виды комнат
layout-registry-missing = нет вида комнаты «registry»: без реестра права не работают. Верните его.
layout-kind-unknown = нет вида комнаты «{ $kind }». Проверьте опечатку или опишите его в kinds.yaml.
layout-kind-reserved = «{ $kind }» занято самой программой, так вид комнаты назвать нельзя. Дайте другое имя.
layout-parent-no-space = «{ $kind }» не пространство (space: true), в него нельзя вложить комнату.
layout-parent-scope = «{ $kind }» создаётся для других групп; вложите комнату в общее пространство или в пространство той же группы.
layout-key-group = ключ «{ $key }»: у комнат класса и кружка в ключе должно быть {"{"}group{"}"}, у остальных его быть не должно.
layout-key-twice = ключ «{ $key }» уже занят другим видом комнаты. Дайте другой.
layout-role-unknown = нет роли «{ $role }». Проверьте опечатку или опишите роль в regulation.yaml.
layout-role-missing = нет роли «{ $role }», она нужна программе. Верните её.
layout-feature-unknown = нет возможности «{ $feature }». Проверьте опечатку или опишите её в features.
layout-feature-missing = нет возможности «{ $feature }», она нужна программе. Верните её.
layout-row-twice = строка «{ $row }» встречается дважды. Дайте другой номер.
layout-name-braces = «{ $text }»: в фигурных скобках можно только school, title и group.
layout-space-loop = пространство «{ $kind }» вложено само в себя. Исправьте поле «in».
layout-contradiction = строка { $allowing } разрешает, а строка { $refusing } запрещает одно и то же: роль «{ $role }», возможность «{ $feature }», комната «{ $kind }». Оставьте одно.

identity-changed = id «{ $id }» принадлежал другому человеку ({ $was }), а теперь это { $name }. Учётная запись не может перейти к другому: дайте новому человеку новый id.
program-is-person = { $user }: это учётная запись человека из списков, программе её отдать нельзя. Дайте помощнику или программе другое имя (assistant, services).
assistant-exists = { $user } уже есть на сервере, и это не ваш помощник. Назовите помощника иначе (assistant: другое-имя); если запись завели вы сами для помощника, добавьте «{ $name }» в services.
layout-assistant-is-provisioner = помощник и распорядитель (provisioner) не могут быть одной учётной записью. Дайте помощнику другое имя.
confirmation-of-nobody = приказ называет «{ $person }», но такого id нет в списках. Исправьте id или удалите его.

# Связь с сервером
connection-no-homeserver = не указан адрес сервера. Добавьте сюда «homeserver: https://…» или задайте переменную PARTA_HOMESERVER.
connection-no-token = не задан ключ доступа. Задайте переменную окружения PARTA_TOKEN (ключ пользователя-распорядителя).
connection-no-demo = демонстрационный сервер здесь не запущен. Запустите: parta demo --school ПАПКА --home ПАПКА --detach
token-of-another = ключ доступа принадлежит { $user }, а распорядитель школы — { $wanted }. Возьмите ключ распорядителя или исправьте provisioner в school.yaml.
matrix-unreachable = сервер не отвечает ({ $request }: { $why }). Проверьте, что он запущен и адрес верен, и повторите: сделанное не пропадёт.
matrix-no-room = комната { $why } не создана, поэтому это не сделано. Повторите apply.
matrix-no-registry = реестр записан не полностью, поэтому это не сделано. Повторите apply.
matrix-no-avatar = картинка для комнат вида { $why } не загружена, поэтому не поставлена. Повторите apply.
matrix-room-lost = распорядителя нет в его же комнате ({ $why }), поэтому править её нельзя. Верните его через администратора сервера.
matrix-room-twice = две комнаты с одним ключом, и в обеих есть люди: { $why }. Удалите лишнюю через администратора сервера.
matrix-incomplete = сервер отдал неполный список ({ $why }). Ничего не изменено; повторите позже.
matrix-token = сервер не принял ключ доступа. Он устарел или скопирован не целиком; выдайте новый и задайте PARTA_TOKEN.
matrix-forbidden = сервер запретил: { $why } ({ $request }). Ключ должен принадлежать администратору сервера.
matrix-refused = сервер отказал: { $status } { $code }, { $why } ({ $request }).
registry-damaged = реестр на сервере не тот, что писала Parta ({ $why }). Ничего не изменено. Проверьте id и provisioner в school.yaml; если они верны, восстановите сервер из резервной копии.

# Проверка
check-fine = Всё в порядке: { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[other] { $people } человек
} (учеников { $pupils }, родителей { $parents }, сотрудников { $staff }), { $groups ->
    [one] { $groups } группа
    [few] { $groups } группы
   *[other] { $groups } групп
}.
rejected-written = Отклонённые строки записаны в { $path }: исправьте их и верните в список.

# План
plan-nothing = Всё уже так, как в списках: менять нечего.
plan-section-accounts = Учётные записи
plan-section-school = Школа
plan-quiet = И ещё { $count ->
    [one] { $count } служебная запись
    [few] { $count } служебные записи
   *[other] { $count } служебных записей
} (реестр, вложенность комнат, картинки).
plan-assistant = Помощник войдёт: { $count ->
    [one] { $count } комната
    [few] { $count } комнаты
   *[other] { $count } комнат
}.
plan-and-more = { $names } и ещё { $count }
plan-summary = Итого: добавить { $adds }, изменить { $changes }, убрать { $takes }.
assistant-name = Помощник школы
plan-unreadable = это не сохранённый план ({ $why }). Сделайте новый: parta plan ПАПКА --out ФАЙЛ
plan-of-another-school = план составлен для другой школы или другого сервера.
plan-with-allow = --allow-removals решается при составлении плана: parta plan ПАПКА --allow-removals N --out ФАЙЛ
plan-outdated = С тех пор как план составлен, списки или сервер изменились. Ничего не сделано. Составьте и утвердите план заново.
action-room-create = комната «{ $room }»
action-room-set = «{ $room }»: { $type }
action-room-discard = удалить недосозданную комнату «{ $room }»
action-power-set = «{ $room }»: права
action-space-link = «{ $child }» в «{ $room }»
action-space-unlink = «{ $child }» больше не в «{ $room }»
action-member-join = в «{ $room }» { $count ->
    [one] войдёт { $count } человек
    [few] войдут { $count } человека
   *[other] войдут { $count } человек
}: { $names }
action-member-leave = из «{ $room }» { $count ->
    [one] выйдет { $count } человек
    [few] выйдут { $count } человека
   *[other] выйдут { $count } человек
}: { $names }
action-account-create = { $name }  { $user }
action-account-lock = закрыть вход: { $name }  { $user }
action-account-erase = стереть навсегда, срок хранения прошёл: { $name }  { $user }
action-account-unlock = вернуть вход: { $name }  { $user }
action-account-rename = { $was } → { $name }  { $user }
verb-room-create = Создать комнаты
verb-room-set = Изменить комнаты
verb-room-discard = Убрать недосозданные комнаты
verb-avatar-upload = Загрузить картинки
verb-power-set = Изменить права
verb-space-link = Вложить комнаты
verb-space-unlink = Отцепить комнаты
verb-member-join = Ввести людей в комнаты
verb-member-leave = Вывести людей из комнат
verb-account-create = Создать учётные записи
verb-account-lock = Закрыть вход
verb-account-erase = Стереть навсегда
verb-account-unlock = Вернуть вход
verb-account-rename = Исправить имена
verb-registry-set = Записать в реестр
table-what = Что
table-done = Сделано
table-failed = Не вышло
apply-nothing = Всё уже так, как в списках: менять нечего.
apply-ask = Выполнить?
apply-needs-yes = Спросить некого: добавьте --yes, чтобы выполнить без вопроса.
apply-not-agreed = Ничего не сделано.

# Предохранитель
guard-accounts = Удаления остановлены: { $lost } человек из { $total } пропали из списка или лишились класса, детей или должности, это больше { $percent } %. Похоже, список неполный.
guard-class = Удаления остановлены: из класса «{ $title }» пропали или ушли в другой { $lost } из { $total } учеников (порог { $percent } %).
guard-staff = Удаления остановлены: { $lost } сотрудников из { $total } пропали из списка или лишились должности, приказа или классов, это больше { $percent } %. Похоже, список неполный.
guard-no-club = Удаления остановлены: в списках не осталось ни одного кружка. Похоже, файла с кружками нет.
guard-no-council = Удаления остановлены: в списках не осталось ни одного совета. Похоже, файла с советами нет.
guard-still = Удаления остановлены: { $lost ->
    [one] { $lost } человек, удержанный раньше, так и не вернулся в список
    [few] { $lost } человека, удержанные раньше, так и не вернулись в список
   *[other] { $lost } человек, удержанные раньше, так и не вернулись в список
}.
guard-what-to-do = Никто не удалён и не выведен из комнат, новое добавляется. Если люди в самом деле ушли, повторите с --allow-removals { $people }.
warning-deactivated = { $name } ({ $user }): учётная запись удалена на сервере, вернуть её Parta не может. Заведите человека под новым id.
warning-admin = { $name } ({ $user }): учётная запись из списков стала администратором сервера и может читать всё. Снимите это право, если оно не нужно.
warning-encrypted = комната { $key } зашифрована: правила о содержании в ней не действуют. Создайте её заново.
warning-banned = в комнате { $key } { $count ->
    [one] { $count } человек из списка исключён
    [few] { $count } человека из списка исключены
   *[other] { $count } человек из списка исключены
} решением модератора и не возвращается.

# Что можно
explain-no-user = Никого не нашлось по запросу «{ $asked }». Подойдёт фамилия, имя пользователя или id из списка.
explain-many-user = По запросу «{ $asked }» нашлось { $count }; уточните:
explain-no-room = Нет комнаты «{ $asked }». Подойдёт название, например «1А ученики», или ключ.
explain-many-room = По запросу «{ $asked }» нашлось комнат: { $count }; уточните:
explain-head = { $name } в комнате «{ $room }» ({ $roles })
explain-outside = { $name } не состоит в комнате «{ $room }»: не видит её и ничего в ней не может.
explain-may = Можно
explain-may-not = Нельзя
explain-clause = п. { $clause } положения, строка { $row }
explain-setting = настройка школы, { $row }
explain-settings = Настройки школы
explain-acceptance = первое сообщение пройдёт, когда принято действующее положение ({ $version })
explain-muted =
    не пишет до { $day } { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    }, { $time }: так решила школа
explain-quiet-never = тихих часов нет
explain-quiet = тихие часы { $hours }: писать тогда нельзя, сейчас можно
explain-quiet-now = тихие часы { $hours }: сейчас писать нельзя
explain-quiet-exempt = тихие часы { $hours }: писать можно, это записывается
explain-words = сообщения сверяются со списком слов школы
explain-flood = не больше { $messages } сообщений за { $seconds } секунд
explain-upload =
    { $group ->
        [photo] загрузка фото до { $megabytes } МБ
        [audio] загрузка аудио до { $megabytes } МБ
        [video] загрузка видео до { $megabytes } МБ
        [document] загрузка документов до { $megabytes } МБ
        [archive] загрузка архивов до { $megabytes } МБ
       *[other] загрузка { $group } до { $megabytes } МБ
    }
explain-no-uploads = загружать файлы нельзя

# Справка
help-parta = Parta: школьный мессенджер по положению школы.
help-folder = папка школы: school.yaml, roster/, room_layouts/
help-home = папка запущенного демонстрационного сервера
help-check = Проверить school.yaml, положение и списки.
help-rejected = куда записать отклонённые строки, чтобы исправить их
help-plan = Показать, что изменит apply. Код выхода: 0 нечего, 2 есть что, 1 ошибка, 3 удаления остановлены.
help-json = для программ
help-out = сохранить план для утверждения
help-allow-removals = разрешить, чтобы ушли N человек
help-full = назвать всех поимённо
help-apply = Привести сервер в соответствие со списками. Код выхода: 0, 1 ошибка, 3 удаления остановлены.
help-plan-file = утверждённый план (parta plan --out)
help-yes = не спрашивать
help-explain = Что этому человеку можно в этой комнате и по какому пункту положения.
help-explain-user = фамилия, имя пользователя или id
help-explain-room = название или ключ комнаты
help-demo = Запустить на этой машине целую школу.
help-demo-home = папка, где демонстрация хранит всё своё
help-port-base = первый из занимаемых портов
help-detach = вернуться, когда всё отвечает
help-stop = остановить
usage-hint = Справка: parta --help, parta КОМАНДА --help

connection-no-web = не указано, где помощник. Задайте переменную окружения PARTA_WEB (https-адрес его веб-части).
connection-web-open = адрес помощника должен начинаться с https: по нему уходит ключ доступа. Исправьте PARTA_WEB.
digest-written = Сводка записана: { $path }
digest-not-given = Помощник не даёт сводку: ключ доступа не принадлежит пользователю-распорядителю.
digest-no-such-days = Таких дней нет: --until раньше --since, или между ними больше 400 дней.
digest-no-director = В списках школы нет директора, поэтому сводки для него нет.
digest-waiting = Помощник запущен, но ещё не прочёл реестр школы или не слышит сервер. Повторите через минуту.
digest-no-answer = Помощник по адресу { $web } не ответил сводкой: { $why }
help-digest = Сводка для директора за несколько дней (PDF); её считает помощник.
help-digest-since = первый день: 2026-11-16 или 16.11.2026
help-digest-until = последний день; если не указан, сегодня
help-digest-out = куда записать PDF
