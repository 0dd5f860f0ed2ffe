/* The terms: what applies, why, since when; setting one. A manager for all teams, a coordinator for the own one. */
#include "settings_screens.h"
#include <string.h>
#include "../../platform/base/list.h"
#include "templates.h"
#include "terms.h"

SQL(terms_in_force, "SELECT code, team_id, days, second_days, reason, from_at FROM v_rule WHERE (team_id = :team OR team_id IS NULL)"
	" AND from_at <= :now AND until_at > :now ORDER BY code, team_id NULLS LAST");
SQL(term_history, "SELECT r.team_id, r.days, r.second_days, r.reason, r.from_at, r.until_at FROM v_rule r WHERE r.code = :code"
	" AND (r.team_id = :team OR r.team_id IS NULL) ORDER BY r.from_at DESC, r.id DESC LIMIT 50");

/* A manager sets what holds for all (team 0). */
static id64 team_of(const struct request *rq)
{
	return rq->viewer.kind == K_COORDINATOR ? rq->viewer.team : 0;
}

static void page_is(struct request *rq, const char *title)
{
	rq->page->title = title;
	rq->page->nav = rq->viewer.kind == K_COORDINATOR ? "caseload" : "settings";
}

static const char *counted(const struct lang *l, enum term_unit unit, int64_t n)
{
	switch (unit) {
	case TERM_HOURS: return tr_n(l, "{n} uur", "{n} uur", (long)n);
	case TERM_YEARS: return tr_n(l, "{n} jaar", "{n} jaar", (long)n);
	default: return tr_n(l, "{n} dag", "{n} dagen", (long)n);
	}
}

static const char *in_words(struct request *rq, const struct term *t, int64_t n)
{
	if (!n && t->unit == TERM_DAYS)
		return rq_tr(rq, N_("op de dag zelf"));
	return tr_fill(rq->arena, counted(rq->lang, t->unit, n), "n", arena_int(rq->arena, n), NULL);
}

/* ---- the list ---- */

static struct settings_terms_groups *group(struct request *rq, struct settings_terms *d, const struct term *t, size_t i)
{
	bool first_other = t->unit != TERM_DAYS || !strcmp(t->code, "handover_access") || !strcmp(t->code, "close_access");
	bool kept = !strncmp(t->code, "keep_", strlen("keep_"));
	const char *title = rq_tr(rq, t->fixed ? N_("Wat de wet bepaalt") : kept ? N_("Hoe lang iets bewaard blijft") : first_other ? N_("Toegang") : N_("Wanneer iets aandacht vraagt"));
	if (!i || strcmp(d->groups[d->groups_n - 1].title, title)) {
		struct settings_terms_groups *g = LIST_ADD(rq->arena, d->groups, d->groups_n);
		*g = (struct settings_terms_groups){ .title = title };
	}
	return &d->groups[d->groups_n - 1];
}

struct in_force { const char *code, *reason; id64 team; int64_t days, second; moment from; };

static const struct in_force *row_of(const struct in_force *list, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)              /* the team's own stands before the general one */
		if (!strcmp(list[i].code, code))
			return &list[i];
	return NULL;
}

static struct in_force *read_in_force(struct request *rq, size_t *n)
{
	struct in_force *list = NULL;
	struct rows *r = sql_read(rq->slot, &terms_in_force, WITH(p_id("team", team_of(rq)), p_moment("now", rq->now)));
	*n = 0;
	while (rows_next(r))
		*LIST_ADD(rq->arena, list, *n) = (struct in_force){ .code = rows_text(r, 0), .team = rows_int(r, 1), .days = rows_int(r, 2),
			.second = rows_int(r, 3), .reason = rows_text(r, 4), .from = rows_int(r, 5) };
	return list;
}

static struct reply terms_page(struct request *rq)
{
	struct settings_terms *d = ARENA_NEW(rq->arena, struct settings_terms);
	size_t n;
	const struct term *t;
	const struct in_force *list = read_in_force(rq, &n);
	for (size_t i = 0; (t = term_at(i)); i++) {
		const struct in_force *row = row_of(list, n, t->code);
		struct settings_terms_groups *g = group(rq, d, t, i);
		int64_t days = row ? row->days : t->days, second = row ? row->second : t->second_days;
		*LIST_ADD(rq->arena, g->terms, g->terms_n) = (struct settings_terms_groups_terms){ .code = t->code, .name = rq_tr(rq, t->name), .days = days,
			.second_days = second, .words = in_words(rq, t, days), .second_words = t->escalates ? in_words(rq, t, second) : NULL,
			.source = t->source, .reason = row ? row->reason : NULL, .own = row != NULL, .since = row ? row->from : 0,
			.may = !t->fixed && !(team_of(rq) && t->general) };
	}
	d->team = team_of(rq) != 0;
	d->team_name = d->team ? rq->page->team : NULL;
	page_is(rq, rq_tr(rq, N_("Termijnen")));
	return reply_page(&TPL_settings_terms, d);
}

/* ---- one ---- */

static const struct field form_fields[] = {
	{ "days", N_("Termijn"), F_INT, .least = 0, .most = 400, .required = true, .missing = N_("Vul een getal in") },
	{ "second_days", N_("Na nog eens zoveel dagen ook bij de coördinator"), F_INT, .least = 0, .most = 400 },
	{ "reason", N_("Waarom deze termijn?"), F_LONG, .max = 300, .required = true, .missing = N_("Schrijf in een zin waarom"),
		.hint = N_("Het staat bij de termijn, voor wie er na jou komt") },
	{ NULL }
};
static const struct input TERM_FORM = { .name = "settings_term", .own = form_fields };

static void read_history(struct request *rq, struct settings_term *d, const struct term *t)
{
	struct rows *r = sql_read(rq->slot, &term_history, WITH(p_text("code", t->code), p_id("team", team_of(rq))));
	while (rows_next(r)) {
		struct settings_term_history *h = LIST_ADD(rq->arena, d->history, d->history_n);
		*h = (struct settings_term_history){ .general = rows_null(r, 0), .words = in_words(rq, t, rows_int(r, 1)),
			.second_words = t->escalates ? in_words(rq, t, rows_int(r, 2)) : NULL, .reason = rows_text(r, 3), .from = rows_int(r, 4),
			.until = rows_int(r, 5) <= rq->now ? rows_int(r, 5) : 0 };
		if (!h->until && h->general == !team_of(rq))
			d->own = true;
	}
}

static const char *unit_label(struct request *rq, const struct term *t)
{
	return rq_tr(rq, t->unit == TERM_HOURS ? N_("Aantal uren") : t->unit == TERM_YEARS ? N_("Aantal jaren") : N_("Aantal dagen"));
}

static struct reply term_page(struct request *rq)
{
	const struct term *t = term_find(rq->word[0]);
	struct settings_term *d = ARENA_NEW(rq->arena, struct settings_term);
	size_t n;
	if (!t || !term_may(rq->slot, t->code, team_of(rq)))
		return reply_missing();
	const struct in_force *list = read_in_force(rq, &n), *row = row_of(list, n, t->code);
	*d = (struct settings_term){ .code = t->code, .name = rq_tr(rq, t->name), .source = t->source, .escalates = t->escalates,
		.standard = in_words(rq, t, t->days), .most = t->most ? in_words(rq, t, t->most) : NULL };
	read_history(rq, d, t);
	field_of(rq->in, "days")->label = unit_label(rq, t);
	field_start(rq->in, "days", arena_int(rq->arena, row ? row->days : t->days));
	field_start(rq->in, "second_days", arena_int(rq->arena, row ? row->second : t->second_days));
	page_is(rq, d->name);
	return reply_page(&TPL_settings_term, d);
}

static struct reply term_save(struct request *rq)
{
	const struct term *t = term_find(rq->word[0]);
	if (!t || !term_may(rq->slot, t->code, team_of(rq)))
		return reply_missing();
	if (t->most && field_int(rq->in, "days", 0) > t->most) {
		field_fail(rq->in, "days", tr_fill(rq->arena, rq_tr(rq, N_("Hoogstens {most}: langer mag niet")), "most", in_words(rq, t, t->most), NULL));
		return reply_again();
	}
	if (!term_set(rq->slot, t->code, team_of(rq), (int)field_int(rq->in, "days", 0), (int)field_int(rq->in, "second_days", t->second_days),
			field_text(rq->in, "reason")))
		return reply_missing();
	return reply_go(rq, "term_set", "/settings/terms");
}

static struct reply term_back(struct request *rq)
{
	const struct term *t = term_find(rq->word[0]);
	if (!t || !term_reset(rq->slot, t->code, team_of(rq)))
		return reply_missing();
	return reply_go(rq, "term_set", "/settings/terms");
}

#define WHO K_MANAGER | K_COORDINATOR
const struct route TERM_ROUTES[] = {
	{ METHOD_GET, "/settings/terms", RELATION_NONE, WHO, .run = terms_page, .summary = "All terms: what applies, since when and why" },
	{ METHOD_GET, "/settings/terms/{code}", RELATION_NONE, WHO, .run = term_page, .input = &TERM_FORM, .summary = "One term and its history" },
	{ METHOD_POST, "/settings/terms/{code}", RELATION_NONE, WHO, .run = term_save, .input = &TERM_FORM, .again = term_page,
		.summary = "Set a term from now on: the manager for all, a coordinator for the own team" },
	{ METHOD_POST, "/settings/terms/{code}/reset", RELATION_NONE, WHO, .run = term_back, .summary = "Back to the term that applied without one's own" },
	{ .path = NULL }
};
