# Проверка соответствия положению: parta conformance

help-conformance = Проверить на работающем сервере каждый пункт положения: кому можно и кому нельзя.
help-conformance-json = Результат для программ.
help-conformance-html = Записать отчёт для печати (одна страница HTML, формат A4).
help-conformance-thorough = Испытать все права до одного, а не по нескольку на строку.
help-conformance-rows = Только эти строки положения, через запятую (T7,W5).

conformance-setting = готовлю испытуемых и комнаты
conformance-clearing = убираю комнаты и закрываю учётные записи
conformance-no-school = На сервере ещё нет школы. Выполните parta apply и повторите.
conformance-no-rows = Нет таких строк положения: { $rows }

conformance-title = Соответствие работы сервера положению
conformance-school = Школа
conformance-server = Сервер
conformance-when = Проверено
conformance-regulation = Положение
conformance-adopted = утверждено приказом { $order }
conformance-took = { $seconds } с, испытаний: { $probes }, запросов: { $steps }
conformance-sampled = выборочно
conformance-thorough = полностью
conformance-summary = Итог
conformance-clause = п. { $clause }
conformance-no-clause = Титул и настройки школы
conformance-column-row = Строка
conformance-column-requirement = Требование
conformance-column-verdict = Результат
conformance-column-evidence = Чем доказано
conformance-verdict-pass = доказано
conformance-verdict-fail = нарушено
conformance-verdict-partly = доказано частично
conformance-verdict-unproved = не доказано
conformance-tried = { $count ->
    [one] { $count } испытание
    [few] { $count } испытания
   *[other] { $count } испытаний
}, { $steps ->
    [one] { $steps } запрос
    [few] { $steps } запроса
   *[other] { $steps } запросов
}
conformance-why-later = ещё не сделано
conformance-why-machine = машина этого не докажет
conformance-not-now = сейчас не проверено
conformance-not-tried = строка школы, испытаний для неё нет
conformance-total-pass = Доказано: { $count }
conformance-total-fail = Нарушено: { $count }
conformance-total-partly = Доказано частично: { $count }
conformance-total-unproved = Не доказано: { $count }
conformance-all-well = Всё, что может доказать машина, соблюдается.
conformance-something-broken = Есть нарушения: сервер делает не то, что требует положение.
conformance-what-to-do = Что делать: выполните parta plan и parta apply; проверьте, что на сервере подключён модуль Парты (modules в homeserver.yaml) и сервер перезапущен; запустите проверку снова. Если строка осталась красной, передайте этот отчёт (--json) тому, кто сопровождает сервер.
conformance-about-incidents = Несколько отказов записано в комнату модерации под именем «Проверка Новенький»: это не человек.
conformance-how = Как проверено: на работающем сервере созданы временные учётные записи и комнаты; каждое требование испытано один раз тем, кому можно, и один раз тем, кому нельзя. Людей, их комнат и сообщений проверка не касалась. Временные комнаты удалены, учётные записи закрыты.
conformance-signature = Проверил (должность, подпись, фамилия)
conformance-date = Дата
conformance-page-footer = Сформировано Партой { $at }. Результат относится к этому времени.
conformance-allowed = можно
conformance-refused = нельзя
conformance-seen = видно
conformance-requests = Запросы и ответы
conformance-took-ms = { $ms } мс
conformance-by-nobody = без входа
conformance-by-outsider = посторонний
conformance-by-system = администратор сервера
conformance-as = { $title } ({ $who })

conformance-should-be-allowed = отказано, хотя положение разрешает
conformance-should-be-refused = разрешено, хотя положение запрещает
conformance-other-rule = отказано, но не по правилу школы: { $found }
conformance-other-row = отказано по строке { $found }, а не { $wanted }
conformance-no-answer = сервер не ответил: { $why }
conformance-no-kind = в школе нет комнат вида «{ $kind }»
conformance-quiet-now = сейчас тихие часы школы; проверьте днём
conformance-setting-off = настройка школы «{ $setting }» выключена
conformance-directory-behind = сервер ещё не составил список для поиска людей; повторите через несколько минут
conformance-no-catalogue = каталог верифицированных материалов пуст

conformance-cell = { $feature }

probe-roster = Учётные записи и комнаты такие, как в списках школы
probe-roster-changes = { $count ->
    [0] сервер совпадает со списками
   *[other] сервер расходится со списками (действий: { $count }): выполните parta apply
}
probe-rooms-are-the-roles = комнаты ученика — те, что положены ученику
probe-create-room = Учитель создаёт чат, и он устроен по-школьному; ученик и родитель не создают
probe-not-encrypted = комната не зашифрована
probe-is-marked = комната отмечена как школьная
probe-not-federated = комната закрыта для других серверов
probe-levels-of-the-regulation = права в комнате — из положения, а не из запроса
probe-history-for-members = историю видят участники
probe-hangs-in-the-school = комната стоит в пространстве школы
probe-create-smuggled = При создании чата нельзя протащить чужие права, открытый адрес, публичность
probe-members = Приглашать и исключать нельзя: состав из списков
probe-nobody-was-removed = одноклассник остался в комнате
probe-reply = Ответы и реакции доходят; посторонний комнате не отвечает
probe-thread = Тему открывает учитель
probe-club = У кружка свой состав; педагог кружка не входит в классы
probe-no-adult = Без взрослого ученики не пишут
probe-locked = В закрытой комнате пишет учитель, но не ученик
probe-upgrade = Комнату нельзя заменить другой
probe-room-lives = комната не заменена
probe-encryption = Шифрование школьной комнаты не включается
probe-to-device = Звонки и сообщения мимо комнат не проходят
probe-direct-words = В личной переписке пишут её участники
probe-teacher-parent = Учитель и родитель своего ученика пишут друг другу; чужие нет
probe-teacher-pupil = Учитель пишет ученику только вместе с родителями
probe-guardian-is-there = родитель приглашён в ту же переписку
probe-pupils = Ученик не начинает личную переписку; чужой взрослый не пишет ученику
probe-third = Третьего в переписку добавляют по тем же правилам
probe-uninvited = Без приглашения не войти, ни по адресу комнаты, ни стуком, ни на чужой сервер
probe-outsiders = Посторонних и чужие адреса пригласить нельзя
probe-childless = Родитель без ученика в школе не видит комнат класса
probe-register = Регистрации и гостей нет
probe-without-login = Без входа не видно ничего: людей, комнат, файлов
probe-federation = Других серверов школа не слышит
probe-public-names = Открытых адресов и списка комнат нет
probe-no-public-rooms = список открытых комнат пуст
probe-stranger = Учётная запись не из списков не входит и ничего не делает
probe-search = Людей находит тот, кому можно им писать
probe-parent-finds-teacher = родитель находит учителя
probe-pupil-finds-nobody = ученик не находит того, кому не может писать
probe-addresses = Личные почта и телефон к профилю не привязываются
probe-profile = Имя и фото — из списков школы, похожие имена не проходят
probe-name-unchanged = имя осталось как в списках, фото нет
probe-status = Подписей под именем нет
probe-nickname = Прозвищ для одной комнаты нет
probe-locked-account = Закрытая учётная запись не работает, открытая снова работает
probe-deactivate = Учётную запись закрывает школа, а не её владелец
probe-one-login = Один вход открывает все свои комнаты
probe-is-who-it-is = вход под своим именем
probe-all-own-rooms = все свои комнаты на месте
probe-acceptance = До принятия положения сообщения не отправляются
probe-asks-for-consent = ответ сервера просит согласия (M_CONSENT_NOT_GIVEN)
probe-page-shows-rules = страница показывает положение
probe-forged-address = чужая подпись в адресе не действует
probe-acceptance-is-listed = принятие записано в реестре
probe-pending = До приказа педагог не видит классов и не начинает переписку
probe-self-confirmation = Роль «учитель» себе не подтверждают
probe-registry-unchanged = запись реестра не появилась
probe-revocation = Отзыв роли действует во всех комнатах за минуту
probe-out-of-rooms = вышел из комнат ({ $count }) за { $seconds } с
probe-incident = Отказ записан в комнату модерации
probe-incident-is-there = запись есть
probe-quiet-hours = В тихие часы пишет только тот, кому можно
probe-flood = Слишком частые сообщения не проходят
probe-report = Пожаловаться может каждый участник
probe-poll = Опрос создаёт и завершает учитель, ученик голосует
probe-conference = Видеоконференцию начинает учитель; посторонний виджет не ставится
probe-call = Звонит педагог, но не ученик и не родитель
probe-task = Задачу открывает учитель, ученик отвечает в её ветке
probe-task-closed = В закрытой задаче ученик больше не отвечает
probe-silence = Кому на время запрещено писать, тот молчит там, где запрещено
probe-materials = Материалы размещает учитель, читает класс
probe-reads-it = материал виден
probe-links = Ученик делится только верифицированным, учитель другим с указанием причины
probe-links-club = То же в кружке
probe-links-materials = Верифицированные ресурсы размещает учитель
probe-links-parents = С родителями учитель делится без отметки о верификации
probe-links-staff = Сотрудники делятся ссылками между собой
probe-photo = Фото доходит без места съёмки; ученик показывает фото только в ветке задачи
probe-photo-arrives = фото открывается
probe-place-is-gone = места съёмки и сведений о телефоне в нём нет
probe-size = Слишком большой файл не принимается
probe-task-photo = Фото решения ученик присылает в ветке задачи, а просто так нет
probe-audio = Голос и звук доходят; файл другого вида под видом звука нет
probe-same-file = полученный файл совпадает с отправленным
probe-video = Видео отправляют учитель и родитель, но не ученик
probe-file = Файл доходит неизменным и виден в списке файлов комнаты
probe-file-is-listed = файл есть в списке файлов комнаты
probe-file-content = Вид файла узнаётся по содержимому; программы и чужие файлы не проходят
probe-by-content = отказ назван по содержимому файла
probe-delayed = Отложенные сообщения правил не обходят
probe-size-is-told = допустимый размер назван заранее
probe-form = Поддельные служебные сообщения не проходят
probe-words = Слова из списка школы не проходят, и в разрядку тоже
conformance-no-words = список слов пуст
probe-timeline = Разрешённое дошло, отказанного в комнатах нет
probe-timeline-room = { $kind }: сообщений { $count }, лишних нет
