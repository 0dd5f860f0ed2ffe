#include "drafts.h"
#include "../base/list.h"
#include "../db/service.h"
#include "routes.h"
#include "templates.h"

SQL(draft_household_file, "SELECT h.file_id FROM v_household h WHERE h.id = :household");
SQL(draft_own_file, "SELECT a.own_file_id FROM v_account a WHERE a.id = :me");
SQL(draft_one, "SELECT d.id, d.file_id, d.value, d.at FROM v_draft d WHERE d.account_id = :me AND d.form = :form AND d.field = :field");
SQL(draft_form, "SELECT d.id, d.file_id, d.form, d.field, d.value, d.at FROM v_draft d WHERE d.account_id = :me AND d.form = :form ORDER BY d.at, d.id");
SQL(draft_all, "SELECT d.id, d.file_id, d.form, d.field, d.value, d.at FROM v_draft d WHERE d.account_id = :me AND d.file_id = :file ORDER BY d.at, d.id");
SQL(draft_insert, "INSERT INTO draft (id, account_id, file_id, form, field, value, at) VALUES (:id, :me, :file, :form, :field, :value, :now)");
SQL(draft_update, "UPDATE draft SET value = :value, at = :now, version = version + 1 WHERE id = :id");
SQL(draft_delete, "DELETE FROM draft WHERE id IN (SELECT d.id FROM v_draft d WHERE d.account_id = :me AND d.form = :form)");

const char *draft_key(struct request *rq, const char *name)
{
	return arena_printf(rq->arena, "%s:%lld:%lld", name, (long long)rq->household, (long long)rq->viewer.account);
}

/* The household and the account that a key names; false when it is not one of draft_key()'s. */
static bool key_parts(struct request *rq, const char *key, id64 *household, id64 *account)
{
	const char *last = strrchr(key, ':'), *first = strchr(key, ':');
	if (!last || first == last)
		return false;
	const char *middle = arena_strndup(rq->arena, first + 1, (size_t)(last - first) - 1);
	*household = 0;
	return id_parse(last + 1, account) && (!strcmp(middle, "0") || id_parse(middle, household));
}

static id64 file_for(struct request *rq, id64 household)
{
	id64 file = household ? sql_number(rq->slot, &draft_household_file, WITH(p_id("household", household)), 0) : 0;
	return file ? file : sql_number(rq->slot, &draft_own_file, WITH(p_id("me", rq->viewer.account)), 0);
}

bool draft_goes_on(const char *now, const char *next)
{
	return !now || !*now || (next && !strncmp(next, now, strlen(now)));
}

/* ---- saving ---- */

static const struct field save_own[] = {
	{ "form", NULL, F_TEXT, .max = 120, .required = true },
	{ "field", NULL, F_TEXT, .max = 80, .required = true },
	{ "value", NULL, F_LONG },
	{ "since", NULL, F_INT },            /* when the page read the drafts, or saved one: microseconds */
	{ NULL }
};
static const struct input SAVE = { .name = "draft", .own = save_own };

static struct reply saved(struct request *rq, int status, const char *message, const char *value)
{
	struct draft_saved *d = ARENA_NEW(rq->arena, struct draft_saved);
	*d = (struct draft_saved){ .message = message, .value = value, .since = rq->now };
	rq->page->title = rq_tr(rq, N_("Bewaard"));
	struct reply reply = reply_page(&TPL_draft_saved, d);
	reply.status = status;
	return reply;
}

static void put(struct request *rq, id64 id, id64 file, const char *value)
{
	const struct blob sealed = slot_seal(rq->slot, file, "draft.value", id, value);
	sql_run(rq->slot, &draft_update, WITH(p_id("id", id), p_blob("value", sealed), p_moment("now", rq->now)));
}

static void put_new(struct request *rq, id64 household, const char *form, const char *field, const char *value)
{
	id64 id = id_new(), file = file_for(rq, household);
	sql_run(rq->slot, &draft_insert, WITH(p_id("id", id), p_id("me", rq->viewer.account), p_id("file", file), p_text("form", form),
		p_text("field", field), p_blob("value", slot_seal(rq->slot, file, "draft.value", id, value)), p_moment("now", rq->now)));
}

/* Saved from another page of the same person since this one was made: both are shown there, nothing is overwritten here. */
static struct reply draft_save(struct request *rq)
{
	const char *form = field_text(rq->in, "form"), *field = field_text(rq->in, "field"), *value = field_text(rq->in, "value");
	moment since = field_int(rq->in, "since", 0);
	id64 household, account;
	if (!key_parts(rq, form, &household, &account) || account != rq->viewer.account)
		return reply_missing();
	value = value ? value : "";
	struct slot_mark mark = slot_mark(rq->slot);
	struct rows *r = sql_read(rq->slot, &draft_one, WITH(p_id("me", rq->viewer.account), p_text("form", form), p_text("field", field)));
	if (rows_next(r)) {
		id64 id = rows_int(r, 0), file = rows_int(r, 1);
		const char *now = rows_open(r, 2, "draft.value");
		bool later = since && rows_int(r, 3) > since;
		rows_end(r);
		if (later && !draft_goes_on(now, value))
			return saved(rq, 409, rq_tr(rq, N_("Dit veld veranderde je intussen op een andere plek. Hier typte je:")), now);
		put(rq, id, file, value);
	} else
		put_new(rq, household, form, field, value);
	slot_forget(rq->slot, mark);         /* typing is not yet a change of anybody's file */
	return saved(rq, 200, NULL, NULL);
}

/* ---- throwing away ---- */

static const struct field forget_own[] = {
	{ "form", NULL, F_TEXT, .max = 120, .required = true },
	{ "back", NULL, F_TEXT, .max = 300 },
	{ NULL }
};
static const struct input FORGET = { .name = "draft_forget", .own = forget_own };

static bool is_page(struct request *rq, const char *path)
{
	return path && route_find(rq->arena, METHOD_GET, path).route;
}

static void forget(struct request *rq, const char *key)
{
	sql_run(rq->slot, &draft_delete, WITH(p_id("me", rq->viewer.account), p_text("form", key)));
}

static struct reply draft_forget(struct request *rq)
{
	const char *back = field_text(rq->in, "back");
	forget(rq, field_text(rq->in, "form"));
	return reply_go(rq, "draft_forgotten", "%s", is_page(rq, back) ? back : "/");
}

/* Only a program can send these without what they need. */
static struct reply incomplete(struct request *rq)
{
	return saved(rq, 422, NULL, NULL);
}

/* ---- for pages ---- */

static struct drafts gather(struct request *rq, struct rows *r)
{
	struct drafts all = { NULL, 0 };
	while (rows_next(r)) {
		const char *value = rows_open(r, 4, "draft.value");
		if (value)
			*LIST_ADD(rq->arena, all.list, all.n) = (struct draft){ rows_text(r, 2), rows_text(r, 3), value, rows_int(r, 5) };
	}
	return all;
}

struct drafts drafts_read(struct request *rq)
{
	return gather(rq, sql_read(rq->slot, &draft_all, WITH(p_id("me", rq->viewer.account), p_id("file", rq->file))));
}

const char *draft_value(const struct drafts *all, const char *key, const char *field)
{
	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->list[i].form, key) && !strcmp(all->list[i].field, field))
			return all->list[i].value;
	return NULL;
}

void draft_line_of(struct request *rq, const struct drafts *all, const char *key, struct draft_line *line)
{
	*line = (struct draft_line){ .key = key, .since = rq->now, .back = rq->http->path };
	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->list[i].form, key))
			line->at = all->list[i].at;
}

static bool declares(const struct input *in, const char *name, bool *many)
{
	for (size_t i = 0; input_field(in, i); i++)
		if (!strcmp(input_field(in, i)->name, name)) {
			*many = input_field(in, i)->type == F_CODES;
			return true;
		}
	return false;
}

/* What a group of checks held comes one on a line. */
static const char *spaced(struct request *rq, const char *lines)
{
	char *text = arena_strdup(rq->arena, lines);
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ' ';
	return text;
}

void draft_fill(struct request *rq, const char *name, struct draft_line *line)
{
	const char *key = draft_key(rq, name);
	struct drafts all = { NULL, 0 };
	if (rq->route->method == METHOD_GET)
		all = gather(rq, sql_read(rq->slot, &draft_form, WITH(p_id("me", rq->viewer.account), p_text("form", key))));
	draft_line_of(rq, &all, key, line);
	for (size_t i = 0; i < all.n; i++) {
		bool many;
		if (declares(rq->route->input, all.list[i].field, &many))
			field_start(rq->in, all.list[i].field, many ? spaced(rq, all.list[i].value) : all.list[i].value);
	}
}

void draft_gone(struct request *rq, const char *name)
{
	forget(rq, draft_key(rq, name));
}

const struct route DRAFT_ROUTES[] = {
	{ METHOD_POST, "/drafts", RELATION_NONE, K_SIGNED_IN, .run = draft_save, .input = &SAVE, .again = incomplete,
		.summary = "Keep one field of a form that is being typed; 409 with the other text when it was changed elsewhere" },
	{ METHOD_POST, "/drafts/forget", RELATION_NONE, K_SIGNED_IN, .run = draft_forget, .input = &FORGET, .again = incomplete,
		.summary = "Throw away what was typed in a form" },
	{ .path = NULL }
};
