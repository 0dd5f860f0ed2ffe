#include "quarters.h"
#include "../../platform/base/list.h"
#include "../../platform/db/service.h"
#include "../monitor/districts.h"
#include "theme_entities.h"
#include "theme_inside.h"

int quarter_heard(struct day today)
{
	return quarter_published(week_day(week_of(today)));
}

/* The Monday that is in no week of it any more. */
static struct day weeks_end(int quarter)
{
	struct day begin = quarter_begins(quarter + 1), monday = week_day(week_of(begin));
	return day_diff(monday, begin) ? day_add(monday, 7) : monday;
}

/* ---- whose turn it is ---- */

SQL(quarter_turns, "SELECT l.id, l.municipality_code, l.told FROM s_theme_look l WHERE l.counted_at >= :over AND (l.told IS NULL OR l.told < :quarter)");

/* One municipality, one quarter. */
struct heard_in { const char *area, *domain; int64_t n; };
struct quarter { id64 look; const char *municipality; int number; struct heard_in *list; size_t n; };
struct turns { struct turn { id64 look; const char *municipality; int first; } *list; size_t n; };

static bool whose_turn(struct db *db, struct arena *arena, moment now, int last, struct turns *all)
{
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, now);
	if (!slot)
		return false;
	struct rows *r = sql_read(slot, &quarter_turns, WITH(p_moment("over", day_begin(weeks_end(last))), p_int("quarter", last)));
	while (rows_next(r))
		*LIST_ADD(arena, all->list, all->n) = (struct turn){ rows_int(r, 0), rows_text(r, 1), rows_null(r, 2) ? last - QUARTERS_BACK + 1 : (int)rows_int(r, 2) + 1 };
	bool fine = !slot_failed(slot);
	db_slot_back(slot);
	return fine;
}

/* ---- counting and keeping ---- */

SQL(quarter_weeks, "SELECT c.area_code, c.domain, CAST(sum(c.n) AS BIGINT) FROM s_signal_count c WHERE c.area_code IN"
	" (SELECT a.code FROM s_area a WHERE a.municipality_code = :municipality UNION SELECT :municipality) AND c.week >= :from AND c.week < :until"
	" GROUP BY c.area_code, c.domain");
SQL(quarter_insert, "INSERT INTO heard_quarter (id, area_code, quarter, domain, n) VALUES (:id, :area, :quarter, :domain, :n) ON CONFLICT DO NOTHING");
SQL(quarter_told, "UPDATE theme_look SET version = version + 1, told = :quarter WHERE id = :id");

static bool count(struct db *db, struct arena *arena, moment now, struct quarter *q)
{
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, now);
	if (!slot)
		return false;
	struct rows *r = sql_read(slot, &quarter_weeks, WITH(p_text("municipality", q->municipality), p_day("from", arena, weeks_end(q->number - 1)),
		p_day("until", arena, weeks_end(q->number))));
	while (rows_next(r))
		*LIST_ADD(arena, q->list, q->n) = (struct heard_in){ rows_text(r, 0), rows_text(r, 1), rows_int(r, 2) };
	bool fine = !slot_failed(slot);
	db_slot_back(slot);
	return fine;
}

static int keep(struct slot *slot, void *ctx)
{
	const struct quarter *q = ctx;
	for (size_t i = 0; i < q->n; i++)
		sql_later(slot, &quarter_insert, WITH(p_id("id", id_new()), p_text("area", q->list[i].area), p_int("quarter", q->number),
			p_text("domain", q->list[i].domain), p_int("n", q->list[i].n)));
	sql_run(slot, &quarter_told, WITH(p_id("id", q->look), p_int("quarter", q->number)));
	return slot_failed(slot) ? -1 : (int)q->n;
}

int quarters_keep(struct db *db, struct arena *arena, moment now)
{
	struct turns all = { NULL, 0 };
	int last = quarter_heard(day_of(now)), total = whose_turn(db, arena, now, last, &all) ? 0 : -1;
	struct arena *work = arena_new((size_t)64 << 20);
	for (size_t i = 0; total >= 0 && i < all.n; i++)
		for (int number = all.list[i].first; total >= 0 && number <= last; number++, arena_reset(work)) {
			struct quarter q = { .look = all.list[i].look, .municipality = all.list[i].municipality, .number = number };
			int kept = count(db, work, now, &q) ? db_change_counted(db, work, now, keep, &q) : -1;
			total = kept < 0 ? -1 : total + kept;
		}
	arena_free(work);
	return total;
}
