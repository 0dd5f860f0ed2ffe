/* A report comes in: from anybody, to the inbox of the team that works there, with a receipt that says who reads it and when one hears back. */
#include "signal.h"
#include <assert.h>
#include "../../platform/db/service.h"
#include "../../platform/schema/schema.h"
#include "../monitor/attention.h"
#include "../neighbourhood/neighbourhood.h"
#include "report_row.h"
#include "signal_entities.h"

enum { NUMBER_TRIES = 20, AREA_STEPS = 20 };

/* ---- which team ---- */

SQL(team_of_area, "SELECT min(x.team_id) FROM (SELECT t.team_id FROM s_team_area t WHERE t.area_code = :area UNION ALL SELECT t.team_id"
	" FROM s_area_part w JOIN s_team_area t ON t.area_code = w.area_code WHERE w.part_code = :area) x");
SQL(area_parent, "SELECT parent_code FROM s_area WHERE code = :area");
SQL(team_first, "SELECT min(id) FROM s_team");

static const char *parent_of(struct slot *slot, const char *area)
{
	struct rows *rows = sql_read(slot, &area_parent, WITH(p_text("area", area)));
	const char *parent = rows_next(rows) ? rows_text(rows, 0) : NULL;
	rows_end(rows);
	return parent;
}

/* A neighbourhood lies in a district, that in a municipality: the nearest that has a team, also by what it was before. */
/* The team that works there: of the area itself or of what it lies in; the first team when none does. */
static id64 team_of(struct slot *slot, const char *area)
{
	for (int up = 0; area && up < 3; up++, area = parent_of(slot, area)) {
		id64 team = sql_number(slot, &team_of_area, WITH(p_text("area", area)), 0);
		if (team)
			return team;
	}
	return sql_number(slot, &team_first, WITHOUT, 0);
}

SQL(area_now, "SELECT ended_on IS NOT NULL, successor_code FROM s_area WHERE code = :area");

/* One step from an area that is no more: to what it became, else to what it lay in. False: it is there, or nothing of it is. */
static bool area_moved(struct slot *slot, char *at)
{
	char parent[AREA_CODE_BYTES];
	struct rows *rows = sql_read(slot, &area_now, WITH(p_text("area", at)));
	bool there = rows_next(rows), ended = there && rows_bool(rows, 0);
	const char *to = ended ? rows_text(rows, 1) : NULL;
	rows_end(rows);
	if (there && !ended)
		return false;
	area_code_parent(at, parent);
	snprintf(at, AREA_CODE_BYTES, "%s", to ? to : parent);
	return *at;
}

const char *area_nearest(struct slot *slot, const char *code)
{
	char at[AREA_CODE_BYTES];
	if (!code || area_code_kind(code) == AREA_NONE)
		return NULL;
	id64 viewer = slot_as_itself(slot);
	int steps = 0;
	snprintf(at, sizeof at, "%s", code);
	while (steps < AREA_STEPS && area_moved(slot, at))
		steps++;
	slot_view_as(slot, viewer);
	return *at && steps < AREA_STEPS ? arena_strdup(slot_arena(slot), at) : NULL;
}

/* ---- the receipt ---- */

SQL(report_number_taken, "SELECT (SELECT count(*) FROM s_report WHERE number = :number) + (SELECT count(*) FROM s_report_held WHERE number = :number)");
SQL(team_prefix, "SELECT prefix FROM s_team WHERE id = :team");

/* Random, so that no gap in numbers tells of another report; short enough to say over a telephone. */
const char *report_number_new(struct slot *slot, id64 team)
{
	struct arena *arena = slot_arena(slot);
	struct rows *rows = sql_read(slot, &team_prefix, WITH(p_id("team", team)));
	const char *prefix = rows_next(rows) ? rows_text(rows, 0) : "";
	rows_end(rows);
	for (int i = 0; i < NUMBER_TRIES; i++) {
		const char *number = arena_printf(arena, "%s-%s", prefix, code_new(arena, 1));
		if (!sql_number(slot, &report_number_taken, WITH(p_text("number", number)), 0))
			return number;
	}
	return arena_printf(arena, "%.2s-%s", prefix, code_new(arena, 2));
}

SQL(team_answer_days, "SELECT answer_days FROM s_team WHERE id = :team");

struct day report_answer_day(struct slot *slot, id64 team, bool urgent)
{
	int days = urgent ? 1 : (int)sql_number(slot, &team_answer_days, WITH(p_id("team", team)), 3);
	struct day day = day_add(day_of(slot_now(slot)), days);
	int weekday = day_weekday(day);
	return weekday > 5 ? day_add(day, 8 - weekday) : day;
}

/* Who has twenty waiting has as many as who has fifty: then it goes by turns. */
SQL(report_next_reader, "SELECT a.id, a.file_id, a.name FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.triage"
	" AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now"
	" ORDER BY (SELECT count(*) FROM (SELECT r.id FROM s_report r WHERE r.team_id = :team AND r.read_by_id = m.account_id AND r.state = 'new' LIMIT 20) w),"
	" (SELECT max(r.at) FROM s_report r WHERE r.team_id = :team AND r.read_by_id = m.account_id AND r.state = 'new') NULLS FIRST, m.account_id LIMIT 1");

/* name, where it is wanted: NULL without a reader. */
static id64 reader_named(struct slot *slot, id64 team, const char **name)
{
	struct rows *rows = sql_read(slot, &report_next_reader, WITH(p_id("team", team), p_moment("now", slot_now(slot))));
	bool found = rows_next(rows);
	id64 reader = found ? rows_int(rows, 0) : 0;
	if (name)
		*name = found ? rows_open(rows, 2, "account.name") : NULL;
	rows_end(rows);
	return reader;
}

id64 report_reader(struct slot *slot, id64 team)
{
	return reader_named(slot, team, NULL);
}

/* ---- a reporter without an account ---- */

SQL(link_account_insert, "INSERT INTO account (id, file_id, own_file_id, kind, name, created_at, until_at)"
	" VALUES (:id, :file, :file, 'link', :name, :now, :until)");
SQL(link_token_insert, "INSERT INTO token (id, account_id, hash, purpose, created_at, until_at) VALUES (:id, :account, :hash, 'link', :now, :until)");

/* Its name lies in the inbox with the report, and goes with it. */
id64 reporter_by_link(struct slot *slot, const struct report_row *row, const char **token)
{
	id64 id = id_new();
	unsigned char *hash = arena_alloc(slot_arena(slot), HASH_BYTES);
	moment now = slot_now(slot), until = day_begin(day_add(day_of(now), rule_days(slot, "report_link", row->team, 90)));
	*token = token_new(slot_arena(slot), hash);
	sql_run(slot, &link_account_insert, WITH(p_id("id", id), p_id("file", row->file),
		p_blob("name", slot_seal(slot, row->file, "account.name", id, row->name ? row->name : "")), p_moment("now", now),
		p_moment("until", until)));
	sql_run(slot, &link_token_insert, WITH(p_id("id", id_new()), p_id("account", id), p_blob("hash", (struct blob){ hash, HASH_BYTES }),
		p_moment("now", now), p_moment("until", until)));
	return id;
}

SQL(account_is_link, "SELECT count(*) FROM s_account WHERE id = :id AND kind = 'link'");
SQL(link_account_forget, "UPDATE account SET version = version + 1, name = :name, until_at = :now WHERE id = :id");

bool reporter_is_link(struct slot *slot, id64 account)
{
	return sql_number(slot, &account_is_link, WITH(p_id("id", account)), 0) > 0;
}

void reporter_link_forget(struct slot *slot, id64 account, id64 file)
{
	if (reporter_is_link(slot, account))
		sql_run(slot, &link_account_forget, WITH(p_id("id", account), p_moment("now", slot_now(slot)),
			p_blob("name", slot_seal(slot, file, "account.name", account, ""))));
}

/* ---- the row ---- */

SQL(report_insert_row, "INSERT INTO report (id, file_id, team_id, account_id, number, what, domains, about, place, area_code, knows, urgent,"
	" reporter_kind, reporter_name, reporter_phone, reporter_organisation, call_when, introduce, may_name, state, at, read_by_id, answer_by, next_attention_at,"
	" pattern, link_id, organisation_kind) VALUES (:id, :file, :team, :account, :number, :what, :domains, :about, :place, :area, :knows, :urgent, :kind, :name,"
	" :phone, :organisation, :call_when, :introduce, :may_name, 'new', :at, :reader, :answer_by, :next, :pattern, :link, :organisation_kind)");

bool report_insert(struct slot *slot, id64 id, const struct report_row *r, id64 reader, struct day answer_by)
{
	return sql_run(slot, &report_insert_row, WITH(p_id("id", id), p_id("file", r->file), p_id("team", r->team), p_id("account", r->account),
		p_text("number", r->number), p_blob("what", slot_seal(slot, r->file, "report.what", id, r->what)), p_text("domains", r->domains),
		p_blob("about", slot_seal(slot, r->file, "report.about", id, r->about)),
		p_blob("place", slot_seal(slot, r->file, "report.place", id, r->place)), p_text("area", r->area_code), p_text("knows", r->knows),
		p_bool("urgent", r->urgent), p_text("kind", r->reporter_kind),
		p_blob("name", slot_seal(slot, r->file, "report.reporter_name", id, r->name)),
		p_blob("phone", slot_seal(slot, r->file, "report.reporter_phone", id, r->phone)),
		p_blob("organisation", slot_seal(slot, r->file, "report.reporter_organisation", id, r->organisation)),
		p_blob("call_when", slot_seal(slot, r->file, "report.call_when", id, r->call_when)), p_text("introduce", r->introduce),
		p_bool("may_name", r->may_name), p_moment("at", r->at ? r->at : slot_now(slot)), p_id("reader", reader),
		p_day("answer_by", slot_arena(slot), answer_by), p_moment("next", r->next), p_bool("pattern", r->pattern), p_id("link", r->link),
		p_text("organisation_kind", r->organisation_kind))) == 1;
}

SQL(team_inbox, "SELECT inbox_file_id FROM s_team WHERE id = :team");

static struct report_row row_of(struct slot *slot, const struct report_new *new)
{
	const char *area = area_nearest(slot, new->area_code);
	struct report_row r = { .team = new->team ? new->team : team_of(slot, area), .account = new->reporter, .domains = new->domains,
		.area_code = area, .pattern = new->pattern, .link = new->link, .organisation_kind = new->organisation_kind, .at = new->at,
		.knows = new->knows, .reporter_kind = new->reporter_kind, .urgent = new->urgent, .what = new->what, .about = new->about,
		.place = new->place, .name = new->reporter_name, .phone = new->reporter_phone, .organisation = new->reporter_organisation,
		.call_when = new->call_when, .introduce = new->introduce, .may_name = new->may_name };
	r.file = sql_number(slot, &team_inbox, WITH(p_id("team", r.team)), 0);
	return r;
}

static bool receive(struct slot *slot, const struct report_new *new, struct report_receipt *receipt)
{
	struct report_row r = row_of(slot, new);
	if (!r.file)
		return false;
	const char *name;
	id64 reader = reader_named(slot, r.team, &name);
	*receipt = (struct report_receipt){ .report = id_new(), .number = new->number ? new->number : report_number_new(slot, r.team),
		.answer_by = new->number ? new->answer_by : report_answer_day(slot, r.team, r.urgent), .reader = name };
	r.number = receipt->number;
	if (!r.account)
		r.account = reporter_by_link(slot, &r, &receipt->token);
	return attention_report_new(slot, &(struct attention_new){ .report = receipt->report, .file = r.file, .team = r.team, .at = r.at ? r.at : slot_now(slot),
		.number = r.number, .about = r.about, .what = r.what, .reader = reader, .answer_by = receipt->answer_by,
		.to_be_told = r.knows && !r.pattern && strcmp(r.knows, "yes") && strcmp(r.reporter_kind, "self") }, &r.next) && report_insert(slot, receipt->report, &r, reader, receipt->answer_by);
}

bool report_receive(struct slot *slot, const struct report_new *new, struct report_receipt *receipt)
{
	assert(new->what && code_label(&REPORTER_KINDS, new->reporter_kind));
	id64 viewer = slot_as_itself(slot);
	bool received = receive(slot, new, receipt);
	slot_view_as(slot, viewer);
	return received && !slot_failed(slot);
}
