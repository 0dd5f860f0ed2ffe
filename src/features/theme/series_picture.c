#include "series_picture.h"
#include <math.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "templates.h"

enum { WIDE = 352, HIGH = 206, FLOOR = 152, TOP = 22, MONTHS = 20, LEGEND = 46, LABEL_HALF = 24 };

size_t theme_series_read(struct arena *a, const char *text, struct day first, struct day from, struct day to, struct series_week **weeks)
{
	size_t n = 0;
	*weeks = NULL;
	for (const char *p = text; p && *p;) {
		char *end;
		struct series_week w = { .week = day_add(first, (int)n * 7) };
		w.heard.exact = *p == '=';
		p += w.heard.exact;
		w.heard.n = strtoll(p, &end, 10);
		if (end == p)
			break;
		w.expected = strtod(end, &end);
		w.limit = strtod(end, &end);
		if (*end != ';')
			break;
		p = end + 1;
		w.in_theme = day_diff(from, w.week) >= 0 && day_diff(w.week, to) >= 0;
		*LIST_ADD(a, *weeks, n) = w;
	}
	return n;
}

static double most(const struct series_week *w, size_t n)
{
	double most = 4;
	for (size_t i = 0; i < n; i++)
		most = fmax(most, fmax(count_cell_drawn(&w[i].heard), w[i].limit));
	return most;
}

static int64_t y_of(double value, double top)
{
	return FLOOR - lround(value * (FLOOR - TOP) / top);
}

/* A step for each week, over its bar. */
static const char *steps(struct arena *a, const struct series_week *w, size_t n, double top, bool limit)
{
	struct buf b;
	double wide = (double)WIDE / (double)n;
	buf_init(&b, 0);
	for (size_t i = 0; i < n; i++) {
		buf_char(&b, i ? 'L' : 'M');
		buf_tenths(&b, lrint((double)i * wide * 10));
		buf_char(&b, ' ');
		buf_int(&b, y_of(limit ? w[i].limit : w[i].expected, top));
		buf_char(&b, 'H');
		buf_tenths(&b, lrint((double)(i + 1) * wide * 10));
	}
	const char *text = arena_strndup(a, b.p, b.n);
	buf_release(&b);
	return text;
}

static const char *const months[] = { N_("jan"), N_("feb"), N_("mrt"), N_("apr"), N_("mei"), N_("jun"), N_("jul"), N_("aug"), N_("sep"), N_("okt"), N_("nov"), N_("dec") };

static void label_months(struct request *rq, const struct series_week *w, size_t n, struct series_picture *d)
{
	double wide = (double)WIDE / (double)n;
	for (size_t i = 1; i < n; i++)
		if (w[i].week.month != w[i - 1].week.month && i + 2 < n)
			*LIST_ADD(rq->arena, d->marks, d->marks_n) = (struct series_picture_marks){ lround(((double)i + 0.5) * wide), rq_tr(rq, months[w[i].week.month - 1]) };
}

/* The highest week says how many, where that may be told: what the height stands for. */
static void label_highest(struct request *rq, const struct series_week *w, size_t n, struct series_picture *d)
{
	size_t at = 0;
	for (size_t i = 1; i < n; i++)
		at = count_cell_drawn(&w[i].heard) > count_cell_drawn(&w[at].heard) ? i : at;
	const struct series_picture_bars *bar = &d->bars[at];
	if (!w[at].heard.n || w[at].heard.told == COUNT_FEW || w[at].heard.told == COUNT_UNTOLD)
		return;
	int64_t middle = bar->x + bar->width / 2;
	d->most = count_cell_words(rq->arena, rq->lang, &w[at].heard);
	d->most_x = middle < LABEL_HALF ? LABEL_HALF : middle > WIDE - LABEL_HALF ? WIDE - LABEL_HALF : middle;
	d->most_y = bar->y - 6;
}

void theme_series_draw(struct request *rq, struct series_week *w, size_t n, struct series_picture *d)
{
	double top = most(w, n), wide = n ? (double)WIDE / (double)n : WIDE;
	d->title = rq_tr(rq, N_("Wat er per week gehoord is, naast wat te verwachten was"));
	d->width = WIDE;
	d->height = HIGH;
	d->floor = FLOOR;
	d->months_y = FLOOR + MONTHS;
	d->legend_y = FLOOR + LEGEND;
	for (size_t i = 0; i < n; i++) {
		w[i].words = words_day(rq->arena, rq->lang, w[i].week, rq->now);
		int64_t x = lround((double)i * wide + 1), y = y_of(count_cell_drawn(&w[i].heard), top);
		*LIST_ADD(rq->arena, d->bars, d->bars_n) = (struct series_picture_bars){ x, y, lround((double)(i + 1) * wide - 1) - x, FLOOR - y, w[i].in_theme,
			tr_fill(rq->arena, rq_tr(rq, N_("Week van {day}: {n}")), "day", w[i].words, "n",
				count_cell_words(rq->arena, rq->lang, &w[i].heard), NULL) };
	}
	d->expected = n ? steps(rq->arena, w, n, top, false) : "";
	d->limit = n ? steps(rq->arena, w, n, top, true) : "";
	if (!n)
		return;
	label_months(rq, w, n, d);
	label_highest(rq, w, n, d);
}
