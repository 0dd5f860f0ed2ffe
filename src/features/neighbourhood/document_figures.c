#include "document_figures.h"
#include "../initiative/initiative_entities.h"
#include "../monitor/publish.h"
#include "../theme/theme.h"
#include "../theme/theme_entities.h"
#include "../../platform/web/words.h"
#include "problems.h"
#include "problems_entities.h"

/* An area and all that lies in it, by the codes of CBS. */
#define WITHIN(column) column " IN (SELECT :area UNION SELECT b.code FROM v_area b WHERE b.parent_code = :area UNION SELECT b.code FROM v_area b" \
	" WHERE b.municipality_code = :area)"

/* ---- key figures ---- */

SQL(document_key_figures, "SELECT f.area_code, f.name, f.value, f.hidden, (SELECT m.name FROM v_area m WHERE m.code = :municipality) FROM v_figure f"
	" WHERE f.area_code IN (:area, :municipality) AND f.name IN ('inwoners', 'huishoudens', 'inwoners0tot15', 'inwoners65plus', 'koopwoningen',"
	" 'inkomenPerInwoner')");

static const struct { const char *name, *label, *unit; } key_figures[] = {
	{ "inwoners", N_("Inwoners"), NULL }, { "huishoudens", N_("Huishoudens"), NULL }, { "inwoners0tot15", N_("Kinderen tot 15 jaar"), NULL },
	{ "inwoners65plus", N_("Mensen van 65 en ouder"), NULL }, { "koopwoningen", N_("Koopwoningen"), "%" },
	{ "inkomenPerInwoner", N_("Inkomen per inwoner, × € 1.000"), NULL },
};

static const char *figure_cell(const struct figures_of *of, struct rows *r, size_t which)
{
	if (rows_bool(r, 3) || rows_null(r, 2))
		return tr(of->lang, N_("verborgen"));
	const char *unit = key_figures[which].unit;
	double value = rows_real(r, 2);
	const char *words = value >= 1000 ? words_number(of->arena, of->lang, (long)value) : words_real(of->arena, of->lang, value);
	return unit ? arena_printf(of->arena, "%s%s", words, unit) : words;
}

static struct snapshot *cbs(const struct figures_of *of, bool out)
{
	enum { N = sizeof key_figures / sizeof *key_figures };
	const char *cell[N][2] = { { NULL } }, *municipality = arena_printf(of->arena, "GM%.4s", strlen(of->area) > 6 ? of->area + 2 : ""), *beside = NULL;
	struct snapshot *s = snapshot_new(of->arena, "key_figures", tr_fill(of->arena, tr(of->lang, N_("{area} in cijfers")), "area", of->area_name, NULL),
		tr(of->lang, N_("Volgens het CBS")), day_of(of->now));
	(void)out;                               /* CBS published them */
	struct rows *r = sql_read(of->slot, &document_key_figures, WITH(p_text("area", of->area), p_text("municipality", municipality)));
	while (rows_next(r)) {
		bool own = !strcmp(rows_text(r, 0), of->area);
		beside = rows_text(r, 4);
		for (size_t i = 0; i < N; i++)
			if (!strcmp(key_figures[i].name, rows_text(r, 1)))
				cell[i][!own] = figure_cell(of, r, i);
	}
	bool two = beside && strcmp(municipality, of->area);
	const char *columns[] = { of->area_name, beside };
	snapshot_columns(of->arena, s, columns, two ? 2 : 1);
	for (size_t i = 0; i < N; i++) {
		if (!cell[i][0])
			continue;
		struct snapshot_row *row = snapshot_add(of->arena, s, tr(of->lang, key_figures[i].label));
		row->cells[0] = cell[i][0];
		if (two)
			row->cells[1] = cell[i][1] ? cell[i][1] : tr(of->lang, N_("onbekend"));
	}
	return s;
}

/* ---- problems ---- */

SQL(document_problems, "SELECT p.title, p.to_whom, p.state, p.households, p.decision, p.answer_by, p.happens_by FROM v_raised_problem p WHERE p.team_id = :team AND "
	WITHIN("p.area_code") " ORDER BY p.at DESC LIMIT 20");

static const char *stands(const struct figures_of *of, struct rows *r)
{
	if (strcmp(rows_text(r, 2), "open"))
		return rows_null(r, 4) ? tr(of->lang, code_label(&PROBLEM_STATES, rows_text(r, 2))) : tr(of->lang, code_label(&PROBLEM_DECISIONS, rows_text(r, 4)));
	return tr_fill(of->arena, tr(of->lang, N_("antwoord vóór {day}")), "day", words_day(of->arena, of->lang, rows_day(r, 5), of->now), NULL);
}

static struct snapshot *problems(const struct figures_of *of, bool out)
{
	struct snapshot *s = snapshot_new(of->arena, "problems", tr(of->lang, N_("Wat we aankaartten")), tr(of->lang, N_("Probleem")), day_of(of->now));
	const char *columns[] = { tr(of->lang, N_("Bij wie")), tr(of->lang, N_("Voor hoeveel")), tr(of->lang, N_("Hoe het staat")) };
	snapshot_columns(of->arena, s, columns, 3);
	struct rows *r = sql_read(of->slot, &document_problems, WITH(p_id("team", of->team), p_text("area", of->area)));
	while (rows_next(r)) {
		if (out && strcmp(rows_text(r, 1), "municipality"))
			continue;                        /* what one's own management is asked is no business of the municipality's */
		struct snapshot_row *row = snapshot_add(of->arena, s, rows_text(r, 0));
		const char *many = rows_null(r, 3) ? NULL : published_words(of->arena, of->lang, rows_int(r, 3));
		row->cells[0] = tr(of->lang, code_label(&PROBLEM_TO, rows_text(r, 1)));
		row->cells[1] = many ? many : tr(of->lang, N_("niet gezegd"));
		row->cells[2] = stands(of, r);
	}
	return s;
}

/* ---- what was heard ---- */

/* Inside: the last thirteen weeks, as the team reads them elsewhere. Households live in one area, reporters may report about several: of these the most. */
SQL(document_heard, "SELECT h.domain, CAST(sum(h.n) AS BIGINT), CAST(sum(h.households) AS BIGINT), max(h.reporters) FROM v_heard h WHERE " WITHIN("h.area_code") " GROUP BY h.domain");
/* Outside: the last quarter that is over. */
SQL(document_heard_out, "SELECT c.domain, CAST(sum(c.n) AS BIGINT) FROM v_signal_count c WHERE " WITHIN("c.area_code") " AND c.week >= :from AND c.week < :until GROUP BY c.domain");

enum { DOMAINS = 7 };

struct heard { int64_t n, households, reporters; };

static size_t domain_at(const char *code)
{
	size_t i = 0;
	while (i < DOMAINS && strcmp(LIFE_DOMAINS.list[i].code, code))
		i++;
	return i;
}

static void read_heard(const struct figures_of *of, struct sql *sql, const struct param *with, bool whole, struct heard *heard)
{
	struct rows *r = sql_read(of->slot, sql, with);
	while (rows_next(r)) {
		size_t i = domain_at(rows_text(r, 0));
		if (i < DOMAINS)
			heard[i] = (struct heard){ rows_int(r, 1), whole ? rows_int(r, 2) : 0, whole ? rows_int(r, 3) : 0 };
	}
}

static void heard_row(const struct figures_of *of, struct snapshot *s, size_t domain, const char *words, bool exact, int64_t n)
{
	struct snapshot_row *row = snapshot_add(of->arena, s, tr(of->lang, LIFE_DOMAINS.list[domain].label));
	row->cells[0] = words;
	row->drawn = exact ? n > 0 : true;
	row->hidden = !exact;
	row->value = exact ? (double)n : 0;
}

static struct snapshot *signals(const struct figures_of *of, bool out)
{
	struct heard heard[DOMAINS] = { { 0 } };
	struct published shown[DOMAINS + 1];
	int64_t count[DOMAINS];
	int quarter = quarter_published(day_of(of->now));
	struct snapshot *s = snapshot_new(of->arena, "signals", tr(of->lang, N_("Wat er gehoord is")), tr(of->lang, N_("Levensgebied")), day_of(of->now));
	const char *column = tr(of->lang, out ? N_("Het laatste hele kwartaal") : N_("De laatste dertien weken"));
	snapshot_columns(of->arena, s, &column, 1);
	s->bars = tr(of->lang, N_("Meldingen, vragen en zorgen, per levensgebied"));
	if (out)
		read_heard(of, &document_heard_out, WITH(p_text("area", of->area), p_day("from", of->arena, quarter_begins(quarter)),
			p_day("until", of->arena, quarter_begins(quarter + 1))), false, heard);
	else
		read_heard(of, &document_heard, WITH(p_text("area", of->area)), true, heard);
	for (size_t i = 0; i < DOMAINS; i++)
		count[i] = heard[i].n;
	publish_column(count, DOMAINS, shown);
	for (size_t i = 0; i < DOMAINS; i++) {
		const char *published = shown[i].hidden ? tr(of->lang, N_("verborgen")) : arena_printf(of->arena, "%lld", (long long)shown[i].value);
		const struct heard *h = &heard[i];
		heard_row(of, s, i, out ? published : count_words(of->arena, of->lang, h->n, h->households, h->reporters),
			out ? !shown[i].hidden : !h->n || count_exact(h->n, h->households, h->reporters), out ? shown[i].value : h->n);
	}
	return s;
}

/* ---- themes ---- */

SQL(document_themes, "SELECT t.title, t.domain, t.state, t.observed, t.households, t.reporters, t.expected FROM v_theme t WHERE t.team_id = :team AND t.state IN"
	" ('picked_up', 'watched', 'found') AND " WITHIN("t.area_code") " ORDER BY t.observed DESC, t.id LIMIT 12");

static struct snapshot *themes(const struct figures_of *of, bool out)
{
	struct snapshot *s = snapshot_new(of->arena, "themes", tr(of->lang, N_("Wat velen tegelijk meemaken")), tr(of->lang, N_("Thema")), day_of(of->now));
	const char *columns[] = { tr(of->lang, N_("Levensgebied")), tr(of->lang, N_("Hoe vaak gehoord")), tr(of->lang, N_("Wat het team doet")) };
	snapshot_columns(of->arena, s, columns, 3);
	struct rows *r = sql_read(of->slot, &document_themes, WITH(p_id("team", of->team), p_text("area", of->area)));
	while (rows_next(r)) {
		const char *domain = tr(of->lang, code_label(&LIFE_DOMAINS, rows_text(r, 1)));
		struct snapshot_row *row = snapshot_add(of->arena, s, rows_null(r, 0) ? domain : rows_text(r, 0));
		int64_t n = rows_int(r, 3), published = published_number(n);
		row->cells[0] = domain;
		row->cells[1] = !out ? count_words(of->arena, of->lang, n, rows_int(r, 4), rows_int(r, 5)) : published ? arena_printf(of->arena, "%lld", (long long)published)
			: tr(of->lang, N_("verborgen"));
		row->cells[2] = tr(of->lang, code_label(&THEME_STATES, rows_text(r, 2)));
	}
	return s;
}

/* ---- initiatives ---- */

SQL(document_initiatives, "SELECT i.title, i.phase, i.reached FROM v_initiative i WHERE i.team_id = :team AND " WITHIN("i.area_code")
	" ORDER BY i.phase_at DESC, i.id LIMIT 20");

enum { FEW = 5 };                        /* below that a team reads "enkele", as with what was heard (theme/counts.h) */

static struct snapshot *initiatives(const struct figures_of *of, bool out)
{
	struct snapshot *s = snapshot_new(of->arena, "initiatives", tr(of->lang, N_("Wat we samen doen")), tr(of->lang, N_("Initiatief")), day_of(of->now));
	const char *columns[] = { tr(of->lang, N_("Hoe ver het is")), tr(of->lang, N_("Gezinnen bereikt")) };
	snapshot_columns(of->arena, s, columns, 2);
	struct rows *r = sql_read(of->slot, &document_initiatives, WITH(p_id("team", of->team), p_text("area", of->area)));
	while (rows_next(r)) {
		struct snapshot_row *row = snapshot_add(of->arena, s, rows_text(r, 0));
		int64_t n = rows_int(r, 2), published = published_number(n);
		row->cells[0] = tr(of->lang, code_label(&INITIATIVE_PHASES, rows_text(r, 1)));
		row->cells[1] = rows_null(r, 2) ? tr(of->lang, N_("nog niet geteld")) : out && !published ? tr(of->lang, N_("verborgen"))
			: !out && n && n < FEW ? tr(of->lang, N_("enkele")) : arena_printf(of->arena, "%lld", (long long)(out ? published : n));
	}
	return s;
}

/* ---- all of them ---- */

static const struct { const char *code, *name; struct snapshot *(*make)(const struct figures_of *, bool out); } all[] = {
	{ "key_figures", N_("Kerncijfers"), cbs }, { "signals", N_("Wat er gehoord is"), signals }, { "themes", N_("Wat velen tegelijk meemaken"), themes },
	{ "initiatives", N_("Wat we samen doen"), initiatives }, { "problems", N_("Wat we aankaartten"), problems },
};

struct snapshot *document_figures(const struct figures_of *of, const char *code, bool out)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(all[i].code, code))
			return all[i].make(of, out);
	return NULL;
}

const char *document_figures_name(const char *code)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(all[i].code, code))
			return all[i].name;
	return NULL;
}
