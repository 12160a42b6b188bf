# Неполадки сервера: сообщения в комнату модерации.
alert-firing = ⚠️ Неполадка на сервере. Что делать, скажет команда parta doctor на сервере.
alert-resolved = ✅ Неполадка устранена.
alert-other = { $name } { $what }
alert-service-down = Не работает служба { $what }.
alert-disk-full = На диске { $what } осталось меньше десятой части места.
alert-memory-short = Серверу не хватает памяти.
alert-certificate-ends = Сертификат не удалось обновить. Подробности: journalctl -u parta-certificate.
alert-assistant-silent = Помощник больше пяти минут не слышит сервер.
alert-jobs-given-up = Помощник не смог выполнить часть работы. Подробности: journalctl -u parta-assistant.
alert-provision-failed = Списки школы не применены. Подробности: journalctl -u parta-provision.
alert-backup-failed = Резервная копия не сделана или её проверка не удалась. Подробности: journalctl -u parta-backup.
alert-database-down = Не отвечает база данных.
alert-homeserver-down = Не отвечает сервер сообщений (Synapse).
