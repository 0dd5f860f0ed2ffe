#include "together.h"
#include <assert.h>
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/db/service.h"
#include "../household/household_entities.h"
#include "districts.h"
#include "publish.h"

#define KEPT ((size_t)64 << 20)

SQL(together_counted, "SELECT count(*) FROM s_published_combination WHERE quarter = :quarter");
SQL(together_municipalities, "SELECT DISTINCT 'GM' || substr(f.area_code, 3, 4) FROM s_team_area f");
SQL(together_teams, "SELECT id FROM s_team ORDER BY id");
#define THEN "h.team_id = :team AND NOT h.uncounted AND h.opened_at < :until AND (h.closed_at IS NULL OR h.closed_at >= :until)"
#define LIES "LEFT JOIN s_area a ON a.code = h.area_code"
#define MUNICIPALITY "'GM' || substr(coalesce(a.successor_code, h.area_code, (SELECT min(f.area_code) FROM s_team_area f WHERE f.team_id = :team)), 3, 4)"
SQL(together_of_team, "SELECT h.id, " MUNICIPALITY ", n.domain FROM s_household h " LIES " LEFT JOIN s_domain_note n ON n.household_id = h.id AND n.kind = 'worry'"
	" AND n.at < :until WHERE " THEN " UNION ALL SELECT h.id, " MUNICIPALITY ", g.domain FROM s_household h JOIN s_goal g ON g.household_id = h.id AND g.at < :until"
	" AND (g.state IN ('active', 'later') OR g.state_at >= :until) " LIES " WHERE " THEN " ORDER BY 1");
SQL(together_insert, "INSERT INTO published_combination (id, municipality_code, quarter, domains, households) VALUES (:id, :municipality, :quarter, :domains, :households)");

/* ---- domains as words and as bits ---- */

static const char *domain_words(struct arena *arena, uint64_t set)
{
	const char *words = "";
	for (size_t i = 0; i < TOGETHER_DOMAINS; i++)
		if (set >> i & 1)
			words = arena_printf(arena, "%s%s%s", words, *words ? " " : "", LIFE_DOMAINS.list[i].code);
	return words;
}

uint64_t together_set(const char *domains)
{
	uint64_t set = 0;
	for (size_t n; *domains; domains += n + strspn(domains + n, " ")) {
		n = strcspn(domains, " ");
		for (size_t i = 0; i < TOGETHER_DOMAINS; i++)
			if (strlen(LIFE_DOMAINS.list[i].code) == n && !strncmp(LIFE_DOMAINS.list[i].code, domains, n))
				set |= 1ull << i;
	}
	return set;
}

/* ---- counting ---- */

void together_towns(struct slot *slot, struct together *t)
{
	struct rows *r = sql_read(slot, &together_municipalities, WITHOUT);
	while (rows_next(r))
		*LIST_ADD(t->arena, t->towns, t->n) = (struct together_town){ .code = arena_strdup(t->arena, rows_text(r, 0)) };
}

static void add_household(struct together *t, const char *town, uint64_t set)
{
	for (size_t i = 0; town && i < t->n; i++)
		if (!strcmp(t->towns[i].code, town))
			t->towns[i].exact[set]++;
}

/* Rows come household by household. */
void together_add_team(struct slot *slot, struct together *t, id64 team)
{
	moment until = day_begin(quarter_begins(t->quarter + 1));
	struct rows *r = sql_read(slot, &together_of_team, WITH(p_id("team", team), p_moment("until", until)));
	id64 household = 0;
	const char *town = NULL;
	uint64_t set = 0;
	while (rows_next(r)) {
		if (rows_int(r, 0) != household) {
			add_household(t, town, set);
			household = rows_int(r, 0);
			town = rows_text(r, 1);
			set = 0;
		}
		set |= rows_null(r, 2) ? 0 : together_set(rows_text(r, 2));
	}
	add_household(t, town, set);
}

/* Team by team on a connection for reading, so that the writer waits for nothing; the arena holds one team at a time. */
static bool count_teams(struct db *db, struct arena *arena, moment now, struct together *t, const id64 *teams, size_t n)
{
	bool fine = true;
	for (size_t i = 0; i < n && fine; i++) {
		struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, now);
		if (slot)
			together_add_team(slot, t, teams[i]);
		fine = slot && !slot_failed(slot);
		if (slot)
			db_slot_back(slot);
		arena_reset(arena);
	}
	return fine;
}

/* ---- keeping ---- */

static bool keep_set(struct slot *slot, const struct together *t, const struct together_town *town, struct published_set s)
{
	return sql_run(slot, &together_insert, WITH(p_id("id", id_new()), p_text("municipality", town->code), p_int("quarter", t->quarter),
		p_text("domains", domain_words(slot_arena(slot), s.codes)), p_int("households", s.value))) == 1;
}

/* Also a municipality where nothing may be told gets its row, with 0 for "too few, or none". */
int together_keep(struct slot *slot, const struct together *t)
{
	int kept = 0;
	for (size_t i = 0; i < t->n; i++) {
		struct published_set shown[SETS_PUBLISHED(TOGETHER_DOMAINS)] = { { 0, 0 } };
		size_t n = publish_sets(t->towns[i].exact, TOGETHER_DOMAINS, shown);
		for (size_t k = 0; k < (n ? n : 1); k++)
			kept += keep_set(slot, t, &t->towns[i], shown[k]);
	}
	return slot_failed(slot) ? -1 : kept;
}

static int keep_in_change(struct slot *slot, void *together)
{
	return together_keep(slot, together);
}

static int count_and_keep(struct db *db, struct arena *arena, moment now, struct together *t)
{
	id64 *teams = NULL;
	size_t n = 0;
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, now);
	if (!slot)
		return -1;
	bool done = sql_number(slot, &together_counted, WITH(p_int("quarter", t->quarter)), 0) > 0;
	if (!done) {
		for (struct rows *r = sql_read(slot, &together_teams, WITHOUT); rows_next(r);)
			*LIST_ADD(t->arena, teams, n) = rows_int(r, 0);
		together_towns(slot, t);
	}
	bool fine = !slot_failed(slot);
	db_slot_back(slot);
	if (!fine || done)
		return fine ? 0 : -1;
	arena_reset(arena);
	return count_teams(db, arena, now, t, teams, n) ? db_change_counted(db, arena, now, keep_in_change, t) : -1;
}

int together_count(struct db *db, struct arena *arena, moment now)
{
	int last = quarter_published(day_of(now)), total = 0;
	assert(!LIFE_DOMAINS.list[TOGETHER_DOMAINS].code);
	for (int quarter = last - QUARTERS_BACK + 1; quarter <= last; quarter++) {
		struct together t = { .arena = arena_new(KEPT), .quarter = quarter };
		int kept = count_and_keep(db, arena, now, &t);
		arena_free(t.arena);
		if (kept < 0)
			return -1;
		total += kept;
		arena_reset(arena);
	}
	return total;
}
