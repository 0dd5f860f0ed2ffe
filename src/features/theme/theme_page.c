/* One theme: where, since when, how sure, who did what with it and what came of it. */
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "../initiative/initiative.h"
#include "series_picture.h"
#include "templates.h"
#include "theme.h"
#include "theme_entities.h"
#include "theme_page.h"

enum { HISTORY_SHOWN = 50, MANY_FILES = 900, AROUND_FEWEST = 4 };

/* ---- the theme itself ---- */

SQL(theme_one, "SELECT t.id, t.team_id, t.state, t.domain, a.name, t.areas, t.from_week, t.to_week, t.observed, t.households, t.reporters, t.expected,"
	" t.weeks_between, t.p, t.method, t.busiest, t.sources, t.series_from, t.series, t.title, t.owner_id, t.next_on, t.reason, t.explanation,"
	" t.explanation_word, t.explained_by_id, t.explained_at, t.again, t.seen_at, t.municipality_code, EXISTS (SELECT 1 FROM v_own_access y LIMIT 1 OFFSET :many),"
	" EXISTS (SELECT 1 FROM v_area n WHERE n.parent_code = 'WK' || substr(t.area_code, 3, 6) AND n.kind = 'neighbourhood' LIMIT 1 OFFSET :fewest) FROM v_theme t LEFT JOIN v_area a ON a.code = t.area_code"
	" WHERE t.id = :id");

static void read_state(struct request *rq, struct theme_page *d, struct rows *r)
{
	d->state = rows_text(r, 2);
	d->state_words = rq_tr(rq, code_label(&THEME_STATES, d->state));
	d->title = rows_text(r, 19);
	d->next_on = rows_day(r, 21);
	d->reason = rows_text(r, 22);
	const char *explanation = rows_text(r, 23);
	d->explanation = explanation ? rq_tr(rq, code_label(&OTHER_EXPLANATIONS, explanation)) : NULL;
	d->explanation_word = rows_text(r, 24);
	d->explained_at = rows_int(r, 26);
	d->explained = d->explained_at != 0;
	d->again = rows_int(r, 27);
	d->seen_at = rows_int(r, 28);
	d->late = day_known(d->next_on) && day_diff(d->next_on, rq->today) > 0;
	d->quiet = strcmp(d->state, "laid_aside") && theme_quiet(rq, d->seen_at);
}

static bool read_theme(struct request *rq, struct theme_page *d, struct theme_seen *s)
{
	struct rows *r = sql_read(rq->slot, &theme_one, WITH(p_id("id", rq->id[0]), p_int("many", MANY_FILES), p_int("fewest", AROUND_FEWEST - 1)));
	if (!rows_next(r))
		return false;
	s->w = (struct theme_words){ rows_text(r, 3), rows_text(r, 4), rows_text(r, 5), rows_day(r, 6), rows_day(r, 7), rows_int(r, 8), rows_int(r, 9),
		rows_int(r, 10), rows_real(r, 11), rows_real(r, 12) };
	d->id = rows_int(r, 0);
	s->team = rows_int(r, 1);
	d->p = rows_real(r, 13);
	d->method = rq_tr(rq, code_label(&THEME_METHODS, rows_text(r, 14)));
	s->busiest = (int)rows_int(r, 15);
	s->sources = rows_text(r, 16);
	s->series_from = rows_day(r, 17);
	s->series = rows_text(r, 18);
	s->owner = rows_int(r, 20);
	s->explained_by = rows_int(r, 25);
	s->municipality = rows_text(r, 29);
	s->wide = rows_bool(r, 30);
	s->around = rows_bool(r, 31);
	read_state(rq, d, r);
	rows_end(r);
	return true;
}

static void say_theme(struct request *rq, struct theme_page *d, const struct theme_seen *s)
{
	const struct theme_words *w = &s->w;
	d->sentence = theme_sentence(rq, w);
	d->domain = w->domain;
	d->from = w->from;
	d->to = w->to;
	d->sure = theme_how_sure(rq, w->weeks_between);
	d->rare = theme_how_rare(rq, w->weeks_between);
	d->p_words = d->p < 0.001 ? rq_tr(rq, N_("minder dan 1 op 1.000")) : tr_fill(rq->arena, rq_tr(rq, N_("{n} op 1.000")), "n",
		words_real(rq->arena, rq->lang, d->p * 1000), NULL);
	d->exact = count_exact(w->observed, w->households, w->reporters);
	d->count = count_words(rq->arena, rq->lang, w->observed, w->households, w->reporters);
	d->expected = w->expected;
	d->households = d->exact ? w->households : 0;
	d->reporters = d->exact ? w->reporters : 0;
}

/* Of what may not be told how many there were, not even that it were a few. */
static const char *untold_words(struct request *rq, const char *source)
{
	return rq_tr(rq, !strcmp(source, "report") ? N_("ook meldingen") : !strcmp(source, "contact") ? N_("ook contacten")
		: !strcmp(source, "worry") ? N_("ook zorgen bij het kennismaken") : N_("ook vragen aan de balie"));
}

/* "12 meldingen", "10–14 meldingen", "enkele meldingen", "ook meldingen" */
static const char *source_words(struct request *rq, const char *source, const struct count_cell *c)
{
	if (c->told == COUNT_UNTOLD)
		return untold_words(rq, source);
	long count = c->told == COUNT_EXACT ? (long)c->n : 2;
	const char *words = !strcmp(source, "report") ? tr_n(rq->lang, "{n} melding", "{n} meldingen", count)
		: !strcmp(source, "contact") ? tr_n(rq->lang, "{n} contact", "{n} contacten", count)
		: !strcmp(source, "worry") ? tr_n(rq->lang, "{n} zorg bij het kennismaken", "{n} zorgen bij het kennismaken", count)
		: tr_n(rq->lang, "{n} vraag aan de balie", "{n} vragen aan de balie", count);
	return tr_fill(rq->arena, words, "n", count_cell_words(rq->arena, rq->lang, c), NULL);
}

enum { SOURCES_MOST = 8 };

/* "report =6 contact 2" */
static void say_sources(struct request *rq, struct theme_page *d, struct theme_seen *s)
{
	struct count_cell cells[SOURCES_MOST] = { { 0 } };
	const char *source[SOURCES_MOST];
	size_t n = 0;
	int64_t all = 0;
	for (const char *p = s->sources; d->exact && *p && n < SOURCES_MOST; n++) {
		size_t length = strcspn(p, " ");
		source[n] = arena_strndup(rq->arena, p, length);
		p += length + strspn(p + length, " ");
		cells[n].exact = *p == '=';
		cells[n].n = strtoll(p + cells[n].exact, NULL, 10);
		all += cells[n].n;
		p += strcspn(p, " ");
		p += strspn(p, " ");
	}
	counts_tell(cells, n, &all);
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(source[i], "report") && cells[i].told != COUNT_EXACT)
			s->busiest = 0;                 /* a share of them would tell how many */
		if (code_label(&SIGNAL_SOURCES, source[i]))
			LIST_ADD(rq->arena, d->sources, d->sources_n)->words = source_words(rq, source[i], &cells[i]);
	}
}
/* ---- its weeks ---- */

/* Those of the theme stand beside its total, the others by themselves. */
static void tell_weeks(struct request *rq, struct series_week *weeks, size_t n, int64_t total)
{
	struct count_cell *in = ARENA_ARRAY(rq->arena, struct count_cell, n + 1);
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (weeks[i].in_theme)
			in[k++] = weeks[i].heard;
		else
			counts_tell(&weeks[i].heard, 1, NULL);
	counts_tell(in, k, &total);
	for (size_t i = k = 0; i < n; i++)
		if (weeks[i].in_theme)
			weeks[i].heard = in[k++];
}

static void read_series(struct request *rq, struct theme_page *d, const struct theme_seen *s)
{
	struct series_week *weeks;
	size_t n = theme_series_read(rq->arena, s->series, s->series_from, s->w.from, s->w.to, &weeks);
	if (!d->exact)
		return;
	tell_weeks(rq, weeks, n, s->w.observed);
	theme_series_draw(rq, weeks, n, &d->chart);
	for (size_t i = 0; i < n; i++)
		*LIST_ADD(rq->arena, d->weeks, d->weeks_n) = (struct theme_page_weeks){ weeks[i].week, weeks[i].words, count_cell_words(rq->arena, rq->lang, &weeks[i].heard),
			weeks[i].expected, weeks[i].limit, weeks[i].in_theme };
}

/* ---- who did what ---- */

SQL(theme_history, "SELECT p.id, p.file_id, p.name, e.what, e.word, e.on_day, e.at FROM v_theme_event e LEFT JOIN v_account p ON p.id = e.account_id"
	" WHERE e.theme_id = :id ORDER BY e.at DESC, e.id DESC LIMIT :n");
SQL(theme_members, "SELECT p.id, p.file_id, p.name FROM v_team_member m JOIN v_account p ON p.id = m.account_id WHERE m.team_id = :team AND m.from_at <= :now"
	" AND m.until_at > :now AND p.until_at > :now ORDER BY p.id");

static void read_history(struct request *rq, struct theme_page *d)
{
	struct rows *r = sql_read(rq->slot, &theme_history, WITH(p_id("id", d->id), p_int("n", HISTORY_SHOWN)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->history, d->history_n) = (struct theme_page_history){ rows_null(r, 2) ? NULL : rows_open(r, 2, "account.name"),
			rq_tr(rq, code_label(&THEME_EVENTS, rows_text(r, 3))), rows_text(r, 4), rows_day(r, 5), rows_int(r, 6) };
}

/* Who has it, who explained it, and to whom it can be given: nobody yet, of one that is new. */
static void read_members(struct request *rq, struct theme_page *d, const struct theme_seen *s)
{
	struct choice *choices = NULL;
	size_t n = 0;
	if (!d->explained && !s->owner)
		return;
	struct rows *r = sql_read(rq->slot, &theme_members, WITH(p_id("team", s->team), p_moment("now", rq->now)));
	while (rows_next(r)) {
		id64 id = rows_int(r, 0);
		const char *name = rows_open(r, 2, "account.name");
		*LIST_ADD(rq->arena, choices, n) = (struct choice){ id_text(rq->arena, id), name };
		if (id == s->owner)
			d->owner = name;
		if (id == s->explained_by)
			d->explained_by = name;
	}
	d->owner_gone = s->owner && !d->owner;
	if (!d->explained_by)
		d->explained_by = rq_tr(rq, N_("iemand die hier niet meer werkt"));
	field_choices(rq->in, "owner_id", choices, n);
	field_start(rq->in, "owner_id", id_text(rq->arena, d->owner ? s->owner : rq->viewer.account));
}

/* ---- what came of it ---- */

static void read_initiatives(struct request *rq, struct theme_page *d)
{
	struct initiative_about *list = NULL;
	size_t n = initiatives_of_theme(rq, d->id, &list);
	for (size_t i = 0; i < n; i++)
		*LIST_ADD(rq->arena, d->initiatives, d->initiatives_n) = (struct theme_page_initiatives){ list[i].id, list[i].title, list[i].phase, list[i].phase_label };
}

/* ---- the page ---- */

static void forms(struct request *rq, struct theme_page *d)
{
	const char *last = rq->http->method == METHOD_POST ? strrchr(rq->http->path, '/') + 1 : "";
	bool aside = !strcmp(d->state, "laid_aside");
	d->open = last;
	d->can_explain = !aside;
	d->can_pick = !aside && d->explained;
	field_of(rq->in, "explanation_word")->hint = rq_tr(rq, N_("Zonder namen van mensen"));
	if (d->title)
		field_start(rq->in, "title", d->title);
	if (!strcmp(d->state, "picked_up") && day_known(d->next_on))
		field_start_day(rq->in, "next_on", d->next_on);
}

struct reply theme_show(struct request *rq)
{
	struct theme_page *d = ARENA_NEW(rq->arena, struct theme_page);
	struct theme_seen s = { 0 };
	if (!read_theme(rq, d, &s))
		return reply_missing();
	say_theme(rq, d, &s);
	say_sources(rq, d, &s);
	theme_read_map(rq, d, &s);
	read_series(rq, d, &s);
	theme_read_behind(rq, d, &s);
	read_history(rq, d);
	read_members(rq, d, &s);
	read_initiatives(rq, d);
	theme_say_facts(rq, d, &s);
	forms(rq, d);
	rq->page->title = d->title ? d->title : d->sentence;
	rq->page->nav = "hood";
	return reply_page(&TPL_theme_page, d);
}
