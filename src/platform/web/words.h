/* Dates, times and numbers as people say them: "gisteren, 14.10 uur", "over 9 dagen, ma 30 nov", "3 dagen te laat".
 * All in the given language, in Amsterdam time; `now` is the request's moment. Text lives in the arena.
 * A day that is not known and the moments 0 and FOREVER give "". */
#ifndef NABIJ_WORDS_H
#define NABIJ_WORDS_H
#include "../base/clock.h"
#include "i18n.h"

const char *words_day(struct arena *, const struct lang *, struct day, moment now);        /* "vr 27 nov"; with the year when it differs */
const char *words_day_long(struct arena *, const struct lang *, struct day, moment now);   /* "vrijdag 27 november"; the year when it differs */
const char *words_date(struct arena *, const struct lang *, struct day);                   /* "27 november 2026" */
const char *words_time(struct arena *, const struct lang *, moment);                       /* "14.10 uur" */
const char *words_hour(struct arena *, const struct lang *, const char *time);             /* the same of "14.10" alone; as it stands when it is no time of a day */
const char *words_moment(struct arena *, const struct lang *, moment, moment now);         /* "vandaag, 9.05 uur", "gisteren, 14.10 uur", "di 18 nov, 10.02 uur" */
const char *words_ago(struct arena *, const struct lang *, moment, moment now);            /* "zojuist", "2 uur geleden", "3 dagen geleden", "in maart", "in 2024" */
const char *words_due(struct arena *, const struct lang *, struct day, moment now);        /* "vandaag", "morgen", "over 9 dagen, ma 30 nov", "3 dagen te laat, was vr 20 nov" */
const char *words_since(struct arena *, const struct lang *, struct day, moment now);      /* "sinds 4 maart", "sinds 2024" */
const char *words_age(struct arena *, const struct lang *, struct day born, moment now);   /* "15", "8 maanden" under two years */
const char *words_number(struct arena *, const struct lang *, long);                       /* "1.234" */
const char *words_real(struct arena *, const struct lang *, double);                       /* "3,5": at most two decimals */
const char *words_greeting(const struct lang *, moment now);                               /* "Goedemorgen", … by the hour */
#endif
