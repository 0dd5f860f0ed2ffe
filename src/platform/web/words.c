/* Dates, times and numbers in people's words. The Dutch form is the msgid, so that a catalogue decides on order and signs. */
#include <assert.h>
#include "words.h"
#include <math.h>
#include <string.h>
#include "../base/digits.h"

static const char *const days[] = { N_("ma"), N_("di"), N_("wo"), N_("do"), N_("vr"), N_("za"), N_("zo") };
static const char *const days_long[] = {
	N_("maandag"), N_("dinsdag"), N_("woensdag"), N_("donderdag"), N_("vrijdag"), N_("zaterdag"), N_("zondag") };
static const char *const months[] = { N_("jan"), N_("feb"), N_("mrt"), N_("apr"), N_("mei"), N_("jun"), N_("jul"), N_("aug"),
	N_("sep"), N_("okt"), N_("nov"), N_("dec") };
static const char *const months_long[] = { N_("januari"), N_("februari"), N_("maart"), N_("april"), N_("mei"), N_("juni"), N_("juli"),
	N_("augustus"), N_("september"), N_("oktober"), N_("november"), N_("december") };

static bool known(moment m)
{
	return m != 0 && m != FOREVER;
}

static const char *weekday_and_day(struct arena *a, const struct lang *l, struct day d, moment now, bool in_full)
{
	if (!day_known(d))
		return "";
	assert(d.month >= 1 && d.month <= 12);
	const char *weekday = tr(l, (in_full ? days_long : days)[(unsigned)(day_weekday(d) - 1) % 7]);
	const char *month = tr(l, (in_full ? months_long : months)[(unsigned)(d.month - 1) % 12]);
	if (d.year == day_of(now).year)
		return tr_fill(a, tr(l, "{weekday} {day} {month}"), "weekday", weekday, "day", arena_int(a, d.day), "month", month, NULL);
	return tr_fill(a, tr(l, "{weekday} {day} {month} {year}"), "weekday", weekday, "day", arena_int(a, d.day), "month", month,
		"year", arena_int(a, d.year), NULL);
}

const char *words_day(struct arena *a, const struct lang *l, struct day d, moment now)
{
	return weekday_and_day(a, l, d, now, false);
}

const char *words_day_long(struct arena *a, const struct lang *l, struct day d, moment now)
{
	return weekday_and_day(a, l, d, now, true);
}

const char *words_date(struct arena *a, const struct lang *l, struct day d)
{
	if (!day_known(d))
		return "";
	return tr_fill(a, tr(l, "{day} {month} {year}"), "day", arena_int(a, d.day), "month", tr(l, months_long[d.month - 1]),
		"year", arena_int(a, d.year), NULL);
}

static const char *clock_words(struct arena *a, const struct lang *l, int hour, int minute)
{
	return tr_fill(a, tr(l, "{hour}.{minute} uur"), "hour", arena_int(a, hour), "minute", arena_printf(a, "%02d", minute), NULL);
}

const char *words_time(struct arena *a, const struct lang *l, moment m)
{
	struct day d;
	int hour, minute;
	if (!known(m))
		return "";
	clock_parts(m, &d, &hour, &minute);
	return clock_words(a, l, hour, minute);
}

const char *words_hour(struct arena *a, const struct lang *l, const char *time)
{
	int hour, minute;
	return time && hour_parse(time, &hour, &minute) ? clock_words(a, l, hour, minute) : time;
}

const char *words_moment(struct arena *a, const struct lang *l, moment m, moment now)
{
	if (!known(m))
		return "";
	struct day d = day_of(m);
	int ahead = day_diff(day_of(now), d);
	const char *day = ahead == 0 ? tr(l, "vandaag") : ahead == -1 ? tr(l, "gisteren") : ahead == 1 ? tr(l, "morgen")
		: words_day(a, l, d, now);
	return tr_fill(a, tr(l, "{day}, {time}"), "day", day, "time", words_time(a, l, m), NULL);
}

/* {n} stands for the number in both. */
static const char *counted(struct arena *a, const struct lang *l, const char *message, long n)
{
	return tr_fill(a, message, "n", words_number(a, l, n), NULL);
}

/* A month's name alone is clear for as long as it cannot be mistaken for the same month a year later. */
enum { MONTH_IS_CLEAR_DAYS = 300 };

const char *words_ago(struct arena *a, const struct lang *l, moment m, moment now)
{
	if (!known(m))
		return "";
	if (m > now - MINUTES(2))
		return tr(l, "zojuist");
	long minutes = (long)((now - m) / MINUTES(1)), hours = minutes / 60, past = day_diff(day_of(m), day_of(now));
	if (minutes < 60)
		return counted(a, l, tr_n(l, "{n} minuut geleden", "{n} minuten geleden", minutes), minutes);
	if (hours < 24)
		return counted(a, l, tr_n(l, "{n} uur geleden", "{n} uur geleden", hours), hours);
	if (past <= 1)
		return tr(l, "gisteren");
	if (past <= 30)
		return counted(a, l, tr_n(l, "{n} dag geleden", "{n} dagen geleden", past), past);
	struct day d = day_of(m);
	if (past <= MONTH_IS_CLEAR_DAYS)
		return tr_fill(a, tr(l, "in {month}"), "month", tr(l, months_long[d.month - 1]), NULL);
	return tr_fill(a, tr(l, "in {year}"), "year", arena_int(a, d.year), NULL);
}

const char *words_due(struct arena *a, const struct lang *l, struct day d, moment now)
{
	if (!day_known(d))
		return "";
	long ahead = day_diff(day_of(now), d), late = -ahead;
	if (ahead == 0)
		return tr(l, "vandaag");
	if (ahead == 1)
		return tr(l, "morgen");
	const char *day = words_day(a, l, d, now);
	if (ahead > 1)
		return tr_fill(a, tr_n(l, "over {n} dag, {day}", "over {n} dagen, {day}", ahead), "n", words_number(a, l, ahead), "day", day, NULL);
	return tr_fill(a, tr_n(l, "{n} dag te laat, was {day}", "{n} dagen te laat, was {day}", late), "n", words_number(a, l, late),
		"day", day, NULL);
}

const char *words_since(struct arena *a, const struct lang *l, struct day d, moment now)
{
	if (!day_known(d))
		return "";
	if (d.year != day_of(now).year)
		return tr_fill(a, tr(l, "sinds {year}"), "year", arena_int(a, d.year), NULL);
	return tr_fill(a, tr(l, "sinds {day} {month}"), "day", arena_int(a, d.day), "month", tr(l, months_long[d.month - 1]), NULL);
}

const char *words_age(struct arena *a, const struct lang *l, struct day born, moment now)
{
	if (!day_known(born))
		return "";
	struct day today = day_of(now);
	int years = day_age(born, today);
	if (years >= 2)
		return arena_int(a, years);
	if (day_diff(born, today) < 0)
		return tr(l, "nog niet geboren");
	int months_old = (today.year - born.year) * 12 + today.month - born.month;
	if (day_diff(day_add_months(born, months_old), today) < 0)
		months_old--;
	if (months_old < 1)
		return tr(l, "jonger dan een maand");
	return counted(a, l, tr_n(l, "{n} maand", "{n} maanden", months_old), months_old);
}

/* The sign that stands in a sample text ("1.234", "3,5") between the first digit and the next. */
struct sign { const char *p; size_t n; };

static struct sign sign(const char *sample)
{
	return (struct sign){ sample + 1, strcspn(sample + 1, "0123456789") };
}

static const char minus[] = "−";

/* "−1.234,5": the whole, and after the comma one or two digits of `hundredths` (0: none). */
static const char *number_words(struct arena *a, const struct lang *l, bool below, unsigned long whole, unsigned hundredths)
{
	char plain[DIGITS_MOST], *end = plain + sizeof plain, *from = digits_before(end, whole, 1);
	const struct sign thousands = end - from > 3 ? sign(tr(l, "1.234")) : (struct sign){ "", 0 }, comma = hundredths ? sign(tr(l, "3,5")) : (struct sign){ "", 0 };
	char *text = arena_alloc(a, sizeof minus + (size_t)(end - from) * (1 + thousands.n) + comma.n + 2), *to = below ? stpcpy(text, minus) : text;
	for (const char *p = from; p < end; p++) {
		*to++ = *p;
		if (p + 1 < end && (end - p - 1) % 3 == 0)
			to = mempcpy(to, thousands.p, thousands.n);
	}
	to = mempcpy(to, comma.p, comma.n);
	if (hundredths)
		*to++ = (char)('0' + hundredths / 10);
	if (hundredths % 10)
		*to++ = (char)('0' + hundredths % 10);
	*to = 0;
	return text;
}

const char *words_number(struct arena *a, const struct lang *l, long n)
{
	return number_words(a, l, n < 0, n < 0 ? -(unsigned long)n : (unsigned long)n, 0);
}

const char *words_real(struct arena *a, const struct lang *l, double x)
{
	if (!(fabs(x) < 1e15))
		return "–";                                     /* no number, or none that people read */
	unsigned long hundredths = (unsigned long)lround(fabs(x) * 100);
	return number_words(a, l, x < 0 && hundredths, hundredths / 100, hundredths % 100);
}

const char *words_greeting(const struct lang *l, moment now)
{
	struct day d;
	int hour, minute;
	clock_parts(now, &d, &hour, &minute);
	return hour < 6 ? tr(l, "Goedenacht") : hour < 12 ? tr(l, "Goedemorgen") : hour < 18 ? tr(l, "Goedemiddag") : tr(l, "Goedenavond");
}
