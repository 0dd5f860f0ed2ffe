/* What Today shows of initiatives: what asks the team's attention. */
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "initiative.h"
#include "initiative_entities.h"
#include "initiative_screens.h"
#include "templates.h"

enum { ASKS_MOST = 12, LATE_DAYS = 3 };

/* Held and not counted, or going on without a next date: with everybody of the team, so that it does not hang on one who is away. */
SQL(initiatives_ask, "SELECT c.id, c.file_id, c.name, q.id, q.title, q.phase_at, q.held_at, (SELECT m.id FROM v_initiative_meeting m WHERE m.initiative_id = q.id"
	" AND m.end_at = q.held_at AND m.attendance IS NULL AND m.cancelled_at IS NULL LIMIT 1)"
	" FROM (SELECT i.id, i.title, i.phase, i.phase_at, i.owner_id, (SELECT min(m.end_at) FROM v_initiative_meeting m WHERE m.initiative_id = i.id AND m.end_at <= :now"
	" AND m.attendance IS NULL AND m.cancelled_at IS NULL) AS held_at, (SELECT min(m.start_at) FROM v_initiative_meeting m WHERE m.initiative_id = i.id"
	" AND m.start_at > :now AND m.cancelled_at IS NULL) AS next_at FROM v_initiative i WHERE i.team_id = :team AND i.phase NOT IN ('done', 'stopped')) q"
	" LEFT JOIN v_account c ON c.id = q.owner_id WHERE q.held_at IS NOT NULL OR (q.phase IN ('contact', 'carrying_out') AND q.next_at IS NULL)"
	" ORDER BY q.held_at NULLS LAST, q.id LIMIT :n");

static void say_ask(struct request *rq, struct initiative_ask *a, moment phase_at, moment held, id64 meeting)
{
	if (meeting) {
		a->text = tr_fill(rq->arena, rq_tr(rq, N_("Was er {when}. Nog niet geteld wie er waren")), "when", words_day(rq->arena, rq->lang, day_of(held), rq->now), NULL);
		a->path = arena_printf(rq->arena, "/initiatives/%lld/meetings/%lld", (long long)a->id, (long long)meeting);
		a->late = day_diff(day_of(held), rq->today) > LATE_DAYS;
	} else {
		a->text = rq_tr(rq, N_("Er is geen volgende datum"));
		a->path = arena_printf(rq->arena, "/initiatives/%lld/meetings", (long long)a->id);
		a->late = day_diff(day_of(phase_at), rq->today) > 7 * LATE_DAYS;
	}
}

void initiative_asks(struct request *rq, struct initiative_ask **list, size_t *n)
{
	struct rows *r = sql_read(rq->slot, &initiatives_ask, WITH(p_id("team", rq->viewer.team), p_moment("now", rq->now), p_int("n", ASKS_MOST)));
	while (rows_next(r)) {
		struct initiative_ask *a = LIST_ADD(rq->arena, *list, *n);
		*a = (struct initiative_ask){ .owner = rows_null(r, 0) ? NULL : rows_open(r, 2, "account.name"), .id = rows_int(r, 3), .title = rows_text(r, 4) };
		say_ask(rq, a, rows_int(r, 5), rows_int(r, 6), rows_int(r, 7));
	}
}
