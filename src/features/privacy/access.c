/* The rows of `access`: who may be given what, giving, ending. */
#include "access.h"
#include <assert.h>
#include "access_rows.h"
#include "../../platform/base/list.h"

SQL(access_standing, "SELECT kind, partner_kind, team_id FROM s_account WHERE id = :account AND until_at > :now");
SQL(access_one, "SELECT a.id, a.file_id, a.account_id, a.household_id, a.given_by_id, a.ground, f.kind, a.from_at, a.until_at"
	" FROM s_access a JOIN s_file f ON f.id = a.file_id WHERE a.id = :access");
SQL(access_add, "INSERT INTO access (id, account_id, file_id, household_id, ground, may_write, from_at, until_at, given_by_id, article, reason)"
	" VALUES (:id, :account, :file, :household, :ground, :may_write, :from, :until, :by, :article, :reason)");
SQL(access_until, "UPDATE access SET until_at = :until, version = version + 1 WHERE id = :access");
SQL(access_shared_file, "SELECT file_id FROM s_household WHERE id = :household");
SQL(access_may_write, "SELECT 1 FROM s_access a WHERE a.account_id = :account AND a.file_id = :file AND a.may_write"
	" AND a.from_at <= :now AND a.until_at > :now LIMIT 1");
SQL(access_as_family, "SELECT 1 FROM s_access a WHERE a.account_id = :account AND a.file_id = :file AND a.ground = 'family'"
	" AND a.from_at <= :now AND a.until_at > :now LIMIT 1");
SQL(access_coordinates, "SELECT 1 FROM s_team_member m JOIN s_household h ON h.team_id = m.team_id WHERE h.id = :household"
	" AND m.account_id = :account AND m.role = 'coordinator' AND m.from_at <= :now AND m.until_at > :now LIMIT 1");
SQL(access_professional, "SELECT professional_id FROM s_household WHERE id = :household");
SQL(access_team, "SELECT team_id FROM s_household WHERE id = :household");
SQL(access_files, "SELECT id, kind FROM s_file WHERE household_id = :household AND kind IN ('shared', 'person') ORDER BY id");
SQL(access_file_household, "SELECT household_id FROM s_file WHERE id = :file");
SQL(access_of_account, "SELECT a.id, a.ground, a.until_at FROM s_access a WHERE a.household_id = :household AND a.account_id = :account"
	" AND a.until_at > :until");
SQL(access_of_others, "SELECT a.id, a.ground, a.until_at FROM s_access a JOIN s_account c ON c.id = a.account_id"
	" WHERE a.household_id = :household AND a.ground <> 'family' AND c.kind NOT IN ('resident', 'supporter') AND a.until_at > :until");
SQL(file_add, "INSERT INTO file (id, kind, household_id, person_id, ground, opened_at) VALUES (:id, :kind, :household, :person, :ground, :now)");
SQL(triage_members, "SELECT account_id, until_at FROM s_team_member WHERE team_id = :team AND (triage OR role = 'coordinator')"
	" AND from_at <= :now AND until_at > :now ORDER BY id");
SQL(triage_rows, "SELECT id, account_id, until_at FROM s_access WHERE file_id = :file AND ground = 'triage' AND until_at > :now ORDER BY id");
SQL(triage_inbox, "SELECT inbox_file_id FROM s_team WHERE id = :team");

/* ---- who may be given what ---- */

/* Allow-lists: a kind that is not named is given nothing. */
static const struct { const char *ground, *kinds; } may_hold[] = {
	{ "family", "resident" },
	{ "assignment", "professional specialist coordinator" },
	{ "stand_in", "professional specialist coordinator" },
	{ "triage", "professional specialist coordinator" },
	{ "consult", "professional specialist coordinator" },
	{ "meeting", "professional specialist coordinator" },
	{ "handover", "professional specialist coordinator partner" },
	{ "statutory", "professional specialist coordinator partner" },
	{ "consent", "partner supporter expert resident professional specialist coordinator" },
	{ "emergency", "professional specialist coordinator" },
	{ "review", "coordinator" },
};
static const char partners_that_read[] = "school childcare health gp_youth youth_help welfare club volunteers";

static bool among(const char *words, const char *word)
{
	size_t n = word ? strlen(word) : 0;
	for (const char *s = words; n && (s = strstr(s, word)); s += n)
		if ((s == words || s[-1] == ' ') && (s[n] == ' ' || !s[n]))
			return true;
	return false;
}

static bool ground_fits(const struct standing *who, const char *ground)
{
	if (!who->kind || (!strcmp(who->kind, "partner") && !among(partners_that_read, who->partner_kind)))
		return false;
	for (size_t i = 0; i < sizeof may_hold / sizeof *may_hold; i++)
		if (!strcmp(may_hold[i].ground, ground))
			return among(may_hold[i].kinds, who->kind);
	return false;
}

struct standing account_standing(struct slot *slot, id64 account)
{
	struct standing who = { NULL, NULL, 0 };
	struct rows *r = sql_read(slot, &access_standing, WITH(p_id("account", account), p_moment("now", slot_now(slot))));
	if (rows_next(r))
		who = (struct standing){ rows_text(r, 0), rows_text(r, 1), rows_int(r, 2) };
	rows_end(r);
	return who;
}

bool standing_is_team(const struct standing *who)
{
	return among("professional specialist coordinator", who->kind);
}

/* ---- what stands ---- */

#define FOUND(slot, entry, ...) (sql_number((slot), (entry), WITH(__VA_ARGS__, p_moment("now", slot_now(slot))), 0) == 1)

bool may_write_now(struct slot *slot, id64 account, id64 file)
{
	return FOUND(slot, &access_may_write, p_id("account", account), p_id("file", file));
}

bool reads_as_family(struct slot *slot, id64 account, id64 file)
{
	return FOUND(slot, &access_as_family, p_id("account", account), p_id("file", file));
}

bool coordinates(struct slot *slot, id64 account, id64 household)
{
	return FOUND(slot, &access_coordinates, p_id("account", account), p_id("household", household));
}

id64 shared_file(struct slot *slot, id64 household)
{
	return sql_number(slot, &access_shared_file, WITH(p_id("household", household)), 0);
}

id64 household_professional_of(struct slot *slot, id64 household)
{
	return sql_number(slot, &access_professional, WITH(p_id("household", household)), 0);
}

id64 household_team(struct slot *slot, id64 household)
{
	return sql_number(slot, &access_team, WITH(p_id("household", household)), 0);
}

bool access_read(struct slot *slot, id64 access, struct access_row *row)
{
	struct rows *r = sql_read(slot, &access_one, WITH(p_id("access", access)));
	bool found = rows_next(r);
	if (found)
		*row = (struct access_row){ .id = rows_int(r, 0), .file = rows_int(r, 1), .account = rows_int(r, 2), .household = rows_int(r, 3),
			.by = rows_int(r, 4), .ground = rows_text(r, 5), .file_kind = rows_text(r, 6), .from = rows_int(r, 7), .until = rows_int(r, 8) };
	rows_end(r);
	return found;
}

/* ---- giving ---- */

/* A reason is sealed under the file; without one nothing of the file is touched, so that the log shows no writing in it. */
static struct blob seal_reason(struct slot *slot, id64 file, id64 id, const char *reason)
{
	return reason && *reason ? slot_seal(slot, file, "access.reason", id, reason) : (struct blob){ NULL, 0 };
}

id64 access_insert(struct slot *slot, const struct access_grant *g)
{
	assert(slot_viewer(slot) == NABIJ_ITSELF && g->account && g->file && g->ground);
	struct standing who = account_standing(slot, g->account);
	moment from = g->from ? g->from : slot_now(slot);
	bool by_law = !strcmp(g->ground, "handover") || !strcmp(g->ground, "statutory");
	if (!ground_fits(&who, g->ground) || g->until <= from || (by_law && !(g->article && *g->article)))
		return 0;
	id64 id = id_new();
	int n = sql_run(slot, &access_add, WITH(p_id("id", id), p_id("account", g->account), p_id("file", g->file),
		p_id("household", g->household), p_text("ground", g->ground), p_bool("may_write", g->may_write), p_int("from", from),
		p_int("until", g->until), p_id("by", g->by), p_text("article", g->article), p_blob("reason", seal_reason(slot, g->file, id, g->reason))));
	return n == 1 ? id : 0;
}

static bool may_give(struct slot *slot, id64 viewer, id64 file, id64 household)
{
	if (viewer == NABIJ_ITSELF)
		return true;
	struct standing giver = account_standing(slot, viewer);
	return standing_is_team(&giver) && (may_write_now(slot, viewer, file) || coordinates(slot, viewer, household));
}

/* The shared file and those of its persons; gives the shared one's row. */
static id64 give_all_files(struct slot *slot, struct access_grant g)
{
	id64 shared = 0;
	struct rows *r = sql_read(slot, &access_files, WITH(p_id("household", g.household)));
	while (rows_next(r)) {
		g.file = rows_int(r, 0);
		bool is_shared = !strcmp(rows_text(r, 1), "shared");
		id64 id = access_insert(slot, &g);
		if (!id)
			break;
		if (is_shared)
			shared = id;
	}
	rows_end(r);
	return shared;
}

id64 access_give(struct slot *slot, const struct access_grant *grant)
{
	struct access_grant g = *grant;
	id64 viewer = slot_as_itself(slot), id = 0;
	if (!g.household)
		g.household = sql_number(slot, &access_file_household, WITH(p_id("file", g.file)), 0);
	if (!g.by && viewer != NABIJ_ITSELF)
		g.by = viewer;
	if (may_give(slot, viewer, g.file ? g.file : shared_file(slot, g.household), g.household))
		id = g.file ? access_insert(slot, &g) : give_all_files(slot, g);
	slot_view_as(slot, viewer);
	return id;
}

/* ---- ending ---- */

bool access_set_end(struct slot *slot, id64 access, moment until)
{
	assert(slot_viewer(slot) == NABIJ_ITSELF);
	return sql_run(slot, &access_until, WITH(p_id("access", access), p_int("until", until))) == 1;
}

/* The family's own rows are calculated: nobody ends them here. */
static bool end_rows(struct slot *slot, struct sql *which, id64 account, id64 household, moment until)
{
	bool fine = true;
	struct rows *r = sql_read(slot, which, WITH(p_id("account", account), p_id("household", household), p_int("until", until)));
	while (rows_next(r))
		if (strcmp(rows_text(r, 1), "family") != 0)
			fine = access_set_end(slot, rows_int(r, 0), until) && fine;
	return fine && !slot_failed(slot);
}

bool access_end_by(struct slot *slot, id64 account, id64 household, moment until)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = may_give(slot, viewer, shared_file(slot, household), household)
		&& end_rows(slot, account ? &access_of_account : &access_of_others, account, household, until);
	slot_view_as(slot, viewer);
	return fine;
}

/* ---- the inbox of a team ---- */

struct reader { id64 account; moment until; bool kept; };

static bool reader_keeps(struct reader *list, size_t n, id64 account, moment until)
{
	for (size_t i = 0; i < n; i++)
		if (!list[i].kept && list[i].account == account && list[i].until == until)
			return list[i].kept = true;
	return false;
}

bool access_triage(struct slot *slot, id64 team)
{
	struct reader *list = NULL;
	size_t n = 0;
	id64 viewer = slot_as_itself(slot), inbox = sql_number(slot, &triage_inbox, WITH(p_id("team", team)), 0);
	struct rows *r = sql_read(slot, &triage_members, WITH(p_id("team", team), p_moment("now", slot_now(slot))));
	while (rows_next(r)) {
		struct reader *one = LIST_ADD(slot_arena(slot), list, n);
		*one = (struct reader){ rows_int(r, 0), rows_int(r, 1), false };
	}
	r = sql_read(slot, &triage_rows, WITH(p_id("file", inbox), p_moment("now", slot_now(slot))));
	while (rows_next(r))
		if (!reader_keeps(list, n, rows_int(r, 1), rows_int(r, 2)))
			access_set_end(slot, rows_int(r, 0), slot_now(slot));
	for (size_t i = 0; i < n; i++)
		if (!list[i].kept)
			access_insert(slot, &(struct access_grant){ .account = list[i].account, .file = inbox, .ground = "triage", .may_write = true,
				.until = list[i].until });
	slot_view_as(slot, viewer);
	return inbox && !slot_failed(slot);
}

/* ---- files ---- */

id64 file_new(struct slot *slot, const char *kind, id64 household, id64 person, const char *ground)
{
	id64 id = id_new(), viewer = slot_as_itself(slot);
	bool made = slot_new_file_key(slot, id) && sql_run(slot, &file_add, WITH(p_id("id", id), p_text("kind", kind),
		p_id("household", household), p_id("person", person), p_text("ground", ground), p_int("now", slot_now(slot)))) == 1;
	slot_view_as(slot, viewer);
	return made ? id : 0;
}
