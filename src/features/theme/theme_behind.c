/* What is behind a theme: its reports and households, as far as the viewer may see them, and who reported there for the first time. */
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../signal/signal.h"
#include "templates.h"
#include "theme_page.h"

enum { BEHIND_SHOWN = 60, REPORTS_SHOWN = 5, WORDS_OF_REPORT = 90 };

/* And, without words, the first report of each link and partner that was new in these weeks: they come first. */
SQL(theme_reports, "SELECT r.id, r.file_id, r.number, r.what, r.at, r.domains, 0 AS new FROM v_theme_area t JOIN v_report r ON r.area_code = t.area_code"
	" AND r.at >= :from AND r.at < :until WHERE t.theme_id = :id AND r.state <> 'passed' AND r.file_id IN " MY_INBOXES
	" UNION ALL SELECT NULL, NULL, NULL, NULL, f.at, f.domains, CASE WHEN f.by_link THEN 2 ELSE 1 END FROM v_theme_first_report f WHERE f.theme_id = :id"
	" AND f.at >= :from AND f.at < :until ORDER BY 7 DESC, 5 DESC LIMIT 400");
/* Contacts that reached somebody, and worries at the first talks; of whoever may see few files, from those that are a household's own; of whoever may see
 * many, from the areas. */
#define SAID_IN(households) "SELECT g.id, g.file_id, g.name, c.domains, EXISTS (" WORRY ") FROM " households " LEFT JOIN v_contact c ON c.household_id = g.id AND c.at >= :from" \
	" AND c.at < :until AND c.reached WHERE NOT g.uncounted AND (c.domains IS NOT NULL OR EXISTS (" WORRY ")) AND "
#define WORRY "SELECT 1 FROM v_domain_note w WHERE w.household_id = g.id AND w.domain = :domain AND w.kind = 'worry' AND w.at >= :from AND w.at < :until"
SQL(theme_families_near, SAID_IN("v_own_access y CROSS JOIN v_household g") "g.file_id = y.file_id AND y.from_at <= :now AND y.until_at > :now AND g.area_code IN"
	" (SELECT t.area_code FROM v_theme_area t WHERE t.theme_id = :id) ORDER BY y.file_id LIMIT 400");
SQL(theme_families_wide, SAID_IN("v_theme_area t CROSS JOIN v_household g") "t.theme_id = :id AND g.area_code = t.area_code LIMIT 400");

static const char *first_words(struct arena *a, const char *text)
{
	const char *line = utf8_clean(a, text ? text : "", true);
	if (utf8_length(line) <= WORDS_OF_REPORT)
		return line;
	size_t n = 0;
	for (size_t letters = 0; letters < WORDS_OF_REPORT; letters++)
		do
			n++;
		while (((unsigned char)line[n] & 0xc0) == 0x80);
	return arena_printf(a, "%.*s…", (int)n, line);
}

/* They come with the latest first. */
static void new_reporter(struct theme_seen *s, bool link, moment at)
{
	*(link ? &s->links : &s->partners) += 1;
	*(link ? &s->links_since : &s->partners_since) = day_of(at);
}

static void add_report(struct request *rq, struct theme_page *d, struct rows *r)
{
	struct theme_report *at = d->reports_n < REPORTS_SHOWN ? LIST_ADD(rq->arena, d->reports, d->reports_n) : LIST_ADD(rq->arena, d->older, d->older_n);
	*at = (struct theme_report){ rows_int(r, 0), rows_text(r, 2), first_words(rq->arena, rows_open(r, 3, "report.what")), rows_int(r, 4) };
	d->older_count = (int64_t)d->older_n;
}

static void read_reports(struct request *rq, struct theme_page *d, struct theme_seen *s, struct rows *r)
{
	while (rows_next(r)) {
		if (!codes_have(rows_text(r, 5), s->w.domain))
			continue;
		if (rows_int(r, 6))
			new_reporter(s, rows_int(r, 6) == 2, rows_int(r, 4));
		else if (d->reports_n + d->older_n < BEHIND_SHOWN)
			add_report(rq, d, r);
	}
}

void theme_read_behind(struct request *rq, struct theme_page *d, struct theme_seen *s)
{
	const struct param *with = WITH(p_id("id", d->id), p_moment("now", rq->now), p_text("domain", s->w.domain), p_moment("from", day_begin(s->w.from)),
		p_moment("until", day_begin(day_add(s->w.to, 7))));
	read_reports(rq, d, s, sql_read(rq->slot, &theme_reports, with));
	struct rows *r = sql_read(rq->slot, s->wide ? &theme_families_wide : &theme_families_near, with);
	while (rows_next(r)) {
		id64 id = rows_int(r, 0);
		if (d->families_n < BEHIND_SHOWN && (rows_bool(r, 4) || codes_have(rows_text(r, 3), s->w.domain)) && (!d->families_n || d->families[d->families_n - 1].id != id))
			*LIST_ADD(rq->arena, d->families, d->families_n) = (struct theme_page_families){ id, rows_open(r, 2, "household.name") };
	}
}
