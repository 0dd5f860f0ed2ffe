/* Every version of what stands in a plan, kept in the transaction that makes it, and read back as it stood. */
#include "revision.h"
#include <assert.h>
#include <jansson.h>
#include "../../platform/base/list.h"
#include "../monitor/attention.h"

SQL(plan_row, "SELECT id, file_id, household_id, version, horizon, freedom, consequence, own_plan, own_plan_at, supporter, supporter_at,"
	" agreed_at, agreed_by FROM v_plan WHERE id = :id");
SQL(wish_row, "SELECT id, file_id, household_id, version, text, whose, by_id, at, picked_at, answer FROM v_wish WHERE id = :id");
SQL(goal_row, "SELECT id, file_id, household_id, version, person_id, domain, title, state, position, by_id, at, state_at FROM v_goal"
	" WHERE id = :id");
SQL(step_row, "SELECT id, file_id, household_id, version, goal_id, title, who_kind, who, who_account_id, due_on, added_by, by_id, at, done_at,"
	" done_by, stuck_at, stuck, dropped_at FROM v_step WHERE id = :id");
SQL(agreement_row, "SELECT id, file_id, household_id, version, text, who, at, by_id, ended_at FROM v_agreement WHERE id = :id");
SQL(review_row, "SELECT id, file_id, household_id, version, on_day, family_present, network_present, present, text, by_id, at FROM v_review"
	" WHERE id = :id");
SQL(review_word_row, "SELECT id, file_id, household_id, version, review_id, goal_id, whose, sentence, score, at FROM v_review_word"
	" WHERE id = :id");

static const struct column plan_columns[] = {
	{ "horizon", COLUMN_SEALED }, { "freedom", COLUMN_TEXT }, { "consequence", COLUMN_SEALED }, { "own_plan", COLUMN_TEXT },
	{ "own_plan_at", COLUMN_INT }, { "supporter", COLUMN_TEXT }, { "supporter_at", COLUMN_INT }, { "agreed_at", COLUMN_INT },
	{ "agreed_by", COLUMN_SEALED }, { NULL, COLUMN_END }
};
static const struct column wish_columns[] = {
	{ "text", COLUMN_SEALED }, { "whose", COLUMN_SEALED }, { "by_id", COLUMN_REF }, { "at", COLUMN_INT }, { "picked_at", COLUMN_INT },
	{ "answer", COLUMN_SEALED }, { NULL, COLUMN_END }
};
static const struct column goal_columns[] = {
	{ "person_id", COLUMN_REF }, { "domain", COLUMN_TEXT }, { "title", COLUMN_SEALED }, { "state", COLUMN_TEXT }, { "position", COLUMN_INT },
	{ "by_id", COLUMN_REF }, { "at", COLUMN_INT }, { "state_at", COLUMN_INT }, { NULL, COLUMN_END }
};
static const struct column step_columns[] = {
	{ "goal_id", COLUMN_REF }, { "title", COLUMN_SEALED }, { "who_kind", COLUMN_TEXT }, { "who", COLUMN_SEALED }, { "who_account_id", COLUMN_REF },
	{ "due_on", COLUMN_TEXT }, { "added_by", COLUMN_SEALED }, { "by_id", COLUMN_REF }, { "at", COLUMN_INT }, { "done_at", COLUMN_INT },
	{ "done_by", COLUMN_SEALED }, { "stuck_at", COLUMN_INT }, { "stuck", COLUMN_SEALED }, { "dropped_at", COLUMN_INT }, { NULL, COLUMN_END }
};
static const struct column agreement_columns[] = {
	{ "text", COLUMN_SEALED }, { "who", COLUMN_SEALED }, { "at", COLUMN_INT }, { "by_id", COLUMN_REF }, { "ended_at", COLUMN_INT },
	{ NULL, COLUMN_END }
};
static const struct column review_columns[] = {
	{ "on_day", COLUMN_TEXT }, { "family_present", COLUMN_BOOL }, { "network_present", COLUMN_BOOL }, { "present", COLUMN_SEALED },
	{ "text", COLUMN_SEALED }, { "by_id", COLUMN_REF }, { "at", COLUMN_INT }, { NULL, COLUMN_END }
};
static const struct column word_columns[] = {
	{ "review_id", COLUMN_REF }, { "goal_id", COLUMN_REF }, { "whose", COLUMN_SEALED }, { "sentence", COLUMN_SEALED }, { "score", COLUMN_INT },
	{ "at", COLUMN_INT }, { NULL, COLUMN_END }
};
const struct revised PLAN_ROWS = { "plan", &plan_row, plan_columns }, WISH_ROWS = { "wish", &wish_row, wish_columns },
	GOAL_ROWS = { "goal", &goal_row, goal_columns }, STEP_ROWS = { "step", &step_row, step_columns },
	AGREEMENT_ROWS = { "agreement", &agreement_row, agreement_columns }, REVIEW_ROWS = { "review", &review_row, review_columns },
	WORD_ROWS = { "review_word", &review_word_row, word_columns };

/* ---- a change ---- */

SQL(plan_household_file, "SELECT file_id FROM v_household WHERE id = :household");
SQL(plan_lock, "UPDATE file SET version = version + 1 WHERE id = :file");

bool plan_begin(struct plan_change *c, struct slot *slot, id64 household, const char *actor)
{
	*c = (struct plan_change){ .slot = slot, .household = household, .actor = actor };
	c->file = sql_number(slot, &plan_household_file, WITH(p_id("household", household)), 0);
	return c->file && sql_run(slot, &plan_lock, WITH(p_id("file", c->file))) == 1;
}

bool plan_begin_row(struct plan_change *c, struct slot *slot, const struct revised *kind, id64 row, const char *actor)
{
	struct rows *rows = sql_read(slot, kind->row, WITH(p_id("id", row)));
	id64 household = rows_next(rows) ? rows_int(rows, 2) : 0;
	rows_end(rows);
	return household && plan_begin(c, slot, household, actor);
}

bool plan_has(const struct plan_change *c, struct sql *household_of, id64 row)
{
	return !row || sql_number(c->slot, household_of, WITH(p_id("id", row)), 0) == c->household;
}

struct blob plan_seal(const struct plan_change *c, const char *where, id64 row, const char *text)
{
	return slot_seal(c->slot, c->file, where, row, text);
}

/* ---- keeping a version ---- */

static json_t *column_value(struct arena *arena, struct rows *rows, int at, const struct revised *kind, const struct column *column)
{
	if (rows_null(rows, at))
		return NULL;
	switch (column->kind) {
	case COLUMN_INT:
		return json_integer(rows_int(rows, at));
	case COLUMN_REF:
		return json_string(id_text(arena, rows_int(rows, at)));
	case COLUMN_BOOL:
		return json_boolean(rows_bool(rows, at));
	case COLUMN_SEALED:
		return json_string(rows_open(rows, at, arena_printf(arena, "%s.%s", kind->entity, column->name)));
	default:
		return json_string(rows_text(rows, at));
	}
}

/* The row as JSON, and its version; NULL when it is not there (any more) for the viewer. */
static const char *row_content(struct slot *slot, const struct revised *kind, id64 row, int64_t *version)
{
	struct rows *rows = sql_read(slot, kind->row, WITH(p_id("id", row)));
	if (!rows_next(rows))
		return NULL;
	*version = rows_int(rows, 3);
	json_t *object = json_object();
	for (int i = 0; kind->columns[i].name; i++) {
		json_t *value = column_value(slot_arena(slot), rows, 4 + i, kind, &kind->columns[i]);
		if (value)
			json_object_set_new(object, kind->columns[i].name, value);
	}
	rows_end(rows);
	char *text = json_dumps(object, JSON_COMPACT);
	assert(text && "a row always makes JSON: what is sealed is UTF-8");
	const char *content = arena_strdup(slot_arena(slot), text);
	free(text);
	json_decref(object);
	return content;
}

/* A revision's own `version` is that of the row it describes. */
SQL(revision_insert, "INSERT INTO revision (id, version, file_id, household_id, entity, row_id, action, at, by_id, by_name, content)"
	" VALUES (:id, :version, :file, :household, :entity, :row, :action, :at, :by, :by_name, :content)");

bool plan_end(struct plan_change *c, const struct revised *kind, id64 row, const char *action)
{
	id64 id = id_new();
	int64_t version = 0;
	const char *content = row_content(c->slot, kind, row, &version);
	if (!content)
		return false;
	sql_run(c->slot, &revision_insert, WITH(p_id("id", id), p_int("version", version), p_id("file", c->file),
		p_id("household", c->household), p_text("entity", kind->entity), p_id("row", row), p_text("action", action),
		p_moment("at", slot_now(c->slot)), p_id("by", slot_viewer(c->slot)),
		p_blob("by_name", plan_seal(c, "revision.by_name", id, c->actor)),
		p_blob("content", plan_seal(c, "revision.content", id, content))));
	attention_household(c->slot, c->household);
	return !slot_failed(c->slot);
}

/* ---- reading versions ---- */

SQL(revisions_between, "SELECT id, file_id, row_id, entity, action, at, by_id, by_name, content, version FROM v_revision"
	" WHERE household_id = :household AND at > :after AND at <= :until ORDER BY at, id");

static void read_revision(struct rows *rows, struct revision *r)
{
	*r = (struct revision){ .id = rows_int(rows, 0), .row = rows_int(rows, 2), .entity = rows_text(rows, 3), .action = rows_text(rows, 4),
		.at = rows_int(rows, 5), .by = rows_int(rows, 6), .by_name = rows_open(rows, 7, "revision.by_name"),
		.content = rows_open(rows, 8, "revision.content"), .version = rows_int(rows, 9) };
}

/* Within one moment the versions tell the order; the store gives equal moments in no order that means anything. */
static int by_moment_and_version(const void *a, const void *b)
{
	const struct revision *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->row == y->row)
		return x->version < y->version ? -1 : x->version > y->version;
	return x->row < y->row ? -1 : 1;
}

static struct revision *revisions_read(struct slot *slot, id64 household, moment after, moment until, size_t *n)
{
	struct revision *list = NULL;
	*n = 0;
	struct rows *rows = sql_read(slot, &revisions_between, WITH(p_id("household", household), p_int("after", after),
		p_int("until", until)));
	while (rows_next(rows))
		read_revision(rows, LIST_ADD(slot_arena(slot), list, *n));
	if (*n)
		qsort(list, *n, sizeof *list, by_moment_and_version);
	return list;
}

struct revisions plan_since(struct slot *slot, id64 household, moment since)
{
	size_t n;
	struct revision *list = revisions_read(slot, household, since, slot_now(slot), &n);
	return (struct revisions){ list, n };
}

struct revisions plan_at(struct slot *slot, id64 household, moment at)
{
	size_t n, kept = 0;
	struct revision *list = revisions_read(slot, household, -1, at, &n);
	for (size_t i = 0; i < n; i++) {
		size_t same = 0;
		while (same < kept && list[same].row != list[i].row)
			same++;
		list[same] = list[i];
		kept += same == kept;
	}
	return (struct revisions){ list, kept };
}

const char *revision_text(struct arena *arena, const struct revision *r, const char *field)
{
	const char *text = NULL;
	json_t *object = r->content ? json_loads(r->content, 0, NULL) : NULL;
	const json_t *value = json_object_get(object, field);
	if (json_is_string(value))
		text = arena_strdup(arena, json_string_value(value));
	else if (json_is_integer(value))
		text = arena_int(arena, json_integer_value(value));
	else if (json_is_boolean(value))
		text = json_is_true(value) ? "true" : "false";
	json_decref(object);
	return text;
}
