# Помощник в комнатах: команды. Читают учителя, родители и ученики.

command-hello = Здравствуйте! Я помощник школы. Напишите «!помощь», и я покажу, что умею.
command-unknown = Такой команды нет: «{ $word }». Напишите «!помощь», чтобы увидеть все команды.
command-did-you-mean = Такой команды нет: «{ $word }». Может быть, «!{ $command }»?
command-which-person = Под это имя подходят несколько человек: { $names }. Напишите имя полностью.
command-no-such-person = Не нашёл в списках школы: «{ $typed }». Напишите фамилию и имя, как в списке.
command-did-you-mean-person = Не нашёл в списках школы: «{ $typed }». Может быть, { $names }?
command-no-such-group = Нет такого класса или кружка: «{ $typed }». Напишите, например, 7А.
command-no-such-audience = Не понял, для кого: «{ $typed }». Напишите класс (7А), параллель (5 классы), «учителя», «родители» или «все».
command-busy = Слишком много команд подряд. Подождите минуту.

command-words-everybody = все, всем, всей школе, школа, школе
command-words-director = директор, директору, руководитель
command-words-administrator = администратор, администратору, администраторам
command-words-secretary = секретарь, секретарю
command-words-teacher = учителя, учителям, педагоги, педагогам
command-words-additional-teacher = педагоги дополнительного образования, педагогам дополнительного образования, руководители кружков
command-words-pupil = ученики, ученикам, обучающиеся
command-words-parent = родители, родителям

ask-word = Напишите одно слово.
ask-text = Напишите текст.
ask-person = Кто? Напишите фамилию и имя.
ask-people = Кто? Напишите фамилии и имена через запятую.
ask-group = Какой класс или кружок? Например, 7А.
ask-audience = Для кого? Например: 7А, 5 классы, учителя, родители, все.
ask-duration = На сколько? Например: 30 мин, 2 ч, 1 день.
ask-moment = Когда? Например: завтра 9:00 или 25.11 14:30.
ask-number = Сколько? Напишите число.

command-help = показать, что можно попросить у помощника
command-help-usage = «!помощь» показывает все команды, «!помощь объявить» объясняет одну.
command-help-title = Что вы можете попросить здесь
command-help-line = { $word }: { $line }
command-help-more = Чтобы узнать больше об одной команде, напишите «{ $word } команда».
command-help-names = Можно писать и так: { $names }.

command-rules = показать положение и что вам можно в этой комнате
command-rules-usage = «!правила» в комнате показывает, что вам в ней можно и по какому пункту положения.
command-rules-adopted = Утверждено: приказ { $order } от { $date }
command-rules-may = Здесь вам можно
command-rules-may-not = Здесь вам нельзя
command-rules-line = { $feature } (п. { $clause })
command-rules-line-setting = { $feature } (настройка школы)
