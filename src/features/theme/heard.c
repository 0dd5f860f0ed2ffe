#include "heard.h"
#include "../../platform/base/list.h"
#include "theme_entities.h"

/* A team's area holds all areas whose code begins with its own digits. Each kind of area is a range of the index of its own: with OR between them PostgreSQL walks
 * all that was heard, for each of a team's areas. */
#define HEARD_IN(kind) "SELECT h.domain, h.area_code, a.name, a.parent_code, a.municipality_code, h.n, h.households, h.reporters, h.since FROM w JOIN v_heard h" \
	" ON h.area_code >= '" kind "' || substr(w.area_code, 3) AND h.area_code < '" kind "' || substr(w.area_code, 3) || 'A' LEFT JOIN v_area a ON a.code = h.area_code"
SQL(heard_places, "WITH w AS (SELECT DISTINCT f.area_code FROM v_team_area f WHERE f.team_id IN " THEME_MY_TEAMS ") "
	HEARD_IN("BU") " UNION " HEARD_IN("WK") " UNION " HEARD_IN("GM") " ORDER BY 1, 6 DESC, 2");
/* Themes that speak of weeks which are counted here too. */
SQL(heard_themes, "SELECT t.domain, t.areas, t.observed, t.households FROM v_theme t WHERE t.team_id IN " THEME_MY_TEAMS " AND t.to_week >= :from");

/* Of which domain and areas there is a theme. */
struct span { const char *domain, *areas; int64_t observed, households; };
struct spans { struct span *list; size_t n; };

static struct spans read_spans(struct slot *slot, struct arena *a)
{
	struct spans s = { NULL, 0 };
	struct day today = day_of(slot_now(slot)), from = day_add(today, 1 - day_weekday(today) - 7 * (WEEKS_OPEN - 1));
	struct rows *r = sql_read(slot, &heard_themes, WITH(p_id("me", slot_viewer(slot)), p_moment("now", slot_now(slot)), p_day("from", a, from)));
	while (rows_next(r))
		*LIST_ADD(a, s.list, s.n) = (struct span){ rows_text(r, 0), rows_text(r, 1), rows_int(r, 2), rows_int(r, 3) };
	return s;
}

static bool is_of(const struct span *s, const struct heard_place *p)
{
	return !strcmp(s->domain, p->domain) && codes_have(s->areas, p->code);
}

static bool in_a_theme(const struct spans *spans, const struct heard_place *p)
{
	for (size_t i = 0; i < spans->n; i++)
		if (is_of(&spans->list[i], p))
			return true;
	return false;
}

/* What a domain's total leaves of a theme's areas outside the weeks of the theme may be few. */
static bool tells_beside_a_theme(const struct spans *spans, const struct heard_place *p, size_t n)
{
	for (size_t i = 0; i < spans->n; i++) {
		int64_t outside = -spans->list[i].observed, households = -spans->list[i].households;
		for (size_t k = 0; k < n; k++)
			if (is_of(&spans->list[i], &p[k])) {
				outside += p[k].cell.n;
				households += p[k].cell.households;
			}
		if (outside > 0 && !count_exact(outside, households, p->cell.reporters))
			return true;
	}
	return false;
}

/* Households live in one area, the same reporter may speak of several: of these the most. */
static struct count_cell total_of(const struct spans *spans, const struct heard_place *p, size_t n)
{
	struct count_cell t = { 0 };
	for (size_t i = 0; i < n; i++) {
		t.n += p[i].cell.n;
		t.households += p[i].cell.households;
		t.reporters = p[i].cell.reporters > t.reporters ? p[i].cell.reporters : t.reporters;
	}
	t.exact = count_exact(t.n, t.households, t.reporters);
	t.apart = (n == 1 && p->cell.apart) || tells_beside_a_theme(spans, p, n);
	counts_tell(&t, 1, NULL);
	return t;
}

static void tell_domain(struct arena *a, struct heard_told *h, const struct spans *spans, size_t from, size_t to)
{
	struct heard_domain *d = LIST_ADD(a, h->domain, h->domains);
	struct count_cell *cells = ARENA_ARRAY(a, struct count_cell, to - from);
	*d = (struct heard_domain){ h->place[from].domain, from, to, total_of(spans, &h->place[from], to - from) };
	for (size_t i = from; i < to; i++)
		cells[i - from] = h->place[i].cell;
	counts_tell(cells, to - from, d->total.told == COUNT_EXACT ? &d->total.n : NULL);
	for (size_t i = from; i < to; i++)
		h->place[i].cell = cells[i - from];
}

void heard_read(struct slot *slot, struct arena *a, struct heard_told *h)
{
	struct spans spans = read_spans(slot, a);
	*h = (struct heard_told){ NULL, 0, NULL, 0 };
	struct rows *r = sql_read(slot, &heard_places, WITH(p_id("me", slot_viewer(slot)), p_moment("now", slot_now(slot))));
	while (rows_next(r)) {
		struct heard_place *p = LIST_ADD(a, h->place, h->n);
		*p = (struct heard_place){ rows_text(r, 0), rows_text(r, 1), rows_text(r, 2), rows_text(r, 3), rows_text(r, 4), rows_day(r, 8),
			{ .n = rows_int(r, 5), .households = rows_int(r, 6), .reporters = rows_int(r, 7) } };
		p->cell.exact = count_exact(p->cell.n, p->cell.households, p->cell.reporters);
		p->cell.apart = in_a_theme(&spans, p);
	}
	for (size_t from = 0, to; from < h->n; from = to) {
		for (to = from + 1; to < h->n && !strcmp(h->place[to].domain, h->place[from].domain); to++)
			;
		tell_domain(a, h, &spans, from, to);
	}
}

const char *heard_place_name(const struct lang *lang, const struct heard_place *p)
{
	return p->name ? p->name : tr(lang, N_("een buurt die is opgedeeld"));
}

void heard_sum(const struct heard_told *h, const char *domain, heard_where *where, const void *ctx, struct count_total *t)
{
	for (size_t i = 0; i < h->domains; i++) {
		const struct heard_domain *d = &h->domain[i];
		size_t in = 0;
		if (domain && strcmp(domain, d->code))
			continue;
		for (size_t k = d->from; k < d->to; k++)
			in += where(ctx, &h->place[k]);
		if (in == d->to - d->from)
			count_total_add(t, &d->total);
		else
			for (size_t k = d->from; k < d->to; k++)
				if (where(ctx, &h->place[k]))
					count_total_add(t, &h->place[k].cell);
	}
}

bool heard_at(const void *area, const struct heard_place *p)
{
	return !strcmp(area, p->code);
}

bool heard_within(const void *area, const struct heard_place *p)
{
	return heard_at(area, p) || (p->parent && !strcmp(area, p->parent)) || (p->municipality && !strcmp(area, p->municipality));
}
