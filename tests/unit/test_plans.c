/* Every statement's plan, on both stores: none reads a whole table that grows with the country, and none walks all that its viewer may see where it
 * asks for one thing. On SQLite the program that a statement becomes is read (EXPLAIN): a cursor over a big table or one of its indexes that begins at
 * the end and goes on is a scan. On PostgreSQL the generic plan with sequential scans discouraged: what is still scanned has no index to use.
 * Where walking is the work itself, it stands below with the reason, and the test holds that list exactly. */
#include "store.h"
#include <jansson.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include "platform/base/list.h"
#include "platform/schema/schema.h"

/* Do not grow with the country: settings, jobs, terms; what the CBS has is what it is, but no page should read all of it. */
static const char *const small[] = { "setting", "job", "rule", "migration", "figure_reference", NULL };

enum { ON_SQLITE = 1, ON_POSTGRES = 2, BOTH = 3 };
struct exception { const char *statement, *finding; int on; const char *why; };
static const struct exception exceptions[] = {
	{ "areas_by_kind", "reads all of area", BOTH,
		"the manager's page says how much of the map is there; the map does not grow" },
	{ "areas_by_municipality", "reads all of area", BOTH,
		"the manager's page says how much of the map is there; the map does not grow" },
	{ "areas_of_name", "reads all of area", BOTH,
		"the manager looks for an area by its name" },
	{ "areas_with_figures", "reads all of figure", BOTH,
		"the manager's page says how much of the map is there; the map does not grow" },
	{ "backup_sessions_end", "reads all of session", BOTH,
		"a restore: a command" },
	{ "backup_tokens_gone", "reads all of name_token", ON_SQLITE,
		"a restore: a command" },
	{ "cli_accounts", "reads all of account", ON_POSTGRES,
		"a command's list of all staff" },
	{ "cli_accounts", "reads all of credential", ON_POSTGRES,
		"a command's list of all staff" },
	{ "cli_accounts", "reads all of team", ON_POSTGRES,
		"a command's list of all staff" },
	{ "cli_accounts", "walks a range of account", ON_SQLITE,
		"a command's list of all staff" },
	{ "cli_team", "reads all of team", BOTH,
		"a command" },
	{ "country_areas", "reads all of area", BOTH,
		"nabij demo: a command" },
	{ "country_not_empty", "reads all of household", BOTH,
		"nabij demo: a command" },
	{ "country_not_empty", "reads all of team", BOTH,
		"nabij demo: a command" },
	{ "country_postcodes", "reads all of postcode", BOTH,
		"nabij demo: a command" },
	{ "count_begun", "reads all of household", BOTH,
		"the night after a quarter, once, by a job: what policy is told" },
	{ "count_goals", "reads all of goal", ON_SQLITE,
		"the night after a quarter, once, by a job: what policy is told" },
	{ "count_initiatives", "reads all of initiative_phase", BOTH,
		"the night after a quarter, once, by a job: what policy is told" },
	{ "count_light", "walks a range of light_question", ON_SQLITE,
		"the night after a quarter, once, by a job: what policy is told" },
	{ "count_phases", "reads all of phase_change", BOTH,
		"the night after a quarter, once, by a job: what policy is told" },
	{ "count_reports", "walks a range of report", ON_SQLITE,
		"the night after a quarter, once, by a job: what policy is told" },
	{ "demo_accounts", "walks a range of account", ON_SQLITE,
		"nabij demo: a command" },
	{ "demo_areas", "reads all of area", BOTH,
		"nabij demo: a command" },
	{ "demo_households", "reads all of household", BOTH,
		"nabij demo: a command" },
	{ "demo_not_empty", "reads all of area", BOTH,
		"nabij demo: a command" },
	{ "demo_not_empty", "reads all of household", BOTH,
		"nabij demo: a command" },
	{ "demo_not_empty", "reads all of team", BOTH,
		"nabij demo: a command" },
	{ "demo_people", "reads all of person", BOTH,
		"nabij demo: a command" },
	{ "demo_link_of", "reads all of report_link", ON_SQLITE, "the made-up town alone, before it is served" },
	{ "demo_report_count", "reads all of report", BOTH,
		"nabij demo: a command" },
	{ "double_any_coordinators", "reads all of team_member", ON_SQLITE,
		"whoever could know the other household, which nobody here may: told to all, seldom" },
	{ "emergency_one", "reads all of access", ON_POSTGRES,
		"access_4, which holds what waits for a review" },
	{ "emergency_open_ones", "reads all of access", BOTH,
		"all of access_4, which holds what waits for a review" },
	{ "figures_cbs", "reads all of team_area", BOTH,
		"policy counts the whole region" },
	{ "figures_districts", "reads all of area", ON_POSTGRES,
		"policy counts the whole region" },
	{ "figures_districts", "reads all of team_area", BOTH,
		"policy counts the whole region" },
	{ "gather_contacts", "walks a range of contact", ON_SQLITE,
		"a night: the weeks that are counted anew, once for the whole country" },
	{ "gather_counts", "walks a range of signal_count", ON_SQLITE,
		"a night: the weeks that are counted anew, once for the whole country" },
	{ "gather_heard", "reads all of heard", BOTH,
		"a night: what stands of the whole country, once" },
	{ "gather_light", "walks a range of light_question", ON_SQLITE,
		"a night: the weeks that are counted anew, once for the whole country" },
	{ "gather_oldest", "reads all of contact", ON_SQLITE,
		"the first time alone: the first entry of an index, where history begins" },
	{ "gather_oldest", "reads all of domain_note", ON_SQLITE,
		"the first time alone: the first entry of an index, where history begins" },
	{ "gather_oldest", "reads all of light_question", ON_SQLITE,
		"the first time alone: the first entry of an index, where history begins" },
	{ "gather_oldest", "reads all of report", ON_SQLITE,
		"the first time alone: the first entry of an index, where history begins" },
	{ "gather_oldest", "walks a range of contact", ON_SQLITE,
		"the first time alone: the first entry of an index, where history begins" },
	{ "gather_oldest", "walks a range of domain_note", ON_SQLITE,
		"the first time alone: the first entry of an index, where history begins" },
	{ "gather_oldest", "walks a range of light_question", ON_SQLITE,
		"the first time alone: the first entry of an index, where history begins" },
	{ "gather_oldest", "walks a range of report", ON_SQLITE,
		"the first time alone: the first entry of an index, where history begins" },
	{ "gather_reports", "walks a range of report", ON_SQLITE,
		"a night: the weeks that are counted anew, once for the whole country" },
	{ "gather_teams", "reads all of team_area", BOTH,
		"a night: each team's first area, once for the country" },
	{ "gather_worries", "walks a range of domain_note", ON_SQLITE,
		"a night: the weeks that are counted anew, once for the whole country" },
	{ "heard_places", "walks a range of heard", ON_SQLITE,
		"what was heard in the areas of one's own teams: seven rows an area" },
	{ "hoods_municipalities", "reads all of area", ON_POSTGRES,
		"policy looks at the whole region" },
	{ "hoods_municipalities", "reads all of team_area", BOTH,
		"policy looks at the whole region" },
	{ "household_of_person", "walks all that one account may see in access", BOTH,
		"the families one belongs to or is a guest of: a person's own list, which is the answer" },
	{ "households_due", "walks a range of household", ON_SQLITE,
		"what time makes due, at most so many" },
	{ "import_team", "reads all of team", BOTH,
		"the import of households: a command" },
	{ "inbox_mine", "walks all that one account may see in access", ON_POSTGRES,
		"one's inboxes: they belong to no household, of which PostgreSQL asks afterwards" },
	{ "initiatives_due", "walks a range of initiative", ON_SQLITE,
		"what time makes due, at most so many" },
	{ "initiative_open_around", "walks a range of initiative", ON_SQLITE,
		"a district's open initiatives, twelve at the most, in the order of the index of what is open" },
	{ "links_due", "walks a range of report_link", ON_SQLITE,
		"what time makes due, at most so many" },
	{ "links_of_team", "walks all that one account may see in access", ON_POSTGRES,
		"one's inboxes: they belong to no household, of which PostgreSQL asks afterwards" },
	{ "links_that_ask", "walks all that one account may see in access", ON_POSTGRES,
		"one's inboxes: they belong to no household, of which PostgreSQL asks afterwards" },
	{ "look_all", "reads all of team_area", BOTH,
		"the night's work: where a team works" },
	{ "look_all_before", "reads all of theme_look", BOTH,
		"a night: one row for each municipality, once" },
	{ "look_changed", "walks a range of household", ON_SQLITE,
		"a night's counting: who changed their mind since" },
	{ "look_turns", "reads all of team_area", BOTH,
		"the night's work: whose turn it is" },
	{ "look_turns", "reads all of theme_look", ON_POSTGRES,
		"the night's work: a row for each municipality" },
	{ "mail_failures", "walks a range of mail", ON_SQLITE,
		"the manager's page about mail, of which five weeks are kept" },
	{ "mail_sent_count", "reads all of mail", BOTH,
		"the manager's page about mail, of which five weeks are kept" },
	{ "mail_waiting_count", "walks a range of mail", ON_SQLITE,
		"the manager's page about mail, of which five weeks are kept" },
	{ "nearby_meetings", "walks a range of initiative", ON_SQLITE,
		"a calendar of what is open around a place, a thousand meetings at the most" },
	{ "nearby_open", "walks a range of initiative", ON_SQLITE,
		"what is open around a place, forty at a time, in the order of the index of what is open" },
	{ "officer_log", "walks a range of log", ON_SQLITE,
		"a page of forty rows from the end of log_3; the officer reads the whole log" },
	{ "officer_log", "walks all that one account may see in access", ON_POSTGRES,
		"a page of forty rows from the end of log_3; the officer reads the whole log" },
	{ "officer_names", "walks a range of log", ON_SQLITE,
		"a page of forty rows from the end of log_3" },
	{ "officer_names", "walks all that one account may see in access", ON_POSTGRES,
		"a page of forty rows from the end of log_3" },
	{ "officer_names", "walks the whole directory of staff in account", ON_SQLITE,
		"a page of forty rows from the end of log_3" },
	{ "officer_refused", "walks a range of log", ON_SQLITE,
		"a week of log_4, which holds what was refused" },
	{ "old_drafts", "reads all of draft", ON_POSTGRES,
		"housekeeping: what is past goes, 500 at a time" },
	{ "old_drafts", "walks a range of draft", ON_SQLITE,
		"housekeeping: what is past goes, 500 at a time" },
	{ "old_notes", "reads all of note", ON_POSTGRES,
		"housekeeping: what is past goes, 500 at a time" },
	{ "old_notes", "walks a range of note", ON_SQLITE,
		"housekeeping: what is past goes, 500 at a time" },
	{ "old_once", "reads all of once", BOTH,
		"housekeeping: the 500 oldest, by the primary key" },
	{ "old_sessions", "reads all of session", ON_POSTGRES,
		"housekeeping: what is past goes, 500 at a time" },
	{ "old_sessions", "walks a range of session", ON_SQLITE,
		"housekeeping: what is past goes, 500 at a time" },
	{ "old_tokens", "reads all of token", ON_POSTGRES,
		"housekeeping: what is past goes, 500 at a time" },
	{ "old_tokens", "walks a range of token", ON_SQLITE,
		"housekeeping: what is past goes, 500 at a time" },
	{ "our_homes", "walks all that one account may see in access", BOTH,
		"the same list, to choose from" },
	{ "owners_gone", "walks a range of theme", ON_SQLITE,
		"a night: themes that somebody has under their hand" },
	{ "past_areas", "reads all of area", BOTH,
		"an import of the map: a command" },
	{ "past_ended", "reads all of area", BOTH,
		"an import of the map: a command" },
	{ "past_parts", "reads all of area_part", BOTH,
		"an import of the map: a command" },
	{ "past_parts_back", "reads all of area_part", BOTH,
		"an import of the map: a command" },
	{ "past_shapes", "walks a range of area", ON_SQLITE,
		"an import of the map: a command" },
	{ "past_worked", "reads all of area", ON_POSTGRES,
		"an import of the map: a command" },
	{ "past_worked", "reads all of area_part", ON_POSTGRES,
		"an import of the map: a command" },
	{ "past_worked", "reads all of team_area", BOTH,
		"an import of the map: a command" },
	{ "places_all", "reads all of area", ON_POSTGRES,
		"a report without a link: it ends at forty-one" },
	{ "places_all", "reads all of team_area", BOTH,
		"a report without a link: where any team works, at most forty-one of them" },
	{ "postcodes_known", "reads all of postcode", BOTH,
		"the manager's page says how much of the map is there; the map does not grow" },
	{ "quarter_turns", "reads all of theme_look", BOTH,
		"the night's work: a row for each municipality" },
	{ "reference_figures", "walks a range of figure", ON_SQLITE,
		"a job: the figures of all municipalities, which do not grow" },
	{ "reminders_answers", "walks a range of question", ON_SQLITE,
		"the answers of seven days" },
	{ "reminders_due", "reads all of attention", ON_SQLITE,
		"once a morning, who has something due and wants mail: in batches" },
	{ "reminders_due", "reads all of credential", ON_POSTGRES,
		"once a morning, who has something due and wants mail: in batches" },
	{ "reminders_old", "reads all of mail", ON_POSTGRES,
		"housekeeping: what is past goes, 500 at a time" },
	{ "reminders_old", "walks a range of mail", ON_SQLITE,
		"housekeeping: what is past goes, 500 at a time" },
	{ "reminders_to_send", "walks a range of mail", ON_SQLITE,
		"what is due to be sent, at most twenty" },
	{ "reports_due", "walks a range of report", ON_SQLITE,
		"what time makes due, at most so many" },
	{ "reports_to_forget", "walks a range of report", ON_SQLITE,
		"report_6, which holds what was answered and is not forgotten: what is past goes, so many at a time" },
	{ "run_next", "reads all of theme_run", BOTH,
		"an index of the looks that have not ended: few" },
	{ "search_area_wide", "walks all that one account may see in access", ON_POSTGRES,
		"ends when the page is full" },
	{ "search_area_near", "walks all that one account may see in access", ON_POSTGRES,
		"of whoever may see two hundred and fifty files at the most" },
	{ "search_reach", "walks all that one account may see in access", BOTH,
		"the oldest, the newest, and the two hundred and fiftieth of them" },
	{ "session_to_come", "reads all of session", BOTH,
		"once at a start after the clock was set back" },
	{ "settings_areas", "reads all of area", BOTH,
		"the manager's page says how much of the map is there; the map does not grow" },
	{ "settings_people", "walks all that one account may see in access", ON_POSTGRES,
		"the manager's list of all staff" },
	{ "settings_people", "walks the whole directory of staff in account", BOTH,
		"the manager's list of all staff" },
	{ "settings_teams", "reads all of team", BOTH,
		"the manager's list of all teams" },
	{ "social_old_contacts", "walks a range of social_base", ON_SQLITE,
		"a job: contacts that are a year old, by their index" },
	{ "solution_teams", "reads all of team", BOTH,
		"a job, each night: team by team" },
	{ "staff_access_over", "reads all of access", ON_POSTGRES,
		"everything somebody could see ends with their account" },
	{ "staff_access_over", "walks all that one account may see in access", BOTH,
		"everything somebody could see ends with their account" },
	{ "staff_all", "reads all of team", ON_POSTGRES,
		"the manager's list of all staff" },
	{ "staff_all", "reads all of team_member", ON_POSTGRES,
		"the manager's list of all staff" },
	{ "staff_all", "walks all that one account may see in access", ON_POSTGRES,
		"the manager's list of all staff" },
	{ "staff_all", "walks the whole directory of staff in account", BOTH,
		"the manager's list of all staff" },
	{ "staff_teams_all", "reads all of team", BOTH,
		"the manager's list of all teams" },
	{ "tap_over", "walks a range of initiative_tap", ON_SQLITE,
		"housekeeping: what is past goes, 100 at a time" },
	{ "tally_changed_minds", "walks a range of household", ON_SQLITE,
		"an index of who changed their mind about being counted, since the last night" },
	{ "tally_codes_counts", "walks a range of signal_count", ON_SQLITE,
		"a night's counting: the codes of one municipality, each sought after the one before" },
	{ "tally_codes_households", "walks a range of household", ON_SQLITE,
		"a night's counting: the codes of one municipality, each sought after the one before" },
	{ "tally_codes_light", "walks a range of light_question", ON_SQLITE,
		"a night's counting: the codes of one municipality, each sought after the one before" },
	{ "tally_codes_reports", "walks a range of report", ON_SQLITE,
		"a night's counting: the codes of one municipality, each sought after the one before" },
	{ "tally_heard", "walks a range of heard", ON_SQLITE,
		"a night's counting: what stands of one municipality" },
	{ "tally_teams", "walks a range of team_area", ON_SQLITE,
		"a night's counting: the teams of one municipality" },
	{ "team_first", "reads all of team", ON_SQLITE,
		"the smallest id: one row of the primary key" },
	{ "team_prefix_elsewhere", "reads all of team", BOTH,
		"the letters of a new team are nobody else's: the manager makes one now and then" },
	{ "team_prefix_taken", "reads all of team", BOTH,
		"the letters of a new team are nobody else's: the manager makes one now and then" },
	{ "teams_all", "reads all of team", BOTH,
		"the manager's list of all teams" },
	{ "teams_other", "reads all of team", BOTH,
		"the page offers all teams to pass a report to" },
	{ "term_households", "reads all of household", BOTH,
		"a term was changed for everybody: all of them are looked at again" },
	{ "term_links", "walks a range of report_link", ON_SQLITE,
		"a term was changed for everybody: all that ask for a look" },
	{ "term_reports", "reads all of report", BOTH,
		"a term was changed for everybody: all of them are looked at again" },
	{ "term_initiatives", "reads all of initiative", BOTH,
		"a term was changed for everybody: all of them are looked at again" },
	{ "theme_families_near", "walks all that one account may see in access", ON_SQLITE,
		"who may see few files is asked of those; who may see many, of the theme's areas" },
	{ "theme_map_municipality", "walks a range of area", ON_SQLITE,
		"the neighbourhoods of one municipality, in the order of their codes" },
	{ "theme_one", "walks all that one account may see in access", BOTH,
		"counts to nine hundred, to know which of the two" },
	{ "together_municipalities", "reads all of team_area", BOTH,
		"a job: once a quarter, every team" },
	{ "together_teams", "reads all of team", BOTH,
		"a job: once a quarter, every team" },
	{ NULL, NULL, 0, NULL }
};

struct findings { char (*text)[200]; size_t n; };

static bool among(const char *const *list, const char *word, size_t n)
{
	for (; *list; list++)
		if (strlen(*list) == n && !strncmp(*list, word, n))
			return true;
	return false;
}

static bool is_big(const char *table)
{
	return schema_entity(table) && !among(small, table, strlen(table));
}

/* "access_2" is an index of access: schema.c names them so. */
static const char *table_of_index(const char *index, size_t n)
{
	while (n && index[n - 1] >= '0' && index[n - 1] <= '9')
		n--;
	return n > 1 && index[n - 1] == '_' ? arena_strndup(the.arena, index, n - 1) : "";
}

static void found(struct findings *f, const char *what, const char *table)
{
	char text[200];
	snprintf(text, sizeof text, "%s %s", what, table);
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->text[i], text))
			return;
	memcpy(*LIST_ADD(the.arena, f->text, f->n), text, sizeof text);
}

/* Finding who may see one row by walking everything its viewer may see: 20,000 of a coordinator; or one colleague among 50,000. */
static void check_search(struct findings *f, const struct sql *sql, const char *table, const char *by)
{
	bool of_kinds = strstr(by, "(kind") && strstr(sql->text, "'professional'");
	if (!strcmp(table, "account") && ((strstr(by, "file_id") && strstr(sql->text, "file_id = 1")) || of_kinds))
		found(f, "walks the whole directory of staff in", table);
	if (!strcmp(table, "access") && strstr(by, "account_id") && !strstr(by, "file_id") && !strstr(by, "household_id"))
		found(f, "walks all that one account may see in", table);
}

/* ---- SQLite ---- */

struct cursor { const char *table; bool from_end, goes_on, bounded; };
enum { CURSORS = 200 };

static void app_number(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n, (void)v;
	sqlite3_result_int64(c, 7);
}

static sqlite3 *sqlite_open(const char *path)
{
	sqlite3 *s;
	assert_int_equal(sqlite3_open(path, &s), SQLITE_OK);
	sqlite3_create_function(s, "app_user", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS, NULL, app_number, NULL, NULL);
	sqlite3_create_function(s, "app_now", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS, NULL, app_number, NULL, NULL);
	return s;
}

static sqlite3_stmt *sqlite_explain(sqlite3 *s, const char *how, const char *sql)
{
	sqlite3_stmt *q;
	if (sqlite3_prepare_v2(s, arena_printf(the.arena, "%s %s", how, sql), -1, &q, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(s));
	return q;
}

/* The table that a page of the file is the root of, by itself or as an index's. */
static const char *table_at(sqlite3 *s, int root)
{
	sqlite3_stmt *q = NULL;
	const char *table = NULL;
	assert_int_equal(sqlite3_prepare_v2(s, "SELECT tbl_name FROM sqlite_master WHERE rootpage = ?1", -1, &q, NULL), SQLITE_OK);
	sqlite3_bind_int(q, 1, root);
	if (sqlite3_step(q) == SQLITE_ROW)
		table = arena_strdup(the.arena, (const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	return table;
}

static void cursors_judged(struct findings *f, struct cursor *cursors)
{
	for (int i = 0; i < CURSORS; i++)
		if (cursors[i].table && cursors[i].from_end && cursors[i].goes_on && !cursors[i].bounded && is_big(cursors[i].table))
			found(f, "reads all of", cursors[i].table);
	memset(cursors, 0, CURSORS * sizeof *cursors);
}

static void one_opcode(sqlite3 *s, struct cursor *cursors, const char *op, int p1, int p2)
{
	static const char *const bounds[] = { "IdxGE", "IdxGT", "IdxLE", "IdxLT", NULL };      /* "until_at <= :now" begins at the end too, but stops */
	bool opens = !strcmp(op, "OpenRead") || !strcmp(op, "OpenWrite") || !strcmp(op, "ReopenIdx");
	bool ends = !strcmp(op, "Rewind") || !strcmp(op, "Last"), counts = !strcmp(op, "Count");
	bool stops = among(bounds, op, strlen(op));
	if (!opens && !ends && !counts && !stops && strcmp(op, "Next") && strcmp(op, "Prev"))
		return;
	assert_in_range(p1, 0, CURSORS - 1);
	struct cursor *c = &cursors[p1];
	if (opens)
		c->table = table_at(s, p2);
	c->from_end = c->from_end || ends || counts;
	c->goes_on = c->goes_on || (!opens && !ends && !stops);
	c->bounded = c->bounded || stops;
}

/* Programs of triggers come behind the statement's own, each with cursors of its own. */
static void sqlite_scans(sqlite3 *s, const char *sql, struct findings *f)
{
	static struct cursor cursors[CURSORS];
	sqlite3_stmt *q = sqlite_explain(s, "EXPLAIN", sql);
	while (sqlite3_step(q) == SQLITE_ROW) {
		if (!sqlite3_column_int(q, 0))
			cursors_judged(f, cursors);
		one_opcode(s, cursors, (const char *)sqlite3_column_text(q, 1), sqlite3_column_int(q, 2), sqlite3_column_int(q, 3));
	}
	cursors_judged(f, cursors);
	sqlite3_finalize(q);
}

/* "SEARCH a USING COVERING INDEX access_1 (account_id=? AND file_id=?)" */
static void sqlite_searches(sqlite3 *s, const struct sql *sql, struct findings *f)
{
	sqlite3_stmt *q = sqlite_explain(s, "EXPLAIN QUERY PLAN", sql->text);
	while (sqlite3_step(q) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(q, 3), *index = strstr(line, "INDEX ");
		if (strncmp(line, "SEARCH ", 7) || !index)
			continue;
		const char *table = table_of_index(index + 6, strcspn(index + 6, " "));
		check_search(f, sql, table, index);
		if (is_big(table) && !strstr(index, "=?"))
			found(f, "walks a range of", table);
	}
	sqlite3_finalize(q);
}

static struct findings sqlite_plan(sqlite3 *s, const struct sql *sql)
{
	struct findings f = { NULL, 0 };
	sqlite_scans(s, sql->text, &f);
	sqlite_searches(s, sql, &f);
	return f;
}

/* ---- PostgreSQL ---- */

static PGresult *ask(PGconn *pg, const char *sql)
{
	PGresult *r = PQexec(pg, sql);
	ExecStatusType status = PQresultStatus(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	return r;
}

static void node_judged(const json_t *node, const struct sql *sql, struct findings *f)
{
	const char *type = json_string_value(json_object_get(node, "Node Type")), *table = json_string_value(json_object_get(node, "Relation Name"));
	const char *index = json_string_value(json_object_get(node, "Index Name")), *by = json_string_value(json_object_get(node, "Index Cond"));
	bool by_index = !strcmp(type, "Index Scan") || !strcmp(type, "Index Only Scan") || !strcmp(type, "Bitmap Index Scan");
	if (!table)
		table = index ? table_of_index(index, strlen(index)) : "";
	if (is_big(table) && (!strcmp(type, "Seq Scan") || (by_index && !by)))
		found(f, "reads all of", table);
	if (by)
		check_search(f, sql, table, by);
	size_t i;
	json_t *child;
	json_array_foreach(json_object_get(node, "Plans"), i, child)
		node_judged(child, sql, f);
}

static void postgres_explain(PGconn *pg, const struct sql *sql, int params, struct findings *f)
{
	struct buf text;
	buf_init(&text, 0);
	buf_str(&text, "EXPLAIN (FORMAT JSON) EXECUTE checked");
	for (int i = 0; i < params; i++)
		buf_str(&text, i ? ", NULL" : "(NULL");
	buf_str(&text, params ? ")" : "");
	PGresult *r = ask(pg, text.p);
	json_t *plans = json_loads(PQgetvalue(r, 0, 0), 0, NULL);
	node_judged(json_object_get(json_array_get(plans, 0), "Plan"), sql, f);
	json_decref(plans);
	PQclear(r);
	buf_release(&text);
}

enum { OID_INT8 = 20, OID_TEXT = 25 };

/* What a parameter alone does not tell ("$1 IS NULL OR …") the server asks for. */
static bool told_type(const PGresult *r, Oid *types, int n)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE), *dollar = strrchr(PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY), '$');
	int i = dollar ? (int)strtol(dollar + 1, NULL, 10) - 1 : -1;
	if ((strcmp(state, "42P18") && strcmp(state, "42P08")) || i < 0 || i >= n || types[i])
		return false;
	types[i] = strcmp(state, "42P18") ? OID_INT8 : OID_TEXT;
	return true;
}

static int postgres_prepare(PGconn *pg, const struct sql *sql)
{
	Oid types[SQL_PARAMS] = { 0 };
	struct sql_names names;
	for (bool again = true; again;) {
		struct buf text;
		buf_init(&text, 0);
		sql_number_params(sql->text, &text, &names);
		PGresult *r = PQprepare(pg, "checked", text.p, names.n, types);
		again = PQresultStatus(r) != PGRES_COMMAND_OK;
		if (again && !told_type(r, types, names.n))
			fail_msg("%s: %s", sql->name, PQerrorMessage(pg));
		PQclear(r);
		buf_release(&text);
	}
	return names.n;
}

static struct findings postgres_plan(PGconn *pg, const struct sql *sql)
{
	struct findings f = { NULL, 0 };
	postgres_explain(pg, sql, postgres_prepare(pg, sql), &f);
	PQclear(ask(pg, "DEALLOCATE checked"));
	return f;
}

/* A planner that knows of no rows takes any way. So every table gets ten thousand, made of their number alone: an account has five files, a
 * household three rows, a twentieth of what may be empty is. */
static const char fill[] =
	"SET session_replication_role = replica; DO $$ DECLARE t text; names text; made text; BEGIN"
	" FOR t IN SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'migration' LOOP"
	" SELECT string_agg(c.name, ', ' ORDER BY c.at), string_agg(CASE WHEN c.maybe THEN 'CASE WHEN g % 20 <> 0 THEN ' || c.value || ' END' ELSE c.value END,"
	" ', ' ORDER BY c.at) INTO names, made FROM (SELECT column_name AS name, ordinal_position AS at,"
	" is_nullable = 'YES' AND column_name <> 'login' AS maybe, CASE WHEN column_name = 'id' THEN 'g + 1000000'"
	" WHEN column_name = 'account_id' AND t = 'access' THEN 'g % 20' WHEN column_name = 'account_id' AND t <> 'credential' THEN 'g / 5' WHEN column_name = 'household_id' AND t <> 'plan' THEN 'g / 3' WHEN column_name = 'file_id' AND t = 'account' THEN 'g % 3'"
	" WHEN data_type IN ('bigint', 'double precision') THEN 'g' WHEN data_type = 'boolean' THEN '(g % 3 = 0)'"
	" WHEN data_type = 'bytea' THEN 'sha256(g::text::bytea)'"
	" WHEN column_name IN ('kind', 'state', 'role', 'phase', 'ground', 'action', 'domain') THEN '''k'' || g % 7' ELSE '''x'' || g' END AS value"
	" FROM information_schema.columns WHERE table_schema = 'public' AND table_name = t) c;"
	" EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM generate_series(1, 10000) g', t, names, made);"
	" END LOOP; END $$; SET session_replication_role = DEFAULT";

static PGconn *postgres_open(void)
{
	PGconn *pg = PQconnectdb(the.url + strlen("postgres:"));
	PQclear(ask(pg, fill));
	PQclear(ask(pg, "VACUUM ANALYZE"));
	PQclear(ask(pg, "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off; SET ROLE nabij_app;"
		" SELECT set_config('app.user', '7', false), set_config('app.now', '7', false)"));
	return pg;
}

/* ---- the tests ---- */

static sqlite3 *sqlite;
static PGconn *postgres;

/* NABIJ_PLANS_STORE names an SQLite file to look at in place of an empty one: a store with statistics of its own. */
static int opened(void **state)
{
	struct buf guards;
	const char *other = getenv("NABIJ_PLANS_STORE");
	store_empty(state);
	buf_init(&guards, 0);
	schema_guards(&guards, db_engine(the.db));
	if (!db_migrate(the.db, guards.p, &the.e))
		fail_msg("%s", the.e.text);
	buf_release(&guards);
	if (store_on_postgres())
		postgres = postgres_open();
	else
		sqlite = sqlite_open(other ? other : the.url + strlen("sqlite:"));
	return 0;
}

static int closed(void **state)
{
	if (postgres)
		PQfinish(postgres);
	if (sqlite)
		sqlite3_close(sqlite);
	return store_gone(state);
}

static struct findings plan_of(const struct sql *sql)
{
	return store_on_postgres() ? postgres_plan(postgres, sql) : sqlite_plan(sqlite, sql);
}

static const struct exception *exception_for(const char *statement, const char *finding)
{
	for (const struct exception *x = exceptions; x->statement; x++)
		if (!strcmp(x->statement, statement) && !strcmp(x->finding, finding) && (x->on & (store_on_postgres() ? ON_POSTGRES : ON_SQLITE)))
			return x;
	return NULL;
}

static int unexplained(const struct sql *sql, bool *used)
{
	struct findings f = plan_of(sql);
	int wrong = 0;
	for (size_t i = 0; i < f.n; i++) {
		const struct exception *x = exception_for(sql->name, f.text[i]);
		if (x)
			used[x - exceptions] = true;
		else {
			wrong++;
			print_error("%s: %s %s\n", sql->file, sql->name, f.text[i]);
		}
	}
	return wrong;
}

static bool is_planted(const struct sql *sql)
{
	return !strcmp(sql->file, __FILE__);
}

static void no_statement_reads_a_table_that_grows(void **state)
{
	(void)state;
	static bool used[sizeof exceptions / sizeof *exceptions];
	int wrong = 0;
	assert_true(sql_count() > 400);
	for (size_t i = 0; i < sql_count(); i++) {
		if (!is_planted(sql_at(i)))
			wrong += unexplained(sql_at(i), used);
		if (i % 20 == 0)
			arena_reset(the.arena);
	}
	for (const struct exception *x = exceptions; x->statement && !getenv("NABIJ_PLANS_STORE"); x++)
		if (!used[x - exceptions] && (x->on & (store_on_postgres() ? ON_POSTGRES : ON_SQLITE)))
			wrong++, print_error("no exception is needed any more: %s %s\n", x->statement, x->finding);
	assert_int_equal(wrong, 0);
}

SQL(planted_scan, "SELECT id FROM v_contact WHERE kind = :kind");
SQL(planted_count, "SELECT count(*) FROM s_person");
SQL(planted_walk, "SELECT h.id FROM v_household h WHERE h.id = :id AND h.file_id IN (SELECT a.file_id FROM v_access a WHERE a.account_id = :me)");
SQL(planted_delete, "DELETE FROM session WHERE id IN (SELECT s.id FROM s_session s WHERE s.strong = :strong)");
SQL(planted_fine, "SELECT id FROM v_household WHERE id = :id");

static bool finds(const struct sql *sql, const char *finding)
{
	struct findings f = plan_of(sql);
	for (size_t i = 0; i < f.n; i++)
		if (!strcmp(f.text[i], finding))
			return true;
	return false;
}

static void what_is_planted_is_found(void **state)
{
	(void)state;
	assert_true(finds(&planted_scan, "reads all of contact"));
	assert_true(finds(&planted_count, "reads all of person"));
	assert_true(finds(&planted_delete, "reads all of session"));
	assert_int_equal(plan_of(&planted_fine).n, 0);
	if (!store_on_postgres())
		assert_true(finds(&planted_walk, "walks all that one account may see in access"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_statement_reads_a_table_that_grows),
		cmocka_unit_test(what_is_planted_is_found),
	};
	return cmocka_run_group_tests(tests, opened, closed);
}
