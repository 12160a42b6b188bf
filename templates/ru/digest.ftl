# Сводки: директору, классному руководителю, родителю

digest-title = Сводка за { $days }
digest-title-class = { $title } класс · сводка: { $days }
digest-title-parent = Ваши дети в школе: { $days }
digest-made = Составлено { $time }. Сводка считает события, а не людей.
digest-page-footer = Парта · { $school }
digest-more = и ещё { $count }
digest-picture-bar = { $label } { $figure }
digest-picture-tile = { $label }: { $figure }
digest-mail-subject = { $title } · { $school }
digest-mail-attached = Та же сводка для печати приложена (PDF).
digest-file-name = svodka-{ $day }

digest-decisions = Ждут решения
digest-decisions-own = Что нужно от вас
digest-calm = Решений никто не ждёт.
digest-calm-own = Сейчас от вас ничего не требуется.
digest-urgent = срочно
digest-days =
    { $count ->
        [0] сегодня
        [one] { $count } день
        [few] { $count } дня
       *[other] { $count } дней
    }

digest-where-direct = личная переписка
digest-where-direct-class = личная переписка, { $title }
digest-where-school = комнаты школы
digest-where-staff = сотрудники
digest-where-announcements = объявления школы
digest-where-documents = документы
digest-where-staff-room = учительская
digest-where-council = педсовет
digest-where-meetings = совещания
digest-where-parents-committee = родительский комитет
digest-where-director = кабинет директора
digest-where-moderation = модерация
digest-where-pupils = { $title }, ученики
digest-where-parents = { $title }, родители
digest-where-materials = { $title }, материалы
digest-where-class-announcements = { $title }, объявления
digest-where-group = { $title }

digest-decide-role = Роль не подтверждена: { $name }
digest-todo-role = Назовите приказ и подтвердите роль или откажите
digest-decide-report =
    { $count ->
        [one] { $count } жалоба без решения: { $where }
        [few] { $count } жалобы без решения: { $where }
       *[other] { $count } жалоб без решения: { $where }
    }
digest-todo-report = Разберите в комнате «Модерация»
digest-decide-held =
    { $count ->
        [one] { $count } сообщение ждёт проверки: { $where }
        [few] { $count } сообщения ждут проверки: { $where }
       *[other] { $count } сообщений ждут проверки: { $where }
    }
digest-todo-held = Пропустите или отклоните в комнате «Модерация»
digest-decide-question =
    { $count ->
        [one] { $count } вопрос больше двух рабочих дней без ответа: { $where }
        [few] { $count } вопроса больше двух рабочих дней без ответа: { $where }
       *[other] { $count } вопросов больше двух рабочих дней без ответа: { $where }
    }
digest-todo-question = Ответьте или попросите ответить
digest-decide-unsigned = Документ ждёт подписи: «{ $title }»
digest-todo-unsigned = Подпишите или верните на доработку
digest-decide-expiry = Заканчивается срок документа «{ $title }»: { $day }
digest-todo-expiry = Продлите или замените документ
digest-decide-acknowledge = Не ознакомлены с документом «{ $title }»: { $missing } из { $of }
digest-decide-acknowledge-deadline = Не ознакомлены с документом «{ $title }»: { $missing } из { $of }, срок { $day }
digest-todo-acknowledge = Напомните; кому неудобно в чате, дайте лист на бумаге
digest-decide-acknowledge-own = Ознакомьтесь с документом «{ $title }»
digest-decide-acknowledge-own-deadline = Ознакомьтесь с документом «{ $title }», срок { $day }
digest-todo-acknowledge-own = Откройте документ и нажмите «Ознакомлен(а)»
digest-decide-minutes-missing = Нет протокола: «{ $title }», { $day }
digest-todo-minutes-missing = Попросите секретаря составить протокол
digest-decide-minutes-draft = Протокол не подписан: «{ $title }», { $day }
digest-todo-minutes-draft = Прочитайте и подпишите протокол
digest-decide-quorum = Не было кворума: «{ $title }», { $day }
digest-todo-quorum = Назначьте новую дату: решения не приняты
digest-decide-backup = Резервной копии нет с { $day }
digest-decide-restore-failed = Резервная копия не восстановилась при проверке { $day }
digest-decide-restore-old = Восстановление из копии не проверяли с { $day }
digest-decide-disk = Диск сервера занят на { $percent } %
digest-decide-certificate = Сертификат сервера действует до { $day }
digest-todo-server = Попросите администратора исправить и доложить
digest-decide-poll = Опрос без вашего ответа: «{ $title }»
digest-todo-poll = Ответьте: { $where }
digest-decide-task = { $name }: нет ответа на задание «{ $title }»
digest-todo-task = { $where }, срок { $day }

digest-announcements = Объявления
digest-announcements-none = Объявлений не было.
digest-announcement = «{ $title }» ({ $day })
digest-announcement-reached = { $head } — прочитали: { $reached }
digest-announcement-unknown = { $head }: кто прочитал, не известно
digest-announcement-unseen = { $head } — вы ещё не прочитали
digest-families-read = семьи { $part } из { $of }
digest-staff-read = сотрудники { $part } из { $of }
digest-class-share = { $title }{"\u00A0"}{ $percent } %
digest-reach-by-class = Семьи прочитали, по классам: { $classes }

digest-documents = Документы
digest-documents-none = Новых документов нет, со всеми прежними ознакомлены.
digest-document-open = «{ $title }»: ознакомлены { $part } из { $of }
digest-document-done = «{ $title }»: ознакомлены все ({ $of })
digest-document-new = «{ $title }»: опубликован
digest-document-unsigned = «{ $title }»: ждёт подписи

digest-meetings = Совещания и собрания
digest-meetings-none = Совещаний и собраний не было.
digest-meeting = { $about }
digest-meeting-held = «{ $title }» ({ $day })
digest-meeting-present = присутствовали { $part } из { $of }
digest-meeting-children = представлены { $part } из { $of } детей
digest-quorum = кворум есть
digest-no-quorum = кворума нет
digest-minutes-missing = протокола ещё нет
digest-minutes-draft = протокол составлен, не подписан
digest-minutes-signed = протокол подписан

digest-lessons = Занятия онлайн
digest-lessons-none = Занятий онлайн не было.
digest-lessons-held = { $held }, всего { $time }
digest-count-lessons =
    { $count ->
        [one] { $count } урок
        [few] { $count } урока
       *[other] { $count } уроков
    }
digest-count-clubs =
    { $count ->
        [one] { $count } занятие кружков
        [few] { $count } занятия кружков
       *[other] { $count } занятий кружков
    }
digest-minutes =
    { $count ->
        [one] { $count } минута
        [few] { $count } минуты
       *[other] { $count } минут
    }
digest-hours = { $hours } ч { $minutes } мин
digest-materials =
    { $count ->
        [one] Размещён { $count } учебный материал
        [few] Размещено { $count } учебных материала
       *[other] Размещено { $count } учебных материалов
    }
digest-screen-over = Экранное время больше нормы, { $device }: { $classes }
digest-screen-class =
    { $days ->
        [one] { $title } { $minutes } из { $limit } мин ({ $day })
        [few] { $title } до { $minutes } из { $limit } мин ({ $days } дня)
       *[other] { $title } до { $minutes } из { $limit } мин ({ $days } дней)
    }
digest-screen-kept = Экранное время в пределах нормы
digest-device-computer = компьютер
digest-device-tablet = планшет
digest-device-board = интерактивная доска
digest-device-panel = интерактивная панель

digest-tasks = Задания
digest-tasks-none = Заданий со сроком в эти дни не было.
digest-tasks-due =
    { $count ->
        [one] { $count } задание, ответов { $part } из { $of }
        [few] { $count } задания, ответов { $part } из { $of }
       *[other] { $count } заданий, ответов { $part } из { $of }
    }
digest-tasks-by-class = По классам и кружкам: { $classes }
digest-tasks-class = { $title }{"\u00A0"}{ $part } из { $of }

digest-consultations = Консультации
digest-consultations-none = Консультаций не было.
digest-consultations-held =
    { $count ->
        [one] { $count } консультация, занято мест { $part } из { $of }
        [few] { $count } консультации, занято мест { $part } из { $of }
       *[other] { $count } консультаций, занято мест { $part } из { $of }
    }

digest-people = Семьи на связи
digest-people-none = Изменений нет.
digest-families-connected =
    { $of ->
        [one] Подключены { $part } из { $of } семьи
       *[other] Подключены { $part } из { $of } семей
    }
digest-not-connected = Ещё не подключены: { $classes }
digest-class-lacking = { $title }{"\u00A0"}—{"\u00A0"}{ $count }
digest-came = Пришли: { $groups }
digest-left = Выбыли: { $groups }
digest-moved = { $where }{"\u00A0"}—{"\u00A0"}{ $count }
digest-moves-none = Никто не пришёл и не выбыл

digest-incidents = Порядок в чатах
digest-incidents-none = Происшествий не было.
digest-refused =
    { $count ->
        [one] Остановлено { $count } действие: { $causes }
        [few] Остановлено { $count } действия: { $causes }
       *[other] Остановлено { $count } действий: { $causes }
    }
digest-cause-words = грубые слова { $count }
digest-cause-links = ссылки { $count }
digest-cause-files = файлы { $count }
digest-cause-contacts = чужие контакты { $count }
digest-cause-rooms = создание комнат { $count }
digest-cause-names = имена { $count }
digest-cause-quiet = тихие часы { $count }
digest-cause-flood = частые сообщения { $count }
digest-cause-rights = нет права { $count }
digest-incident-held =
    { $count ->
        [one] Задержано на проверку { $count } сообщение
        [few] Задержано на проверку { $count } сообщения
       *[other] Задержано на проверку { $count } сообщений
    }
digest-incident-noted =
    { $count ->
        [one] Разрешено с пометкой { $count } действие
        [few] Разрешено с пометкой { $count } действия
       *[other] Разрешено с пометкой { $count } действий
    }
digest-incident-report =
    { $count ->
        [one] Подана { $count } жалоба
        [few] Подано { $count } жалобы
       *[other] Подано { $count } жалоб
    }

digest-polls = Опросы
digest-polls-none = Опросов не было.
digest-poll-closed = «{ $question }» ({ $where }): { $answers }
digest-poll-answer = { $answer }{"\u00A0"}—{"\u00A0"}{ $votes }
digest-poll-nobody = «{ $question }» ({ $where }): никто не ответил
digest-poll-open =
    { $count ->
        [one] «{ $question }» ({ $where }): идёт, { $count } ответ
        [few] «{ $question }» ({ $where }): идёт, { $count } ответа
       *[other] «{ $question }» ({ $where }): идёт, { $count } ответов
    }

digest-health = Сервер
digest-health-unknown = Состояние сервера не известно: проверка не сообщила ничего.
digest-uptime = Работал { $percent } % времени
digest-uptime-unknown = Сколько времени работал, не известно
digest-backup = Последняя резервная копия: { $time }
digest-backup-unknown = Когда сделана резервная копия, не известно
digest-restore-passed = Восстановление из копии проверено { $day }
digest-restore-tried = Восстановление из копии пробовали { $day }, итог не известен
digest-restore-failed = Восстановление из копии не удалось { $day }
digest-restore-unknown = Проверяли ли восстановление из копии, не известно
digest-disk = Диск занят на { $percent } %
digest-disk-unknown = Сколько места на диске, не известно
digest-certificate =
    { $days ->
        [one] Сертификат до { $day }, ещё { $days } день
        [few] Сертификат до { $day }, ещё { $days } дня
       *[other] Сертификат до { $day }, ещё { $days } дней
    }
digest-certificate-over = Сертификат кончился { $day }
digest-certificate-unknown = До какого дня сертификат, не известно

digest-next-week = На следующей неделе
digest-next-week-none = На следующую неделю ничего не назначено.
digest-tomorrow = Завтра
digest-tomorrow-none = На завтра ничего не назначено.
digest-ahead = { $time } — { $title }
digest-ahead-place = { $time } — { $title }, { $place }

digest-child = { $name }
digest-child-none = Занятий и заданий не было.
digest-child-lessons = Занятия онлайн: { $part } из { $of }
digest-child-lessons-unlisted =
    { $count ->
        [one] { $count } занятие без списка присутствовавших
        [few] { $count } занятия без списка присутствовавших
       *[other] { $count } занятий без списка присутствовавших
    }
digest-child-task-done = Задание «{ $title }» ({ $day }): ответ есть
digest-child-task-open = Задание «{ $title }» ({ $day }): ответа нет

digest-figure = { $value }
digest-figure-share = { $part } из { $of }
digest-figure-percent = { $percent } %
digest-label = { $text }
digest-tile-decisions =
    { $count ->
        [one] ждёт решения
       *[other] ждут решения
    }
digest-tile-yours =
    { $count ->
        [one] дело для вас
        [few] дела для вас
       *[other] дел для вас
    }
digest-tile-read = семей прочитали объявления
digest-tile-announcements =
    { $count ->
        [one] объявление
        [few] объявления
       *[other] объявлений
    }
digest-tile-lessons =
    { $count ->
        [one] занятие онлайн
        [few] занятия онлайн
       *[other] занятий онлайн
    }
digest-tile-connected = семей на связи
digest-tile-ahead =
    { $count ->
        [one] событие впереди
        [few] события впереди
       *[other] событий впереди
    }
digest-bars-reach = Объявления прочитали семьи
digest-bars-connected = Подключены семьи
digest-bars-announcements = Объявления прочитали семьи класса
digest-bars-children = Были на занятиях онлайн
digest-days-title = Неделя по дням
digest-sort-lessons = Занятия
digest-sort-meetings = Собрания
digest-sort-announcements = Объявления

digest-none-for-you = Для вас сводки пока нет: она есть у директора, классного руководителя и родителя.
digest-which = Напишите «!дайджест день» или «!дайджест неделя».
digest-is-off = Сводка больше не приходит сама. Показать её: «!дайджест». Включить снова: «!дайджест вкл».
digest-is-on = Сводка снова приходит сама. Отказаться: «!дайджест выкл».

command-digest = показать сводку за неделю или за день
command-digest-usage = «!дайджест» присылает вам лично сводку за эту неделю, «!дайджест день» за сегодня. «!дайджест выкл»: не присылать её саму, «!дайджест вкл»: снова присылать.
