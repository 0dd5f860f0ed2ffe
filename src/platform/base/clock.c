#include "clock.h"
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <strings.h>
#include "digits.h"
#include "err.h"

/* The same rule as the zone's, for a system without its file: last Sundays of March and October, one hour UTC. */
static const char zone[] = "Europe/Amsterdam", zone_rule[] = "CET-1CEST,M3.5.0,M10.5.0/3";
static const int64_t day_seconds = 86400;

#ifdef NABIJ_TEST_CLOCK_ALLOWED
/* Read anew each time, so that a scenario moves time on by writing the file. */
static bool test_clock(moment *m)
{
	const char *path = getenv("NABIJ_TEST_CLOCK");
	char line[64] = "";
	static _Atomic moment last;      /* a file that cannot be opened just now does not change what day it is */
	FILE *f = path && *path ? fopen(path, "re") : NULL;
	if (!f) {
		*m = last;
		return last != 0;
	}
	bool read = fgets(line, sizeof line, f) != NULL;
	fclose(f);
	line[strcspn(line, " \r\n")] = 0;
	if (!read || !moment_parse(line, m))
		return false;
	last = *m;
	return true;
}
#endif

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int offset_asked(int64_t second)
{
	time_t t = (time_t)second;
	struct tm local;
	bool ok = localtime_r(&t, &local) != NULL;
	assert(ok);
	return (int)local.tm_gmtoff;
}

/* localtime_r takes one lock for the whole program, and a page asks for dozens of days. Offsets change on a quarter of an hour at the finest (1940
 * and before: to the second, so those are asked for each time), and each thread remembers those it met. */
static int offset_at(int64_t second)
{
	enum { QUARTER = 900, PLACES = 64, OLD = -900000000 };        /* OLD: in 1941 */
	static _Thread_local struct { int64_t quarter; int offset; bool known; } met[PLACES];
	int64_t quarter = floor_div(second, QUARTER);
	if (second < OLD)
		return offset_asked(second);
	size_t place = (size_t)((uint64_t)quarter % PLACES);
	if (!met[place].known || met[place].quarter != quarter) {
		met[place].quarter = quarter;
		met[place].offset = offset_asked(second);
		met[place].known = true;
	}
	return met[place].offset;
}

void clock_start(void)
{
	const int64_t summer = 1782864000;          /* 2026-07-01T00:00:00Z */
	setenv("TZ", zone, 1);
	tzset();
	if (offset_asked(summer) == 2 * 3600)
		return;
	setenv("TZ", zone_rule, 1);
	tzset();
	log_info("clock: the system does not know %s (install tzdata); today's rule for summer time is used for all years", zone);
}

/* Time as it was told: of the machine's clock, and (tests) of the file. While the clock says less than was told, half of what passes is
 * added to where it stood when that began. */
struct flow { pthread_mutex_t lock; moment told, stood; uint64_t since; bool said; };
static struct flow of_machine = { .lock = PTHREAD_MUTEX_INITIALIZER };

static moment onward(struct flow *f, moment says)
{
	pthread_mutex_lock(&f->lock);
	if (says >= f->told) {
		f->told = says;
		f->since = 0;
	} else {
		uint64_t now = clock_monotonic_us();
		if (!f->since) {
			f->stood = f->told;
			f->since = now;
			f->said = false;
		}
		if (!f->said && f->told - says > SECONDS(1)) {
			f->said = true;
			log_error("the machine's clock was set back by %lld seconds; Nabij's time goes on at half speed until it has caught up",
				(long long)((f->told - says) / SECONDS(1)));
		}
		f->told = f->stood + (moment)((now - f->since) / 2);
	}
	moment told = f->told;
	pthread_mutex_unlock(&f->lock);
	return told;
}

static void raise_to(struct flow *f, moment at)
{
	pthread_mutex_lock(&f->lock);
	if (at > f->told) {
		f->told = at;
		f->since = 0;
	}
	pthread_mutex_unlock(&f->lock);
}

static moment machine(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return SECONDS(t.tv_sec) + t.tv_nsec / 1000;
}

moment clock_for_ids(void)
{
	return onward(&of_machine, machine());
}

#ifdef NABIJ_TEST_CLOCK_ALLOWED
static struct flow of_file = { .lock = PTHREAD_MUTEX_INITIALIZER };

moment clock_machine(void)
{
	moment m;
	return test_clock(&m) ? m : machine();
}

moment clock_now(void)
{
	moment m;
	return test_clock(&m) ? onward(&of_file, m) : clock_for_ids();
}

void clock_floor(moment at)
{
	moment m;
	raise_to(test_clock(&m) ? &of_file : &of_machine, at);
}
#else
moment clock_machine(void)
{
	return machine();
}

moment clock_now(void)
{
	return clock_for_ids();
}

void clock_floor(moment at)
{
	raise_to(&of_machine, at);
}
#endif

moment clock_ahead(void)
{
	moment now = clock_now(), says = clock_machine();
	return now > says ? now - says : 0;
}

bool clock_wait(pthread_cond_t *woken, pthread_mutex_t *lock, uint64_t until_us)
{
	struct timespec until = { .tv_sec = (time_t)(until_us / 1000000), .tv_nsec = (long)(until_us % 1000000) * 1000 };
	return pthread_cond_clockwait(woken, lock, CLOCK_MONOTONIC, &until) != ETIMEDOUT;
}

uint64_t clock_monotonic_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* Days since 1970-01-01 in the Gregorian calendar, and back; years begin in March so that the leap day is the last one.
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
static int64_t day_number(struct day d)
{
	int64_t y = d.year - (d.month <= 2), era = floor_div(y, 400), of_era = y - era * 400;
	int64_t of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static struct day day_of_number(int64_t n)
{
	n += 719468;
	int64_t era = floor_div(n, 146097), of_era = n - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
	int month = (int)(m < 10 ? m + 3 : m - 9);
	return (struct day){ (int)(year + era * 400) + (month <= 2), month, (int)(of_year - (153 * m + 2) / 5 + 1) };
}

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return days[month - 1] + (month == 2 && leap(year));
}

void clock_parts(moment m, struct day *d, int *hour, int *minute)
{
	int64_t second = floor_div(m, 1000000), wall = second + offset_at(second), day = floor_div(wall, day_seconds);
	*d = day_of_number(day);
	*hour = (int)(wall - day * day_seconds) / 3600;
	*minute = (int)(wall - day * day_seconds) / 60 % 60;
}

struct day day_of(moment m)
{
	struct day d;
	int hour, minute;
	clock_parts(m, &d, &hour, &minute);
	return d;
}

moment day_begin(struct day d)
{
	return day_at(d, 0, 0);
}

/* A wall-clock time is tried with the offset of the day before and of the day after. Where both fit (the hour that comes twice)
 * it is the first; where neither fits (the hour that does not exist) the old offset gives the hour after it. */
moment day_at(struct day d, int hour, int minute)
{
	assert(day_known(d) && hour >= 0 && hour < 24 && minute >= 0 && minute < 60);
	int64_t wall = day_number(d) * day_seconds + hour * 3600 + minute * 60;
	int before = offset_at(wall - day_seconds), after = offset_at(wall + day_seconds);
	bool new_offset = offset_at(wall - before) != before && offset_at(wall - after) == after;
	return SECONDS(wall - (new_offset ? after : before));
}

struct day day_add(struct day d, int days)
{
	return day_known(d) ? day_of_number(day_number(d) + days) : d;
}

struct day day_add_months(struct day d, int months)
{
	if (!day_known(d))
		return d;
	int64_t total = (int64_t)d.year * 12 + d.month - 1 + months;
	int year = (int)floor_div(total, 12), month = (int)(total - (int64_t)year * 12) + 1;
	int last = month_days(year, month);
	return (struct day){ year, month, d.day < last ? d.day : last };
}

struct day day_birthday(struct day born, int age)
{
	if (!day_known(born))
		return born;
	struct day d = { born.year + age, born.month, born.day };
	if (d.month == 2 && d.day == 29 && !leap(d.year))
		return (struct day){ d.year, 3, 1 };
	return d;
}

int day_age(struct day born, struct day on)
{
	assert(day_known(born) && day_known(on));
	int age = on.year - born.year;
	return age - (day_diff(day_birthday(born, age), on) < 0);
}

int day_diff(struct day from, struct day to)
{
	assert(day_known(from) && day_known(to));
	return (int)(day_number(to) - day_number(from));
}

int day_weekday(struct day d)
{
	assert(day_known(d));
	int64_t since_monday = day_number(d) + 3;       /* 1970-01-01 was a Thursday */
	return (int)(since_monday - floor_div(since_monday, 7) * 7) + 1;
}

bool day_known(struct day d)
{
	return d.year != 0;
}

bool day_valid(struct day d)
{
	return d.year >= 1880 && d.year <= 2200 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= month_days(d.year, d.month);
}

/* Between min and max digits as a number; NULL when there are fewer, or more. */
static const char *digits(const char *s, int min, int max, int *value)
{
	int n = 0;
	for (*value = 0; n < max && *s >= '0' && *s <= '9'; n++)
		*value = *value * 10 + (*s++ - '0');
	return n < min || (*s >= '0' && *s <= '9') ? NULL : s;
}

static const char *expect(const char *s, char c)
{
	return s && *s == c ? s + 1 : NULL;
}

static const char *iso_day(const char *s, struct day *d)
{
	bool ok = (s = digits(s, 4, 4, &d->year)) && (s = expect(s, '-')) && (s = digits(s, 2, 2, &d->month)) && (s = expect(s, '-'))
		&& (s = digits(s, 2, 2, &d->day));
	return ok ? s : NULL;
}

bool day_parse(const char *iso, struct day *out)
{
	struct day d;
	const char *end = iso ? iso_day(iso, &d) : NULL;
	if (!end || *end || !day_valid(d))
		return false;
	*out = d;
	return true;
}

/* "nov", "nov." or "november": at least the three letters that people write; March has two short forms. */
static const char *month_name(const char *s, int *month)
{
	static const char *const names[] = { "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
		"oktober", "november", "december" };
	size_t n = 0;
	while (isascii((unsigned char)s[n]) && isalpha((unsigned char)s[n]))
		n++;
	*month = n == 3 && !strncasecmp(s, "mrt", 3) ? 3 : 0;
	for (int i = 0; i < 12 && !*month; i++)
		if (n >= 3 && n <= strlen(names[i]) && !strncasecmp(s, names[i], n))
			*month = i + 1;
	s += n;
	return *month ? s + (*s == '.') : NULL;
}

static const char *separator(const char *s)
{
	const char *start = s;
	while (*s == ' ')
		s++;
	if (*s == '-' || *s == '/' || *s == '.')
		s++;
	while (*s == ' ')
		s++;
	return s > start ? s : NULL;
}

bool hour_parse(const char *text, int *hour, int *minute)
{
	static const char digits[] = "0123456789";
	size_t n = strspn(text, digits);
	const char *rest = text + n;
	if (n < 1 || n > 4 || (n > 2 && *rest))
		return false;
	int number = (int)strtol(text, NULL, 10);
	*hour = n > 2 ? number / 100 : number;
	*minute = n > 2 ? number % 100 : 0;
	if (*rest) {
		if (!strchr(".:", *rest) || strspn(rest + 1, digits) != 2 || rest[3])
			return false;
		*minute = (int)strtol(rest + 1, NULL, 10);
	}
	return *hour < 24 && *minute < 60;
}

bool day_parse_dutch(const char *text, struct day *out)
{
	struct day d;
	char trimmed[40];
	if (!text)
		return false;
	text += strspn(text, " \t");
	size_t n = strlen(text);
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	if (n >= sizeof trimmed)
		return false;
	snprintf(trimmed, sizeof trimmed, "%.*s", (int)n, text);
	if (day_parse(trimmed, out))
		return true;
	const char *s = digits(trimmed, 1, 2, &d.day);
	if (!s || !(s = separator(s)))
		return false;
	s = *s >= '0' && *s <= '9' ? digits(s, 1, 2, &d.month) : month_name(s, &d.month);
	if (!s || !(s = separator(s)) || !(s = digits(s, 4, 4, &d.year)) || *s || !day_valid(d))
		return false;
	*out = d;
	return true;
}

const char *day_iso(struct arena *arena, struct day d)
{
	char text[3 * DIGITS_MOST], *end = text + sizeof text;
	if (!day_known(d))
		return "";
	char *from = digits_before(end, (unsigned long long)d.day, 2);
	*--from = '-';
	from = digits_before(from, (unsigned long long)d.month, 2);
	*--from = '-';
	from = digits_before(from, (unsigned long long)d.year, 4);
	return arena_strndup(arena, from, (size_t)(end - from));
}

const char *moment_iso(struct arena *arena, moment m)
{
	if (m == FOREVER)
		return "";
	int64_t second = floor_div(m, 1000000), n = floor_div(second, day_seconds), rest = second - n * day_seconds;
	return arena_printf(arena, "%sT%02d:%02d:%02dZ", day_iso(arena, day_of_number(n)), (int)(rest / 3600), (int)(rest / 60 % 60),
		(int)(rest % 60));
}

/* ".25" as microseconds; more than six digits are cut. */
static const char *fraction(const char *s, int *micro)
{
	int unit = 100000;
	*micro = 0;
	if (*s != '.')
		return s;
	if (*++s < '0' || *s > '9')
		return NULL;
	for (; *s >= '0' && *s <= '9'; s++, unit /= 10)
		*micro += (*s - '0') * unit;
	return s;
}

/* "Z" or "+01:00", as minutes east. */
static const char *iso_zone(const char *s, int *minutes)
{
	int hour, minute, sign = *s == '-' ? -1 : 1;
	*minutes = 0;
	if (*s == 'Z')
		return s + 1;
	if ((*s != '+' && *s != '-') || !(s = digits(s + 1, 2, 2, &hour)) || !(s = expect(s, ':')) || !(s = digits(s, 2, 2, &minute))
		|| hour > 14 || minute > 59)
		return NULL;
	*minutes = sign * (hour * 60 + minute);
	return s;
}

bool moment_parse(const char *iso, moment *out)
{
	struct day d;
	int hour, minute, second, micro, east;
	const char *s = iso ? iso_day(iso, &d) : NULL;
	if (!s || !day_valid(d) || !(s = expect(s, 'T')) || !(s = digits(s, 2, 2, &hour)) || !(s = expect(s, ':'))
		|| !(s = digits(s, 2, 2, &minute)) || !(s = expect(s, ':')) || !(s = digits(s, 2, 2, &second)) || !(s = fraction(s, &micro))
		|| !(s = iso_zone(s, &east)) || *s || hour > 23 || minute > 59 || second > 59)
		return false;
	*out = SECONDS(day_number(d) * day_seconds + hour * 3600 + (minute - east) * 60 + second) + micro;
	return true;
}
