/* Time. Moments are integer microseconds UTC since 1970 (`moment`); calendar days are of Europe/Amsterdam, in which all terms,
 * birthdays and opening days of a Dutch team count.
 *
 * Nabij's time does not go back. A machine's clock can be set back, by an hour or to 1970, and what ended must not be open again for it: then
 * time goes on from the latest moment that was told, at half speed, until the machine has caught up. So nothing outlives its end
 * by the machine's clock, and the difference goes away by itself (adjtime(3) does the same). The latest moment outlives a restart: it
 * stands in the store, and clock_floor() brings it back (platform/jobs/jobs.h).
 *
 * clock_start() must run once, before threads: it fixes TZ to Europe/Amsterdam. A build with -Dtest_clock=true also reads
 * NABIJ_TEST_CLOCK, the path of a file with one ISO moment ("2026-12-01T23:00:00Z") that then *is* now; a release never does. */
#ifndef NABIJ_CLOCK_H
#define NABIJ_CLOCK_H
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include "arena.h"

typedef int64_t moment;
#define SECONDS(n) ((moment)(n) * 1000000)
#define MINUTES(n) SECONDS((moment)(n) * 60)
#define HOURS(n)   MINUTES((moment)(n) * 60)
#define FOREVER    ((moment)INT64_MAX)           /* an end that was left open by law or agreement */

/* A day of the calendar; {0,0,0} means "not known". What makes a day of a day (day_add, day_birthday) leaves it not known;
 * what makes a number or a moment of it (day_age, day_diff, day_weekday, day_begin) asserts that it is known. */
struct day { int year, month, day; };

void clock_start(void);
moment clock_now(void);                          /* never before a moment that was told */
moment clock_ahead(void);                        /* how far that is ahead of the machine's clock; 0 as a rule. For what other clocks count too: TOTP */
void clock_floor(moment);                        /* time is never before this one */
moment clock_machine(void);                      /* what the machine itself says, whatever was told */
moment clock_for_ids(void);                      /* as clock_now(), but never the tests' file: two runs at one frozen moment make other ids */
uint64_t clock_monotonic_us(void);               /* for measuring and waiting, never for dates */
/* Waits to be woken until that monotonic microsecond; false: it came. Waiting by the clock on the wall would last a day when that is set back a day. */
bool clock_wait(pthread_cond_t *, pthread_mutex_t *, uint64_t until_us);

struct day day_of(moment);                       /* the Amsterdam day a moment falls in */
moment day_begin(struct day);                    /* the moment that day begins in Amsterdam (DST counted) */
moment day_at(struct day, int hour, int minute); /* that wall-clock time; in the hour that does not exist: the hour after it;
                                                    in the hour that comes twice: the first */
struct day day_add(struct day, int days);
struct day day_add_months(struct day, int months);  /* 31 Jan + 1 month = last of Feb */
struct day day_birthday(struct day born, int age);  /* born on 29 Feb: 1 March in common years (BW 1:2 practice) */
int day_age(struct day born, struct day on);     /* completed years; negative before birth */
int day_diff(struct day from, struct day to);    /* days from -> to */
int day_weekday(struct day);                     /* 1 Monday … 7 Sunday */
bool day_known(struct day);
bool day_valid(struct day);                      /* a real day between 1880-01-01 and 2200-12-31 */
bool day_parse(const char *iso, struct day *);   /* "2026-11-21"; false when it is not a real day */
bool hour_parse(const char *text, int *hour, int *minute);       /* "19.30", "19:30", "9.30", "1930", "19"; false when it is no time of a day */
bool day_parse_dutch(const char *text, struct day *);   /* also "21-11-2026", "21 11 2026", "21 nov 2026", "21 november 2026" */
const char *day_iso(struct arena *, struct day); /* "" when not known */
void clock_parts(moment, struct day *, int *hour, int *minute);
const char *moment_iso(struct arena *, moment);  /* "2026-11-21T20:53:02Z"; "" for FOREVER */
bool moment_parse(const char *iso, moment *);    /* also with a fraction, and with "+01:00" for the Z; days as day_valid() */
#endif
