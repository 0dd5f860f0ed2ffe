/* A record as rows of `log`, one for each file it showed. A row has an id of its own, and (record, file) is there once, so that folding twice is folding once.
 * Nobody waits for how a row went (sql_later): the slot fails, and with it the change or the batch. */
#include "engine.h"
#include "service.h"
#include "spool_inside.h"

/* What the spool did not know: the ground on which this account could see this file then; where there are more, the one given last (by its id: that is the
 * order of an index, so nothing is sorted for each row). */
SQL(log_insert,
	"INSERT INTO log (id, record_id, at, account_id, file_id, ground, route, action)"
	" VALUES (:id, :record, :at, :account, :file, coalesce(:ground, (SELECT ground FROM s_access WHERE account_id = :account AND file_id = :file"
	" AND from_at <= :at AND until_at > :at ORDER BY id DESC LIMIT 1)), :route, :action) ON CONFLICT DO NOTHING");

/* The same for eight files of one record, where beginning a statement costs as much as a row (PostgreSQL; SQLite would make a table in memory of them first).
 * What is too much is NULL. */
enum { TOGETHER = 8 };
SQL(log_insert_together,
	"INSERT INTO log (id, record_id, at, account_id, file_id, ground, route, action)"
	" SELECT v.column1, :record, :at, :account, v.column2, coalesce(:ground, (SELECT x.ground FROM s_access x WHERE x.account_id = :account"
	" AND x.file_id = v.column2 AND x.from_at <= :at AND x.until_at > :at ORDER BY x.id DESC LIMIT 1)), :route, :action"
	" FROM (VALUES (CAST(:id0 AS BIGINT), CAST(:file0 AS BIGINT)), (:id1, :file1), (:id2, :file2), (:id3, :file3), (:id4, :file4), (:id5, :file5),"
	" (:id6, :file6), (:id7, :file7)) v WHERE v.column2 IS NOT NULL ON CONFLICT DO NOTHING");

static void rows_together(struct slot *slot, const struct spool_record *r, const id64 *file, size_t n)
{
	static const char *const ids[TOGETHER] = { "id0", "id1", "id2", "id3", "id4", "id5", "id6", "id7" };
	static const char *const files[TOGETHER] = { "file0", "file1", "file2", "file3", "file4", "file5", "file6", "file7" };
	struct param with[2 * TOGETHER + 7] = { p_id("record", r->id), p_int("at", r->at), p_int("account", r->account), p_text("ground", r->ground),
		p_text("route", r->route), p_text("action", r->action) };
	size_t at = 6;
	for (size_t i = 0; i < TOGETHER; i++) {
		with[at++] = p_id(ids[i], i < n ? id_new() : 0);
		with[at++] = p_id(files[i], i < n ? file[i] : 0);
	}
	with[at].type = PARAM_END;
	sql_later(slot, &log_insert_together, with);
}

bool log_rows(struct slot *slot, const struct spool_record *r)
{
	size_t i = 0;
	for (size_t n; slot->db->engine->run_later && (n = r->files_n - i) > 1; i += n) {
		if (n > TOGETHER)
			n = TOGETHER;
		rows_together(slot, r, r->files + i, n);
	}
	for (; i < r->files_n; i++)
		sql_later(slot, &log_insert, WITH(p_id("id", id_new()), p_id("record", r->id), p_int("at", r->at),
			p_int("account", r->account), p_id("file", r->files[i]), p_text("ground", r->ground), p_text("route", r->route),
			p_text("action", r->action)));
	return !slot_failed(slot);
}

bool log_write(struct slot *slot, const struct spool_record *r)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = log_rows(slot, r);
	slot_view_as(slot, viewer);
	return fine;
}
