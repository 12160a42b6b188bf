# Mistakes in safety.yaml, catalogue.yaml and words.yaml. Read by the IT teacher.

layout-time-wrong = “{ $field }”: a time from 00:00 to 23:59 is needed here, for example "21:00".
layout-timezone-unknown = there is no such time zone. Write Europe/Moscow or Asia/Yekaterinburg, for example.
layout-hours-empty = the quiet hours begin and end at the same time. Correct the time or take the role out.
layout-domain-wrong = “{ $domain }” is no domain. Write it without https:// and without a path, for example resh.edu.ru.
layout-entry-twice = “{ $entry }” is in the catalogue already. Keep one entry.
layout-word-short = “{ $word }” is shorter than three letters and stands in harmless words. Write the whole word, or a phrase.
layout-word-long = “{ $word }”: the phrase is longer than four words. Keep its most important part.
layout-word-twice = “{ $word }” is in the lists already. Keep one entry.
layout-word-honest = “{ $word }” cannot be told from an ordinary Russian word, which would be caught as well. Take it out or write a phrase.
yaml-date-expected = “{ $field }”: a date is needed here, for example 2026-09-01.
layout-norm-days = a norm has to begin before it ends: until comes after from.
layout-norm-grades = grades are written "1-2" or "4", from 1 to 12, the smaller one first.
layout-norm-twice = the limit of this grade stands above already.
layout-norm-lesson = one lesson cannot have more minutes than the whole day.
