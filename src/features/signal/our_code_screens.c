/* The steps of the reporting code as the family reads them, once nobody holds them back any longer: nobody is talked about behind their back (the
 * one exception, somebody's safety, is held to account too): what was done, by whom, when and why, and why it was not told before. Rows that are still held back
 * lie in files to which the family has no relation, so that these views do not have them. */
#include "../../platform/base/list.h"
#include "../account/accounts.h"
#include "signal_screens.h"
#include "templates.h"
#include "triage_entities.h"

SQL(our_code_holds, "SELECT h.id, h.file_id, h.reason, h.at, h.ended_at, h.by_id FROM v_hold h WHERE h.household_id = :household"
	" AND EXISTS (SELECT 1 FROM v_reporting_code c WHERE c.household_id = :household AND c.hold_id = h.id) ORDER BY h.at DESC, h.id DESC LIMIT 20");
SQL(our_code_steps, "SELECT s.id, s.file_id, c.hold_id, s.step, s.was, s.on_day, s.with_whom, s.outcome, s.reason, s.by_id, s.anonymous FROM v_reporting_code c"
	" JOIN v_reporting_step s ON s.code_id = c.id WHERE c.household_id = :household"
	" ORDER BY s.on_day, s.at, s.id LIMIT 500");

/* Few people walk it: each name is asked once. */
struct known { id64 id; const char *name; };
struct names { struct known *list; size_t n; };

static const char *name_of(struct request *rq, struct names *names, id64 account)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->list[i].id == account)
			return names->list[i].name;
	const char *name = colleague_name(rq->slot, account);
	*LIST_ADD(rq->arena, names->list, names->n) = (struct known){ account, name };
	return name;
}

static const char *opened(struct rows *r, int column, const char *where)
{
	return rows_null(r, column) ? NULL : rows_open(r, column, where);
}

struct our_hold { id64 id, by; };

static struct our_hold *read_holds(struct request *rq, struct our_code *d)
{
	struct our_hold *holds = NULL;
	size_t n = 0;
	struct rows *r = sql_read(rq->slot, &our_code_holds, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		*LIST_ADD(rq->arena, holds, n) = (struct our_hold){ rows_int(r, 0), rows_int(r, 5) };
		struct our_code_codes *c = LIST_ADD(rq->arena, d->codes, d->codes_n);
		*c = (struct our_code_codes){ .why = rows_open(r, 2, "hold.reason"), .at = rows_int(r, 3), .ended_at = rows_int(r, 4) };
		c->one_day = !day_diff(day_of(c->at), day_of(c->ended_at));
	}
	return holds;
}

struct our_step { id64 hold, by; struct our_code_codes_steps shown; };

static struct our_step *read_steps(struct request *rq, size_t *n)
{
	struct our_step *steps = NULL;
	struct rows *r = sql_read(rq->slot, &our_code_steps, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct our_step *s = LIST_ADD(rq->arena, steps, *n);
		*s = (struct our_step){ rows_int(r, 2), rows_int(r, 9), { .label = rq_code(rq, &CODE_STEPS, rows_text(r, 3)),
			.skipped = !strcmp(rows_text(r, 4), "skipped"), .on = rows_day(r, 5), .with_whom = opened(r, 6, "reporting_step.with_whom"),
			.outcome = rows_open(r, 7, "reporting_step.outcome"), .reason = opened(r, 8, "reporting_step.reason"), .anonymous = rows_bool(r, 10) } };
	}
	return steps;
}

static struct reply our_code(struct request *rq)
{
	struct our_code *d = ARENA_NEW(rq->arena, struct our_code);
	struct names names = { NULL, 0 };
	size_t n = 0;
	struct our_hold *holds = read_holds(rq, d);
	struct our_step *steps = read_steps(rq, &n);
	for (size_t i = 0; i < d->codes_n; i++) {
		d->codes[i].by = name_of(rq, &names, holds[i].by);
		for (size_t k = 0; k < n; k++) {
			if (steps[k].hold != holds[i].id)
				continue;
			struct our_code_codes_steps *s = LIST_ADD(rq->arena, d->codes[i].steps, d->codes[i].steps_n);
			*s = steps[k].shown;
			s->by = name_of(rq, &names, steps[k].by);
		}
	}
	rq->page->title = rq_tr(rq, N_("Toen we ons zorgen maakten over veiligheid"));
	return reply_page(&TPL_our_code, d);
}

const struct route OUR_CODE_ROUTES[] = {
	{ METHOD_GET, "/our/reporting-code", RELATION_OWN_HOUSEHOLD, K_FAMILY, .run = our_code,
		.summary = "The steps of the reporting code that are held back no longer: what, by whom, when and why" },
	{ .path = NULL }
};
