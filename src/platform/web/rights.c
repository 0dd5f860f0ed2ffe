#include "rights.h"
#include "templates.h"

SQL(household_of_viewer,
	"SELECT h.id, h.file_id, EXISTS (SELECT 1 FROM v_own_access a WHERE a.account_id = :me AND a.file_id = h.file_id AND a.ground <> 'emergency'"
	" AND a.from_at <= :now AND a.until_at > :now), h.by_function_at FROM v_household h WHERE h.id = :household");
SQL(household_by_any_file,
	"SELECT f.household_id, (SELECT s.id FROM v_file s WHERE s.household_id = f.household_id AND s.kind = 'shared')"
	" FROM v_file f WHERE f.household_id = :household ORDER BY f.id LIMIT 1");
SQL(household_of_person,
	"SELECT h.id, h.file_id, h.by_function_at FROM v_household h JOIN v_own_access a ON a.file_id = h.file_id"
	" WHERE a.account_id = :account AND a.from_at <= :now AND a.until_at > :now"
	" ORDER BY CASE WHEN h.id = :chosen THEN 0 WHEN h.closed_at IS NULL THEN 1 ELSE 2 END, h.opened_at DESC LIMIT 1");

static bool household_found(struct request *rq, struct sql *sql, const struct param *p)
{
	struct rows *r = sql_read(rq->slot, sql, p);
	bool found = rows_next(r);
	if (found) {
		rq->household = rows_int(r, 0);
		rq->file = rows_int(r, 1);
	}
	rows_end(r);
	return found;
}

/* Under threat whoever of the team writes here does so by function. */
static void by_function(struct request *rq, bool threat)
{
	rq->by_function = threat;
	if (threat && rq_is(rq, K_TEAM))
		rq->viewer.name = rq->viewer.first_name = tr_fill(rq->arena, tr(rq->lang, N_("medewerker van {team}")), "team",
			rq->page->team ? rq->page->team : "Nabij", NULL);
}

/* Who came in by the emergency door alone sees the essentials alone. */
static enum verdict household_check(struct request *rq, id64 household)
{
	struct rows *r = sql_read(rq->slot, &household_of_viewer, WITH(p_id("household", household), p_id("me", rq->viewer.account),
		p_moment("now", rq->now)));
	bool found = rows_next(r), whole = found && rows_bool(r, 2), threat = found && rows_int(r, 3);
	if (found) {
		rq->household = rows_int(r, 0);
		rq->file = rows_int(r, 1);
	}
	rows_end(r);
	by_function(rq, threat);
	if (found)
		return whole || rq->route->essentials ? VERDICT_COME_IN : VERDICT_ESSENTIALS;
	return rq->route->any_file && household_found(rq, &household_by_any_file, WITH(p_id("household", household))) ? VERDICT_COME_IN : VERDICT_MISSING;
}

/* Who belongs to two homes, or helps two families, chose one on /our; the cookie opens nothing that `access` does not. */
static id64 chosen_household(const struct request *rq)
{
	id64 id;
	const char *cookie = http_cookie(rq->http, "nabij_in");
	return cookie && id_parse(cookie, &id) ? id : -1;
}

static void own_household(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &household_of_person, WITH(p_id("account", rq->viewer.account), p_moment("now", rq->now),
		p_id("chosen", chosen_household(rq))));
	if (rows_next(r)) {
		rq->household = rows_int(r, 0);
		rq->file = rows_int(r, 1);
		by_function(rq, rows_int(r, 2) != 0);
	}
	rows_end(r);
}

static enum verdict relation_check(struct request *rq, id64 household)
{
	switch (rq->route->relation) {
	case RELATION_HOUSEHOLD:
		return household_check(rq, household);
	case RELATION_OWN_HOUSEHOLD:
		own_household(rq);
		return VERDICT_COME_IN;      /* without a household the page says so */
	case RELATION_LINK:
		return rq->viewer.kind == K_LINK ? VERDICT_COME_IN : VERDICT_MISSING;
	default:
		return VERDICT_COME_IN;
	}
}

enum verdict rights_check(struct request *rq, enum session_state state, id64 household)
{
	const struct route *r = rq->route;
	if (r->relation == RELATION_PUBLIC || r->relation == RELATION_LINK)
		return relation_check(rq, household);
	if (state == SESSION_NONE)
		return VERDICT_SIGN_IN;
	if (!(r->kinds & rq->viewer.kind) || (r->in_person && rq->viewer.by_token))
		return VERDICT_MISSING;
	if (state == SESSION_WEAK && !(r->early & rq->viewer.wants))
		return VERDICT_WEAK;
	return relation_check(rq, household);
}
