# parta doctor: green or red, and what to do.
doctor-service-fine = The service { $unit } runs.
doctor-service-down = The service { $unit } does not run. See why: journalctl -u { $unit } -n 50, then systemctl restart { $unit }.
doctor-timer-fine = The last run of { $unit } went well.
doctor-timer-failed = The last run of { $unit } failed. See why: journalctl -u { $unit } -n 50.
doctor-backup-fine = The last backup is { $hours } hours old.
doctor-backup-old = The last backup is { $hours } hours old, which is too long. See: journalctl -u parta-backup -n 50.
doctor-backup-none = There is no backup. Run: systemctl start parta-backup.
doctor-certificate-fine = The certificate holds for { $days } days more.
doctor-certificate-ends = The certificate ends soon, in { $days } days. Run: systemctl start parta-certificate.
doctor-certificate-bad = The certificate cannot be trusted: { $why }. Run the installation again (make deploy).
doctor-federation-fine = Other servers cannot reach the school.
doctor-federation-bad = Other servers can reach the school. Run the installation again, and see that port 8448 is closed.
doctor-registration-fine = Nobody can register.
doctor-registration-bad = Registration is open, or does not answer. Take enable_registration out of synapse_more and run the installation.
doctor-administration-fine = The server cannot be administered from outside.
doctor-administration-bad = The server's administration is seen from outside. Put nginx right: run the installation.
doctor-well-known-fine = Clients find the server by its name.
doctor-well-known-bad = Clients do not find the server by its name: /.well-known/matrix/client answers wrongly. Look at parta-assistant and nginx.
doctor-module-fine = The school's rules are in force: the module works.
doctor-module-bad = The school's rules are not in force: Synapse does not ask the module. Run the installation, then journalctl -u parta-synapse -n 50.
doctor-assistant-fine = The assistant is there.
doctor-assistant-bad = The assistant does not hear the homeserver. See: journalctl -u parta-assistant -n 50.
doctor-no-answer = No answer ({ $what }): { $why }. See that nginx and parta-synapse run.
doctor-no-config = This is no school's server: { $path } is not right ({ $why }).
doctor-green = All is in order.
doctor-red = { $count ->
    [one] { $count } part of the server needs attention.
   *[other] { $count } parts of the server need attention.
}
help-doctor = is the school's server in order: services, certificate, closed doors, backups
help-doctor-config = what to look at; the installation writes it
help-doctor-json = as JSON
