#include "plan_page.h"
#include "../../platform/base/list.h"

SQL(plan_page_name, "SELECT id, file_id, name FROM v_household WHERE id = :household");
SQL(plan_page_last, "SELECT id, file_id, at, by_name FROM v_revision WHERE row_id = :row ORDER BY at DESC, version DESC LIMIT 1");
SQL(plan_page_people, "SELECT id, file_id, first_name FROM v_person WHERE household_id = :household ORDER BY id");

const char *plan_frame(struct request *rq, const char *title)
{
	const char *name = NULL;
	struct rows *r = sql_read(rq->slot, &plan_page_name, WITH(p_id("household", rq->household)));
	if (rows_next(r))
		name = rows_open(r, 2, "household.name");
	rows_end(r);
	rq->page->title = arena_printf(rq->arena, "%s · %s", title, name ? name : "");
	rq->page->nav = "households";
	return name;
}

struct reply plan_again_at(struct request *rq, const char *done, const char *row, id64 id)
{
	if (!row)
		return reply_go(rq, done, "/households/%lld/plan", (long long)rq->household);
	return reply_go(rq, done, "/households/%lld/plan#%s-%lld", (long long)rq->household, row, (long long)id);
}

bool plan_owns(struct request *rq, struct sql *household_of, id64 row)
{
	return sql_number(rq->slot, household_of, WITH(p_id("id", row)), 0) == rq->household;
}

const char *plan_typed(const struct request *rq, const char *field)
{
	const struct field_value *v = field_of(rq->in, field);
	return v->given ? v->text : NULL;
}

/* ---- two at once ---- */

static const char conflict[] = "conflict";

struct reply plan_conflict_found(struct request *rq)
{
	rq->carry = (void *)(uintptr_t)conflict;
	field_fail(rq->in, NULL, rq_tr(rq, N_("Iemand anders schreef hier ook, terwijl jij bezig was. Kies wat er blijft staan")));
	return reply_again();
}

bool plan_conflicts(const struct request *rq)
{
	return rq->carry == conflict;
}

int64_t plan_form_version(const struct request *rq, int64_t now)
{
	return plan_conflicts(rq) ? now : field_int(rq->in, "version", now);
}

void plan_conflict_read(struct request *rq, struct plan_conflict *c, id64 row)
{
	struct rows *r = sql_read(rq->slot, &plan_page_last, WITH(p_id("row", row)));
	if (rows_next(r)) {
		c->at = rows_int(r, 2);
		c->who = rows_open(r, 3, "revision.by_name");
	}
	rows_end(r);
}

void plan_conflict_line(struct request *rq, struct plan_conflict *c, const char *label, const char *theirs, const char *mine)
{
	if (!strcmp(theirs ? theirs : "", mine ? mine : ""))
		return;
	struct plan_conflict_lines *line = LIST_ADD(rq->arena, c->lines, c->lines_n);
	*line = (struct plan_conflict_lines){ .label = label, .theirs = theirs, .mine = mine };
}

/* ---- choices ---- */

void plan_choose_person(struct request *rq, const char *field, const char *nobody)
{
	struct choice *list = NULL;
	size_t n = 0;
	if (nobody)
		*LIST_ADD(rq->arena, list, n) = (struct choice){ "", nobody };
	struct rows *r = sql_read(rq->slot, &plan_page_people, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, list, n) = (struct choice){ id_text(rq->arena, rows_int(r, 0)), rows_open(r, 2, "person.first_name") };
	field_choices(rq->in, field, list, n);
}
