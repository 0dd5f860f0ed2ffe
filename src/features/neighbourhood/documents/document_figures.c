#include "document_figures.h"
#include "../../initiative/initiative_entities.h"
#include "../../monitor/districts.h"
#include "../../theme/theme.h"
#include "../../theme/theme_entities.h"
#include "../../../platform/web/words.h"
#include "../areas/area_look.h"
#include "../areas/geometry.h"
#include "../problems/problems.h"
#include "../problems/problems_entities.h"

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
	AREA_WITHIN("p.area_code") " ORDER BY p.at DESC LIMIT 20");

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

SQL(document_quarters, "SELECT c.domain, c.quarter, CAST(sum(c.n) AS BIGINT) FROM v_heard_quarter c WHERE " AREA_WITHIN("c.area_code")
	" AND c.quarter >= :from AND c.quarter < :until GROUP BY c.domain, c.quarter");

enum { DOMAINS = 7, QUARTERS = 5, LINED = 2 };           /* so many that a quarter stands beside the same one a year before */

static int last_quarter(const struct figures_of *of)
{
	return quarter_heard(day_of(of->now));
}

static int first_quarter(const struct figures_of *of)
{
	return last_quarter(of) - QUARTERS + 1;
}

/* Each quarter is a column of a table that was fixed beforehand: life domains and their sum, in shown[quarter][DOMAINS]. Always as published, also within the team. */
static void read_quarters(const struct figures_of *of, struct published shown[QUARTERS][DOMAINS + 1])
{
	int64_t count[QUARTERS][DOMAINS] = { { 0 } };
	int first = first_quarter(of);
	struct rows *r = sql_read(of->slot, &document_quarters, WITH(p_text("area", of->area), p_int("from", first), p_int("until", first + QUARTERS)));
	while (rows_next(r)) {
		int i = code_at(&LIFE_DOMAINS, rows_text(r, 0));
		if (i >= 0)
			count[rows_int(r, 1) - first][i] += rows_int(r, 2);
	}
	for (size_t q = 0; q < QUARTERS; q++)
		publish_column(count[q], DOMAINS, shown[q]);
}

static const char *shown_words(const struct figures_of *of, struct published n)
{
	return n.hidden ? tr(of->lang, N_("verborgen")) : arena_int(of->arena, n.value);
}

/* Those that a line is drawn for, beside their sum: the greatest of the last quarter that are known in at least two. */
static void choose_lines(struct published shown[QUARTERS][DOMAINS + 1], bool lined[DOMAINS + 1])
{
	lined[DOMAINS] = true;
	for (size_t turn = 0; turn < LINED; turn++) {
		size_t best = DOMAINS;
		for (size_t i = 0; i < DOMAINS; i++) {
			size_t known = 0;
			for (size_t q = 0; q < QUARTERS; q++)
				known += !shown[q][i].hidden;
			if (!lined[i] && known > 1 && (best == DOMAINS || shown[QUARTERS - 1][i].value > shown[QUARTERS - 1][best].value))
				best = i;
		}
		if (best < DOMAINS)
			lined[best] = true;
	}
}

static struct snapshot_row *quarters_row(const struct figures_of *of, struct snapshot *s, const char *name, struct published shown[QUARTERS][DOMAINS + 1], size_t which,
	bool lined)
{
	struct snapshot_row *row = snapshot_add(of->arena, s, name);
	double *line = ARENA_ARRAY(of->arena, double, QUARTERS);
	for (size_t q = 0; q < QUARTERS; q++) {
		row->cells[q] = shown_words(of, shown[q][which]);
		line[q] = shown[q][which].hidden ? -1 : (double)shown[q][which].value;
	}
	row->line = lined ? line : NULL;
	return row;
}

/* Beside the quarters: the last weeks, as the team reads them elsewhere. */
static void add_weeks(const struct figures_of *of, struct snapshot *s)
{
	struct heard_told heard;
	struct count_total all = { 0 };
	heard_read(of->slot, of->arena, &heard);
	for (size_t i = 0; i < DOMAINS; i++) {
		struct count_total n = { 0 };
		struct snapshot_row *row = &s->rows[i];
		heard_sum(&heard, LIFE_DOMAINS.list[i].code, heard_within, of->area, &n);
		row->cells[QUARTERS] = count_total_words(of->arena, of->lang, &n);
		row->drawn = n.high || n.few || n.untold;
		row->hidden = count_total_hidden(&n);
		row->value = count_total_drawn(&n);
	}
	heard_sum(&heard, NULL, heard_within, of->area, &all);
	s->rows[DOMAINS].cells[QUARTERS] = count_total_words(of->arena, of->lang, &all);
}

static struct snapshot *signals(const struct figures_of *of, bool out)
{
	struct published shown[QUARTERS][DOMAINS + 1];
	bool lined[DOMAINS + 1] = { false };
	const char *columns[QUARTERS + 1];
	struct snapshot *s = snapshot_new(of->arena, "signals", tr(of->lang, N_("Wat er gehoord is")), tr(of->lang, N_("Levensgebied")), day_of(of->now));
	for (int q = 0; q < QUARTERS; q++)
		columns[q] = quarter_words(of->arena, of->lang, first_quarter(of) + q);
	columns[QUARTERS] = tr(of->lang, N_("De laatste dertien weken"));
	snapshot_columns(of->arena, s, columns, QUARTERS + !out);
	s->lines = tr(of->lang, N_("Gehoord per kwartaal"));
	s->line_n = QUARTERS;
	read_quarters(of, shown);
	choose_lines(shown, lined);
	for (size_t i = 0; i < DOMAINS; i++)
		quarters_row(of, s, tr(of->lang, LIFE_DOMAINS.list[i].label), shown, i, lined[i]);
	quarters_row(of, s, tr(of->lang, N_("Samen")), shown, DOMAINS, true);
	s->note = tr(of->lang, N_("Kwartalen zoals ze naar buiten mogen: onder de tien verborgen, daarboven afgerond op vijf."));
	if (out)
		return s;
	s->bars = tr(of->lang, N_("Meldingen, vragen en zorgen in de laatste dertien weken, per levensgebied"));
	add_weeks(of, s);
	return s;
}

/* ---- where it was heard ---- */

/* Neighbourhoods as the newest map has them, with the area itself when it is one. */
SQL(document_places, "SELECT b.code, b.name, b.geometry FROM v_area b WHERE b.code IN (SELECT :area UNION SELECT c.code FROM v_area c WHERE c.parent_code = :area"
	" UNION SELECT c.code FROM v_area c WHERE c.municipality_code = :area) AND b.kind = 'neighbourhood' AND b.ended_on IS NULL ORDER BY b.name, b.code LIMIT :n");
SQL(document_places_out, "SELECT c.area_code, CAST(sum(c.n) AS BIGINT) FROM v_heard_quarter c WHERE " AREA_WITHIN("c.area_code") " AND c.quarter = :quarter"
	" GROUP BY c.area_code");

enum { PLACES_MOST = 60, SHAPE_POINTS_ACROSS = 400 };

/* n: for outside; heard: for the team; of all life domains together. */
struct places { const char *code[PLACES_MOST]; int64_t n[PLACES_MOST]; struct count_total heard[PLACES_MOST]; size_t size; };

/* No more points than a picture shows: it is kept with the document. */
static struct blob thin(const struct figures_of *of, struct blob shape, int32_t least)
{
	struct geometry g;
	struct buf out;
	if (!shape.p || !geometry_decode(of->arena, shape.p, shape.n, &g))
		return (struct blob){ NULL, 0 };
	geometry_thin(&g, least);
	buf_init(&out, 0);
	geometry_encode(&g, &out);
	unsigned char *kept = arena_alloc(of->arena, out.n + 1);
	memcpy(kept, out.p, out.n);
	struct blob thinned = { kept, out.n };
	buf_release(&out);
	return thinned;
}

/* How near two points may be, in what a shape is measured in: a part of how far all of them reach. */
static int32_t nearest(const struct figures_of *of, const struct blob *shape, size_t n)
{
	struct geo_box all = { INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN };
	for (size_t i = 0; i < n; i++) {
		struct geometry g;
		if (!shape[i].p || !geometry_decode(of->arena, shape[i].p, shape[i].n, &g))
			continue;
		struct geo_box b = geometry_box(&g);
		all.west = b.west < all.west ? b.west : all.west;
		all.east = b.east > all.east ? b.east : all.east;
	}
	return all.east > all.west ? (all.east - all.west) / SHAPE_POINTS_ACROSS : 0;
}

static void read_places(const struct figures_of *of, struct snapshot *s, struct places *p)
{
	struct blob shape[PLACES_MOST];
	struct rows *r = sql_read(of->slot, &document_places, WITH(p_text("area", of->area), p_int("n", PLACES_MOST)));
	for (; p->size < PLACES_MOST && rows_next(r); p->size++) {
		p->code[p->size] = rows_text(r, 0);
		snapshot_add(of->arena, s, rows_text(r, 1));
		shape[p->size] = rows_blob(r, 2);
	}
	rows_end(r);
	int32_t least = nearest(of, shape, p->size);
	for (size_t i = 0; i < p->size; i++)
		s->rows[i].shape = thin(of, shape[i], least);
}

static void read_quarter(const struct figures_of *of, struct places *p)
{
	struct rows *r = sql_read(of->slot, &document_places_out, WITH(p_text("area", of->area), p_int("quarter", last_quarter(of))));
	while (rows_next(r))
		for (size_t i = 0; i < p->size; i++)
			if (!strcmp(p->code[i], rows_text(r, 0)))
				p->n[i] = rows_int(r, 1);
}

static void read_weeks(const struct figures_of *of, struct places *p)
{
	struct heard_told heard;
	heard_read(of->slot, of->arena, &heard);
	for (size_t i = 0; i < p->size; i++)
		heard_sum(&heard, NULL, heard_at, p->code[i], &p->heard[i]);
}

static struct snapshot *places(const struct figures_of *of, bool out)
{
	struct places p = { .size = 0 };
	struct published shown[PLACES_MOST + 1];
	struct snapshot *s = snapshot_new(of->arena, "places", NULL, tr(of->lang, N_("Buurt")), day_of(of->now));
	const char *column = out ? quarter_words(of->arena, of->lang, last_quarter(of)) : tr(of->lang, N_("De laatste dertien weken"));
	snapshot_columns(of->arena, s, &column, 1);
	s->map = out ? tr_fill(of->arena, tr(of->lang, N_("Waar het gehoord is, {when}")), "when", column, NULL)
		: tr(of->lang, N_("Waar het gehoord is, de laatste dertien weken"));
	s->title = s->map;
	read_places(of, s, &p);
	if (out) {
		read_quarter(of, &p);
		publish_column(p.n, p.size, shown);
	} else {
		read_weeks(of, &p);
	}
	for (size_t i = 0; i < p.size; i++) {
		struct snapshot_row *row = &s->rows[i];
		row->drawn = true;
		row->hidden = out ? shown[i].hidden : count_total_hidden(&p.heard[i]);
		row->value = out ? (double)shown[i].value : count_total_drawn(&p.heard[i]);
		row->cells[0] = out ? shown_words(of, shown[i]) : count_total_words(of->arena, of->lang, &p.heard[i]);
	}
	if (p.size == PLACES_MOST)
		s->note = tr(of->lang, N_("De eerste zestig buurten van de lijst."));
	return s;
}

/* ---- themes ---- */

SQL(document_themes, "SELECT t.title, t.domain, t.state, t.observed, t.households, t.reporters, t.expected FROM v_theme t WHERE t.team_id = :team AND t.state IN"
	" ('picked_up', 'watched', 'found') AND " AREA_WITHIN("t.area_code") " ORDER BY t.observed DESC, t.id LIMIT 12");

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
		row->cells[1] = !out ? count_words(of->arena, of->lang, n, rows_int(r, 4), rows_int(r, 5)) : published ? arena_int(of->arena, published)
			: tr(of->lang, N_("verborgen"));
		row->cells[2] = tr(of->lang, code_label(&THEME_STATES, rows_text(r, 2)));
	}
	return s;
}

/* ---- initiatives ---- */

SQL(document_initiatives, "SELECT i.title, i.phase, i.reached FROM v_initiative i WHERE i.team_id = :team AND " AREA_WITHIN("i.area_code")
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
			: !out && n && n < FEW ? tr(of->lang, N_("enkele")) : arena_int(of->arena, out ? published : n);
	}
	return s;
}

/* ---- all of them ---- */

#define COLUMN(i) (1u << (i))
/* words: the columns that tell no numbers. */
static const struct figures { const char *code, *name; struct snapshot *(*make)(const struct figures_of *, bool out); unsigned words; } all[] = {
	{ "key_figures", N_("Kerncijfers"), cbs, 0 }, { "signals", N_("Wat er gehoord is"), signals, 0 },
	{ "places", N_("Waar het gehoord is"), places, 0 }, { "themes", N_("Wat velen tegelijk meemaken"), themes, COLUMN(0) | COLUMN(2) },
	{ "initiatives", N_("Wat we samen doen"), initiatives, COLUMN(0) }, { "problems", N_("Wat we aankaartten"), problems, COLUMN(0) | COLUMN(2) },
};

static const struct figures *figures(const char *code)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(all[i].code, code))
			return &all[i];
	return NULL;
}

struct snapshot *document_figures(const struct figures_of *of, const char *code, bool out)
{
	const struct figures *f = figures(code);
	return f ? f->make(of, out) : NULL;
}

const char *document_figures_name(const char *code)
{
	const struct figures *f = figures(code);
	return f ? f->name : NULL;
}

bool document_figures_words(const char *code, size_t column)
{
	const struct figures *f = figures(code);
	return f && f->words & COLUMN(column);
}
