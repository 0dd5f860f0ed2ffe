/* What asks attention in an initiative: that it is counted who came, that there is a next date, that those who take part hear what was done with what they said, and
 * that is written down what came of it. With who keeps it in sight, as long as they work in its team, and with the coordinators when it is left. No household is in it:
 * its title is the team's own words, sealed under the directory's file, whose being shown is nobody's log. */
#include "../../platform/db/service.h"
#include "desk.h"

SQL(initiative_to_attend, "SELECT i.team_id, i.title, i.phase, i.phase_at, i.owner_id, i.looked_at, i.next_attention_at,"
	" (SELECT min(p.at) FROM s_initiative_part p WHERE p.initiative_id = i.id AND p.said IS NOT NULL AND p.done IS NULL) FROM s_initiative i WHERE i.id = :id");
SQL(initiative_dates, "SELECT (SELECT min(m.end_at) FROM s_initiative_meeting m WHERE m.initiative_id = :id AND m.end_at <= :now AND m.attendance IS NULL"
	" AND m.cancelled_at IS NULL), (SELECT max(m.end_at) FROM s_initiative_meeting m WHERE m.initiative_id = :id AND m.end_at <= :now AND m.cancelled_at IS NULL),"
	" (SELECT min(m.end_at) FROM s_initiative_meeting m WHERE m.initiative_id = :id AND m.end_at > :now AND m.cancelled_at IS NULL)");
SQL(initiative_held, "SELECT m.id FROM s_initiative_meeting m WHERE m.initiative_id = :id AND m.end_at = :end AND m.attendance IS NULL AND m.cancelled_at IS NULL"
	" ORDER BY m.id LIMIT 1");
SQL(initiative_keeper, "SELECT m.account_id FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.account_id = :account"
	" AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now LIMIT 1");
SQL(initiative_keeper_until, "SELECT min(CASE WHEN a.until_at < m.until_at THEN a.until_at ELSE m.until_at END) FROM s_team_member m"
	" JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.account_id = :account AND m.until_at > :now AND a.until_at > :now");

struct course {
	const char *phase;
	moment phase_at, said_at;                /* said_at: the oldest words of who takes part that nothing was done with; 0: none */
	moment held_at, last_at, next_at;        /* ends of meetings: held and not counted, the last one, the one to come; 0: none */
	id64 keeper;
	bool looked_at;
};

static bool read_course(struct desk *d, struct slot *slot, id64 id, struct course *c)
{
	*d = (struct desk){ .initiative = id, .file = DIRECTORY_FILE };
	struct rows *r = sql_read(slot, &initiative_to_attend, WITH(p_id("id", id)));
	bool found = rows_next(r);
	if (found) {
		d->team = rows_int(r, 0);
		d->name = d->number = rows_text(r, 1);
		d->next_attention_at = rows_int(r, 6);
		*c = (struct course){ .phase = rows_text(r, 2), .phase_at = rows_int(r, 3), .keeper = rows_int(r, 4), .looked_at = !rows_null(r, 5), .said_at = rows_int(r, 7) };
	}
	rows_end(r);
	if (found)
		desk_begin(d, slot, d->team);
	return found;
}

static void read_dates(struct desk *d, struct course *c)
{
	struct rows *r = sql_read(d->slot, &initiative_dates, WITH(p_id("id", d->initiative), p_moment("now", d->now)));
	if (rows_next(r)) {
		c->held_at = rows_int(r, 0);
		c->last_at = rows_int(r, 1);
		c->next_at = rows_int(r, 2);
	}
	rows_end(r);
}

static void want(struct desk *d, const struct id_list *whom, const char *code, moment since, id64 meeting)
{
	desk_want_each(d, (struct wanted){ .rule = attention_rule(code), .since = since, .due = day_add(day_of(since), desk_days(d, code)), .meeting = meeting }, whom);
}

static bool in(const struct course *c, const char *phase)
{
	return !strcmp(c->phase, phase);
}

static void look_going(struct desk *d, const struct course *c, const struct id_list *whom)
{
	bool dated = in(c, "contact") || in(c, "carrying_out");
	if (c->held_at)
		want(d, whom, "initiative_held", c->held_at, sql_number(d->slot, &initiative_held, WITH(p_id("id", d->initiative), p_moment("end", c->held_at)), 0));
	if (dated && !c->next_at)
		want(d, whom, "initiative_no_date", c->last_at > c->phase_at ? c->last_at : c->phase_at, 0);
	if (c->next_at)
		desk_soon(d, c->next_at);
}

static void look(struct desk *d, const struct course *c)
{
	struct param team = p_id("team", d->team), keeper = p_id("account", c->keeper), now = p_moment("now", d->now);
	struct id_list whom = desk_ids(d, &initiative_keeper, WITH(team, keeper, now));
	if (!in(c, "done") && !in(c, "stopped"))
		look_going(d, c, &whom);
	else if (!c->looked_at)
		want(d, &whom, "initiative_result", c->phase_at, 0);
	if (c->said_at)
		want(d, &whom, "initiative_said", c->said_at, 0);
	desk_soon(d, sql_number(d->slot, &initiative_keeper_until, WITH(team, keeper, now), FOREVER));
}

SQL(initiative_look_again, "UPDATE initiative SET next_attention_at = :next WHERE id = :id");

bool attention_initiative(struct slot *slot, id64 initiative)
{
	struct desk d;
	struct course c;
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	bool found = read_course(&d, slot, initiative, &c);
	if (found) {
		read_dates(&d, &c);
		look(&d, &c);
		found = desk_settle(&d);
	}
	if (found && d.next != d.next_attention_at)
		sql_later(slot, &initiative_look_again, WITH(p_id("id", initiative), p_int("next", d.next)));
	slot_forget(slot, mark);
	slot_view_as(slot, viewer);
	return found && !slot_failed(slot);
}

SQL(initiatives_kept_by, "UPDATE initiative SET next_attention_at = :now WHERE id IN (SELECT i.id FROM s_initiative i WHERE i.team_id = :team AND i.owner_id = :account)");

void attention_keeper_left(struct slot *slot, id64 team, id64 account)
{
	id64 viewer = slot_as_itself(slot);
	sql_run(slot, &initiatives_kept_by, WITH(p_id("team", team), p_id("account", account), p_moment("now", slot_now(slot))));
	slot_view_as(slot, viewer);
}
