/* What may help to see another explanation of a theme: one busy reporter, a new link or organisation, the season. */
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "templates.h"
#include "theme_page.h"

enum { BUSY_PERCENT = 50 };

static void fact(struct request *rq, struct theme_page *d, const char *text)
{
	LIST_ADD(rq->arena, d->facts, d->facts_n)->text = text;
}

/* Weeks of the year in which life goes otherwise, over the regions taken together. */
static const struct { int from, to; const char *name; } seasons[] = {
	{ 217, 308, N_("de voorjaarsvakantie") }, { 425, 508, N_("de meivakantie") }, { 704, 905, N_("de zomervakantie") }, { 905, 920, N_("het begin van het schooljaar") },
	{ 1010, 1028, N_("de herfstvakantie") }, { 1120, 1206, N_("de tijd voor Sinterklaas") }, { 1220, 105, N_("de kerstvakantie") },
};

static bool falls_in(const struct theme_page *d, int year, int from, int to)
{
	struct day first = { year, from / 100, from % 100 }, last = { year + (to < from), to / 100, to % 100 };
	return day_diff(first, day_add(d->to, 6)) >= 0 && day_diff(d->from, last) >= 0;
}

static void season(struct request *rq, struct theme_page *d)
{
	for (size_t i = 0; i < sizeof seasons / sizeof *seasons; i++)
		for (int year = d->from.year - 1; year <= d->to.year; year++) {
			if (!falls_in(d, year, seasons[i].from, seasons[i].to))
				continue;
			fact(rq, d, tr_fill(rq->arena, rq_tr(rq, N_("In deze weken viel {what}.")), "what", rq_tr(rq, seasons[i].name), NULL));
			break;
		}
}

/* Since when, as a week: and not when the counts are too few to be told. */
static void new_here(struct request *rq, struct theme_page *d, int n, struct day since, const char *words)
{
	if (!n)
		return;
	struct day week = day_add(since, 1 - day_weekday(since));
	fact(rq, d, tr_fill(rq->arena, words, "n", words_number(rq->arena, rq->lang, n), "day", words_day(rq->arena, rq->lang, week, rq->now), NULL));
}

void theme_say_facts(struct request *rq, struct theme_page *d, const struct theme_seen *s)
{
	if (d->exact && s->busiest > 0)
		fact(rq, d, tr_fill(rq->arena, rq_tr(rq, s->busiest > BUSY_PERCENT ? N_("Van de meldingen kwam {n}% van één melder: vraag of die meer meldt dan anders.")
			: N_("Van de meldingen kwam hoogstens {n}% van één melder.")), "n", words_number(rq->arena, rq->lang, s->busiest), NULL));
	new_here(rq, d, s->links, s->links_since, !d->exact ? rq_tr(rq, N_("In deze weken kwam hier een nieuwe vaste link om te melden bij."))
		: tr_n(rq->lang, "Er kwam hier {n} nieuwe vaste link om te melden bij. De eerste melding daarover was in de week van {day}.",
			"Er kwamen hier {n} nieuwe vaste links om te melden bij. De eerste melding daarover was in de week van {day}.", s->links));
	new_here(rq, d, s->partners, s->partners_since, !d->exact ? rq_tr(rq, N_("In deze weken meldde hier een organisatie voor het eerst."))
		: tr_n(rq->lang, "{n} organisatie meldde hier voor het eerst, in de week van {day}.",
			"{n} organisaties meldden hier voor het eerst, de eerste in de week van {day}.", s->partners));
	season(rq, d);
}
