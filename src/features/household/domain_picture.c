/* The seven life domains as a picture: a row each, in a box 360 wide, so that it is read on a telephone. A row says what goes well (rounds) and what
 * worries (triangles), one mark for each; the number when there is one, beside the one they began with (an outline); whether it was looked at. Lines
 * at the end join domains that hang together. No radar: a picture must not be more precise than a conversation.
 * Mirrored for languages that run from right to left. */
#include "household_page.h"
#include "../../platform/base/list.h"
#include "templates.h"

/* ---- reading ---- */

/* All three in one statement; nothing in it is sealed. */
SQL(domains_seen,
	"SELECT 'view' AS what, domain, choice AS word, score, at, id FROM v_domain_view WHERE household_id = :household"
	" UNION ALL SELECT 'note', domain, kind, NULL, at, id FROM v_domain_note WHERE household_id = :household AND text IS NOT NULL"
	" UNION ALL SELECT 'link', domain, other_domain, NULL, at, id FROM v_domain_link WHERE household_id = :household ORDER BY at, id");

static struct domain_picture_rows *row_of(struct domain_picture *d, const char *domain)
{
	for (size_t i = 0; i < d->rows_n; i++)
		if (!strcmp(d->rows[i].domain, domain))
			return &d->rows[i];
	return NULL;
}

static void see(struct domain_picture *d, struct domain_picture_rows *row, const struct rows *r)
{
	d->seen += !row->seen_at;
	row->seen_at = rows_int(r, 4);
	row->choice = rows_text(r, 2);
	row->not_needed = row->choice && !strcmp(row->choice, "not_needed");
	if (rows_null(r, 3))
		return;
	row->now = rows_int(r, 3);
	if (!row->has_number)
		row->start = row->now;
	row->has_start = row->has_number;
	row->has_number = true;
	row->better = row->now > row->start;
	row->worse = row->now < row->start;
}

static const char *joined(struct request *rq, const char *all, const char *one)
{
	return all ? arena_printf(rq->arena, "%s, %s", all, one) : one;
}

static void together(struct request *rq, struct domain_picture *d, struct domain_picture_rows *row, const char *other)
{
	struct domain_picture_rows *to = row_of(d, other);
	if (!to || to == row)
		return;
	*LIST_ADD(rq->arena, d->links, d->links_n) = (struct domain_picture_links){ .domain = row->domain, .other = to->domain };
	row->with = joined(rq, row->with, to->label);
	to->with = joined(rq, to->with, row->label);
}

static void read_row(struct request *rq, struct domain_picture *d, const struct rows *r)
{
	const char *what = rows_text(r, 0), *word = rows_text(r, 2);
	struct domain_picture_rows *row = row_of(d, rows_text(r, 1));
	if (!row)
		return;
	d->any = true;
	if (!strcmp(what, "view"))
		see(d, row, r);
	else if (!strcmp(what, "link"))
		together(rq, d, row, word);
	else if (!strcmp(word, "strength"))
		row->strengths++;
	else if (!strcmp(word, "worry"))
		row->worries++;
}

/* ---- drawing ---- */

enum { WIDTH = 360, ROW = 54, LABEL = 17, MARKS = 38, FIRST = 9, APART = 17, MOST = 4, ZERO = 206, POINT = 8, STATE = 298, JOIN = 308, REACH = 350 };

static int across(const struct domain_picture *d, int x)
{
	return d->mirrored ? WIDTH - x : x;
}

/* One mark for each, at most MOST; then how many more. Gives where the next kind begins. */
static int draw_marks(struct arena *a, struct domain_picture *d, const struct domain_picture_rows *row, int64_t count, bool worry, int from)
{
	for (int i = 0; i < count && i < MOST; i++, from += APART) {
		struct domain_picture_marks *m = LIST_ADD(a, d->marks, d->marks_n);
		int x = across(d, from), y = (int)row->mark_y;
		*m = (struct domain_picture_marks){ .worry = worry, .x = x, .y = y };
		m->points = arena_printf(a, "%d,%d %d,%d %d,%d", x - 7, y + 6, x + 7, y + 6, x, y - 7);
	}
	if (count > MOST) {
		*LIST_ADD(a, d->more, d->more_n) = (struct domain_picture_more){ .x = across(d, from - 7), .y = row->mark_y + 5, .count = count - MOST };
		from += APART;
	}
	return count ? from + 8 : from;
}

static void draw_row(struct arena *a, struct domain_picture *d, struct domain_picture_rows *row, int top)
{
	row->label_x = across(d, 1);
	row->label_y = top + LABEL;
	row->state_x = across(d, STATE);
	row->mark_y = top + MARKS;
	row->number_y = row->mark_y + 5;
	row->zero_x = across(d, ZERO);
	row->ten_x = across(d, ZERO + 10 * POINT);
	row->start_x = across(d, ZERO + (int)row->start * POINT);
	row->now_x = across(d, ZERO + (int)row->now * POINT);
	draw_marks(a, d, row, row->worries, true, draw_marks(a, d, row, row->strengths, false, FIRST));
}

/* The further apart two rows stand, the wider the bow. */
static void draw_link(struct arena *a, struct domain_picture *d, struct domain_picture_links *l)
{
	const struct domain_picture_rows *from = row_of(d, l->domain), *to = row_of(d, l->other);
	int apart = from < to ? (int)(to - from) : (int)(from - to), wide = JOIN + 14 + 9 * apart;
	int bow = across(d, wide > REACH + 14 ? REACH + 14 : wide);
	l->x = across(d, JOIN);
	l->from_y = from->mark_y - 10;
	l->to_y = to->mark_y - 10;
	l->path = arena_printf(a, "M %d %d C %d %d %d %d %d %d", (int)l->x, (int)l->from_y, bow, (int)l->from_y, bow, (int)l->to_y, (int)l->x, (int)l->to_y);
}

/* Sets every member that says where something stands. */
static void draw(struct arena *a, struct domain_picture *d, bool mirrored)
{
	d->mirrored = mirrored;
	d->width = WIDTH;
	d->height = (int64_t)d->rows_n * ROW;
	for (size_t i = 0; i < d->rows_n; i++)
		draw_row(a, d, &d->rows[i], (int)i * ROW);
	for (size_t i = 0; i < d->links_n; i++)
		draw_link(a, d, &d->links[i]);
}

void domains_read(struct request *rq, struct domain_picture *d)
{
	for (const struct code *c = LIFE_DOMAINS.list; c->code; c++) {
		struct domain_picture_rows *row = LIST_ADD(rq->arena, d->rows, d->rows_n);
		row->domain = c->code;
		row->label = rq_tr(rq, c->label);
	}
	struct rows *r = sql_read(rq->slot, &domains_seen, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		read_row(rq, d, r);
	draw(rq->arena, d, lang_rtl(rq->lang));
}
