# Помощник: команды учителя. Читают учителя, родители и ученики.

teach-too-long = Текст слишком длинный. Сократите его или отправьте файлом.
teach-past = Это время уже прошло: { $when }.

# Объявления
command-announce = сделать объявление классам, родителям, учителям или всем
command-announce-usage = «!объявить 7А: Завтра контрольная». Так же: «5 классы», «родителям 7А», «учителям», «всем». Чтобы отправить позже: «!объявить завтра 8:00 7А: …». Отменить отложенное: «!объявить отмена 1».
command-announcements = показать свои объявления, отложенные и отправленные, и кто ознакомился
command-announcements-usage = «!объявления» показывает список лично вам. «!объявления отмена 1» отменяет первое из отложенных.
announce-ask-text = Напишите текст объявления.
announce-no-room = Для этих адресатов нет комнаты.
announce-past = Это время уже прошло: { $when }. Напишите другое, например «завтра 8:00».
announce-preview =
    Объявление уйдёт в { $rooms ->
        [one] { $rooms } комнату
        [few] { $rooms } комнаты
       *[other] { $rooms } комнат
    }, его увидят { $people ->
        [one] { $people } человек
        [few] { $people } человека
       *[other] { $people } человек
    }
announce-preview-when = Отправлю { $when }.
announce-refused = Сюда нельзя:
announce-refused-line = { $room }: { $why }
announce-confirm = Нажмите ✅, чтобы отправить, или ❌, чтобы отменить.
announce-planned = Отправлю { $when }: «{ $title }». Отменить можно командой «!объявления».
announce-sent =
    Отправлено: «{ $title }», { $rooms ->
        [one] { $rooms } комната
        [few] { $rooms } комнаты
       *[other] { $rooms } комнат
    }, { $people ->
        [one] { $people } человек
        [few] { $people } человека
       *[other] { $people } человек
    }.
announce-heading = Объявление
announce-by = { $name }, { $role }
announce-tap = Прочитали? Нажмите ✅ под сообщением: это отметка «ознакомлен(а)».
announcements-none = У вас нет отложенных и недавних объявлений.
announcements-planned = Отложенные
announcements-planned-line =
    { $when }: «{ $title }», { $rooms ->
        [one] { $rooms } комната
        [few] { $rooms } комнаты
       *[other] { $rooms } комнат
    }
announcements-sent = Отправленные
announcements-sent-line = { $room }: «{ $title }», ознакомились { $read } из { $people }
announcements-cancel = Чтобы отменить отложенное, нажмите его номер.
announcements-cancelled = Отменено: «{ $title }».
announcements-no-such =
    { $count ->
        [0] Отложенных объявлений нет.
        [one] Такого номера нет: отложено { $count } объявление.
        [few] Такого номера нет: отложено { $count } объявления.
       *[other] Такого номера нет: отложено { $count } объявлений.
    }

# Опросы
command-poll = провести опрос
command-poll-usage = «!опрос Едем в музей? | Да | Нет». Тайный до конца: «!опрос закрытый Вопрос? | …». Несколько ответов: «!опрос несколько 2 Вопрос? | …». Потом: «!опрос итоги», «!опрос конец», «!опрос файл».
poll-ask = Напишите вопрос и ответы через черту: Едем в музей? | Да | Нет
poll-how = Напишите вопрос и хотя бы два ответа через черту или с новой строки: Едем в музей? | Да | Нет
poll-too-many = Ответов слишком много: можно не больше { $most }.
poll-too-long = Слишком длинно: вопрос до { $question } знаков, ответ до { $answer }.
poll-none = Не нашёл опроса. Ответьте этой командой на сам опрос.
poll-ended-before = Этот опрос уже завершён.
poll-end = Опрос завершён: { $question }
poll-result-line = { $answer }: { $count }
poll-voters =
    { $count ->
        [one] Ответил { $count } человек
        [few] Ответили { $count } человека
       *[other] Ответили { $count } человек
    }
poll-spoiled =
    { $count ->
        [one] Ещё { $count } ответ недействителен
        [few] Ещё { $count } ответа недействительны
       *[other] Ещё { $count } ответов недействительны
    }
poll-goes-on = Опрос идёт.
poll-over = Опрос завершён.
poll-file = Итоги опроса в таблице, с именами: опрос был открытым и шёл среди взрослых.
poll-file-numbers = Итоги опроса в таблице. В ней только числа: имён нет там, где опрос закрытый или отвечают ученики.
poll-column-answer = Ответ
poll-column-votes = Голосов
poll-column-names = Кто

# Задания
command-task = дать задание, на которое отвечают в его ветке
command-task-usage = «!задание до пятницы 18:00: Решить № 5», из другой комнаты «!задание 7А до пятницы: …». В ветке задания: «!задание кто», «!задание закрыть», «!задание открыть».
task-ask = Напишите задание, можно со сроком: до пятницы 18:00: Решить № 5
task-how-to = Напишите задание, например: !задание до пятницы 18:00: Решить № 5
task-where = Не понял, какому классу. Напишите, например: !задание 7А до пятницы: Решить № 5
task-which = Напишите это в ветке задания или ответьте на него.
task-heading = Задание
task-due = Срок: { $when }
task-by = { $name }
task-how = Отвечайте в ветке этого сообщения: текстом, фото или голосом.
task-closed = Задание закрыто, ответы больше не принимаются.
task-posted = Задание отправлено: { $room }.
task-is-closed = Задание закрыто.
task-is-open = Задание снова открыто.
task-answered = Ответили { $count } из { $of }.
task-missing = Ещё не ответили:
task-reminder = Напоминание: срок { $when }.

# Материалы
command-material = добавить учебный материал в каталог класса или кружка
command-material-usage = «!материал математика, дроби: https://…» или ответом на файл: «!материал математика, дроби». Если ссылки нет в каталоге проверенных, добавьте «причина: …». Убрать свой: ответьте на него «!материал удалить».
command-materials = найти учебные материалы
command-materials-usage = «!материалы дроби» ищет по предмету, теме и словам, «!материалы» показывает последние.
material-ask = Напишите предмет, тему и ссылку: математика, дроби: https://…
material-how = Напишите предмет, тему и ссылку: !материал математика, дроби: https://… Или ответьте этой командой на сообщение с файлом.
material-where = Не понял, какому классу. Напишите, например: !материал 7А математика, дроби: https://…
material-which = Ответьте этой командой на сам материал.
material-title = { $subject }: { $topic }
material-by = { $name }
material-posted = Добавлено: { $room }.
material-removed = Материал удалён.
material-none = Ничего не нашёл.
material-list =
    { $count ->
        [one] Найден { $count } материал
        [few] Найдено { $count } материала
       *[other] Найдено { $count } материалов
    }
material-more = Показаны последние. Уточните слова, чтобы найти остальные.
material-line = { $subject }, { $topic } ({ $day })

# Консультации
command-consultation = предложить время для консультаций
command-consultation-usage = «!консультация четверг 15:00 4 по 15 мин» или «!консультация чт 15:00, 15:30, пт 16:00 по 20 мин». Отменить: «!консультация отмена».
command-book = записаться на консультацию
command-book-usage = Нажмите номер под сообщением с консультациями или напишите «!записаться 2». Отменить: «!записаться отмена».
consultation-ask = Когда? Например: четверг 15:00 4 по 15 мин
consultation-how = Не понял время. Напишите, например: !консультация четверг 15:00 4 по 15 мин
consultation-too-many = Не больше { $most } встреч в одном сообщении.
consultation-length = Встреча длится от 5 минут до 3 часов.
consultation-past = Это время уже прошло или слишком далеко: до трёх месяцев вперёд.
consultation-overlap = Встречи пересекаются по времени.
consultation-where = Не понял, какому классу. Напишите в комнате класса или так: !консультация 7А четверг 15:00 4 по 15 мин
consultation-posted = Отправлено: { $room }.
consultation-title = Консультации: { $name }
consultation-line-free = { $sign } { $when }, свободно
consultation-line-taken = { $sign } { $when }, занято
consultation-tap = Чтобы записаться, нажмите номер. ❌ отменяет вашу запись. Кто записан, видит только учитель.
consultation-withdrawn = Консультации отменены.
consultation-none = Здесь нет консультаций, на которые можно записаться.
consultation-no-such = Такой встречи нет или она отменена.
consultation-no-child = Записаться могут ученики этого класса и их родители.
consultation-over = Это время уже прошло.
consultation-have-it = Вы уже записаны на это время.
consultation-have-other = Ваша семья уже записана на другое время. Сначала отмените ту запись: ❌
consultation-taken = Это время уже занято. Выберите другое.
consultation-booked = Вы записаны на консультацию: { $name }, { $when }. За час напомню. Чтобы отменить, нажмите ❌.
consultation-booked-teacher = Запись на консультацию { $when }: { $name } ({ $children }).
consultation-given-back = Запись на консультацию { $when } отменена.
consultation-given-back-teacher = { $name }: запись на консультацию { $when } отменена.
consultation-have-none = У вас нет записи на эти консультации.
consultation-not-yours = Отменить может только тот, кто предложил консультации.
consultation-is-withdrawn = Консультации отменены, записавшимся сообщено.
consultation-off = Консультация { $when } отменена: { $name }.
consultation-soon = Через час консультация: { $name }, { $when }.
consultation-soon-teacher = Через час консультация: { $when }, { $name }.
