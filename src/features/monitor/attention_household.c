/* What asks attention in a household. Each rule looks and says what it wants; when and for whom is the desk's. */
#include "../../platform/base/utf8.h"
#include "../../platform/db/service.h"
#include "../../platform/web/words.h"
#include "desk.h"

enum { AHEAD_DAYS = 14 };            /* how long before its day a plan or a review that is due comes into sight */

static bool in_phase(const struct desk *d, const char *phase)
{
	return !strcmp(d->phase, phase);
}

static moment later_of(moment a, moment b)
{
	return a > b ? a : b;
}

/* "…, en nog 2" */
static const char *and_more(struct desk *d, const char *text, int more)
{
	return more > 0 ? arena_printf(d->arena, "%s, en nog %d", text, more) : text;
}

static struct wanted ask(const char *code, moment since, struct day due)
{
	return (struct wanted){ .rule = attention_rule(code), .since = since, .due = due };
}

/* ---- contact ---- */

SQL(attempts_since_contact, "SELECT id, file_id, at, next_on FROM s_contact WHERE household_id = :household AND NOT reached AND at > :last ORDER BY at");

/* A failed attempt asks for the next and never closes by itself. True when there are attempts: they say more than "no contact". */
static bool attempts(struct desk *d)
{
	const char *days = "";
	moment last = 0;
	struct day next = { 0, 0, 0 };
	struct rows *rows = sql_read(d->slot, &attempts_since_contact, WITH(p_id("household", d->household), p_int("last", d->last_contact_at)));
	while (rows_next(rows)) {
		last = rows_int(rows, 2);
		next = rows_day(rows, 3);
		days = arena_printf(d->arena, "%s%s%s", days, *days ? ", " : "", words_day(d->arena, lang_dutch(), day_of(last), d->now));
	}
	if (!last)
		return false;
	if (!day_known(next))
		next = day_add(day_of(last), desk_days(d, "next_attempt"));
	struct wanted w = ask("attempt_due", last, next);
	w.detail = days;
	desk_want_owner(d, w);
	return true;
}

static void no_contact(struct desk *d)
{
	const char *code = in_phase(d, "report") || in_phase(d, "getting_to_know") ? "no_contact_new" : d->light ? "no_contact_light" : "no_contact";
	moment since = d->last_contact_at ? d->last_contact_at : d->opened_at;
	struct day due = day_add(day_of(since), desk_days(d, code));
	if (!in_phase(d, "aftercare") && desk_come(d, day_begin(due)))
		desk_want_owner(d, ask(code, since, due));
}

static void contacts(struct desk *d)
{
	if (!attempts(d))
		no_contact(d);
}

/* ---- the next date ---- */

static void no_next_date(struct desk *d)
{
	moment since = d->last_contact_at ? d->last_contact_at : d->opened_at;
	desk_want_owner(d, ask("no_next_date", since, day_add(day_of(since), desk_days(d, "no_next_date"))));
}

static void aftercare(struct desk *d)
{
	if (!day_known(d->next_on))
		desk_want_owner(d, ask("aftercare_date", d->phase_at, day_add(day_of(d->phase_at), desk_days(d, "aftercare_date"))));
	else if (desk_come(d, day_begin(day_add(d->next_on, -desk_days(d, "aftercare_date")))))
		desk_want_owner(d, ask("aftercare_date", d->phase_at, d->next_on));
}

SQL(attempt_planned, "SELECT count(*) FROM s_contact WHERE household_id = :household AND NOT reached AND at > :last AND next_on IS NOT NULL");

/* An open household always has a next date; one that is past asks what came of it, unless the family was met since: then for a new one. */
static void next_date(struct desk *d)
{
	struct day met = d->last_contact_at ? day_of(d->last_contact_at) : (struct day){ 0, 0, 0 };
	if (in_phase(d, "aftercare")) {
		aftercare(d);
	} else if (!day_known(d->next_on)) {
		if (!sql_number(d->slot, &attempt_planned, WITH(p_id("household", d->household), p_int("last", d->last_contact_at)), 0))
			no_next_date(d);
	} else if (day_known(met) && day_diff(d->next_on, met) >= 0) {
		no_next_date(d);
	} else if (desk_come(d, day_begin(day_add(d->next_on, 1 + desk_days(d, "review_overdue"))))) {
		desk_want_owner(d, ask("review_overdue", day_begin(d->next_on), d->next_on));
	}
}

/* ---- goals and steps ---- */

SQL(steps_with_a_day, "SELECT s.id, s.file_id, s.title, s.due_on FROM s_step s LEFT JOIN s_goal g ON g.id = s.goal_id WHERE s.household_id = :household"
	" AND s.done_at IS NULL AND s.dropped_at IS NULL AND s.due_on IS NOT NULL AND (g.id IS NULL OR g.state = 'active') ORDER BY s.due_on, s.id");

static void steps(struct desk *d)
{
	int late = 0;
	struct wanted w = ask("step_overdue", 0, (struct day){ 0, 0, 0 });
	struct rows *rows = sql_read(d->slot, &steps_with_a_day, WITH(p_id("household", d->household)));
	while (rows_next(rows)) {
		struct day due = rows_day(rows, 3);
		if (!desk_come(d, day_begin(day_add(due, 1 + desk_days(d, "step_overdue")))))
			break;
		if (late++)
			continue;
		w.since = day_begin(due);
		w.due = due;
		w.detail = utf8_excerpt(d->arena, rows_open(rows, 2, "step.title"), 80);
	}
	rows_end(rows);
	w.detail = and_more(d, w.detail, late - 1);
	if (late)
		desk_want_owner(d, w);
}

SQL(goals_without_step, "SELECT g.id, g.file_id, g.title, g.state_at, (SELECT max(coalesce(s.dropped_at, s.done_at)) FROM s_step s"
	" WHERE s.goal_id = g.id) FROM s_goal g WHERE g.household_id = :household AND g.state = 'active' AND NOT EXISTS (SELECT 1 FROM s_step s"
	" WHERE s.goal_id = g.id AND s.done_at IS NULL AND s.dropped_at IS NULL) ORDER BY g.position, g.id");

static void idle_goals(struct desk *d)
{
	int idle = 0;
	struct wanted w = ask("goal_idle", 0, (struct day){ 0, 0, 0 });
	struct rows *rows = sql_read(d->slot, &goals_without_step, WITH(p_id("household", d->household)));
	while (rows_next(rows)) {
		moment since = later_of(rows_int(rows, 3), rows_int(rows, 4));
		struct day due = day_add(day_of(since), desk_days(d, "goal_idle"));
		if (!desk_come(d, day_begin(due)) || idle++)
			continue;
		w.since = since;
		w.due = due;
		w.detail = utf8_excerpt(d->arena, rows_open(rows, 2, "goal.title"), 80);
	}
	w.detail = and_more(d, w.detail, idle - 1);
	if (idle)
		desk_want_owner(d, w);
}

/* ---- the plan by law (Jeugdwet 4.1.2, 4.1.3) ---- */

SQL(plan_offers, "SELECT own_plan, own_plan_at, agreed_at FROM s_plan WHERE household_id = :household");

static void plan(struct desk *d)
{
	struct rows *rows = sql_read(d->slot, &plan_offers, WITH(p_id("household", d->household)));
	bool found = rows_next(rows);
	const char *own_plan = found ? rows_text(rows, 0) : "";
	moment waived_at = found ? rows_int(rows, 1) : 0;
	bool agreed = found && !rows_null(rows, 2);
	rows_end(rows);
	if (in_phase(d, "getting_to_know") && !strcmp(own_plan, "open"))
		desk_want_owner(d, ask("own_plan_offer", d->phase_at, day_add(day_of(d->phase_at), desk_days(d, "own_plan_offer"))));
	if (strcmp(own_plan, "no") || agreed || !waived_at)
		return;
	struct day due = day_add(day_of(waived_at), desk_days(d, "plan_due"));
	if (desk_come(d, day_begin(day_add(due, -AHEAD_DAYS))))
		desk_want_owner(d, ask("plan_due", waived_at, due));
}

/* ---- what the family asks and writes ---- */

SQL(questions_owed, "SELECT id, file_id, by_name, text, at, answer_by FROM s_question WHERE household_id = :household AND answered_at IS NULL"
	" AND answer_by IS NOT NULL AND kind <> 'other_professional' ORDER BY answer_by, at");

static void questions(struct desk *d)
{
	int n = 0;
	struct wanted w = ask("question_owed", 0, (struct day){ 0, 0, 0 });
	struct rows *rows = sql_read(d->slot, &questions_owed, WITH(p_id("household", d->household)));
	while (rows_next(rows)) {
		if (n++)
			continue;
		const char *who = rows_open(rows, 2, "question.by_name");
		w.since = rows_int(rows, 4);
		w.due = rows_day(rows, 5);
		w.detail = arena_printf(d->arena, "%s vraagt: %s", who && *who ? who : d->name,
			utf8_excerpt(d->arena, rows_open(rows, 3, "question.text"), 80));
	}
	w.detail = and_more(d, w.detail, n - 1);
	if (n)
		desk_want_owner(d, w);
}

SQL(other_professional_asked, "SELECT at, answer_by FROM s_question WHERE household_id = :household AND answered_at IS NULL"
	" AND kind = 'other_professional' ORDER BY at LIMIT 1");

/* The click: to the coordinators, without content, and not by way of the professional it is about. */
static void other_professional(struct desk *d)
{
	struct rows *rows = sql_read(d->slot, &other_professional_asked, WITH(p_id("household", d->household)));
	bool asked = rows_next(rows);
	moment at = asked ? rows_int(rows, 0) : 0;
	struct day by = asked ? rows_day(rows, 1) : (struct day){ 0, 0, 0 };
	rows_end(rows);
	struct wanted w = ask("other_professional", at, day_known(by) ? by : day_add(day_of(at), desk_days(d, "answer_family")));
	for (size_t i = 0; asked && i < desk_coordinators(d)->n; i++) {
		w.account = d->coordinators.id[i];
		desk_want_plain(d, w);
	}
}

SQL(family_revisions, "SELECT r.id, r.file_id, r.by_name, r.entity, r.action, r.at, s.stuck_at FROM s_revision r JOIN s_account a ON a.id = r.by_id"
	" LEFT JOIN s_step s ON s.id = r.row_id LEFT JOIN s_wish w ON w.id = r.row_id WHERE r.household_id = :household"
	" AND a.kind IN ('resident', 'supporter', 'link') AND r.at > :seen AND w.picked_at IS NULL ORDER BY r.at DESC, r.version DESC LIMIT 20");

static const char *what_they_did(const char *entity, const char *action, bool stuck)
{
	if (!strcmp(entity, "wish"))
		return "schreef een wens bij";
	if (strcmp(entity, "step"))
		return "paste het plan aan";
	if (stuck)
		return "laat weten dat een stap nu niet lukt";
	if (!strcmp(action, "done"))
		return "vinkte een stap af";
	return !strcmp(action, "made") ? "voegde een stap toe" : "paste een stap aan";
}

/* The newest in words, the others as a number; of very many the first twenty say enough. */
static void family_wrote(struct desk *d)
{
	int n = 0;
	struct wanted w = ask("family_wrote", 0, (struct day){ 0, 0, 0 });
	struct rows *rows = sql_read(d->slot, &family_revisions, WITH(p_id("household", d->household), p_int("seen", d->family_seen_at)));
	while (rows_next(rows)) {
		const char *who = rows_open(rows, 2, "revision.by_name");
		if (n++)
			continue;
		w.since = rows_int(rows, 5);
		w.detail = arena_printf(d->arena, "%s %s", who && *who ? who : d->name,
			what_they_did(rows_text(rows, 3), rows_text(rows, 4), !rows_null(rows, 6) && rows_int(rows, 6) == w.since));
	}
	w.detail = and_more(d, w.detail, n - 1);
	w.due = n ? day_add(day_of(w.since), desk_days(d, "family_wrote")) : w.due;
	if (n)
		desk_want_owner(d, w);
}

/* ---- birthdays that change rights ---- */

SQL(people_with_birthday, "SELECT id, file_id, first_name, birth_date FROM s_person WHERE household_id = :household AND birth_date IS NOT NULL ORDER BY id");

static void birthday_at(struct desk *d, id64 person, const char *first_name, struct day born, int age)
{
	struct day on = day_birthday(born, age);
	moment from = day_begin(day_add(on, -desk_days(d, "birthday"))), until = day_begin(day_add(on, 1));
	if (!desk_come(d, from) || desk_come(d, until))
		return;
	struct wanted w = ask("birthday", from, on);
	w.person = person;
	w.name = arena_printf(d->arena, "%s (%s)", first_name, d->name);
	w.detail = arena_int(d->arena, age);
	desk_want_owner(d, w);
}

static void birthdays(struct desk *d)
{
	const int ages[] = { rule_days(d->slot, "age_child_reads", d->team, 12), rule_days(d->slot, "age_own_consent", d->team, 16),
		rule_days(d->slot, "age_adult", d->team, 18) };
	struct rows *rows = sql_read(d->slot, &people_with_birthday, WITH(p_id("household", d->household)));
	while (rows_next(rows)) {
		struct day born;
		const char *first_name = rows_open(rows, 2, "person.first_name"), *birth = rows_open(rows, 3, "person.birth_date");
		for (size_t i = 0; birth && day_parse(birth, &born) && i < sizeof ages / sizeof *ages; i++)
			birthday_at(d, rows_int(rows, 0), first_name ? first_name : d->number, born, ages[i]);
	}
}

/* ---- the report it began with (AVG 14(3)): the month counts from the day it came in ---- */

SQL(reports_not_told, "SELECT id, at, inform_by FROM s_report WHERE household_id = :household AND state IN ('taken', 'answered') AND told_at IS NULL"
	" AND forgotten_at IS NULL AND coalesce(knows, 'no') <> 'yes' AND reporter_kind <> 'self' AND coalesce(became, 'household') <> 'reporter' ORDER BY at");

static void told(struct desk *d)
{
	struct rows *rows = sql_read(d->slot, &reports_not_told, WITH(p_id("household", d->household)));
	while (rows_next(rows)) {
		moment at = rows_int(rows, 1);
		struct wanted w = ask("report_inform", at, rows_null(rows, 2) ? day_add(day_of(at), desk_days(d, "report_inform")) : rows_day(rows, 2));
		w.report = rows_int(rows, 0);
		desk_want_owner(d, w);
	}
}

/* ---- the fixed professional ---- */

/* Also when the account of who is it has ended: a name alone does not help. */
static void no_professional(struct desk *d)
{
	moment since = d->professional_at ? d->professional_at : d->opened_at;
	struct wanted w = ask("no_professional", since, day_add(day_of(since), desk_days(d, "no_professional")));
	for (size_t i = 0; !d->owners.n && !d->self_led && i < desk_coordinators(d)->n; i++) {
		w.account = d->coordinators.id[i];
		desk_want_plain(d, w);
	}
}

/* The owners' rights end by time as well. */
SQL(owners_next, "SELECT min(CASE WHEN from_at > :now THEN from_at ELSE until_at END) FROM s_access WHERE file_id = :file"
	" AND ground IN ('assignment', 'stand_in') AND until_at > :now");

/* ---- held back, and the emergency door: these stand in a closed household too ---- */

SQL(holds_open, "SELECT id, file_id, by_id, second_id, seconded_at, review_on, at FROM s_hold WHERE household_id = :household AND ended_at IS NULL ORDER BY id");
SQL(account_works, "SELECT count(*) FROM s_account WHERE id = :account AND until_at > :now");

static bool works(struct desk *d, id64 account)
{
	return account && sql_number(d->slot, &account_works, WITH(p_id("account", account), p_moment("now", d->now)), 0);
}

struct held { id64 file, by, second; bool seconded; struct day review_on; moment at; };

/* Sealed under the held file's own key: nothing in the shared file tells that it exists. */
static void want_held(struct desk *d, const struct held *h, struct wanted w, bool both)
{
	const id64 whom[] = { h->second, both ? h->by : 0 };
	struct id_list owners = { ARENA_ARRAY(d->arena, id64, 2), 0 };
	w.file = h->file;
	for (size_t i = 0; i < 2; i++)
		if (works(d, whom[i])) {
			w.account = owners.id[owners.n++] = whom[i];
			desk_want(d, w);
		}
	desk_escalate(d, w, &owners);
}

static void holds(struct desk *d)
{
	struct rows *rows = sql_read(d->slot, &holds_open, WITH(p_id("household", d->household)));
	while (rows_next(rows)) {
		const struct held h = { rows_int(rows, 1), rows_int(rows, 2), rows_int(rows, 3), !rows_null(rows, 4), rows_day(rows, 5), rows_int(rows, 6) };
		if (!h.seconded)
			want_held(d, &h, ask("hold_second", h.at, day_add(day_of(h.at), desk_days(d, "hold_second"))), false);
		if (desk_come(d, day_begin(day_add(h.review_on, -AHEAD_DAYS))))
			want_held(d, &h, ask("hold_review", h.at, h.review_on), true);
	}
}

SQL(emergency_not_reviewed, "SELECT min(from_at) FROM s_access WHERE household_id = :household AND ground = 'emergency' AND reviewed_at IS NULL");
SQL(privacy_officers, "SELECT id FROM s_account WHERE kind = 'privacy' AND until_at > :now ORDER BY id");

static void emergencies(struct desk *d)
{
	moment since = sql_number(d->slot, &emergency_not_reviewed, WITH(p_id("household", d->household)), 0);
	if (!since)
		return;
	struct wanted w = ask("emergency_review", since, day_add(day_of(since), desk_days(d, "emergency_review")));
	struct id_list officers = desk_ids(d, &privacy_officers, WITH(p_moment("now", d->now)));
	for (size_t i = 0; i < officers.n; i++) {
		w.account = officers.id[i];
		desk_want_plain(d, w);
	}
}

/* ---- all of it ---- */

static void (*const rules_while_open[])(struct desk *) = {
	contacts, next_date, steps, plan, family_wrote, birthdays, told, no_professional, other_professional,
};
static void (*const rules_always[])(struct desk *) = { questions, holds, emergencies };

static void look(struct desk *d)
{
	for (size_t i = 0; d->open && i < sizeof rules_while_open / sizeof *rules_while_open; i++)
		rules_while_open[i](d);
	if (d->open && !in_phase(d, "aftercare"))
		idle_goals(d);
	for (size_t i = 0; i < sizeof rules_always / sizeof *rules_always; i++)
		rules_always[i](d);
	desk_soon(d, sql_number(d->slot, &owners_next, WITH(p_id("file", d->file), p_moment("now", d->now)), FOREVER));
}

SQL(household_look_again, "UPDATE household SET next_attention_at = :next WHERE id = :household");

bool attention_household(struct slot *slot, id64 household)
{
	struct desk d;
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	bool found = desk_household(&d, slot, household);
	if (found) {
		look(&d);
		found = desk_settle(&d);
	}
	if (found && d.next != d.next_attention_at)
		sql_later(slot, &household_look_again, WITH(p_id("household", household), p_int("next", d.next)));
	slot_forget(slot, mark);
	slot_view_as(slot, viewer);
	return found && !slot_failed(slot);
}
