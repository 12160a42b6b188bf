# parta doctor: зелёное или красное, и что делать.
doctor-service-fine = Служба { $unit } работает.
doctor-service-down = Служба { $unit } не работает. Посмотрите, почему: journalctl -u { $unit } -n 50, затем systemctl restart { $unit }.
doctor-timer-fine = Последний запуск { $unit } прошёл хорошо.
doctor-timer-failed = Последний запуск { $unit } не удался. Посмотрите, почему: journalctl -u { $unit } -n 50.
doctor-backup-fine = Последняя резервная копия сделана { $hours } ч назад.
doctor-backup-old = Последней резервной копии { $hours } ч: это слишком давно. Посмотрите: journalctl -u parta-backup -n 50.
doctor-backup-none = Резервных копий нет. Запустите: systemctl start parta-backup.
doctor-certificate-fine = Сертификат верен, осталось дней: { $days }.
doctor-certificate-ends = Сертификат скоро кончится, осталось дней: { $days }. Запустите: systemctl start parta-certificate.
doctor-certificate-bad = Сертификату нельзя верить: { $why }. Запустите ещё раз установку (make deploy).
doctor-federation-fine = С чужими серверами связи нет.
doctor-federation-bad = Чужие серверы могут обращаться к школе. Запустите ещё раз установку и проверьте, что порт 8448 закрыт.
doctor-registration-fine = Зарегистрироваться самому нельзя.
doctor-registration-bad = Регистрация открыта или не отвечает. Уберите enable_registration из synapse_more и запустите установку.
doctor-administration-fine = Управление сервером снаружи закрыто.
doctor-administration-bad = Управление сервером видно снаружи. Верните настройки nginx: запустите установку.
doctor-well-known-fine = Приложения находят сервер по имени.
doctor-well-known-bad = Приложения не найдут сервер по имени: /.well-known/matrix/client отвечает не так. Проверьте parta-assistant и nginx.
doctor-module-fine = Правила школы действуют: модуль работает.
doctor-module-bad = Правила школы не действуют: Synapse не спрашивает модуль. Запустите установку, затем journalctl -u parta-synapse -n 50.
doctor-assistant-fine = Помощник на месте.
doctor-assistant-bad = Помощник не слышит сервер. Посмотрите: journalctl -u parta-assistant -n 50.
doctor-no-answer = Не отвечает ({ $what }): { $why }. Проверьте, что работают nginx и parta-synapse.
doctor-no-config = Это не сервер школы: нет верного { $path } ({ $why }).
doctor-green = Всё в порядке.
doctor-red = { $count ->
    [one] { $count } часть сервера требует внимания.
    [few] { $count } части сервера требуют внимания.
   *[other] { $count } частей сервера требуют внимания.
}
help-doctor = в порядке ли сервер школы: службы, сертификат, закрытые двери, копии
help-doctor-config = что проверять; пишет установка
help-doctor-json = в виде JSON
