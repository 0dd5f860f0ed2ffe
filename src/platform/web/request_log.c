#include "request_log.h"
#include "../db/spool.h"

SQL(refused_file, "SELECT f.id FROM s_file f WHERE f.household_id = :household AND f.kind = 'shared'");

static bool append(struct request *rq, const struct spool_record *record)
{
	struct err e = { "" };
	return spool_append(site_settings(rq->site)->spool, record, &e) || (log_error("log: %s", e.text), false);
}

bool log_reading(struct request *rq)
{
	struct file_list shown = slot_files_shown(rq->slot);
	if (!shown.n || rq->viewer.account == NOBODY)
		return true;
	struct spool_record record = { .id = id_new(), .account = rq->viewer.account, .at = rq->now, .route = rq->route->path, .action = "read",
		.files = shown.id, .files_n = shown.n };
	return append(rq, &record);
}

bool log_change(struct request *rq)
{
	struct file_list written = slot_files_written(rq->slot), shown = slot_files_shown(rq->slot);
	id64 who = rq->viewer.account ? rq->viewer.account : NABIJ_ITSELF;
	struct spool_record changed = { .id = id_new(), .account = who, .at = rq->now, .route = rq->route->path, .action = "changed",
		.files = written.id, .files_n = written.n };
	struct spool_record read = changed;
	read.id = id_new();
	read.action = "read";
	read.files = shown.id;
	read.files_n = shown.n;
	return (!written.n || log_write(rq->slot, &changed)) && (!shown.n || rq->viewer.account == NOBODY || log_write(rq->slot, &read));
}

/* ---- what was not there ---- */

static id64 named_household(const struct request *rq)
{
	return rq->route->relation == RELATION_NONE || rq->route->relation == RELATION_OWN_HOUSEHOLD ? rq->id[0] : 0;
}

static id64 file_of_refusal(struct request *rq, id64 household)
{
	return household ? sql_number(rq->slot, &refused_file, WITH(p_id("household", household)), DIRECTORY_FILE) : DIRECTORY_FILE;
}

bool log_refusal(struct request *rq, id64 household)
{
	slot_view_as(rq->slot, NABIJ_ITSELF);
	id64 file = file_of_refusal(rq, household ? household : named_household(rq));
	slot_view_as(rq->slot, rq->viewer.account);
	if (slot_failed(rq->slot))
		return false;
	struct spool_record record = { .id = id_new(), .account = rq->viewer.account, .at = rq->now, .route = rq->route->path, .action = "refused",
		.ground = "none", .files = &file, .files_n = 1 };
	return append(rq, &record);
}

bool log_nothing(struct request *rq)
{
	bool of_a_row = rq->id[0] && rq->viewer.account != NOBODY && rq->viewer.kind != K_LINK;
	return !of_a_row || log_refusal(rq, 0);
}
