/* The seven life domains: how they stand now beside how they stood at the start. */
#include "household_entities.h"
#include "household_page.h"
#include "../../platform/base/list.h"
#include "templates.h"

SQL(domains_seen, "SELECT domain, choice, score, at FROM v_domain_view WHERE household_id = :household ORDER BY at, id");

static struct domain_picture_rows *row_of(struct domain_picture *d, const char *domain)
{
	for (size_t i = 0; i < d->rows_n; i++)
		if (!strcmp(d->rows[i].domain, domain))
			return &d->rows[i];
	return NULL;
}

static void see(struct domain_picture_rows *row, const struct rows *r)
{
	row->seen_at = rows_int(r, 3);
	row->not_needed = rows_text(r, 1) && !strcmp(rows_text(r, 1), "not_needed");
	if (rows_null(r, 2))
		return;
	if (!row->has_start)
		row->start = rows_int(r, 2);
	else {
		row->now = rows_int(r, 2);
		row->has_now = true;
		row->better = row->now > row->start;
		row->worse = row->now < row->start;
	}
	row->has_start = true;
}

void domains_read(struct request *rq, struct domain_picture *d)
{
	for (const struct code *c = LIFE_DOMAINS.list; c->code; c++) {
		struct domain_picture_rows *row = LIST_ADD(rq->arena, d->rows, d->rows_n);
		row->domain = c->code;
		row->label = rq_tr(rq, c->label);
	}
	struct rows *r = sql_read(rq->slot, &domains_seen, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct domain_picture_rows *row = row_of(d, rows_text(r, 0));
		if (row)
			see(row, r);
		d->seen++;
	}
}
