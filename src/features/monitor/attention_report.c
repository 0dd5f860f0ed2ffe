/* What asks attention in a report: that somebody takes it the same day, that the contact planned for it is made, that its reporter hears back, and that they
 * of whom it is are told within a month of the day it came in (AVG 14(3)); once a household came of it, that one's owner tells (attention_household.c). */
#include "../../platform/base/utf8.h"
#include "../../platform/db/service.h"
#include "desk.h"

SQL(report_to_attend, "SELECT id, file_id, team_id, number, about, what, state, at, answer_by, answered_at, taken_by_id, taken_at, unhappy_at,"
	" next_attention_at, knows, reporter_kind, became, step_on, step_by_id, inform_by, told_at, household_id, read_by_id, forgotten_at, pattern FROM s_report WHERE id = :report");
SQL(report_taker, "SELECT id FROM s_account WHERE id = :account AND until_at > :now");

struct report {
	const char *what, *state, *became;
	moment at, came_at, taken_at, unhappy_at;        /* at: came in, or was reopened */
	struct day answer_by, step_on, inform_by;
	bool answered, to_be_told;
	id64 taker, household, stepper, reader;
};

static bool is(const char *text, const char *code)
{
	return text && !strcmp(text, code);
}

static void read_course(struct report *r, struct rows *rows)
{
	const char *knows = rows_text(rows, 14), *became = rows_text(rows, 16);
	r->became = became;
	r->step_on = rows_day(rows, 17);
	r->stepper = rows_int(rows, 18);
	r->inform_by = rows_day(rows, 19);
	r->household = rows_int(rows, 21);
	r->reader = rows_int(rows, 22);
	r->to_be_told = rows_null(rows, 20) && rows_null(rows, 23) && !rows_bool(rows, 24) && knows && strcmp(knows, "yes") && !is(rows_text(rows, 15), "self")
		&& !is(became, "reporter") && !r->household && strcmp(r->state, "passed");
}

/* Its title: of whom it is; else what was told, which then is said once; the number where neither can be read. */
static void name_it(struct desk *d, struct report *r, const char *about, const char *what)
{
	const char *whom = utf8_excerpt(d->arena, about, 60), *told = utf8_excerpt(d->arena, what, 80);
	d->name = *whom ? whom : *told ? told : d->number;
	r->what = *whom ? told : NULL;
}

static bool read_report(struct desk *d, struct slot *slot, id64 id, struct report *r)
{
	*d = (struct desk){ .arena = slot_arena(slot) };
	struct rows *rows = sql_read(slot, &report_to_attend, WITH(p_id("report", id)));
	bool found = rows_next(rows);
	if (found) {
		d->report = id;
		d->file = rows_int(rows, 1);
		d->team = rows_int(rows, 2);
		d->number = rows_text(rows, 3);
		d->next_attention_at = rows_int(rows, 13);
		*r = (struct report){ .state = rows_text(rows, 6), .came_at = rows_int(rows, 7),
			.taken_at = rows_int(rows, 11), .unhappy_at = rows_int(rows, 12), .answer_by = rows_day(rows, 8), .answered = !rows_null(rows, 9),
			.taker = rows_int(rows, 10) };
		r->at = r->unhappy_at ? r->unhappy_at : r->came_at;
		name_it(d, r, rows_open(rows, 4, "report.about"), rows_open(rows, 5, "report.what"));
		read_course(r, rows);
	}
	rows_end(rows);
	if (found)
		desk_begin(d, slot, d->team);
	return found;
}

/* The account when it works, else who does triage. */
static struct id_list one_of(struct desk *d, id64 account)
{
	struct id_list whom = { NULL, 0 };
	if (account)
		whom = desk_ids(d, &report_taker, WITH(p_id("account", account), p_moment("now", d->now)));
	return whom.n ? whom : desk_triage(d);
}

static void answer_owed(struct desk *d, const struct report *r, id64 account)
{
	struct wanted w = { .rule = attention_rule("report_answer"), .since = r->at > r->taken_at ? r->at : r->taken_at, .due = r->answer_by };
	struct id_list whom = one_of(d, account);
	desk_want_each(d, w, &whom);
}

static void look_new(struct desk *d, const struct report *r)
{
	struct wanted w = { .rule = attention_rule("report_new"), .since = r->at, .due = day_add(day_of(r->at), desk_days(d, "report_new")), .detail = r->what };
	struct id_list whom = desk_triage(d);
	desk_want_each(d, w, &whom);
	if (!r->answered && desk_come(d, day_begin(day_add(r->answer_by, 1))))
		answer_owed(d, r, r->reader);
}

static void look_step(struct desk *d, const struct report *r)
{
	struct wanted w = { .rule = attention_rule("report_step"), .since = r->taken_at, .due = r->step_on };
	struct id_list whom = one_of(d, r->stepper ? r->stepper : r->taker);
	desk_want_each(d, w, &whom);
}

/* A reporter who was not satisfied is known to the coordinators until there is a new answer. */
static void look_unhappy(struct desk *d, const struct report *r)
{
	struct wanted w = { .rule = attention_rule("report_unhappy"), .since = r->unhappy_at, .due = r->answer_by };
	for (size_t i = 0; i < desk_coordinators(d)->n; i++) {
		w.account = d->coordinators.id[i];
		desk_want_plain(d, w);
	}
}

static void look_told(struct desk *d, const struct report *r)
{
	struct wanted w = { .rule = attention_rule("report_inform"), .since = r->came_at, .due = r->inform_by };
	struct id_list whom = one_of(d, r->taker ? r->taker : r->reader);
	if (!day_known(w.due))
		w.due = day_add(day_of(r->came_at), desk_days(d, "report_inform"));
	desk_want_each(d, w, &whom);
}

static void look(struct desk *d, const struct report *r)
{
	bool taken = !strcmp(r->state, "taken");
	if (!strcmp(r->state, "new"))
		look_new(d, r);
	else if (taken && !r->answered)
		answer_owed(d, r, r->taker);
	if (taken && is(r->became, "contact") && !r->household && day_known(r->step_on))
		look_step(d, r);
	if (r->unhappy_at && !r->answered && strcmp(r->state, "passed"))
		look_unhappy(d, r);
	if (r->to_be_told)
		look_told(d, r);
}

SQL(report_look_again, "UPDATE report SET next_attention_at = :next WHERE id = :report");

bool attention_report(struct slot *slot, id64 report)
{
	struct desk d;
	struct report r;
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	bool found = read_report(&d, slot, report, &r);
	if (found) {
		look(&d, &r);
		found = desk_settle(&d);
	}
	if (found && d.next != d.next_attention_at)
		sql_later(slot, &report_look_again, WITH(p_id("report", report), p_int("next", d.next)));
	slot_forget(slot, mark);
	slot_view_as(slot, viewer);
	return found && !slot_failed(slot);
}

bool attention_report_new(struct slot *slot, const struct attention_new *new, moment *next)
{
	struct desk d = { .report = new->report, .file = new->file, .number = new->number };
	struct report r = { .state = "new", .at = new->at, .came_at = new->at, .answer_by = new->answer_by, .reader = new->reader, .to_be_told = new->to_be_told };
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	desk_begin(&d, slot, new->team);
	name_it(&d, &r, new->about, new->what);
	look(&d, &r);
	bool fine = desk_insert(&d);
	*next = d.next;
	slot_forget(slot, mark);
	slot_view_as(slot, viewer);
	return fine;
}
