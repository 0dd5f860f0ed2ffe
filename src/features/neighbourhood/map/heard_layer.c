/* What was heard, as a layer: for the team with its own counts, for who may see what leaves the team as published. */
#include <string.h>
#include "../../../platform/base/list.h"
#include "../../../platform/web/words.h"
#include "../../monitor/published_figures.h"
#include "../../theme/theme.h"
#include "area_layer.h"

enum { DOMAINS = 7 };

SQL(layer_heard_quarter, "SELECT c.area_code, c.domain, c.n FROM v_heard_quarter c WHERE " AREA_WITHIN("c.area_code") " AND c.quarter = :quarter"
	" ORDER BY c.area_code");

/* The area of a row; rows follow each other by area. */
static size_t place_at(const struct area_layer *l, const char *code, size_t last)
{
	if (last < l->n && !strcmp(l->areas[last].code, code))
		return last;
	for (last = 0; last < l->n && strcmp(l->areas[last].code, code); last++)
		;
	return last;
}

/* ---- the last weeks ---- */

/* On the map, where the team works. */
static bool is_ours(const void *layer, const struct heard_place *p)
{
	const struct area_layer *l = layer;
	size_t at = place_at(l, p->code, 0);
	return at < l->n && l->ours[at];
}

static void say_weeks(struct request *rq, const struct count_total *heard, struct area_value *a)
{
	a->known = true;
	a->words = count_total_words(rq->arena, rq->lang, heard);
	a->hidden = count_total_hidden(heard);
	a->value = count_total_drawn(heard);
}

/* Everywhere the team works nothing heard is "none"; elsewhere it is not known. */
static void fill_weeks(struct request *rq, const char *domain, struct area_layer *l)
{
	struct heard_told h;
	struct count_total all = { 0 };
	heard_read(rq->slot, rq->arena, &h);
	for (size_t i = 0; i < l->n; i++) {
		struct count_total heard = { 0 };
		if (!l->ours[i])
			continue;
		heard_sum(&h, domain, heard_at, l->areas[i].code, &heard);
		say_weeks(rq, &heard, &l->areas[i]);
	}
	heard_sum(&h, domain, is_ours, l, &all);
	l->total = count_total_words(rq->arena, rq->lang, &all);
	l->hidden_words = rq_tr(rq, N_("enkele"));
	l->how = rq_tr(rq, N_("Meldingen, contacten, zorgen bij het kennismaken en vragen aan de balie. Precies vanaf vijf gezinnen en twee melders, daaronder ‘enkele’. Zou zo'n"
		" klein aantal uit de andere te halen zijn, dan staat daar van tot, zoals 10–14."));
}

/* ---- a quarter, as published ---- */

static const char *published_words(struct request *rq, struct published n)
{
	return n.hidden ? rq_tr(rq, N_("verborgen")) : words_number(rq->arena, rq->lang, (long)n.value);
}

static void say_published(struct request *rq, struct published n, struct area_value *a)
{
	a->known = true;
	a->hidden = n.hidden;
	a->value = (double)n.value;
	a->words = published_words(rq, n);
}

/* Areas by life domains, with both sums: one table, decided at once, whichever of its columns is shown. */
static void fill_quarter(struct request *rq, const struct area_seen *around, const char *domain, int quarter, struct area_layer *l)
{
	int64_t *count = ARENA_ARRAY(rq->arena, int64_t, (l->n + 1) * DOMAINS);
	size_t *row = ARENA_ARRAY(rq->arena, size_t, l->n + 1), rows = 0, at = 0;
	int asked = code_at(&LIFE_DOMAINS, domain);
	size_t column = asked < 0 ? DOMAINS : (size_t)asked;
	for (size_t i = 0; i <= l->n; i++)
		row[i] = i < l->n && l->ours[i] ? rows++ : l->n;
	struct rows *r = sql_read(rq->slot, &layer_heard_quarter, WITH(p_text("area", layer_around(around)), p_int("quarter", quarter)));
	while (rows_next(r)) {
		int i = code_at(&LIFE_DOMAINS, rows_text(r, 1));
		at = place_at(l, rows_text(r, 0), at);
		if (row[at] < l->n && i >= 0)
			count[row[at] * DOMAINS + (size_t)i] += rows_int(r, 2);
	}
	struct published *shown = ARENA_ARRAY(rq->arena, struct published, (rows + 1) * (DOMAINS + 1));
	publish_table(count, rows, DOMAINS, shown);
	for (size_t i = 0; i < l->n; i++)
		if (row[i] < l->n)
			say_published(rq, shown[row[i] * (DOMAINS + 1) + column], &l->areas[i]);
	l->total = published_words(rq, shown[rows * (DOMAINS + 1) + column]);
}

static void name_layer(struct request *rq, const char *measure, const char *domain, const char *when, struct area_layer *l)
{
	const char *what = domain ? rq_code(rq, &LIFE_DOMAINS, domain) : rq_tr(rq, N_("alle levensgebieden"));
	l->measure = tr_fill(rq->arena, rq_tr(rq, measure), "domain", what, NULL);
	l->title = arena_printf(rq->arena, "%s, %s", l->measure, when);
}

static const char *how_published(struct request *rq)
{
	return rq_tr(rq, N_("Zoals het naar buiten mag: onder de tien verborgen, ook nul; daarboven afgerond op vijf, elk getal los. Alleen kwartalen die voorbij zijn."));
}

void layer_heard(struct request *rq, const struct area_seen *around, const char *domain, int quarter, struct area_layer *l)
{
	layer_places(rq, around, l);
	if (quarter) {
		fill_quarter(rq, around, domain, quarter, l);
		l->how = how_published(rq);
	} else {
		fill_weeks(rq, domain, l);
	}
	name_layer(rq, N_("Gehoord: {domain}"), domain, quarter ? quarter_words(rq->arena, rq->lang, quarter) : rq_tr(rq, N_("de laatste dertien weken")), l);
	layer_tidy(l);
}

/* ---- reports per district ---- */

SQL(layer_districts, "SELECT a.code, a.name, a.geometry FROM v_area a WHERE a.municipality_code = :municipality AND a.kind = 'district' AND a.ended_on IS NULL"
	" ORDER BY a.name, a.code LIMIT :n");

void layer_reports(struct request *rq, const struct area_seen *around, const char *domain, int quarter, struct area_layer *l)
{
	struct districts *d = ARENA_NEW(rq->arena, struct districts);
	*l = (struct area_layer){ .how = how_published(rq) };
	districts_read(rq->slot, d);
	published_column_shown shown;
	published_column(rq->slot, d, quarter, PUBLISHED_REPORTS, domain, shown);
	struct rows *r = sql_read(rq->slot, &layer_districts, WITH(p_text("municipality", around->municipality), p_int("n", DISTRICTS_MOST)));
	while (rows_next(r)) {
		size_t row = district_row(d, rows_text(r, 0));
		struct area_value *a = LIST_ADD(rq->arena, l->areas, l->n);
		*a = (struct area_value){ .code = rows_text(r, 0), .name = rows_text(r, 1), .geometry = rows_blob(r, 2),
			.href = arena_printf(rq->arena, "/neighbourhoods/%s", rows_text(r, 0)),
			.marked = !strcmp(rows_text(r, 0), around->code) || (around->parent && !strcmp(rows_text(r, 0), around->parent)) };
		if (row < d->n)
			say_published(rq, shown[row], a);
	}
	name_layer(rq, N_("Meldingen: {domain}"), domain, quarter_words(rq->arena, rq->lang, quarter), l);
}
