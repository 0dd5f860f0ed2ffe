/* What the screens of a household share: the way back, words for codes, names of colleagues, people to choose from. */
#include "household_page.h"
#include <ctype.h>
#include "../../platform/base/list.h"
#include "household_entities.h"
#include "templates.h"

SQL(page_crumbs, "SELECT h.id, h.file_id, h.name, h.closed_at IS NULL AND EXISTS (SELECT 1 FROM v_own_access x WHERE x.file_id = h.file_id"
	" AND x.account_id = :me AND x.may_write AND x.from_at <= :now AND x.until_at > :now) FROM v_household h WHERE h.id = :household");
/* Whoever was ever let in here, and the team as it is or was: not all staff of a region. */
SQL(page_staff, "SELECT a.id, a.file_id, a.name, EXISTS (SELECT 1 FROM v_team_member m JOIN v_household h ON h.team_id = m.team_id"
	" WHERE h.id = :household AND m.account_id = a.id AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now), a.kind"
	" FROM v_account a WHERE a.id IN (SELECT x.account_id FROM v_access x WHERE x.household_id = :household UNION"
	" SELECT m.account_id FROM v_team_member m JOIN v_household h ON h.team_id = m.team_id WHERE h.id = :household)");
SQL(page_people, "SELECT id, file_id, first_name, role, birth_date FROM v_person WHERE household_id = :household ORDER BY id");

bool crumbs_fill(struct request *rq, struct household_crumbs *c, const char *title)
{
	struct rows *r = sql_read(rq->slot, &page_crumbs, WITH(p_id("household", rq->household), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	bool found = rows_next(r);
	if (found) {
		c->id = rows_int(r, 0);
		c->name = rows_open(r, 2, "household.name");
		c->here = title;
		c->may_write = rows_bool(r, 3);
		rq->page->title = arena_printf(rq->arena, "%s · %s", title, c->name);
		rq->page->nav = "households";
	}
	rows_end(r);
	return found;
}

const char *code_as_title(struct request *rq, const struct codes *codes, const char *code)
{
	const char *words = rq_code(rq, codes, code);
	if (!words || !islower((unsigned char)words[0]))
		return words;
	return arena_printf(rq->arena, "%c%s", toupper((unsigned char)words[0]), words + 1);
}

/* Asked here and not in the statement, which would then look through all staff there are. */
static bool is_team(const char *kind)
{
	return !strcmp(kind, "professional") || !strcmp(kind, "specialist") || !strcmp(kind, "coordinator");
}

struct staff_list staff_of(struct request *rq, id64 household)
{
	struct staff_list all = { NULL, 0 };
	struct rows *r = sql_read(rq->slot, &page_staff, WITH(p_id("household", household), p_moment("now", rq->now)));
	while (rows_next(r)) {
		if (!is_team(rows_text(r, 4)))
			continue;
		struct staff *one = LIST_ADD(rq->arena, all.list, all.n);
		*one = (struct staff){ rows_int(r, 0), rows_open(r, 2, "account.name"), rows_bool(r, 3) };
	}
	return all;
}

const char *staff_name(const struct staff_list *all, id64 id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->list[i].id == id)
			return all->list[i].name;
	return NULL;
}

static bool grown(struct request *rq, const char *role, const char *born)
{
	struct day day;
	if (born && day_parse(born, &day))
		return day_age(day, rq->today) >= 18;
	return strcmp(role, "child") != 0;
}

void choose_people(struct request *rq, const char *field, id64 but, bool adults_only)
{
	struct choice *list = NULL;
	size_t n = 0;
	struct rows *r = sql_read(rq->slot, &page_people, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		if (rows_int(r, 0) == but || (adults_only && !grown(rq, rows_text(r, 3), rows_open(r, 4, "person.birth_date"))))
			continue;
		struct choice *c = LIST_ADD(rq->arena, list, n);
		*c = (struct choice){ id_text(rq->arena, rows_int(r, 0)), rows_open(r, 2, "person.first_name") };
	}
	field_choices(rq->in, field, list, n);
}
