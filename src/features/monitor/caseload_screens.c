#include "caseload_screens.h"
#include "../../platform/base/list.h"
#include "../household/household.h"
#include "../household/household_entities.h"
#include "../privacy/access.h"
#include "templates.h"

enum { LOOK_DAYS = 7, HEAVY = 120, AT_ONCE = 300, FIRST = 50 };

/* What it costs follows from the teams that one coordinates, not from the country; of large ones the households of a colleague are shown on asking. */
#define OF_MY_TEAMS " FROM (SELECT DISTINCT me.team_id FROM v_team_member me WHERE me.account_id = :me AND me.role = 'coordinator'" \
	" AND me.from_at <= :now AND me.until_at > :now) z CROSS JOIN v_caseload c"
#define OPEN " WHERE c.team_id = z.team_id AND c.closed_at IS NULL"
#define ROW "SELECT c.id, c.number, c.phase, c.phase_at, c.light, c.professional_id, c.next_on, c.last_contact_at, c.opened_at, a.name" \
	OF_MY_TEAMS " LEFT JOIN v_area a ON a.code = c.area_code" OPEN

SQL(caseload_counts, "SELECT c.professional_id, c.phase, c.light, count(*), CAST(sum(CASE WHEN c.next_on < :today THEN 1 ELSE 0 END) AS BIGINT)"
	OF_MY_TEAMS OPEN " GROUP BY c.professional_id, c.phase, c.light");
SQL(caseload_without, ROW " AND c.professional_id IS NULL ORDER BY c.next_on NULLS FIRST, c.number LIMIT :most");
SQL(caseload_overdue, ROW " AND c.next_on < :today ORDER BY c.next_on, c.number LIMIT :most");
SQL(caseload_all, ROW " AND c.professional_id IS NOT NULL ORDER BY c.next_on NULLS FIRST, c.number");
SQL(caseload_of, ROW " AND c.professional_id = :who ORDER BY c.next_on NULLS FIRST, c.number LIMIT :most");
SQL(caseload_staff, "SELECT a.id, a.file_id, a.name FROM v_account a WHERE a.id IN (SELECT m.account_id FROM v_team_member m JOIN v_team_member me"
	" ON me.team_id = m.team_id WHERE me.account_id = :me AND me.role = 'coordinator' AND m.from_at <= :now AND m.until_at > :now AND me.from_at <= :now"
	" AND me.until_at > :now) AND a.until_at > :now");
SQL(caseload_one, "SELECT c.id, c.number, c.professional_id, c.next_on FROM v_caseload c WHERE c.id = :household AND c.closed_at IS NULL");

/* ---- the page ---- */

/* How heavy a household weighs, in tenths of an ordinary one: getting to know asks most, keeping a light on least. Twelve ordinary ones (HEAVY)
 * is much at once. */
static int weight(const char *phase, bool light)
{
	if (light)
		return 3;
	if (!strcmp(phase, "getting_to_know"))
		return 12;
	return !strcmp(phase, "support") ? 10 : !strcmp(phase, "report") ? 8 : 4;
}

static const char *phase_words(struct request *rq, const char *phase)
{
	return rq_tr(rq, code_label(&PHASES, phase));
}

static struct caseload_people *person_of(struct caseload *d, id64 id)
{
	for (size_t i = 0; i < d->people_n; i++)
		if (d->people[i].id == id)
			return &d->people[i];
	return NULL;
}

static void read_staff(struct request *rq, struct caseload *d)
{
	struct rows *r = sql_read(rq->slot, &caseload_staff, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->people, d->people_n) = (struct caseload_people){ .id = rows_int(r, 0), .name = rows_open(r, 2, "account.name") };
}

static void count_phase(struct caseload_people *p, const char *phase, bool light, int64_t n)
{
	p->count += n;
	if (light)
		p->light += n;
	else if (!strcmp(phase, "report") || !strcmp(phase, "getting_to_know"))
		p->intake += n;
	else if (!strcmp(phase, "support"))
		p->support += n;
	else
		p->rounding += n;
}

static const struct param *asked(struct request *rq, id64 who, int most)
{
	struct param *with = ARENA_ARRAY(rq->arena, struct param, 6);
	with[0] = p_id("me", rq->viewer.account);
	with[1] = p_moment("now", rq->now);
	with[2] = p_day("today", rq->arena, rq->today);
	with[3] = p_id("who", who);
	with[4] = p_int("most", most);
	with[5] = (struct param){ .type = PARAM_END };
	return with;
}

static void read_counts(struct request *rq, struct caseload *d)
{
	int64_t *load = ARENA_ARRAY(rq->arena, int64_t, d->people_n);
	struct rows *r = sql_read(rq->slot, &caseload_counts, asked(rq, 0, 0));
	while (rows_next(r)) {
		struct caseload_people *p = rows_null(r, 0) ? NULL : person_of(d, rows_int(r, 0));
		const char *phase = rows_text(r, 1);
		bool light = rows_bool(r, 2);
		int64_t n = rows_int(r, 3), late = rows_int(r, 4);
		d->count += n;
		d->overdue_count += late;
		if (rows_null(r, 0))
			d->without_count += n;
		if (!p)
			continue;
		count_phase(p, phase, light, n);
		p->overdue += late;
		load[p - d->people] += n * weight(phase, light);
		p->heavy = load[p - d->people] > HEAVY;
	}
}

static struct caseload_people_households household_of(struct request *rq, struct rows *r)
{
	struct caseload_people_households h = { .id = rows_int(r, 0), .number = rows_text(r, 1), .phase = rows_text(r, 2), .since = rows_int(r, 3),
		.light = rows_bool(r, 4), .next = rows_day(r, 6), .last_contact = rows_int(r, 7), .area = rows_text(r, 9) };
	h.phase_label = phase_words(rq, h.phase);
	h.none = !day_known(h.next);
	h.late = !h.none && day_diff(rq->today, h.next) < 0;
	return h;
}

static void read_without(struct request *rq, struct caseload *d)
{
	struct rows *r = sql_read(rq->slot, &caseload_without, asked(rq, 0, FIRST));
	while (rows_next(r)) {
		const char *phase = rows_text(r, 2);
		*LIST_ADD(rq->arena, d->without, d->without_n) = (struct caseload_without){ .id = rows_int(r, 0), .number = rows_text(r, 1), .phase = phase,
			.phase_label = phase_words(rq, phase), .opened = rows_int(r, 8), .next = rows_day(r, 6) };
	}
	d->without_rest = d->without_count - (int64_t)d->without_n;
}

static void read_overdue(struct request *rq, struct caseload *d)
{
	struct rows *r = sql_read(rq->slot, &caseload_overdue, asked(rq, 0, FIRST));
	while (rows_next(r)) {
		const struct caseload_people *p = rows_null(r, 5) ? NULL : person_of(d, rows_int(r, 5));
		const char *phase = rows_text(r, 2);
		*LIST_ADD(rq->arena, d->overdue, d->overdue_n) = (struct caseload_overdue){ .id = rows_int(r, 0), .number = rows_text(r, 1), .phase = phase,
			.phase_label = phase_words(rq, phase), .professional = p ? p->name : NULL, .next = rows_day(r, 6) };
	}
	d->overdue_rest = d->overdue_count - (int64_t)d->overdue_n;
}

/* Of a team that is not large all at once; else of the colleague that was asked for. */
static void read_households(struct request *rq, struct caseload *d, id64 who)
{
	bool all = d->count <= AT_ONCE;
	if (!all && !who)
		return;
	struct rows *r = sql_read(rq->slot, all ? &caseload_all : &caseload_of, asked(rq, who, AT_ONCE));
	while (rows_next(r)) {
		struct caseload_people *p = person_of(d, rows_int(r, 5));
		if (p)
			*LIST_ADD(rq->arena, p->households, p->households_n) = household_of(rq, r);
	}
}

static int by_overdue(const void *a, const void *b)
{
	const struct caseload_people *x = a, *y = b;
	if (x->overdue != y->overdue)
		return x->overdue > y->overdue ? -1 : 1;
	return x->count != y->count ? (x->count > y->count ? -1 : 1) : strcmp(x->name ? x->name : "", y->name ? y->name : "");
}

static struct reply caseload_page(struct request *rq)
{
	struct caseload *d = ARENA_NEW(rq->arena, struct caseload);
	const char *asked_for = form_get(&rq->http->query, "who");
	id64 who = 0;
	read_staff(rq, d);
	read_counts(rq, d);
	read_without(rq, d);
	read_overdue(rq, d);
	read_households(rq, d, asked_for && id_parse(asked_for, &who) ? who : 0);
	for (size_t i = 0; i < d->people_n; i++)
		d->people[i].open = d->people[i].id == who;
	if (d->people_n)
		qsort(d->people, d->people_n, sizeof *d->people, by_overdue);
	rq->page->title = rq_tr(rq, N_("Verdeling"));
	rq->page->nav = "caseload";
	return reply_page(&TPL_caseload, d);
}

/* ---- opening one, with a reason ---- */

static const struct field open_fields[] = {
	{ "reason", N_("Reden"), F_LONG, .max = 400, .required = true, .hint = N_("Bijvoorbeeld: Sanne is ziek en er is een afspraak"), .missing = N_("Schrijf in een zin waarom") },
	{ NULL }
};
static const struct input OPEN_INPUT = { .name = "caseload_open", .own = open_fields };

struct one { id64 id, professional; const char *number; struct day next; };

static bool read_one(struct request *rq, struct one *one)
{
	struct rows *r = sql_read(rq->slot, &caseload_one, WITH(p_id("household", rq->id[0])));
	bool found = rows_next(r);
	if (found)
		*one = (struct one){ rows_int(r, 0), rows_int(r, 2), rows_text(r, 1), rows_day(r, 3) };
	rows_end(r);
	rq->page->nav = "caseload";
	return found;
}

static struct reply open_page(struct request *rq)
{
	struct caseload_open *d = ARENA_NEW(rq->arena, struct caseload_open);
	struct one one;
	if (!read_one(rq, &one))
		return reply_missing();
	d->id = one.id;
	d->number = one.number;
	rq->page->title = rq_tr(rq, N_("Open met reden"));
	return reply_page(&TPL_caseload_open, d);
}

static struct reply open_save(struct request *rq)
{
	struct one one;
	if (!read_one(rq, &one))
		return reply_missing();
	struct access_grant grant = { .account = rq->viewer.account, .household = one.id, .ground = "stand_in", .reason = field_text(rq->in, "reason"),
		.until = day_begin(day_add(rq->today, LOOK_DAYS + 1)) };
	if (!access_give(rq->slot, &grant))
		return reply_missing();
	return reply_go(rq, "opened_with_reason", "/households/%lld", (long long)one.id);
}

/* ---- a fixed professional for it ---- */

static const struct field assign_fields[] = {
	{ "account_id", N_("Collega"), F_REF, .required = true, .missing = N_("Kies een collega") },
	{ "reason", N_("Waarom deze collega"), F_LONG, .max = 400, .hint = N_("Het gezin leest dit") },
	{ NULL }
};
static const struct input ASSIGN_INPUT = { .name = "caseload_assign", .own = assign_fields };

static bool choose_staff(struct request *rq, struct caseload *staff, id64 wanted)
{
	struct choice *list = NULL;
	size_t n = 0;
	bool found = false;
	read_staff(rq, staff);
	for (size_t i = 0; i < staff->people_n; i++) {
		*LIST_ADD(rq->arena, list, n) = (struct choice){ id_text(rq->arena, staff->people[i].id), staff->people[i].name };
		found = found || staff->people[i].id == wanted;
	}
	field_choices(rq->in, "account_id", list, n);
	return found;
}

static struct reply assign_page(struct request *rq)
{
	struct caseload_assign *d = ARENA_NEW(rq->arena, struct caseload_assign);
	struct caseload staff = { .people = NULL };
	struct one one;
	if (!read_one(rq, &one))
		return reply_missing();
	choose_staff(rq, &staff, 0);
	const struct caseload_people *now = person_of(&staff, one.professional);
	*d = (struct caseload_assign){ .id = one.id, .number = one.number, .professional = now ? now->name : NULL, .next = one.next };
	rq->page->title = rq_tr(rq, N_("Wijs toe"));
	return reply_page(&TPL_caseload_assign, d);
}

static struct reply assign_save(struct request *rq)
{
	struct caseload staff = { .people = NULL };
	struct one one;
	if (!read_one(rq, &one))
		return reply_missing();
	if (!choose_staff(rq, &staff, field_id(rq->in, "account_id"))) {
		field_fail(rq->in, "account_id", rq_tr(rq, N_("Kies een collega van het team")));
		return reply_again();
	}
	if (!household_professional(rq->slot, one.id, field_id(rq->in, "account_id"), NULL, field_text(rq->in, "reason")))
		return reply_missing();
	return reply_go(rq, "handed_over", "/caseload");
}

const struct route CASELOAD_ROUTES[] = {
	{ METHOD_GET, "/caseload", RELATION_NONE, K_COORDINATOR, .run = caseload_page, .summary = "Who has how many households, and which dates have passed: no names" },
	{ METHOD_GET, "/caseload/{id}/open", RELATION_NONE, K_COORDINATOR, .run = open_page, .input = &OPEN_INPUT, .summary = "A form to open a household with a reason" },
	{ METHOD_POST, "/caseload/{id}/open", RELATION_NONE, K_COORDINATOR, .run = open_save, .input = &OPEN_INPUT, .again = open_page,
		.summary = "Open a household for a week; the family reads the reason" },
	{ METHOD_GET, "/caseload/{id}/professional", RELATION_NONE, K_COORDINATOR, .run = assign_page, .input = &ASSIGN_INPUT, .summary = "A form to give a household a fixed professional" },
	{ METHOD_POST, "/caseload/{id}/professional", RELATION_NONE, K_COORDINATOR, .run = assign_save, .input = &ASSIGN_INPUT, .again = assign_page,
		.summary = "Give a household a fixed professional" },
	{ .path = NULL }
};
