# Письма для первого входа (parta letters)
letter-title = Вход в школьный мессенджер «{ $service }»
letter-hello = Это письмо только для вас. Код в нём подходит один раз: с ним вы придумаете свой пароль. Никому не показывайте код и пароль.
letter-until = Код действует до { $day }
letter-about-pupil = Ученик класса { $class }
letter-about-parent = Родитель: { $children }
letter-about-staff = Сотрудник школы
letter-label-user = Имя для входа
letter-label-code = Код
letter-label-address = Адрес
letter-label-qr = Наведите камеру телефона
letter-label-server = Сервер
letter-way-web = В браузере
letter-web-1 = Наведите камеру на квадрат или откройте адрес и наберите код.
letter-web-2 = Придумайте пароль и прочитайте правила.
letter-web-3 = Нажмите «Открыть мессенджер».
letter-way-telephone = Element X на телефоне
letter-telephone-1 = Сначала придумайте пароль в браузере, как слева.
letter-telephone-2 = В Element X выберите вход и сервер { $server }.
letter-telephone-3 = Наберите имя для входа и свой пароль.
letter-way-computer = Element на компьютере
letter-computer-1 = Сначала придумайте пароль в браузере, как слева.
letter-computer-2 = В Element нажмите «Войти», сервер: { $server }.
letter-computer-3 = Наберите имя для входа и свой пароль.
letter-rules-title = Чего ждёт школа
letter-rules = Мессенджер работает по документу «{ $regulation }». Пишите вежливо и по делу, не выкладывайте чужие фото и личные данные, уважайте тихие часы. Ученики не заводят переписку без взрослых. О грубости или опасности сообщите учителю или кнопкой «Пожаловаться». Оценки и обращения в школу остаются в журнале и на бумаге.
letter-help-title = Если не получается
letter-help = Спросите классного руководителя: он заменит потерянное письмо, и старый код перестанет действовать. Русская раскладка не мешает: буквы кода одинаковы в обоих алфавитах.
letter-cover-class = Класс { $class }
letter-cover-staff = Сотрудники и другие
letter-cover-intro = Выдайте письма под подпись. Невыданные верните администратору.
letter-cover-teacher = Классный руководитель
letter-cover-number = №
letter-cover-name = Кому
letter-cover-day = Дата
letter-cover-signature = Подпись
letter-cover-used = уже вошёл, письма нет
letter-cover-end = Выдал (подпись, дата)
letters-written =
    { $count ->
        [one] { $path }: { $count } письмо
        [few] { $path }: { $count } письма
       *[other] { $path }: { $count } писем
    }
letters-used =
    { $count ->
        [one] { $count } человек уже вошёл, письмо ему не нужно
        [few] { $count } человека уже вошли, письма им не нужны
       *[other] { $count } человек уже вошли, письма им не нужны
    }
letters-apply-first =
    { $count ->
        [one] Учётной записи ещё нет у { $count } человека. Сначала выполните parta apply
       *[other] Учётных записей ещё нет у { $count } человек. Сначала выполните parta apply
    }
letters-no-class = Класса «{ $class }» нет. Есть: { $classes }
letters-no-module = Домашний сервер не знает о письмах: на нём нет модуля Парты или он старый
letters-nobody = Писем нет: все уже вошли
help-letters = Напечатать письма для первого входа
help-letters-out = Файл PDF
help-letters-class = Только этот класс, например 3А
help-letters-format = a4, a5 или cards (восемь карточек на листе)
help-letters-reissue = Новое письмо человеку (имя, код или имя для входа); старый код перестанет действовать. Можно повторить
help-letters-language = Язык писем: ru или en
letters-no-format = Формат { $format } неизвестен. Есть: { $formats }
