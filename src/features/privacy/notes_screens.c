/* The working sheet of a household ("werkblad"): private working notes, and what is held back. One path that says nothing, the same for
 * every household, since the log shows paths: that somebody opened it tells nobody that anything is held back. */
#include "../../platform/base/list.h"
#include "access.h"
#include "privacy_screens.h"
#include "templates.h"

#define NOTE_LIFE_DAYS 28

static const struct code note_kinds[] = {
	{ "note", N_("een aantekening voor mijzelf, weg na vier weken") }, { "hold", N_("iets dat het gezin nu niet mag weten, omdat dat gevaarlijk is") },
	{ NULL, NULL }
};
static const struct codes SHEET_KINDS = { "sheet_kind", note_kinds };
static const struct field sheet_fields[] = {
	{ "kind", N_("Wat voor aantekening"), F_CODE, .codes = &SHEET_KINDS, .required = true, .missing = N_("Kies wat voor aantekening dit is") },
	{ "text", N_("Wat"), F_LONG, .max = 4000, .required = true, .missing = N_("Schrijf de aantekening op") },
	{ "reason", N_("Waarom zou weten gevaarlijk zijn?"), F_LONG, .max = 1000 },
	{ "with_whom", N_("Met wie besproken"), F_TEXT, .max = 200 },
	{ "second_id", N_("Welke collega kijkt mee"), F_REF },
	{ "review_on", N_("Opnieuw bekijken op"), F_DAY, .hint = N_("Hoogstens over drie maanden") },
	{ NULL }
};
static const struct input SHEET = { .name = "sheet", .own = sheet_fields };

SQL(sheet_household, "SELECT h.id, h.file_id, h.name, h.team_id FROM v_household h WHERE h.id = :household");
SQL(my_notes, "SELECT n.id, n.file_id, n.text, n.at, n.until_at FROM v_note n WHERE n.household_id = :household AND n.account_id = :me"
	" AND n.until_at > :now ORDER BY n.at DESC");
SQL(holds_seen,
	"SELECT d.id, d.file_id, d.reason, d.second_id, d.seconded_at, d.review_on, d.by_id, d.at FROM v_hold d"
	" WHERE d.household_id = :household AND d.ended_at IS NULL ORDER BY d.at DESC");
SQL(held_seen, "SELECT e.id, e.file_id, e.hold_id, e.what, e.with_whom, e.at FROM v_held_entry e WHERE e.household_id = :household ORDER BY e.at");
SQL(colleagues, "SELECT c.id, c.file_id, c.name FROM v_account c JOIN v_team_member m ON m.account_id = c.id"
	" WHERE m.team_id = :team AND c.id <> :me AND m.until_at > :now AND c.until_at > :now ORDER BY c.id");
SQL(note_insert, "INSERT INTO note (id, account_id, file_id, household_id, text, at, until_at) VALUES (:id, :me, :file, :household, :text, :now, :until)");
SQL(hold_of, "SELECT d.id FROM v_hold d WHERE d.id = :id AND d.household_id = :household");

static void sheet_holds(struct request *rq, struct sheet *d)
{
	struct rows *r = sql_read(rq->slot, &holds_seen, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct sheet_holds *h = LIST_ADD(rq->arena, d->holds, d->holds_n);
		*h = (struct sheet_holds){ .id = rows_int(r, 0), .reason = rows_open(r, 2, "hold.reason"), .review_on = rows_day(r, 5), .at = rows_int(r, 7),
			.household = rq->household, .seconded = rows_int(r, 4) != 0 };
		h->asks_me = !h->seconded && rows_int(r, 3) == rq->viewer.account;
		h->waits = !h->seconded && !h->asks_me;
	}
	r = sql_read(rq->slot, &held_seen, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		for (size_t i = 0; i < d->holds_n; i++)
			if (d->holds[i].id == rows_int(r, 2)) {
				struct sheet_holds_entries *e = LIST_ADD(rq->arena, d->holds[i].entries, d->holds[i].entries_n);
				e->what = rows_open(r, 3, "held_entry.what");
				e->with_whom = rows_open(r, 4, "held_entry.with_whom");
				e->at = rows_int(r, 5);
			}
}

static void sheet_colleagues(struct request *rq, id64 team)
{
	struct choice *choices = NULL;
	size_t n = 0;
	struct rows *r = sql_read(rq->slot, &colleagues, WITH(p_id("team", team), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct choice *c = LIST_ADD(rq->arena, choices, n);
		c->value = id_text(rq->arena, rows_int(r, 0));
		c->label = rows_open(r, 2, "account.name");
	}
	field_choices(rq->in, "second_id", choices, n);
}

static struct reply sheet(struct request *rq)
{
	struct sheet *d = ARENA_NEW(rq->arena, struct sheet);
	struct rows *r = sql_read(rq->slot, &sheet_household, WITH(p_id("household", rq->household)));
	bool known = rows_next(r);           /* not by the colleague who looks along at what is held back, and at nothing else */
	d->household = rq->household;
	d->name = known ? rows_open(r, 2, "household.name") : NULL;
	id64 team = known ? rows_int(r, 3) : 0;
	rows_end(r);
	r = sql_read(rq->slot, &my_notes, WITH(p_id("household", rq->household), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct sheet_notes *n = LIST_ADD(rq->arena, d->notes, d->notes_n);
		*n = (struct sheet_notes){ .id = rows_int(r, 0), .text = rows_open(r, 2, "note.text"), .at = rows_int(r, 3), .until = rows_int(r, 4) };
	}
	sheet_holds(rq, d);
	sheet_colleagues(rq, team);
	field_start(rq->in, "kind", "note");
	rq->page->title = rq_tr(rq, N_("Werkblad"));
	rq->page->nav = "households";
	return reply_page(&TPL_sheet, d);
}

/* A note is its writer's own: sealed under the writer's own file, so that the household's log says nothing of it. */
static struct reply note_save(struct request *rq)
{
	id64 id = id_new(), file = rq->viewer.own_file;
	int n = sql_run(rq->slot, &note_insert, WITH(p_id("id", id), p_id("me", rq->viewer.account), p_id("file", file), p_id("household", rq->household),
		p_blob("text", slot_seal(rq->slot, file, "note.text", id, field_text(rq->in, "text"))), p_moment("now", rq->now),
		p_moment("until", rq->now + HOURS(24 * NOTE_LIFE_DAYS))));
	return n == 1 ? reply_go(rq, "saved", "/households/%lld/notes", (long long)rq->household) : reply_missing();
}

static bool hold_input(struct request *rq)
{
	struct day on = field_day(rq->in, "review_on");
	if (!field_text(rq->in, "reason"))
		field_fail(rq->in, "reason", rq_tr(rq, N_("Schrijf op waarom weten gevaarlijk zou zijn")));
	if (!field_id(rq->in, "second_id"))
		field_fail(rq->in, "second_id", rq_tr(rq, N_("Kies een collega die meekijkt")));
	if (!day_known(on) || day_diff(rq->today, on) < 1 || day_diff(rq->today, on) > 92)
		field_fail(rq->in, "review_on", rq_tr(rq, N_("Kies een dag binnen drie maanden")));
	return !rq->in->errors;
}

static struct reply sheet_save(struct request *rq)
{
	id64 file;
	if (!strcmp(field_text(rq->in, "kind"), "note"))
		return note_save(rq);
	if (!hold_input(rq))
		return reply_again();
	struct hold_new h = { .household = rq->household, .reason = field_text(rq->in, "reason"), .second = field_id(rq->in, "second_id"),
		.review_on = field_day(rq->in, "review_on"), .what = field_text(rq->in, "text"), .with_whom = field_text(rq->in, "with_whom"), .on = rq->today };
	if (!hold_make(rq->slot, &h, &file)) {
		field_fail(rq->in, "second_id", rq_tr(rq, N_("Deze collega kan niet meekijken. Kies een ander")));
		return reply_again();
	}
	return reply_go(rq, "saved", "/households/%lld/notes", (long long)rq->household);
}

static const struct code deeds[] = { { "second", N_("meekijken") }, { "extend", N_("verlengen") }, { "end", N_("stoppen") }, { NULL, NULL } };
static const struct codes DEEDS = { "sheet_deed", deeds };
static const struct field deed_fields[] = {
	{ "deed", N_("Wat"), F_CODE, .codes = &DEEDS, .required = true },
	{ "review_on", N_("Opnieuw bekijken op"), F_DAY },
	{ NULL }
};
static const struct input DEED = { .name = "sheet_deed", .own = deed_fields };

static struct reply sheet_again(struct request *rq)
{
	struct fields *wrong = rq->in;
	rq->in = fields_new(rq->arena, rq->lang, &SHEET);
	struct reply reply = sheet(rq);
	field_fail(rq->in, NULL, wrong->whole ? wrong->whole : rq_tr(rq, N_("Kies een dag binnen drie maanden")));
	return reply;
}

static struct reply sheet_deed(struct request *rq)
{
	id64 hold = sql_number(rq->slot, &hold_of, WITH(p_id("id", rq->id[1]), p_id("household", rq->household)), 0);
	const char *deed = field_text(rq->in, "deed");
	struct day on = field_day(rq->in, "review_on");
	bool done;
	if (!hold)
		return reply_missing();
	if (!strcmp(deed, "second"))
		done = hold_second(rq->slot, hold);
	else if (!strcmp(deed, "end"))
		done = hold_end(rq->slot, hold);
	else if (!day_known(on) || day_diff(rq->today, on) < 1 || day_diff(rq->today, on) > 92) {
		field_fail(rq->in, NULL, rq_tr(rq, N_("Kies een dag binnen drie maanden")));
		return reply_again();
	} else
		done = hold_extend(rq->slot, hold, on);
	return done ? reply_go(rq, "saved", "/households/%lld/notes", (long long)rq->household) : reply_missing();
}

const struct route NOTES_ROUTES[] = {
	{ METHOD_GET, "/households/{household}/notes", RELATION_HOUSEHOLD, K_TEAM, .run = sheet, .input = &SHEET, .any_file = true,
		.summary = "The working sheet: one's own notes" },
	{ METHOD_POST, "/households/{household}/notes", RELATION_HOUSEHOLD, K_TEAM, .run = sheet_save, .input = &SHEET, .again = sheet, .any_file = true,
		.summary = "A working note, gone in four weeks" },
	{ METHOD_POST, "/households/{household}/notes/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = sheet_deed, .input = &DEED, .again = sheet_again,
		.any_file = true,
		.summary = "Something on the working sheet goes on or ends" },
	{ .path = NULL }
};
