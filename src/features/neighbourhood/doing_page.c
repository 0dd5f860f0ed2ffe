#include "doing_page.h"
#include <math.h>
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "../initiative/initiative_entities.h"
#include "../theme/theme.h"
#include "../theme/theme_entities.h"

enum { DOING_MOST = 20 };

#define THERE(code) "(:code = '' OR EXISTS (SELECT 1 FROM v_area y WHERE y.code = " code " AND (y.code = :code OR y.parent_code = :code OR y.municipality_code = :code" \
	" OR EXISTS (SELECT 1 FROM v_area_part p WHERE p.area_code = y.code AND p.part_code = :code))))"
SQL(hood_doing, "SELECT x.what, x.id, x.title, x.state, x.domain, x.n, x.expected, x.households, x.reporters FROM (SELECT 'theme' AS what, t.id,"
	" coalesce(t.title, '') AS title, t.state, t.domain, t.observed AS n, t.expected, t.households, t.reporters, t.found_at AS at FROM v_theme t"
	" WHERE t.team_id = :team AND t.state IN ('found', 'watched', 'picked_up') AND EXISTS (SELECT 1 FROM v_theme_area z WHERE z.theme_id = t.id AND " THERE("z.area_code") ")"
	" UNION ALL SELECT 'initiative', i.id, i.title, i.phase, i.domain, coalesce(i.reached, 0), 0.0, 0, 0, i.at FROM v_initiative i"
	" WHERE i.team_id = :team AND i.phase <> 'stopped' AND " THERE("i.area_code")
	" UNION ALL SELECT 'success', i.id, s.text, i.phase, i.domain, 0, 0.0, 0, 0, s.at FROM v_initiative i JOIN v_initiative_success s ON s.initiative_id = i.id"
	" WHERE i.team_id = :team AND " THERE("i.area_code") ") x ORDER BY x.at DESC, x.id DESC LIMIT :n");

static const char *theme_says(struct request *rq, struct rows *r, const char *domain)
{
	double expected = rows_real(r, 6);
	const char *message = lround(expected) == 1 ? N_("{domain}: {n} gehoord waar er {expected} te verwachten was.")
		: N_("{domain}: {n} gehoord waar er {expected} te verwachten waren.");
	return tr_fill(rq->arena, rq_tr(rq, message), "domain", domain, "n", count_words(rq->arena, rq->lang, rows_int(r, 5), rows_int(r, 7), rows_int(r, 8)),
		"expected", theme_expected(rq->arena, rq->lang, expected), NULL);
}

static void add_theme(struct request *rq, struct area_doing *d, struct rows *r)
{
	const char *title = rows_text(r, 2), *domain = rq_code(rq, &LIFE_DOMAINS, rows_text(r, 4));
	*LIST_ADD(rq->arena, d->themes, d->themes_n) = (struct area_doing_themes){ .id = rows_int(r, 1), .title = *title ? title : domain,
		.new = !strcmp(rows_text(r, 3), "found"), .state = rq_code(rq, &THEME_STATES, rows_text(r, 3)), .sentence = theme_says(rq, r, domain) };
}

void doing_fill(struct request *rq, const char *area_code, struct area_doing **out)
{
	struct area_doing *d = *out = ARENA_NEW(rq->arena, struct area_doing);
	struct rows *r = sql_read(rq->slot, &hood_doing, WITH(p_id("team", rq->viewer.team), p_text("code", area_code ? area_code : ""), p_int("n", DOING_MOST)));
	while (rows_next(r)) {
		const char *what = rows_text(r, 0);
		if (!strcmp(what, "theme"))
			add_theme(rq, d, r);
		else if (!strcmp(what, "initiative"))
			*LIST_ADD(rq->arena, d->initiatives, d->initiatives_n) = (struct area_doing_initiatives){ .id = rows_int(r, 1), .title = rows_text(r, 2),
				.phase = rq_tr(rq, code_label(&INITIATIVE_PHASES, rows_text(r, 3))), .reached = rows_int(r, 5) };
		else
			*LIST_ADD(rq->arena, d->successes, d->successes_n) = (struct area_doing_successes){ .id = rows_int(r, 1), .text = rows_text(r, 2) };
	}
}
