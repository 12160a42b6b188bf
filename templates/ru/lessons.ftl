# Уроки и собрания по видео. Читают учителя, ученики и родители.

command-lesson = провести онлайн-урок в классе или кружке
command-lesson-usage = «!урок математика, дроби» начнёт сейчас. Позже: «!урок завтра 10:00 математика, дроби на 30 мин». Можно добавить «на доске», ссылку из каталога проверенных, «задание: …». Потом: «!урок начать», «!урок закончить», «!урок ещё 10», «!урок кто», «!урок отмена».
command-meeting = провести родительское собрание по видео
command-meeting-usage = «!собрание пятница 18:30 Итоги четверти» или «!собрание Итоги четверти», чтобы начать сейчас. Потом: «!собрание начать», «!собрание закончить», «!собрание кто».
command-staff-meeting = провести совещание сотрудников по видео
command-staff-meeting-usage = «!совещание завтра 15:00 План недели». Потом: «!совещание начать», «!совещание закончить», «!совещание кто».
command-event = провести школьное мероприятие по видео
command-event-usage = «!мероприятие 29.05 11:00 Последний звонок». Потом: «!мероприятие начать», «!мероприятие закончить».

lesson-ask = Какой урок? Например: математика, дроби
lesson-ask-minutes = На сколько минут продлить? Напишите число от 1 до 120.
lesson-how = Напишите предмет и тему, например: !урок математика, дроби. Если урок позже: !урок завтра 10:00 математика, дроби
lesson-what-time = Во сколько начало? Напишите с часом, например: { $day } 10:00
lesson-past = Это время уже прошло или слишком далеко: до двух месяцев вперёд.
lesson-length = Длительность: от 5 минут до 5 часов, например «на 40 мин».
lesson-too-many-links = Не больше { $most } ссылок в одном уроке.
lesson-where = Не понял, где. Напишите в комнате класса или назовите класс: !урок 7А математика, дроби
lesson-no-video = Видео на этом сервере ещё не настроено. Обратитесь к администратору школы.
lesson-no-recording = Запись выключена. Записывать можно, только когда согласились все, а таких согласий в системе пока нет.
lesson-already = Здесь уже идёт видеоконференция: { $room }. Сначала закончите её.
lesson-opened =
    Открыто: { $room }. Закончить: «{ $form ->
        [parents_meeting] !собрание
        [staff_meeting] !совещание
        [event] !мероприятие
       *[other] !урок
    } закончить».
lesson-planned = Запланировано: { $room }, { $when }. За 10 минут напомню всем, а вам пришлю кнопку, чтобы открыть вход.
lesson-none-planned = Здесь ничего не запланировано: { $room }.
lesson-none-open = Здесь сейчас ничего не идёт.
lesson-none-yet = Здесь ещё ничего не проводилось.
lesson-called-off = Отменено.
lesson-was-called-off = Отменено.
lesson-is-over = Закончено. Кто был, я отправил ведущему лично.
lesson-in-private = Отправил вам лично.
lesson-longer = Продлено до { $until }.

lesson-form-lesson = Урок
lesson-form-parents-meeting = Родительское собрание
lesson-form-staff-meeting = Совещание
lesson-form-event = Школьное мероприятие
lesson-form-consultation = Консультация
lesson-heading = { $form }. { $title }
lesson-when =
    { $when }, { $minutes ->
        [one] { $minutes } минута
        [few] { $minutes } минуты
       *[other] { $minutes } минут
    }
lesson-now = Идёт сейчас, до { $until }.
lesson-began = Уже идёт: вход в новом сообщении ниже.
lesson-by = Ведёт { $name }.
lesson-door = Вход: видео вверху этой комнаты. В телефоне нажмите { $sign } под этим сообщением, и я пришлю вам личную ссылку.
lesson-door-later = Вход откроется в это время вверху этой комнаты. В телефоне нажмите тогда { $sign } под новым сообщением.
lesson-shown = Смотрим вместе:
lesson-materials = Материалы:
lesson-task = Вопросы и ответы к уроку «{ $title }»
lesson-soon = Начало в { $when }.
lesson-soon-yours = Начало в { $when }. Нажмите { $sign }, чтобы открыть вход. Пока вы не откроете, никто не войдёт.
lesson-missed = «{ $title }» ({ $when }) никто не открыл, я отменил.
lesson-time-is-out =
    Время вышло. В { $until } закончу сам. Продлить: «{ $form ->
        [parents_meeting] !собрание
        [staff_meeting] !совещание
        [event] !мероприятие
       *[other] !урок
    } ещё 10».
lesson-your-link = Ваша личная ссылка следующим сообщением. Она действует один раз и недолго. Никому её не передавайте: другому она не откроется.

lesson-over =
    Закончено. { $minutes ->
        [one] Длилось { $minutes } минуту.
        [few] Длилось { $minutes } минуты.
       *[other] Длилось { $minutes } минут.
    }
lesson-counted-lesson = Были { $present } из { $of } учеников.
lesson-counted-parents-meeting = Были родители { $present } из { $of } детей.
lesson-counted-staff-meeting = Были { $present } из { $of }.
lesson-counted-consultation = Были { $present } из { $of }.
lesson-ended-empty = Закончил сам: все вышли.
lesson-ended-time = Закончил сам: время вышло.
lesson-ended-alone = Закончил сам: внутри не осталось никого, кто ведёт.
lesson-present = Были { $present } из { $of }.
lesson-came =
    { $count ->
        [one] Был { $count } человек кроме ведущего.
        [few] Были { $count } человека кроме ведущего.
       *[other] Было { $count } человек кроме ведущего.
    }
lesson-missing = Не были ({ $count }):
lesson-late = Опоздали больше чем на 5 минут ({ $count }):
lesson-column-name = Имя
lesson-column-was = Был(а)
lesson-column-from = Пришёл(ла)
lesson-column-until = Ушёл(ла)
lesson-column-minutes = Минут
lesson-column-late = Опоздание, мин
lesson-column-by = Кто был за ребёнка
lesson-yes = да
lesson-no = нет

# Время перед экраном
lesson-limits =
    { $title }, { $device ->
        [tablet] планшет
        [board] доска
        [panel] панель
       *[computer] компьютер
    }: на одном уроке не больше { $lesson } мин, за день не больше { $day } мин. Сегодня уже { $used } мин. Норма: { $norm }. Другое устройство назовите в команде: «на доске», «на планшете».
lesson-limit-lesson-soon = { $title }: через { $left } мин выйдет время перед экраном на этом уроке ({ $limit } мин).
lesson-limit-lesson-over = { $title }: время перед экраном на этом уроке вышло ({ $limit } мин). Продолжайте без экрана.
lesson-limit-day-soon = { $title }: через { $left } мин у класса выйдет время перед экраном на сегодня ({ $limit } мин).
lesson-limit-day-over = { $title }: время перед экраном на сегодня вышло ({ $limit } мин).
lesson-limit-pupils =
    { $count ->
        [one] У ученика вышло время перед экраном на сегодня: { $names }
       *[other] У учеников вышло время перед экраном на сегодня: { $names }
    }

# Консультации
consultation-no-parent = { $name }: видео не открыл. Ученик говорит с учителем по видео, только когда может быть и родитель, а родителя в списках нет.
consultation-child = Консультация по видео: { $name }, { $teacher }. Вы можете войти тоже.
