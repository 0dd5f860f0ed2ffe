/* What asks attention in a standing link (signal/report_link.h): reports that came in a flood wait behind it, and tries that looked like a program's were counted.
 * Who does triage looks; once the queue is empty, or the tries were seen, nothing asks any more. */
#include "../../platform/db/service.h"
#include "desk.h"

SQL(link_to_attend, "SELECT l.id, l.file_id, l.team_id, l.organisation, l.doubted_at, l.next_attention_at, (SELECT min(h.at) FROM s_report_held h"
	" WHERE h.link_id = l.id AND h.thrown_at IS NULL) FROM s_report_link l WHERE l.id = :link");

struct asked { moment held_since, doubted_at; };

static bool read_link(struct desk *d, struct slot *slot, id64 link, struct asked *a)
{
	*d = (struct desk){ 0 };
	struct rows *rows = sql_read(slot, &link_to_attend, WITH(p_id("link", link)));
	bool found = rows_next(rows);
	if (found) {
		d->link = link;
		d->file = rows_int(rows, 1);
		d->team = rows_int(rows, 2);
		d->name = d->number = rows_text(rows, 3);
		d->next_attention_at = rows_int(rows, 5);
		*a = (struct asked){ .held_since = rows_int(rows, 6), .doubted_at = rows_int(rows, 4) };
	}
	rows_end(rows);
	if (found)
		desk_begin(d, slot, d->team);
	return found;
}

static void ask(struct desk *d, const char *code, moment since, const struct id_list *whom)
{
	if (since)
		desk_want_each(d, (struct wanted){ .rule = attention_rule(code), .since = since, .due = day_add(day_of(since), desk_days(d, code)) }, whom);
}

static void look(struct desk *d, const struct asked *a)
{
	if (!a->held_since && !a->doubted_at)
		return;
	struct id_list whom = desk_triage(d);
	ask(d, "link_held", a->held_since, &whom);
	ask(d, "link_doubts", a->doubted_at, &whom);
	desk_soon(d, day_begin(day_add(d->today, 1)));           /* who does triage may be another by then */
}

SQL(link_look_again, "UPDATE report_link SET next_attention_at = :next WHERE id = :link");

bool attention_link(struct slot *slot, id64 link)
{
	struct desk d;
	struct asked a;
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	bool found = read_link(&d, slot, link, &a);
	if (found) {
		look(&d, &a);
		found = desk_settle(&d);
	}
	moment next = d.next == FOREVER ? 0 : d.next;
	if (found && next != d.next_attention_at)
		sql_later(slot, &link_look_again, WITH(p_id("link", link), p_moment("next", next)));
	slot_forget(slot, mark);
	slot_view_as(slot, viewer);
	return found && !slot_failed(slot);
}
