/* What the country stands on: the areas that were imported, with their inhabitants, cut into stretches for the teams. */
#include "../../../platform/base/list.h"
#include "country_inside.h"

SQL(country_areas, "SELECT a.code, a.name, m.name, f.value FROM v_area a LEFT JOIN v_area m ON m.code = a.municipality_code"
	" LEFT JOIN v_figure f ON f.area_code = a.code AND f.name = 'inwoners' WHERE a.kind = 'neighbourhood' ORDER BY a.code");
SQL(country_postcodes, "SELECT area_code, min(postcode) FROM v_postcode GROUP BY area_code ORDER BY area_code");
SQL(country_not_empty, "SELECT (SELECT count(*) FROM v_team) + (SELECT count(*) FROM s_household)");

/* Without figures every neighbourhood counts the same. */
enum { PEOPLE_UNKNOWN = 1 };

static void read_areas(struct country *c, struct slot *slot)
{
	struct rows *r = sql_read(slot, &country_areas, WITHOUT);
	while (rows_next(r)) {
		int64_t people = rows_null(r, 3) ? 0 : (int64_t)rows_real(r, 3);
		const char *place = rows_text(r, 2);
		struct country_area *a = LIST_ADD(c->keep, c->area, c->areas_n);
		*a = (struct country_area){ .code = arena_strdup(c->keep, rows_text(r, 0)), .name = arena_strdup(c->keep, rows_text(r, 1)),
			.place = arena_strdup(c->keep, place ? place : rows_text(r, 1)), .people = people > 0 ? people : 0 };
	}
}

static void read_postcodes(struct country *c, struct slot *slot)
{
	size_t i = 0;
	struct rows *r = sql_read(slot, &country_postcodes, WITHOUT);
	while (rows_next(r)) {
		const char *code = rows_text(r, 0);
		while (i < c->areas_n && strcmp(c->area[i].code, code) < 0)
			i++;
		if (i < c->areas_n && !strcmp(c->area[i].code, code))
			c->area[i].postcode = arena_strdup(c->keep, rows_text(r, 1));
	}
}

static void add_up(struct country *c)
{
	int64_t all = 0;
	for (size_t i = 0; i < c->areas_n; i++)
		all += c->area[i].people;
	for (size_t i = 0; !all && i < c->areas_n; i++)
		c->area[i].people = PEOPLE_UNKNOWN;
	all = 0;
	for (size_t i = 0; i < c->areas_n; i++)
		c->area[i].until = all += c->area[i].people;
}

/* Only where no rows can need them: of a commit whose answer was lost nobody knows. */
bool country_clean(struct db *db, struct keystore *keys, struct err *e)
{
	struct arena *arena = arena_new(1 << 20);
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, clock_now());
	bool empty = slot && sql_number(slot, &country_not_empty, WITHOUT, 1) == 0;
	if (slot)
		db_slot_back(slot);
	arena_free(arena);
	return !empty || keystore_take_back(keys, COUNTRY_FIRST_ID, COUNTRY_LAST_ID, e);
}

bool country_land(struct country *c, struct db *db)
{
	struct arena *arena = arena_new(64 << 20);
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, c->now);
	bool fine = slot != NULL || err_set(c->e, "the store cannot be reached");
	if (fine && sql_number(slot, &country_not_empty, WITHOUT, 1))
		fine = err_set(c->e, "this store holds teams or households already; a country wants one of its own");
	if (fine) {
		read_areas(c, slot);
		read_postcodes(c, slot);
		add_up(c);
		fine = !slot_failed(slot) || err_set(c->e, "%s", slot_error(slot));
	}
	if (fine && !c->areas_n)
		fine = err_set(c->e, "there are no areas to live in: bring them in first, with 'nabij import areas FILE', and 'nabij import figures FILE'"
			" for how many people live where");
	if (slot)
		db_slot_back(slot);
	arena_free(arena);
	return fine;
}
