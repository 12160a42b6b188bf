# Faults of the server: messages to the moderation room.
alert-firing = ⚠️ A fault on the server. The command parta doctor on the server says what to do.
alert-resolved = ✅ The fault is gone.
alert-other = { $name } { $what }
alert-service-down = The service { $what } does not run.
alert-disk-full = Less than a tenth of the disk { $what } is free.
alert-memory-short = The server is short of memory.
alert-certificate-ends = The certificate could not be renewed. See journalctl -u parta-certificate.
alert-assistant-silent = The assistant has not heard the server for more than five minutes.
alert-jobs-given-up = The assistant could not do some of its work. See journalctl -u parta-assistant.
alert-provision-failed = The school's lists are not applied. See journalctl -u parta-provision.
alert-backup-failed = The backup was not made, or its trial failed. See journalctl -u parta-backup.
alert-database-down = The database does not answer.
alert-homeserver-down = The homeserver (Synapse) does not answer.
