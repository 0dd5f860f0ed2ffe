/* Keeping what was counted: rows that differ are written, rows that are no more go. And the job that does it for all teams. */
#include <stdlib.h>
#include <string.h>
#include "../../../platform/base/list.h"
#include "../../../platform/db/service.h"
#include "solutions.h"

SQL(solution_known, "SELECT id, area_code, domain, who, goals, done, dropped, rising, level, households, professionals"
	" FROM s_solution_count WHERE team_id = :team");
SQL(solution_add, "INSERT INTO solution_count (id, team_id, area_code, domain, who, goals, done, dropped, rising, level, households,"
	" professionals) VALUES (:id, :team, :area, :domain, :who, :goals, :done, :dropped, :rising, :level, :households, :professionals)");
SQL(solution_set, "UPDATE solution_count SET goals = :goals, done = :done, dropped = :dropped, rising = :rising, level = :level, households = :households,"
	" professionals = :professionals, version = version + 1 WHERE id = :id");
SQL(solution_gone, "DELETE FROM solution_count WHERE id = :id");
SQL(combination_known, "SELECT id, domains, households, professionals, of_households, lift FROM s_combination_count WHERE team_id = :team");
SQL(combination_add, "INSERT INTO combination_count (id, team_id, domains, households, professionals, lift, of_households)"
	" VALUES (:id, :team, :domains, :households, :professionals, :lift, :of)");
SQL(combination_set, "UPDATE combination_count SET households = :households, professionals = :professionals, lift = :lift, of_households = :of,"
	" version = version + 1 WHERE id = :id");
SQL(combination_gone, "DELETE FROM combination_count WHERE id = :id");
SQL(solution_teams, "SELECT id FROM s_team ORDER BY id");

struct known { id64 id; struct solution_row row; bool met; };
struct known_list { struct known *list; size_t n; };

static int by_key(const struct solution_row *x, const struct solution_row *y)
{
	int by = strcmp(x->area_code, y->area_code);
	by = by ? by : strcmp(x->domain, y->domain);
	return by ? by : strcmp(x->who, y->who);
}

static int by_known_key(const void *a, const void *b)
{
	return by_key(&((const struct known *)a)->row, &((const struct known *)b)->row);
}

static void read_known(struct slot *slot, id64 team, struct known_list *k)
{
	struct rows *r = sql_read(slot, &solution_known, WITH(p_id("team", team)));
	while (rows_next(r)) {
		struct known *x = LIST_ADD(slot_arena(slot), k->list, k->n);
		*x = (struct known){ .id = rows_int(r, 0), .row = { .domain = rows_text(r, 2), .who = rows_text(r, 3), .goals = rows_int(r, 4), .done = rows_int(r, 5),
			.dropped = rows_int(r, 6), .rising = rows_int(r, 7), .level = rows_int(r, 8), .households = rows_int(r, 9), .professionals = rows_int(r, 10) } };
		snprintf(x->row.area_code, sizeof x->row.area_code, "%s", rows_text(r, 1));
	}
	if (k->n)
		qsort(k->list, k->n, sizeof *k->list, by_known_key);
}

static bool same_counts(const struct solution_row *x, const struct solution_row *y)
{
	return x->goals == y->goals && x->done == y->done && x->dropped == y->dropped && x->rising == y->rising && x->level == y->level
		&& x->households == y->households && x->professionals == y->professionals;
}

#define COUNTS_OF(r) p_int("goals", (r)->goals), p_int("done", (r)->done), p_int("dropped", (r)->dropped), p_int("rising", (r)->rising), \
	p_int("level", (r)->level), p_int("households", (r)->households), \
	p_int("professionals", (r)->professionals)

static int keep_row(struct slot *slot, id64 team, struct known_list *k, const struct solution_row *row)
{
	struct known key = { .row = *row }, *had = k->n ? bsearch(&key, k->list, k->n, sizeof *k->list, by_known_key) : NULL;
	if (had)
		had->met = true;
	if (had && same_counts(&had->row, row))
		return 0;
	return had ? sql_run(slot, &solution_set, WITH(p_id("id", had->id), COUNTS_OF(row)))
		: sql_run(slot, &solution_add, WITH(p_id("id", id_new()), p_id("team", team), p_text("area", row->area_code),
			p_text("domain", row->domain), p_text("who", row->who), COUNTS_OF(row)));
}

static int keep_rows(struct slot *slot, id64 team, const struct solutions *s)
{
	struct known_list k = { NULL, 0 };
	int n = 0;
	read_known(slot, team, &k);
	for (size_t i = 0; i < s->n; i++)
		n += keep_row(slot, team, &k, &s->rows[i]) > 0;
	for (size_t i = 0; i < k.n; i++)
		n += !k.list[i].met && sql_run(slot, &solution_gone, WITH(p_id("id", k.list[i].id))) > 0;
	return n;
}

struct combination_known { id64 id; struct combination_row row; bool met; };

static int keep_combination(struct slot *slot, id64 team, struct combination_known *k, size_t n, const struct combination_row *row)
{
	struct combination_known *had = NULL;
	for (size_t i = 0; i < n && !had; i++)
		had = strcmp(k[i].row.domains, row->domains) ? NULL : &k[i];
	if (!had)
		return sql_run(slot, &combination_add, WITH(p_id("id", id_new()), p_id("team", team), p_text("domains", row->domains),
			p_int("households", row->households), p_int("professionals", row->professionals), p_real("lift", row->lift), p_int("of", row->of_households)));
	had->met = true;
	if (had->row.households == row->households && had->row.of_households == row->of_households && had->row.professionals == row->professionals
		&& had->row.lift == row->lift)
		return 0;
	return sql_run(slot, &combination_set, WITH(p_id("id", had->id), p_int("households", row->households), p_int("professionals", row->professionals),
		p_real("lift", row->lift), p_int("of", row->of_households)));
}

static int keep_combinations(struct slot *slot, id64 team, const struct solutions *s)
{
	struct combination_known *k = NULL;
	size_t n = 0;
	int changed = 0;
	struct rows *r = sql_read(slot, &combination_known, WITH(p_id("team", team)));
	while (rows_next(r))
		*LIST_ADD(slot_arena(slot), k, n) = (struct combination_known){ rows_int(r, 0), { rows_text(r, 1), rows_int(r, 2), rows_int(r, 3), rows_int(r, 4),
			rows_real(r, 5) }, false };
	for (size_t i = 0; i < s->combinations_n; i++)
		changed += keep_combination(slot, team, k, n, &s->combinations[i]) > 0;
	for (size_t i = 0; i < n; i++)
		changed += !k[i].met && sql_run(slot, &combination_gone, WITH(p_id("id", k[i].id))) > 0;
	return changed;
}

int solutions_keep(struct slot *slot, id64 team, const struct solutions *s)
{
	int n = keep_rows(slot, team, s) + keep_combinations(slot, team, s);
	return slot_failed(slot) ? -1 : n;
}

/* ---- all teams ---- */

struct keeping { id64 team; const struct solutions *s; };

static int keep_in_change(struct slot *slot, void *ctx)
{
	const struct keeping *k = ctx;
	return solutions_keep(slot, k->team, k->s);
}

/* Counted on a connection for reading, so that the writer waits for nothing; the arena holds one team at a time. */
static int one_team(struct db *db, struct arena *arena, id64 team, moment now)
{
	struct solutions s;
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, now);
	bool fine = slot && solutions_count(slot, team, &s);
	if (slot)
		db_slot_back(slot);
	struct keeping k = { team, &s };
	return fine ? db_change_counted(db, arena, now, keep_in_change, &k) : -1;
}

int solutions_all(struct db *db, struct arena *arena, moment now)
{
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, now);
	id64 *teams = NULL;
	int total = 0;
	if (!slot)
		return -1;
	struct arena *keep = arena_new((size_t)1 << 20);
	size_t n = 0;
	for (struct rows *r = sql_read(slot, &solution_teams, WITHOUT); rows_next(r);)
		*LIST_ADD(keep, teams, n) = rows_int(r, 0);
	db_slot_back(slot);
	for (size_t i = 0; i < n; i++) {
		int done = one_team(db, arena, teams[i], now);
		if (done < 0)
			log_error("counting what was chosen: team %lld could not be counted", (long long)teams[i]);
		else
			total += done;
		arena_reset(arena);
	}
	arena_free(keep);
	return total;
}
