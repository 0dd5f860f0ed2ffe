/* What attention is wanted for, and making the rows so. */
#include "desk.h"
#include <assert.h>
#include "../../platform/base/list.h"

struct term { const char *code; bool own; int days, second_days; };

/* ---- small things ---- */

static bool id_among(const struct id_list *list, id64 id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->id[i] == id)
			return true;
	return false;
}

struct id_list desk_ids(struct desk *d, struct sql *sql, const struct param *with)
{
	struct id_list list = { NULL, 0 };
	struct rows *rows = sql_read(d->slot, sql, with);
	while (rows_next(rows))
		*LIST_ADD(d->arena, list.id, list.n) = rows_int(rows, 0);
	return list;
}

/* ---- terms ---- */

SQL(desk_terms, "SELECT code, team_id, days, second_days FROM s_rule WHERE (team_id = :team OR team_id IS NULL)"
	" AND from_at <= :now AND until_at > :now ORDER BY from_at");

static struct term *term_known(const struct desk *d, const char *code)
{
	for (size_t i = 0; i < d->terms_n; i++)
		if (!strcmp(d->terms[i].code, code))
			return &d->terms[i];
	return NULL;
}

/* The team's own row goes before the general one, a later one before an earlier. */
static void read_terms(struct desk *d)
{
	struct rows *rows = sql_read(d->slot, &desk_terms, WITH(p_id("team", d->team), p_moment("now", d->now)));
	while (rows_next(rows)) {
		struct term read = { rows_text(rows, 0), !rows_null(rows, 1), (int)rows_int(rows, 2), (int)rows_int(rows, 3) };
		struct term *known = term_known(d, read.code);
		if (!known)
			*LIST_ADD(d->arena, d->terms, d->terms_n) = read;
		else if (read.own || !known->own)
			*known = read;
	}
}

int desk_days(const struct desk *d, const char *code)
{
	const struct term *known = term_known(d, code);
	return known ? known->days : attention_rule(code)->days;
}

static int second_days(const struct desk *d, const char *code)
{
	const struct term *known = term_known(d, code);
	return known ? known->second_days : attention_rule(code)->second_days;
}

/* ---- beginning ---- */

SQL(desk_team_inbox, "SELECT inbox_file_id FROM s_team WHERE id = :team");
SQL(desk_team_coordinators, "SELECT m.account_id FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team"
	" AND m.role = 'coordinator' AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now ORDER BY m.account_id");

void desk_begin(struct desk *d, struct slot *slot, id64 team)
{
	assert(slot_viewer(slot) == NABIJ_ITSELF);
	d->slot = slot;
	d->arena = slot_arena(slot);
	d->now = slot_now(slot);
	d->today = day_of(d->now);
	d->team = team;
	d->next = FOREVER;
	read_terms(d);
}

static id64 inbox_of(struct desk *d)
{
	if (!d->inbox)
		d->inbox = sql_number(d->slot, &desk_team_inbox, WITH(p_id("team", d->team)), DIRECTORY_FILE);
	return d->inbox;
}

const struct id_list *desk_coordinators(struct desk *d)
{
	if (!d->coordinators_known)
		d->coordinators = desk_ids(d, &desk_team_coordinators, WITH(p_id("team", d->team), p_moment("now", d->now)));
	d->coordinators_known = true;
	return &d->coordinators;
}

SQL(desk_who_does_triage, "SELECT m.account_id FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.triage"
	" AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now ORDER BY m.account_id");

struct id_list desk_triage(struct desk *d)
{
	return desk_ids(d, &desk_who_does_triage, WITH(p_id("team", d->team), p_moment("now", d->now)));
}

SQL(desk_the_household, "SELECT id, file_id, team_id, name, number, phase, phase_at, light, professional_id, professional_at, self_led_by,"
	" next_on, last_contact_at, opened_at, closed_at, family_seen_at, next_attention_at FROM s_household WHERE id = :household");
SQL(desk_owners, "SELECT DISTINCT a.account_id FROM s_access a JOIN s_account c ON c.id = a.account_id WHERE a.file_id = :file"
	" AND (a.ground = 'stand_in' OR (a.ground = 'assignment' AND a.account_id = :professional))"
	" AND a.from_at <= :now AND a.until_at > :now AND c.until_at > :now ORDER BY a.account_id");

static void household_row(struct desk *d, struct rows *rows)
{
	const char *name = rows_open(rows, 3, "household.name");
	d->household = rows_int(rows, 0);
	d->file = rows_int(rows, 1);
	d->team = rows_int(rows, 2);
	d->number = rows_text(rows, 4);
	d->name = name && *name ? name : d->number;
	d->phase = rows_text(rows, 5);
	d->phase_at = rows_int(rows, 6);
	d->light = rows_bool(rows, 7);
	d->professional = rows_int(rows, 8);
	d->professional_at = rows_int(rows, 9);
	d->self_led = !rows_null(rows, 10) && !d->professional;
	d->next_on = rows_day(rows, 11);
	d->last_contact_at = rows_int(rows, 12);
	d->opened_at = rows_int(rows, 13);
	d->open = rows_null(rows, 14) && strcmp(d->phase, "closed");
	d->family_seen_at = rows_int(rows, 15);
	d->next_attention_at = rows_int(rows, 16);
}

bool desk_household(struct desk *d, struct slot *slot, id64 household)
{
	*d = (struct desk){ 0 };
	struct rows *rows = sql_read(slot, &desk_the_household, WITH(p_id("household", household)));
	bool found = rows_next(rows);
	if (found)
		household_row(d, rows);
	rows_end(rows);
	if (!found)
		return false;
	desk_begin(d, slot, d->team);
	d->owners = desk_ids(d, &desk_owners, WITH(p_id("file", d->file), p_id("professional", d->professional), p_moment("now", d->now)));
	return !slot_failed(slot);
}

/* ---- wanting ---- */

bool desk_come(struct desk *d, moment at)
{
	desk_soon(d, at);
	return at <= d->now;
}

void desk_soon(struct desk *d, moment at)
{
	if (at > d->now && at < d->next)
		d->next = at;
}

void desk_want(struct desk *d, struct wanted w)
{
	assert(w.rule && w.account && w.since && day_known(w.due));
	w.file = w.file ? w.file : d->file;
	w.name = w.name ? w.name : d->name;
	*LIST_ADD(d->arena, d->wanted, d->wanted_n) = w;
}

SQL(desk_reads, "SELECT count(*) FROM s_access WHERE account_id = :account AND file_id = :file AND from_at <= :now AND until_at > :now");

static bool reads(const struct desk *d, id64 account, id64 file)
{
	return sql_number(d->slot, &desk_reads, WITH(p_id("account", account), p_id("file", file), p_moment("now", d->now)), 0) > 0;
}

void desk_want_plain(struct desk *d, struct wanted w)
{
	w.file = reads(d, w.account, inbox_of(d)) ? d->inbox : DIRECTORY_FILE;
	w.name = d->number;
	w.detail = NULL;
	desk_want(d, w);
}

static void plain_for_all(struct desk *d, struct wanted w, const struct id_list *but)
{
	const struct id_list *coordinators = desk_coordinators(d);
	for (size_t i = 0; i < coordinators->n; i++) {
		if (id_among(but, coordinators->id[i]))
			continue;
		w.account = coordinators->id[i];
		desk_want_plain(d, w);
	}
}

void desk_escalate(struct desk *d, struct wanted w, const struct id_list *owners)
{
	int second = second_days(d, w.rule->code);
	if (!second || !desk_come(d, day_begin(day_add(w.due, second))))
		return;
	w.escalated = true;
	plain_for_all(d, w, owners);
}

void desk_want_each(struct desk *d, struct wanted w, const struct id_list *whom)
{
	for (size_t i = 0; i < whom->n; i++) {
		w.account = whom->id[i];
		desk_want(d, w);
	}
	if (whom->n)
		desk_escalate(d, w, whom);
	else
		plain_for_all(d, w, whom);
}

void desk_want_owner(struct desk *d, struct wanted w)
{
	if (d->owners.n || d->self_led || w.rule->owed)
		desk_want_each(d, w, &d->owners);
}

/* ---- the rows ---- */

#define STANDING "SELECT id, file_id, account_id, person_id, report_id, rule, since_at, due_on, name, detail, escalated, meeting_id FROM s_attention"
SQL(attention_of_household, STANDING " WHERE household_id = :of");
SQL(attention_of_report, STANDING " WHERE report_id = :of AND household_id IS NULL");
SQL(attention_of_link, STANDING " WHERE link_id = :of");
SQL(attention_of_initiative, STANDING " WHERE initiative_id = :of");

struct standing { id64 id; struct wanted row; bool kept; };

static struct standing *stand(struct desk *d, size_t *n)
{
	struct standing *list = NULL;
	*n = 0;
	struct sql *of = d->household ? &attention_of_household : d->report ? &attention_of_report : d->link ? &attention_of_link : &attention_of_initiative;
	struct rows *rows = sql_read(d->slot, of, WITH(p_id("of", d->household ? d->household : d->report ? d->report : d->link ? d->link : d->initiative)));
	while (rows_next(rows)) {
		struct standing *s = LIST_ADD(d->arena, list, *n);
		*s = (struct standing){ .id = rows_int(rows, 0), .row = { .file = rows_int(rows, 1), .account = rows_int(rows, 2),
			.person = rows_int(rows, 3), .report = rows_int(rows, 4), .rule = attention_rule(rows_text(rows, 5)), .since = rows_int(rows, 6),
			.due = rows_day(rows, 7), .name = rows_open(rows, 8, "attention.name"),
			.detail = rows_null(rows, 9) ? NULL : rows_open(rows, 9, "attention.detail"), .escalated = rows_bool(rows, 10), .meeting = rows_int(rows, 11) } };
	}
	return list;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The same thing asked of the same account; when it stands so since the same moment, "later" holds. */
static bool same_ask(const struct wanted *a, const struct wanted *b)
{
	return a->rule == b->rule && a->account == b->account && a->person == b->person && a->report == b->report && a->meeting == b->meeting && a->escalated == b->escalated
		&& a->file == b->file;
}

SQL(attention_insert, "INSERT INTO attention (id, account_id, file_id, household_id, report_id, link_id, person_id, initiative_id, meeting_id, rule, since_at, due_on,"
	" name, detail, escalated) VALUES (:id, :account, :file, :household, :report, :link, :person, :initiative, :meeting, :rule, :since, :due, :name, :detail,"
	" :escalated)");
SQL(attention_update, "UPDATE attention SET version = version + 1, since_at = :since, due_on = :due, name = :name, detail = :detail WHERE id = :id");
SQL(attention_asked_anew, "UPDATE attention SET later_on = NULL, later_word = NULL WHERE id = :id");
SQL(attention_remove, "DELETE FROM attention WHERE id = :id");

static void insert(struct desk *d, const struct wanted *w)
{
	id64 id = id_new();
	sql_later(d->slot, &attention_insert, WITH(p_id("id", id), p_id("account", w->account), p_id("file", w->file),
		p_id("household", d->household), p_id("report", d->report ? d->report : w->report), p_id("link", d->link), p_id("person", w->person),
		p_id("initiative", d->initiative), p_id("meeting", w->meeting), p_text("rule", w->rule->code), p_moment("since", w->since), p_day("due", d->arena, w->due),
		p_blob("name", slot_seal(d->slot, w->file, "attention.name", id, w->name)),
		p_blob("detail", slot_seal(d->slot, w->file, "attention.detail", id, w->detail)), p_bool("escalated", w->escalated)));
}

static void update(struct desk *d, const struct standing *s, const struct wanted *w)
{
	bool same_since = s->row.since == w->since;
	if (same_since && !day_diff(s->row.due, w->due) && same_text(s->row.name, w->name) && same_text(s->row.detail, w->detail))
		return;
	sql_later(d->slot, &attention_update, WITH(p_id("id", s->id), p_moment("since", w->since), p_day("due", d->arena, w->due),
		p_blob("name", slot_seal(d->slot, w->file, "attention.name", s->id, w->name)),
		p_blob("detail", slot_seal(d->slot, w->file, "attention.detail", s->id, w->detail))));
	if (!same_since)
		sql_later(d->slot, &attention_asked_anew, WITH(p_id("id", s->id)));
}

static struct standing *find(struct standing *list, size_t n, const struct wanted *w)
{
	for (size_t i = 0; i < n; i++)
		if (!list[i].kept && same_ask(&list[i].row, w))
			return &list[i];
	return NULL;
}

bool desk_insert(struct desk *d)
{
	for (size_t i = 0; i < d->wanted_n && !slot_failed(d->slot); i++)
		insert(d, &d->wanted[i]);
	return !slot_failed(d->slot);
}

bool desk_settle(struct desk *d)
{
	size_t n;
	struct standing *list = stand(d, &n);
	for (size_t i = 0; i < d->wanted_n && !slot_failed(d->slot); i++) {
		struct wanted *w = &d->wanted[i];
		if (d->report)
			w->report = d->report;
		struct standing *s = find(list, n, w);
		if (s) {
			s->kept = true;
			update(d, s, w);
		} else {
			insert(d, w);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (!list[i].kept && !(list[i].row.rule && list[i].row.rule->task))
			sql_later(d->slot, &attention_remove, WITH(p_id("id", list[i].id)));
	return !slot_failed(d->slot);
}

/* ---- tasks ---- */

void desk_task(struct desk *d, const struct attention_rule *rule, id64 account, const char *detail, struct day due)
{
	struct wanted w = { .rule = rule, .account = account, .since = d->now, .detail = detail, .person = 0,
		.due = day_known(due) ? due : day_add(d->today, desk_days(d, rule->code)) };
	size_t n;
	if (reads(d, account, d->file))
		desk_want(d, w);
	else
		desk_want_plain(d, w);
	w = d->wanted[--d->wanted_n];
	struct standing *list = stand(d, &n);
	for (size_t i = 0; i < n; i++)
		if (same_ask(&list[i].row, &w) && same_text(list[i].row.detail, w.detail)) {
			w.since = list[i].row.since;
			update(d, &list[i], &w);
			return;
		}
	insert(d, &w);
}
