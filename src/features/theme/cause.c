/* Whether what was found is known already, and what is kept of it: theme.h tells the rule. */
#include "../../platform/schema/schema.h"
#include "theme_entities.h"
#include "theme_inside.h"

enum { QUARTER = 13, HOUSEHOLDS_LEAST = 3, STRONGER = 2, STRONGER_BY = 5 };

/* ---- the rule ---- */

struct known { id64 id, team; const char *areas, *state; int from, to; double excess; int64_t again; };

static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = words; (p = strstr(p, word)); p += n)
		if ((p == words || p[-1] == ' ') && (!p[n] || p[n] == ' '))
			return true;
	return false;
}

static bool same_cause(const struct known *k, const struct tally *t, const struct found *f)
{
	if (f->from > k->to + QUARTER || k->from > f->to + QUARTER)
		return false;
	for (size_t i = 0; i < f->areas; i++)
		if (has_word(k->areas, t->area[f->area[i].area].code))
			return true;
	return false;
}

static bool clearly_stronger(const struct known *k, const struct found *f)
{
	double now = (double)f->observed - f->expected;
	return now >= STRONGER * k->excess && now >= k->excess + STRONGER_BY;
}

/* ---- keeping ---- */

SQL(cause_known, "SELECT t.id, t.team_id, t.areas, t.state, t.from_week, t.to_week, t.excess, t.again FROM s_theme t WHERE t.municipality_code = :municipality"
	" AND t.domain = :domain AND t.team_id = :team ORDER BY CASE t.state WHEN 'picked_up' THEN 0 WHEN 'watched' THEN 1 WHEN 'found' THEN 2 ELSE 3 END, t.id DESC");
SQL(cause_team, "SELECT w.team_id FROM s_team_area w WHERE w.area_code IN (:area, :district, :municipality)"
	" ORDER BY CASE substr(w.area_code, 1, 2) WHEN 'BU' THEN 0 WHEN 'WK' THEN 1 ELSE 2 END, w.team_id LIMIT 1");
SQL(cause_new, "INSERT INTO theme (id, team_id, municipality_code, domain, area_code, areas, from_week, to_week, observed, expected, p, weeks_between, method,"
	" households, reporters, busiest, sources, series_from, series, found_at, seen_at, state, state_at, again) VALUES (:id, :team, :municipality, :domain, :area,"
	" :areas, :from, :to, :observed, :expected, :p, :between, :method, :households, :reporters, :busiest, :sources, :series_from, :series, :now, :now, 'found',"
	" :now, 0)");
SQL(cause_renew, "UPDATE theme SET version = version + 1, area_code = :area, areas = :areas, from_week = :from, to_week = :to, observed = :observed,"
	" expected = :expected, p = :p, weeks_between = :between, method = :method, households = :households, reporters = :reporters, busiest = :busiest,"
	" sources = :sources, series_from = :series_from, series = :series, seen_at = :now WHERE id = :id");
SQL(cause_back, "UPDATE theme SET state = 'found', state_at = :now, excess = NULL, reason = NULL, explanation = NULL, explanation_word = NULL, explained_by_id = NULL,"
	" explained_at = NULL WHERE id = :id");
SQL(cause_again, "UPDATE theme SET version = version + 1, again = :again, to_week = :to, seen_at = :now WHERE id = :id");
SQL(cause_areas_gone, "DELETE FROM theme_area WHERE id IN (SELECT a.id FROM s_theme_area a WHERE a.theme_id = :theme)");
SQL(cause_area, "INSERT INTO theme_area (id, team_id, theme_id, area_code, observed, expected, households, reporters)"
	" VALUES (:id, :team, :theme, :area, :observed, :expected, :households, :reporters)");
SQL(cause_event, "INSERT INTO theme_event (id, team_id, theme_id, what, observed, expected, at) VALUES (:id, :team, :theme, :what, :observed, :expected, :now)");

struct keep { const struct tally *t; const struct finding *finding; struct keeping *said; };

static const char *area_words(const struct keep *k, const struct found *f)
{
	struct arena *a = k->t->arena;
	const char *all = NULL;
	for (size_t i = 0; i < f->areas; i++) {
		const char *code = k->t->area[f->area[i].area].code;
		all = all ? arena_printf(a, "%s %s", all, code) : code;
	}
	return all;
}

static bool is_exact(struct crowd c)
{
	return count_exact(c.n, c.households, c.reporters);
}

/* "report =6 contact 2": with "=" it may be told exactly. */
static const char *source_words(const struct keep *k, const struct found *f, const struct crowd *c, const bool *in)
{
	const char *all = "";
	for (int i = 0; i < SOURCES; i++)
		if (c->source[i])
			all = arena_printf(k->t->arena, "%s%s%s %s%lld", all, *all ? " " : "", SIGNAL_SOURCES.list[i].code,
				is_exact(tally_crowd_of(k->t, in, f->domain, i, f->from, f->to)) ? "=" : "", (long long)c->source[i]);
	return all;
}

/* A week that has settled is known by its cells alone: the same household may be in several sources, never in two areas. */
static bool settled_exact(const struct tally *t, const struct found *f, const bool *in, int week)
{
	int64_t *most = ARENA_ARRAY(t->arena, int64_t, t->areas + 1), households = 0, reporters = 0;
	for (size_t i = 0; i < t->cells; i++) {
		const struct cell *c = &t->cell[i];
		if (c->domain != f->domain || c->week != week || !in[c->area])
			continue;
		most[c->area] = c->households > most[c->area] ? c->households : most[c->area];
		reporters = c->reporters > reporters ? c->reporters : reporters;
	}
	for (size_t i = 0; i < t->areas; i++)
		households += most[i];
	return count_exact(1, households, reporters);
}

static const char *series_words(const struct keep *k, const struct found *f, const bool *in)
{
	struct buf b;
	buf_init(&b, 0);
	for (int w = 0; w < WEEKS_LOOKED; w++) {
		int week = f->series_from + w;
		bool exact = week >= k->t->open ? is_exact(tally_crowd(k->t, in, f->domain, week, week)) : settled_exact(k->t, f, in, week);
		buf_printf(&b, "%s%lld %.2f %.2f;", exact ? "=" : "", (long long)f->series[w], f->series_expected[w], f->series_limit[w]);
	}
	const char *text = arena_strndup(k->t->arena, b.p, b.n);
	buf_release(&b);
	return text;
}

static id64 team_there(struct slot *s, const struct tally *t, const char *code)
{
	struct arena *a = t->arena;
	const char *district = strlen(code) >= 8 ? arena_printf(a, "WK%.6s", code + 2) : code;
	return sql_number(s, &cause_team, WITH(p_text("area", code), p_text("district", district), p_text("municipality", t->municipality)), 0);
}

static void keep_areas(struct slot *s, const struct keep *k, const struct found *f, id64 theme, id64 team)
{
	bool *only = ARENA_ARRAY(k->t->arena, bool, k->t->areas + 1);
	sql_later(s, &cause_areas_gone, WITH(p_id("theme", theme)));
	for (size_t i = 0; i < f->areas; i++) {
		only[f->area[i].area] = true;
		struct crowd c = tally_crowd(k->t, only, f->domain, f->from, f->to);
		only[f->area[i].area] = false;
		sql_later(s, &cause_area, WITH(p_id("id", id_new()), p_id("team", team), p_id("theme", theme), p_text("area", k->t->area[f->area[i].area].code),
			p_int("observed", f->area[i].observed), p_real("expected", f->area[i].expected), p_int("households", c.households),
			p_int("reporters", c.reporters)));
	}
}

static void keep_row(struct slot *s, const struct keep *k, const struct found *f, const struct crowd *c, const bool *in, id64 theme, id64 team, bool new)
{
	struct arena *a = k->t->arena;
	const char *middle = k->t->area[f->area[0].area].code;
	sql_later(s, new ? &cause_new : &cause_renew, new
		? WITH(p_id("id", theme), p_id("team", team), p_text("municipality", k->t->municipality), p_text("domain", LIFE_DOMAINS.list[f->domain].code),
			p_text("area", middle), p_text("areas", area_words(k, f)), p_day("from", a, week_day(f->from)), p_day("to", a, week_day(f->to)),
			p_int("observed", f->observed), p_real("expected", f->expected), p_real("p", f->p), p_real("between", f->weeks_between),
			p_text("method", f->method), p_int("households", c->households), p_int("reporters", c->reporters), p_int("busiest", c->busiest),
			p_text("sources", source_words(k, f, c, in)), p_day("series_from", a, week_day(f->series_from)), p_text("series", series_words(k, f, in)),
			p_moment("now", slot_now(s)))
		: WITH(p_id("id", theme), p_text("area", middle), p_text("areas", area_words(k, f)), p_day("from", a, week_day(f->from)),
			p_day("to", a, week_day(f->to)), p_int("observed", f->observed), p_real("expected", f->expected), p_real("p", f->p),
			p_real("between", f->weeks_between), p_text("method", f->method), p_int("households", c->households), p_int("reporters", c->reporters),
			p_int("busiest", c->busiest), p_text("sources", source_words(k, f, c, in)), p_day("series_from", a, week_day(f->series_from)),
			p_text("series", series_words(k, f, in)), p_moment("now", slot_now(s))));
	keep_areas(s, k, f, theme, team);
}

static void tell(struct slot *s, const struct found *f, id64 theme, id64 team, const char *what)
{
	sql_later(s, &cause_event, WITH(p_id("id", id_new()), p_id("team", team), p_id("theme", theme), p_text("what", what), p_int("observed", f->observed),
		p_real("expected", f->expected), p_moment("now", slot_now(s))));
}

static bool find_known(struct slot *s, const struct keep *k, const struct found *f, id64 team, struct known *known)
{
	bool is = false;
	struct rows *r = sql_read(s, &cause_known, WITH(p_text("municipality", k->t->municipality), p_text("domain", LIFE_DOMAINS.list[f->domain].code),
		p_id("team", team)));
	while (!is && rows_next(r)) {
		*known = (struct known){ rows_int(r, 0), rows_int(r, 1), rows_text(r, 2), rows_text(r, 3), week_of(rows_day(r, 4)), week_of(rows_day(r, 5)),
			rows_real(r, 6), rows_int(r, 7) };
		is = same_cause(known, k->t, f);
	}
	rows_end(r);
	return is;
}

static void keep_one(struct slot *s, const struct keep *k, const struct found *f)
{
	struct known known;
	id64 team = team_there(s, k->t, k->t->area[f->area[0].area].code);
	bool *in = ARENA_ARRAY(k->t->arena, bool, k->t->areas + 1);
	for (size_t i = 0; i < f->areas; i++)
		in[f->area[i].area] = true;
	struct crowd c = tally_crowd(k->t, in, f->domain, f->from, f->to);
	if (!team || c.households < HOUSEHOLDS_LEAST)
		return;
	if (!find_known(s, k, f, team, &known)) {
		id64 id = id_new();
		keep_row(s, k, f, &c, in, id, team, true);
		tell(s, f, id, team, "found");
		k->said->made++;
	} else if (strcmp(known.state, "laid_aside")) {
		keep_row(s, k, f, &c, in, known.id, team, false);
		k->said->renewed++;
	} else if (clearly_stronger(&known, f)) {
		keep_row(s, k, f, &c, in, known.id, team, false);
		sql_later(s, &cause_back, WITH(p_id("id", known.id), p_moment("now", slot_now(s))));
		tell(s, f, known.id, team, "stronger");
		k->said->stronger++;
	} else {
		sql_later(s, &cause_again, WITH(p_id("id", known.id), p_int("again", known.again + 1), p_day("to", k->t->arena, week_day(f->to)),
			p_moment("now", slot_now(s))));
		k->said->quiet++;
	}
}

static enum change keep_all(struct slot *s, void *ctx)
{
	struct keep *k = ctx;
	*k->said = (struct keeping){ 0 };
	for (size_t i = 0; i < k->finding->n; i++)
		keep_one(s, k, &k->finding->list[i]);
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

bool causes_keep(struct db *db, struct arena *arena, moment now, const struct tally *t, const struct finding *finding, struct keeping *said, struct err *e)
{
	struct keep k = { t, finding, said };
	*said = (struct keeping){ 0 };
	return !finding->n || db_change(db, arena, NABIJ_ITSELF, now, keep_all, &k, e) == CHANGE_DURABLE;
}
