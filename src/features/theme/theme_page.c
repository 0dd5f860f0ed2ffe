/* One theme: where, since when, how sure, what is behind it, and what the team does with it. */
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/web/words.h"
#include "../initiative/initiative.h"
#include "../neighbourhood/neighbourhood.h"
#include "../signal/signal.h"
#include "series_picture.h"
#include "templates.h"
#include "theme.h"
#include "theme_entities.h"
#include "theme_screens.h"

enum { AREAS_SHOWN = 700, BEHIND_SHOWN = 60, REPORTS_SHOWN = 5, HISTORY_SHOWN = 50, WORDS_OF_REPORT = 90, BUSY_PERCENT = 50, QUIET_DAYS = 10, WATCH_DAYS_MOST = 366,
	MANY_FILES = 900, AROUND_FEWEST = 4 };

static const char *const theme_take[] = { "explanation", "explanation_word", "title", "owner_id", "next_on", "reason", NULL };
static const struct field theme_own[] = {
	{ "until", N_("Tot wanneer?"), F_DAY, .hint = N_("Die dag staat het op Vandaag") },
	{ NULL }
};
static const struct input THEME = { "theme", &THEME_ENTITY, theme_take, theme_own };

/* ---- the theme itself ---- */

SQL(theme_one, "SELECT t.id, t.team_id, t.state, t.domain, a.name, t.areas, t.from_week, t.to_week, t.observed, t.households, t.reporters, t.expected,"
	" t.weeks_between, t.p, t.method, t.busiest, t.sources, t.series_from, t.series, t.title, t.owner_id, t.next_on, t.reason, t.explanation,"
	" t.explanation_word, t.explained_by_id, t.explained_at, t.again, t.seen_at, t.municipality_code, EXISTS (SELECT 1 FROM v_own_access y LIMIT 1 OFFSET :many),"
	" EXISTS (SELECT 1 FROM v_area n WHERE n.parent_code = 'WK' || substr(t.area_code, 3, 6) AND n.kind = 'neighbourhood' LIMIT 1 OFFSET :fewest) FROM v_theme t LEFT JOIN v_area a ON a.code = t.area_code"
	" WHERE t.id = :id");

struct seen {
	struct theme_words w;
	id64 team, owner, explained_by;
	int busiest, links, partners;
	struct day links_since, partners_since;
	const char *sources, *series, *municipality;
	struct day series_from;
	bool wide;                       /* the viewer may see many files */
	bool around;                     /* the district of the one in the middle has neighbourhoods enough for a map */
};

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
	d->quiet = strcmp(d->state, "laid_aside") && day_diff(day_of(d->seen_at), rq->today) > QUIET_DAYS;
}

static bool read_theme(struct request *rq, struct theme_page *d, struct seen *s)
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

static void say_theme(struct request *rq, struct theme_page *d, const struct seen *s)
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
static void say_sources(struct request *rq, struct theme_page *d, struct seen *s)
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

/* ---- the map ---- */

/* What was heard, and around it the neighbourhoods of its districts, near enough to read their names; of its municipality where the district is small. A district
 * of which no more is known than itself lies over its neighbourhoods, and under those that were heard by their own name. What is divided since has no shape. */
#define HEARD "SELECT t.area_code, a.name, a.geometry, 1, t.observed, t.households, t.reporters FROM v_theme_area t LEFT JOIN v_area a ON a.code = t.area_code WHERE t.theme_id = :id"
#define AND_AROUND " UNION ALL SELECT a.code, a.name, a.geometry, 0, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT) FROM v_area a WHERE a.kind = 'neighbourhood' AND "
SQL(theme_map_districts, HEARD AND_AROUND "a.parent_code IN (SELECT 'WK' || substr(t.area_code, 3, 6) FROM v_theme_area t WHERE t.theme_id = :id) LIMIT :n");
SQL(theme_map_municipality, HEARD AND_AROUND "a.code >= 'BU' || substr(:municipality, 3) AND a.code < 'BU' || substr(:municipality, 3) || 'A' LIMIT :n");

/* Where it was heard, with what; then what lies around. */
struct heard { struct area_value *area; struct count_cell *cell; size_t n, around; };

static struct area_value area_of(struct request *rq, struct rows *r)
{
	const char *name = rows_text(r, 1);
	return (struct area_value){ .code = rows_text(r, 0), .name = name ? name : rq_tr(rq, N_("een buurt die is opgedeeld")), .geometry = rows_blob(r, 2) };
}

static struct count_cell cell_of(struct rows *r)
{
	struct count_cell c = { .n = rows_int(r, 4), .households = rows_int(r, 5), .reporters = rows_int(r, 6) };
	c.exact = count_exact(c.n, c.households, c.reporters);
	return c;
}

static bool heard_in(const struct heard *h, const char *code)
{
	for (size_t i = 0; i < h->n; i++)
		if (!strcmp(h->area[i].code, code))
			return true;
	return false;
}

static struct heard read_areas(struct request *rq, struct theme_page *d, const struct seen *s)
{
	struct heard h = { 0 };
	struct area_value *around = NULL;
	size_t cells = 0, n = 0;
	const struct param *with = WITH(p_text("municipality", s->municipality), p_id("id", d->id), p_int("n", AREAS_SHOWN));
	struct rows *r = sql_read(rq->slot, s->around ? &theme_map_districts : &theme_map_municipality, with);
	while (rows_next(r)) {
		struct area_value area = area_of(rq, r);
		area.known = area.marked = rows_int(r, 3);
		if (!area.marked) {
			*LIST_ADD(rq->arena, around, n) = area;
			continue;
		}
		*LIST_ADD(rq->arena, h.cell, cells) = cell_of(r);
		*LIST_ADD(rq->arena, h.area, h.n) = area;
	}
	rows_end(r);
	for (size_t i = 0, all = h.n; i < n; i++)
		if (!heard_in(&h, around[i].code)) {
			*LIST_ADD(rq->arena, h.area, all) = around[i];
			h.around++;
		}
	return h;
}

static void read_map(struct request *rq, struct theme_page *d, const struct seen *s)
{
	struct heard h = read_areas(rq, d, s);
	counts_tell(h.cell, h.n, d->exact ? &s->w.observed : NULL);
	for (size_t i = 0; i < h.n; i++) {
		h.area[i].value = count_cell_drawn(&h.cell[i]);
		h.area[i].words = count_cell_words(rq->arena, rq->lang, &h.cell[i]);
	}
	d->map.id = "map";
	d->map.title = rq_tr(rq, N_("Waar het gehoord is"));
	d->map.measure = rq_tr(rq, N_("Gehoord"));
	d->map.unknown_words = rq_tr(rq, N_("hoort er niet bij"));
	area_map_draw(rq->arena, rq->lang, h.area, h.n + h.around, &d->map);
}

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

static void read_series(struct request *rq, struct theme_page *d, const struct seen *s)
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

/* ---- what is behind it ---- */

/* And, without words, the first report of each link and partner that was new in these weeks: they come first. */
SQL(theme_reports, "SELECT r.id, r.file_id, r.number, r.what, r.at, r.domains, 0 AS new FROM v_theme_area t JOIN v_report r ON r.area_code = t.area_code"
	" AND r.at >= :from AND r.at < :until WHERE t.theme_id = :id AND r.state <> 'passed' AND r.file_id IN " MY_INBOXES
	" UNION ALL SELECT NULL, NULL, NULL, NULL, f.at, f.domains, CASE WHEN f.by_link THEN 2 ELSE 1 END FROM v_theme_first_report f WHERE f.theme_id = :id"
	" AND f.at >= :from AND f.at < :until ORDER BY 7 DESC, 5 DESC LIMIT 400");
/* Contacts that reached somebody, and worries at the first talks; of whoever may see few files, from those that are a household's own; of whoever may see
 * many, from the areas. */
#define SAID_IN(households) "SELECT g.id, g.file_id, g.name, c.domains, EXISTS (" WORRY ") FROM " households " LEFT JOIN v_contact c ON c.household_id = g.id AND c.at >= :from" \
	" AND c.at < :until AND c.reached WHERE NOT g.uncounted AND (c.domains IS NOT NULL OR EXISTS (" WORRY ")) AND "
#define WORRY "SELECT 1 FROM v_domain_note w WHERE w.household_id = g.id AND w.domain = :domain AND w.kind = 'worry' AND w.at >= :from AND w.at < :until"
SQL(theme_families_near, SAID_IN("v_own_access y CROSS JOIN v_household g") "g.file_id = y.file_id AND y.from_at <= :now AND y.until_at > :now AND g.area_code IN"
	" (SELECT t.area_code FROM v_theme_area t WHERE t.theme_id = :id) ORDER BY y.file_id LIMIT 400");
SQL(theme_families_wide, SAID_IN("v_theme_area t CROSS JOIN v_household g") "t.theme_id = :id AND g.area_code = t.area_code LIMIT 400");

static const char *first_words(struct arena *a, const char *text)
{
	const char *line = utf8_clean(a, text ? text : "", true);
	if (utf8_length(line) <= WORDS_OF_REPORT)
		return line;
	size_t n = 0;
	for (size_t letters = 0; letters < WORDS_OF_REPORT; letters++)
		do
			n++;
		while (((unsigned char)line[n] & 0xc0) == 0x80);
	return arena_printf(a, "%.*s…", (int)n, line);
}

/* They come with the latest first. */
static void new_reporter(struct seen *s, bool link, moment at)
{
	*(link ? &s->links : &s->partners) += 1;
	*(link ? &s->links_since : &s->partners_since) = day_of(at);
}

static void add_report(struct request *rq, struct theme_page *d, struct rows *r)
{
	struct theme_report *at = d->reports_n < REPORTS_SHOWN ? LIST_ADD(rq->arena, d->reports, d->reports_n) : LIST_ADD(rq->arena, d->older, d->older_n);
	*at = (struct theme_report){ rows_int(r, 0), rows_text(r, 2), first_words(rq->arena, rows_open(r, 3, "report.what")), rows_int(r, 4) };
	d->older_count = (int64_t)d->older_n;
}

static void read_reports(struct request *rq, struct theme_page *d, struct seen *s, struct rows *r)
{
	while (rows_next(r)) {
		if (!codes_have(rows_text(r, 5), s->w.domain))
			continue;
		if (rows_int(r, 6))
			new_reporter(s, rows_int(r, 6) == 2, rows_int(r, 4));
		else if (d->reports_n + d->older_n < BEHIND_SHOWN)
			add_report(rq, d, r);
	}
}

static void read_behind(struct request *rq, struct theme_page *d, struct seen *s)
{
	const struct param *with = WITH(p_id("id", d->id), p_moment("now", rq->now), p_text("domain", s->w.domain), p_moment("from", day_begin(s->w.from)),
		p_moment("until", day_begin(day_add(s->w.to, 7))));
	read_reports(rq, d, s, sql_read(rq->slot, &theme_reports, with));
	struct rows *r = sql_read(rq->slot, s->wide ? &theme_families_wide : &theme_families_near, with);
	while (rows_next(r)) {
		id64 id = rows_int(r, 0);
		if (d->families_n < BEHIND_SHOWN && (rows_bool(r, 4) || codes_have(rows_text(r, 3), s->w.domain)) && (!d->families_n || d->families[d->families_n - 1].id != id))
			*LIST_ADD(rq->arena, d->families, d->families_n) = (struct theme_page_families){ id, rows_open(r, 2, "household.name") };
	}
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
static void read_members(struct request *rq, struct theme_page *d, const struct seen *s)
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

/* ---- what may help to see another explanation ---- */

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

static void facts(struct request *rq, struct theme_page *d, const struct seen *s)
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

static struct reply show(struct request *rq)
{
	struct theme_page *d = ARENA_NEW(rq->arena, struct theme_page);
	struct seen s = { 0 };
	if (!read_theme(rq, d, &s))
		return reply_missing();
	say_theme(rq, d, &s);
	say_sources(rq, d, &s);
	read_map(rq, d, &s);
	read_series(rq, d, &s);
	read_behind(rq, d, &s);
	read_history(rq, d);
	read_members(rq, d, &s);
	read_initiatives(rq, d);
	facts(rq, d, &s);
	forms(rq, d);
	rq->page->title = d->title ? d->title : d->sentence;
	rq->page->nav = "hood";
	return reply_page(&TPL_theme_page, d);
}

/* ---- what is done with it ---- */

SQL(theme_here, "SELECT count(*) FROM v_theme t WHERE t.id = :id");

static bool is_here(struct request *rq)
{
	return sql_number(rq->slot, &theme_here, WITH(p_id("id", rq->id[0])), 0) > 0;
}

/* Somebody else was before: said plainly, on the page as it is now. */
static struct reply overtaken(struct request *rq)
{
	if (!is_here(rq))
		return reply_missing();
	field_fail(rq->in, NULL, rq_tr(rq, N_("Dit kan niet meer: kijk hieronder hoe het er nu voor staat.")));
	return reply_again();
}

static struct reply done(struct request *rq, bool fine, const char *code)
{
	return fine ? reply_go(rq, code, "/themes/%lld", (long long)rq->id[0]) : overtaken(rq);
}

static void need(struct request *rq, const char *name)
{
	const struct field_value *v = field_of(rq->in, name);
	if (!*v->text && !v->error)
		field_fail(rq->in, name, rq_tr(rq, v->field->missing));
}

static void need_day_ahead(struct request *rq, const char *name)
{
	struct day day = field_day(rq->in, name);
	if (!field_of(rq->in, name)->error && (!day_known(day) || day_diff(rq->today, day) < 1 || day_diff(rq->today, day) > WATCH_DAYS_MOST))
		field_fail(rq->in, name, rq_tr(rq, N_("Kies een dag tussen morgen en over een jaar")));
}

static struct reply wrong(struct request *rq)
{
	return is_here(rq) ? reply_again() : reply_missing();
}

static struct reply explain(struct request *rq)
{
	need(rq, "explanation");
	if (rq->in->errors)
		return wrong(rq);
	return done(rq, theme_explain(rq->slot, rq->id[0], field_text(rq->in, "explanation"), field_text(rq->in, "explanation_word")), "saved");
}

static struct reply pick_up(struct request *rq)
{
	need(rq, "title");
	need(rq, "owner_id");
	need_day_ahead(rq, "next_on");
	if (rq->in->errors)
		return wrong(rq);
	const struct theme_plan plan = { field_text(rq->in, "title"), field_id(rq->in, "owner_id"), field_day(rq->in, "next_on") };
	return done(rq, theme_pick_up(rq->slot, rq->id[0], &plan), "theme_picked_up");
}

static struct reply watch(struct request *rq)
{
	need_day_ahead(rq, "until");
	if (rq->in->errors)
		return wrong(rq);
	return done(rq, theme_watch(rq->slot, rq->id[0], field_day(rq->in, "until")), "theme_watched");
}

static struct reply lay_aside(struct request *rq)
{
	need(rq, "reason");
	if (rq->in->errors)
		return wrong(rq);
	return done(rq, theme_lay_aside(rq->slot, rq->id[0], field_text(rq->in, "reason")), "theme_aside");
}

static struct reply reopen(struct request *rq)
{
	return done(rq, theme_reopen(rq->slot, rq->id[0]), "saved");
}

const struct route THEME_ROUTES[] = {
	{ METHOD_GET, "/themes/{id}", RELATION_NONE, K_TEAM, .run = show, .input = &THEME, .summary = "One theme: where, since when, how sure, what the team does" },
	{ METHOD_POST, "/themes/{id}/explain", RELATION_NONE, K_TEAM, .run = explain, .input = &THEME, .again = show, .summary = "The other explanation of a theme" },
	{ METHOD_POST, "/themes/{id}/pick-up", RELATION_NONE, K_TEAM, .run = pick_up, .input = &THEME, .again = show,
		.summary = "Pick a theme up: a name, an owner, a next day" },
	{ METHOD_POST, "/themes/{id}/watch", RELATION_NONE, K_TEAM, .run = watch, .input = &THEME, .again = show, .summary = "Watch a theme until a day" },
	{ METHOD_POST, "/themes/{id}/lay-aside", RELATION_NONE, K_TEAM, .run = lay_aside, .input = &THEME, .again = show, .summary = "Lay a theme aside with a reason" },
	{ METHOD_POST, "/themes/{id}/reopen", RELATION_NONE, K_TEAM, .run = reopen, .input = &THEME, .again = show, .summary = "Look at a theme again" },
	{ .path = NULL }
};
