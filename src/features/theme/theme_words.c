/* A theme in words. */
#include <math.h>
#include "../../platform/web/words.h"
#include "counts.h"
#include "theme.h"
#include "theme_screens.h"

enum { QUIET_DAYS = 10 };

static const char *const numbers[] = { N_("nul"), N_("één"), N_("twee"), N_("drie"), N_("vier"), N_("vijf"), N_("zes"), N_("zeven"), N_("acht"), N_("negen"), N_("tien"),
	N_("elf"), N_("twaalf") };

static const char *number(struct request *rq, int n)
{
	return n >= 0 && n <= 12 ? rq_tr(rq, numbers[n]) : words_number(rq->arena, rq->lang, n);
}

/* One, or so many in a word. */
static const char *many(struct request *rq, int n, const char *one, const char *more)
{
	return n == 1 ? rq_tr(rq, one) : tr_fill(rq->arena, rq_tr(rq, more), "n", number(rq, n), NULL);
}

/* "De Turfhoek en twee buurten ernaast" */
static const char *where(struct request *rq, const struct theme_words *w)
{
	int others = 0;
	for (const char *p = w->areas; p && *p; p++)
		others += *p == ' ';
	const char *area = w->area ? w->area : rq_tr(rq, N_("een buurt die is opgedeeld"));
	if (!others)
		return area;
	return tr_fill(rq->arena, many(rq, others, N_("{area} en één buurt ernaast"), N_("{area} en {n} buurten ernaast")), "area", area, NULL);
}

const char *theme_expected(struct arena *arena, const struct lang *lang, double expected)
{
	return expected >= 3 ? words_number(arena, lang, lround(expected)) : words_real(arena, lang, round(expected * 10) / 10);
}

/* "14 in zes weken waar er 5 te verwachten waren" */
static const char *how_much(struct request *rq, const struct theme_words *w)
{
	const char *weeks = many(rq, day_diff(w->from, w->to) / 7 + 1, N_("één week"), N_("{n} weken"));
	bool exact = count_exact(w->observed, w->households, w->reporters);
	const char *message = !exact ? N_("enkele in {weeks}, meer dan te verwachten was") : lround(w->expected) == 1
		? N_("{n} in {weeks} waar er {expected} te verwachten was") : N_("{n} in {weeks} waar er {expected} te verwachten waren");
	return tr_fill(rq->arena, rq_tr(rq, message), "n", words_number(rq->arena, rq->lang, (long)w->observed), "weeks", weeks, "expected", theme_expected(rq->arena, rq->lang, w->expected), NULL);
}

static const char *capital(struct request *rq, const char *text)
{
	char *s = arena_strdup(rq->arena, text);
	if (s[0] >= 'a' && s[0] <= 'z')
		s[0] = (char)(s[0] - 'a' + 'A');
	return s;
}

const char *theme_sentence(struct request *rq, const struct theme_words *w)
{
	const char *domain = capital(rq, rq_tr(rq, code_label(&LIFE_DOMAINS, w->domain)));
	return arena_printf(rq->arena, "%s, %s: %s", domain, where(rq, w), how_much(rq, w));
}

enum { YEAR = 52 };

const char *theme_how_sure(struct request *rq, double weeks)
{
	return rq_tr(rq, weeks >= 10 * YEAR ? N_("Zo goed als zeker geen toeval") : weeks >= 3 * YEAR ? N_("Vrijwel zeker geen toeval") : N_("Waarschijnlijk geen toeval"));
}

const char *theme_how_rare(struct request *rq, double weeks)
{
	int years = (int)lround(weeks / YEAR);
	if (weeks > 100 * YEAR)
		return rq_tr(rq, N_("minder dan eens in de 100 jaar"));
	return years <= 1 ? rq_tr(rq, N_("ongeveer eens per jaar")) : tr_fill(rq->arena, rq_tr(rq, N_("eens in de {n} jaar")), "n",
		words_number(rq->arena, rq->lang, years), NULL);
}

bool theme_quiet(const struct request *rq, moment seen_at)
{
	return day_diff(day_of(seen_at), rq->today) > QUIET_DAYS;
}
