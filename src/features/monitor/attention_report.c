/* What asks attention in a report: that somebody takes it the same day, and that its reporter hears back. */
#include "../../platform/db/service.h"
#include "desk.h"

SQL(report_to_attend, "SELECT id, file_id, team_id, number, about, what, state, at, answer_by, answered_at, taken_by_id, taken_at, unhappy_at,"
	" next_attention_at FROM s_report WHERE id = :report");
SQL(report_triage, "SELECT m.account_id FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.triage"
	" AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now ORDER BY m.account_id");
SQL(report_taker, "SELECT id FROM s_account WHERE id = :account AND until_at > :now");

struct report { const char *what, *state; moment at, taken_at; struct day answer_by; bool answered; id64 taker; };

static bool read_report(struct desk *d, struct slot *slot, id64 id, struct report *r)
{
	*d = (struct desk){ 0 };
	struct rows *rows = sql_read(slot, &report_to_attend, WITH(p_id("report", id)));
	bool found = rows_next(rows);
	if (found) {
		struct arena *arena = slot_arena(slot);
		d->report = id;
		d->file = rows_int(rows, 1);
		d->team = rows_int(rows, 2);
		d->number = rows_text(rows, 3);
		d->name = desk_cut(arena, rows_open(rows, 4, "report.about"), 60);
		d->next_attention_at = rows_int(rows, 13);
		moment unhappy_at = rows_int(rows, 12);
		*r = (struct report){ desk_cut(arena, rows_open(rows, 5, "report.what"), 80), rows_text(rows, 6),
			unhappy_at ? unhappy_at : rows_int(rows, 7), rows_int(rows, 11), rows_day(rows, 8), !rows_null(rows, 9), rows_int(rows, 10) };
	}
	rows_end(rows);
	if (found && !*d->name)
		d->name = d->number;
	if (found)
		desk_begin(d, slot, d->team);
	return found;
}

/* With nobody to do it, the coordinators. */
static void want(struct desk *d, struct wanted w, const struct id_list *whom)
{
	for (size_t i = 0; i < whom->n; i++) {
		w.account = whom->id[i];
		desk_want(d, w);
	}
	for (size_t i = 0; !whom->n && i < desk_coordinators(d)->n; i++) {
		w.account = d->coordinators.id[i];
		desk_want_plain(d, w);
	}
	if (whom->n)
		desk_escalate(d, w, whom);
}

static void look(struct desk *d, const struct report *r)
{
	struct wanted w = { .since = r->at, .due = day_add(day_of(r->at), desk_days(d, "report_new")), .detail = r->what };
	struct id_list whom;
	if (!strcmp(r->state, "new")) {
		w.rule = attention_rule("report_new");
		whom = desk_ids(d, &report_triage, WITH(p_id("team", d->team), p_moment("now", d->now)));
		want(d, w, &whom);
	} else if (!strcmp(r->state, "taken") && !r->answered) {
		w.rule = attention_rule("report_answer");
		w.since = r->at > r->taken_at ? r->at : r->taken_at;
		w.due = r->answer_by;
		whom = desk_ids(d, &report_taker, WITH(p_id("account", r->taker), p_moment("now", d->now)));
		want(d, w, &whom);
	}
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
	struct arena *arena = slot_arena(slot);
	struct desk d = { .report = new->report, .file = new->file, .number = new->number, .name = desk_cut(arena, new->about, 60) };
	const struct report r = { .what = desk_cut(arena, new->what, 80), .state = "new", .at = new->at };
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	if (!*d.name)
		d.name = d.number;
	desk_begin(&d, slot, new->team);
	look(&d, &r);
	bool fine = desk_insert(&d);
	*next = d.next;
	slot_forget(slot, mark);
	slot_view_as(slot, viewer);
	return fine;
}
