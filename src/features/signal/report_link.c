/* The standing link of an organisation: making and ending one, and how busy it is. */
#include "report_link.h"
#include <assert.h>
#include "../../platform/db/service.h"
#include "../account/account_entities.h"
#include "../monitor/attention.h"

/* ---- finding ---- */

SQL(link_by_hash, "SELECT id, file_id, team_id, organisation, organisation_kind, area_code, place, until_at, paused_at, ended_at"
	" FROM s_report_link WHERE hash = :hash");

static enum link_state state_of(const struct report_link *link, moment now)
{
	if (link->ended || link->until <= now)
		return LINK_ENDED;
	return link->paused ? LINK_PAUSED : LINK_OPEN;
}

enum link_state report_link_find(struct slot *slot, const char *token, struct report_link *link)
{
	unsigned char hash[HASH_BYTES];
	enum link_state state = LINK_NONE;
	if (!token || !*token)
		return state;
	token_hash(token, hash);
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, &link_by_hash, WITH(p_blob("hash", (struct blob){ hash, sizeof hash })));
	if (rows_next(r)) {
		*link = (struct report_link){ .id = rows_int(r, 0), .file = rows_int(r, 1), .team = rows_int(r, 2), .organisation = rows_text(r, 3),
			.kind = rows_text(r, 4), .area_code = rows_text(r, 5), .place = rows_text(r, 6), .until = rows_int(r, 7), .paused = rows_int(r, 8),
			.ended = rows_int(r, 9) };
		state = state_of(link, slot_now(slot));
	}
	rows_end(r);
	slot_view_as(slot, viewer);
	return state;
}

/* ---- making ---- */

SQL(link_inbox, "SELECT inbox_file_id FROM v_team WHERE id = :team AND EXISTS (SELECT 1 FROM v_access a WHERE a.file_id = inbox_file_id"
	" AND a.account_id = :me AND a.may_write AND a.from_at <= :now AND a.until_at > :now)");
SQL(link_insert, "INSERT INTO report_link (id, file_id, team_id, organisation, organisation_kind, area_code, place, email, hash, token, created_at,"
	" created_by_id, until_at, doubts) VALUES (:id, :file, :team, :organisation, :kind, :area, :place, :email, :hash, :token, :now, :by, :until, 0)");

id64 report_link_make(struct slot *slot, const struct report_link_new *new)
{
	unsigned char hash[HASH_BYTES];
	id64 id = id_new(), file = sql_number(slot, &link_inbox, WITH(p_id("team", new->team), p_id("me", slot_viewer(slot)), p_moment("now", slot_now(slot))), 0);
	assert(new->organisation && code_label(&PARTNER_KINDS, new->kind));
	if (!file)
		return 0;
	const char *token = token_new(slot_arena(slot), hash);
	return sql_run(slot, &link_insert, WITH(p_id("id", id), p_id("file", file), p_id("team", new->team), p_text("organisation", new->organisation),
		p_text("kind", new->kind), p_text("area", new->area_code), p_text("place", new->place),
		p_blob("email", slot_seal(slot, file, "report_link.email", id, new->email)), p_blob("hash", (struct blob){ hash, sizeof hash }),
		p_blob("token", slot_seal(slot, file, "report_link.token", id, token)), p_moment("now", slot_now(slot)), p_id("by", slot_viewer(slot)),
		p_moment("until", day_begin(day_add(new->until, 1))))) == 1 ? id : 0;
}

/* ---- changing ---- */

SQL(link_file, "SELECT file_id FROM v_report_link WHERE id = :id AND (ended_at IS NULL OR :also_ended) AND (until_at > :now OR :also_ended)");
SQL(link_pause, "UPDATE report_link SET version = version + 1, paused_at = :now WHERE id = :id");
SQL(link_resume, "UPDATE report_link SET version = version + 1, paused_at = NULL WHERE id = :id");
SQL(link_renew, "UPDATE report_link SET version = version + 1, ended_at = NULL, paused_at = NULL, until_at = :until WHERE id = :id");
SQL(link_end, "UPDATE report_link SET version = version + 1, ended_at = :now WHERE id = :id");
SQL(link_replace, "UPDATE report_link SET version = version + 1, hash = :hash, token = :token WHERE id = :id");
SQL(link_move, "UPDATE report_link SET version = version + 1, area_code = :area, place = :place WHERE id = :id");
SQL(link_doubts_seen, "UPDATE report_link SET version = version + 1, doubts = 0, doubted_at = NULL WHERE id = :id");

static id64 file_of(struct slot *slot, id64 link, bool also_ended)
{
	return sql_number(slot, &link_file, WITH(p_id("id", link), p_moment("now", slot_now(slot)), p_bool("also_ended", also_ended)), 0);
}

static bool changed(struct slot *slot, id64 file, int rows)
{
	slot_wrote(slot, file);
	return rows == 1 && !slot_failed(slot);
}

bool report_link_pause(struct slot *slot, id64 link)
{
	id64 file = file_of(slot, link, false);
	return file && changed(slot, file, sql_run(slot, &link_pause, WITH(p_id("id", link), p_moment("now", slot_now(slot)))));
}

bool report_link_resume(struct slot *slot, id64 link)
{
	id64 file = file_of(slot, link, false);
	return file && changed(slot, file, sql_run(slot, &link_resume, WITH(p_id("id", link))));
}

bool report_link_renew(struct slot *slot, id64 link)
{
	id64 file = file_of(slot, link, true);
	moment until = day_begin(day_add(day_add_months(day_of(slot_now(slot)), LINK_MONTHS), 1));
	return file && changed(slot, file, sql_run(slot, &link_renew, WITH(p_id("id", link), p_moment("until", until))));
}

bool report_link_end(struct slot *slot, id64 link)
{
	id64 file = file_of(slot, link, false);
	return file && changed(slot, file, sql_run(slot, &link_end, WITH(p_id("id", link), p_moment("now", slot_now(slot)))));
}

bool report_link_replace(struct slot *slot, id64 link)
{
	unsigned char hash[HASH_BYTES];
	id64 file = file_of(slot, link, false);
	if (!file)
		return false;
	const char *token = token_new(slot_arena(slot), hash);
	return changed(slot, file, sql_run(slot, &link_replace, WITH(p_id("id", link), p_blob("hash", (struct blob){ hash, sizeof hash }),
		p_blob("token", slot_seal(slot, file, "report_link.token", link, token)))));
}

bool report_link_move(struct slot *slot, id64 link, const char *area_code, const char *place)
{
	id64 file = file_of(slot, link, true);
	return file && changed(slot, file, sql_run(slot, &link_move, WITH(p_id("id", link), p_text("area", area_code), p_text("place", place))));
}

bool report_link_seen(struct slot *slot, id64 link)
{
	id64 file = file_of(slot, link, true);
	return file && changed(slot, file, sql_run(slot, &link_doubts_seen, WITH(p_id("id", link)))) && attention_link(slot, link);
}

/* ---- how busy it is ---- */

SQL(link_used, "UPDATE report_link SET version = version + 1, used_at = :now WHERE id = :id");
SQL(link_lately, "SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM s_report WHERE link_id = :id AND at > :since LIMIT 40) r)"
	" + (SELECT count(*) FROM (SELECT 1 AS one FROM s_report_held WHERE link_id = :id AND at > :since LIMIT 40) h)");
SQL(link_waiting, "SELECT count(*) FROM (SELECT 1 AS one FROM s_report_held WHERE link_id = :id AND thrown_at IS NULL LIMIT 1001) h");
SQL(link_doubts, "SELECT doubts FROM s_report_link WHERE id = :id");
SQL(link_doubt, "UPDATE report_link SET version = version + 1, doubts = :doubts, doubted_at = :now WHERE id = :id");

enum link_pace report_link_pace(struct slot *slot, const struct report_link *link)
{
	id64 viewer = slot_as_itself(slot);
	sql_run(slot, &link_used, WITH(p_id("id", link->id), p_moment("now", slot_now(slot))));
	int64_t lately = sql_number(slot, &link_lately, WITH(p_id("id", link->id), p_moment("since", slot_now(slot) - MINUTES(LINK_WINDOW))), 0);
	enum link_pace pace = lately < LINK_ASKS ? PACE_COMES_IN : lately < LINK_HOLDS ? PACE_ASKS : PACE_HOLDS;
	if (pace == PACE_HOLDS && sql_number(slot, &link_waiting, WITH(p_id("id", link->id)), 0) >= LINK_QUEUE)
		pace = PACE_FULL;
	slot_view_as(slot, viewer);
	return pace;
}

/* Of two at once on two nodes one may be missed: it is a hint, no count that anybody is held to. */
void report_link_doubt(struct slot *slot, id64 link)
{
	id64 viewer = slot_as_itself(slot);
	int64_t doubts = sql_number(slot, &link_doubts, WITH(p_id("id", link)), 0) + 1;
	sql_run(slot, &link_doubt, WITH(p_id("id", link), p_int("doubts", doubts), p_moment("now", slot_now(slot))));
	if (doubts == 1)
		attention_link(slot, link);
	slot_view_as(slot, viewer);
}
