#include "household_screens.h"
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../account/account_entities.h"
#include "../monitor/attention.h"
#include "household.h"
#include "household_entities.h"
#include "household_page.h"
#include "templates.h"

enum { LAST_MOMENTS = 6, STEPS_SHOWN = 4, ISO_DAY = 10, FEW_FILES = 200, PAGE = 30, ROWS = PAGE + PAGE / 4, WALKED = 1000 };

/* ---- my households ---- */

/* Whose files are few has all of them on one page, what asks something first. Who may see very many has the newest, a page at a time, and the search: a
 * page costs what stands on it, so of a phase that few are in it walks so many files and says where it ended. */
SQL(mine_mark, "SELECT y.file_id FROM v_own_access y WHERE " MY_FILES " AND y.file_id < :before ORDER BY y.file_id DESC LIMIT 1 OFFSET :files");
/* Two grounds for one file give two rows that follow each other. The earliest that asks something: its day and its rule, in one text. */
SQL(mine_page, "SELECT h.id, h.file_id, h.name, h.number, h.phase, h.phase_at, h.light, h.next_on, h.next_time, h.closed_at, a.name,"
	" y.ground, h.professional_id, (SELECT min(t.due_on || ' ' || t.rule) FROM v_attention t WHERE t.household_id = h.id AND t.account_id = :me"
	" AND (t.later_on IS NULL OR t.later_on <= :today))"
	" FROM v_own_access y CROSS JOIN v_household h LEFT JOIN v_area a ON a.code = h.area_code"
	" WHERE " MY_FILES " AND y.file_id < :before AND y.file_id > :behind AND h.file_id = y.file_id"
	" AND (h.phase = :phase OR (:phase IS NULL AND (:closed OR h.closed_at IS NULL))) ORDER BY y.file_id DESC, y.ground LIMIT :most");

struct mine { struct households_list row; const char *folded; };

static int by_urgency(const void *a, const void *b)
{
	const struct mine *x = a, *y = b;
	if (!x->row.asks != !y->row.asks)
		return x->row.asks ? -1 : 1;
	if (x->row.asks && day_diff(y->row.asks_by, x->row.asks_by))
		return day_diff(y->row.asks_by, x->row.asks_by);
	return strcmp(x->folded, y->folded);
}

static const char *relation_words(struct request *rq, const char *ground, id64 professional)
{
	return professional == rq->viewer.account || !ground ? NULL : rq_code(rq, &GROUNDS, ground);
}

/* The households of one page, and whether there are more: then `last` is the file that the next page begins behind. */
struct mine_list { struct mine *list; size_t n, most; bool more; id64 last; };

/* "2026-11-28 no_contact": what asks something of the viewer; NULL when nothing does. */
static void mine_asks(struct request *rq, struct mine *m, const char *asks)
{
	const char *by = asks ? arena_strndup(rq->arena, asks, ISO_DAY) : NULL;
	const struct attention_rule *rule = by && strlen(by) == ISO_DAY ? attention_rule(asks + ISO_DAY + 1) : NULL;
	if (!rule || !day_parse(by, &m->row.asks_by))
		return;
	m->row.asks = rq_tr(rq, rule->name);
	m->row.asks_late = day_diff(rq->today, m->row.asks_by) < 0;
}

/* The fixed professional's own ground says nothing; another one that the same person has does. */
static void mine_row(struct request *rq, struct mine_list *list, struct rows *r)
{
	const char *ground = rows_text(r, 11);
	const char *relation = !strcmp(ground, "assignment") ? NULL : relation_words(rq, ground, rows_int(r, 12));
	struct mine *m = list->n && list->list[list->n - 1].row.id == rows_int(r, 0) ? &list->list[list->n - 1] : NULL;
	if (m) {
		m->row.relation = m->row.relation ? m->row.relation : relation;
		return;
	}
	if (list->n == list->most) {
		list->more = true;
		return;
	}
	m = LIST_ADD(rq->arena, list->list, list->n);
	m->row = (struct households_list){ .id = rows_int(r, 0), .name = rows_open(r, 2, "household.name"), .number = rows_text(r, 3),
		.phase = rows_text(r, 4), .since = rows_int(r, 5), .light = rows_bool(r, 6), .next = rows_day(r, 7), .next_time = rows_text(r, 8),
		.closed = rows_int(r, 9), .area = rows_text(r, 10), .relation = relation };
	m->row.phase_label = rq_code(rq, &PHASES, m->row.phase);
	m->row.none = !day_known(m->row.next);
	m->row.late = !m->row.none && day_diff(rq->today, m->row.next) < 0;
	m->folded = utf8_fold(rq->arena, m->row.name ? m->row.name : "");
	mine_asks(rq, m, rows_text(r, 13));
	list->last = rows_int(r, 1);
}

/* The file behind which so many others of the viewer stand; 0: there are not so many. */
static id64 mine_behind(struct request *rq, id64 before, int files)
{
	return sql_number(rq->slot, &mine_mark, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now), p_int("before", before), p_int("files", files)), 0);
}

/* Of the files between two, the newest first. phase NULL: all that are open, or all there are when `closed`. */
static void mine_read(struct request *rq, struct mine_list *list, const char *phase, bool closed, id64 before, id64 behind, int most)
{
	int rows = 0;
	struct rows *r = sql_read(rq->slot, &mine_page, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now), p_day("today", rq->arena, rq->today),
		p_text("phase", phase), p_bool("closed", closed), p_int("before", before), p_int("behind", behind), p_int("most", most)));
	for (; rows_next(r); rows++)
		mine_row(rq, list, r);
	list->more = list->more || rows == most;     /* many with two grounds: fewer households than a page holds, and there may be others */
}

/* All of who has few, the most urgent first. */
static struct mine_list mine_all(struct request *rq)
{
	struct mine_list all = { .most = FEW_FILES + 1 };
	mine_read(rq, &all, NULL, true, INT64_MAX, 0, FEW_FILES + 1);
	if (all.n)
		qsort(all.list, all.n, sizeof *all.list, by_urgency);
	return all;
}

static struct mine_list mine_some(struct request *rq, const char *phase, id64 before)
{
	struct mine_list page = { .most = PAGE };
	id64 behind = phase ? mine_behind(rq, before, WALKED) : 0;
	mine_read(rq, &page, phase, false, before, behind, ROWS);
	if (behind && !page.more) {
		page.more = true;
		page.last = behind + 1;
	}
	return page;
}

static bool in_filter(const struct households_list *row, const char *phase)
{
	return *phase ? !strcmp(row->phase, phase) : !row->closed;
}

/* Counted where all of them are at hand; of thousands the phases are offered without a count. */
static void phase_link(struct request *rq, struct households *d, const struct mine_list *all, const char *code, const char *label)
{
	int64_t count = 0;
	for (size_t i = 0; i < all->n && !d->many; i++)
		count += in_filter(&all->list[i].row, code);
	if (*code && !count && !d->many)
		return;
	struct households_phases *p = LIST_ADD(rq->arena, d->phases, d->phases_n);
	*p = (struct households_phases){ .code = code, .label = label, .count = count, .current = !strcmp(code, d->phase ? d->phase : "") };
}

static void phase_links(struct request *rq, struct households *d, const struct mine_list *all)
{
	if (!all->n && !d->many)
		return;
	phase_link(rq, d, all, "", rq_tr(rq, N_("Alle")));
	for (const struct code *c = PHASES.list; c->code; c++)
		phase_link(rq, d, all, c->code, code_as_title(rq, &PHASES, c->code));
}

static struct reply households_page(struct request *rq)
{
	struct households *d = ARENA_NEW(rq->arena, struct households);
	const char *asked = form_get(&rq->http->query, "phase"), *behind = form_get(&rq->http->query, "before");
	id64 before = INT64_MAX;
	d->many = mine_behind(rq, INT64_MAX, FEW_FILES) != 0;
	d->later = d->many && behind && id_parse(behind, &before);
	d->phase = asked && code_label(&PHASES, asked) ? asked : NULL;
	d->phase_label = rq_code(rq, &PHASES, d->phase);
	struct mine_list page = d->many ? mine_some(rq, d->phase, before) : mine_all(rq);
	for (size_t i = 0; i < page.n; i++)
		if (d->many || in_filter(&page.list[i].row, d->phase ? d->phase : "")) {
			*LIST_ADD(rq->arena, d->list, d->list_n) = page.list[i].row;
			d->asking += page.list[i].row.asks != NULL;
		}
	d->count = (int64_t)d->list_n;
	d->here = d->later ? id_text(rq->arena, before) : NULL;
	d->form.narrow = d->many;
	d->next = d->many && page.more ? id_text(rq->arena, page.last) : NULL;
	phase_links(rq, d, &page);
	rq->page->title = rq_tr(rq, N_("Gezinnen"));
	rq->page->nav = "households";
	return reply_page(&TPL_households, d);
}

/* ---- a new one ---- */

static const char *const address_fields[] = { "name", "address", "postcode", "place", NULL };
static const struct field first_fields[] = {
	{ "first_name", N_("Voornaam"), F_TEXT, .max = 80 },
	{ "last_name", N_("Achternaam"), F_TEXT, .max = 120 },
	{ "birth_date", N_("Geboortedatum"), F_BIRTH, .hint = N_("Bijvoorbeeld 4-3-2011") },
	{ "role", N_("Rol in het gezin"), F_CODE, .codes = &PERSON_ROLES },
	{ NULL }
};
static const struct input HOUSEHOLD_NEW = { .name = "household_new", .entity = &HOUSEHOLD_ENTITY, .take = address_fields, .own = first_fields };
static const struct input HOUSEHOLD_EDIT = { .name = "household_edit", .entity = &HOUSEHOLD_ENTITY, .take = address_fields };

static struct reply new_page(struct request *rq)
{
	rq->page->title = rq_tr(rq, N_("Nieuw gezin"));
	rq->page->nav = "households";
	return reply_page(&TPL_household_begin, ARENA_NEW(rq->arena, struct household_begin));
}

static void check_first_person(struct request *rq)
{
	bool more = field_text(rq->in, "last_name") || field_text(rq->in, "birth_date");
	if (more && !field_text(rq->in, "first_name"))
		field_fail(rq->in, "first_name", rq_tr(rq, N_("Vul een voornaam in")));
	if (field_text(rq->in, "first_name") && !field_text(rq->in, "role"))
		field_fail(rq->in, "role", rq_tr(rq, N_("Kies een rol")));
}

static struct reply new_save(struct request *rq)
{
	check_first_person(rq);
	if (rq->in->errors)
		return reply_again();
	struct household_new new = { .team = rq->viewer.team, .professional = rq->viewer.account, .phase = "getting_to_know",
		.name = field_text(rq->in, "name"), .address = field_text(rq->in, "address"), .postcode = field_text(rq->in, "postcode"),
		.place = field_text(rq->in, "place") };
	id64 household = household_open(rq->slot, &new);
	if (!household)
		return reply_missing();
	if (field_text(rq->in, "first_name")) {
		struct person_new person = { .household = household, .first_name = field_text(rq->in, "first_name"), .lives_here = true,
			.last_name = field_text(rq->in, "last_name"), .role = field_text(rq->in, "role"), .birth = field_day(rq->in, "birth_date") };
		if (!person_add(rq->slot, &person))
			return reply_missing();
		return reply_go(rq, "household_made", "/households/%lld", (long long)household);
	}
	return reply_go(rq, "household_made", "/households/%lld/people/new", (long long)household);
}

/* ---- its name and address ---- */

SQL(household_address, "SELECT h.id, h.file_id, h.name, h.address, h.postcode, h.place, a.name FROM v_household h"
	" LEFT JOIN v_area a ON a.code = h.area_code WHERE h.id = :household");

static struct reply edit_page(struct request *rq)
{
	struct household_edit *d = ARENA_NEW(rq->arena, struct household_edit);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Naam en adres"))))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &household_address, WITH(p_id("household", rq->household)));
	if (rows_next(r)) {
		field_start(rq->in, "name", rows_open(r, 2, "household.name"));
		field_start(rq->in, "address", rows_open(r, 3, "household.address"));
		field_start(rq->in, "postcode", rows_open(r, 4, "household.postcode"));
		field_start(rq->in, "place", rows_open(r, 5, "household.place"));
		d->area = rows_text(r, 6);
	}
	rows_end(r);
	return reply_page(&TPL_household_edit, d);
}

static struct reply edit_save(struct request *rq)
{
	struct household_new new = { .name = field_text(rq->in, "name"), .address = field_text(rq->in, "address"),
		.postcode = field_text(rq->in, "postcode"), .place = field_text(rq->in, "place") };
	if (!household_change(rq->slot, rq->household, &new))
		return reply_missing();
	return reply_go(rq, "saved", "/households/%lld", (long long)rq->household);
}

/* ---- its page ---- */

SQL(show_household, "SELECT h.id, h.file_id, h.name, h.number, h.phase, h.phase_at, h.light, h.closed_at, h.professional_id, h.professional_count,"
	" h.self_led_by, h.address, h.postcode, h.place, a.name, h.next_on, h.next_time, h.next_what, p.id, p.file_id, p.horizon, p.agreed_at,"
	" h.closed_at IS NULL AND EXISTS (SELECT 1 FROM v_own_access x WHERE x.file_id = h.file_id AND x.account_id = :me AND x.may_write"
	" AND x.from_at <= :now AND x.until_at > :now), (SELECT MAX(y.ground) FROM v_own_access y WHERE y.file_id = h.file_id AND y.account_id = :me"
	" AND y.from_at <= :now AND y.until_at > :now), (SELECT MAX(z.until_at) FROM v_own_access z WHERE z.file_id = h.file_id AND z.account_id = :me"
	" AND z.from_at <= :now AND z.until_at > :now), s.name"
	" FROM v_household h LEFT JOIN v_colleague s ON s.id = h.professional_id LEFT JOIN v_area a ON a.code = h.area_code LEFT JOIN v_plan p ON p.household_id = h.id WHERE h.id = :household");
SQL(show_people, "SELECT id, file_id, first_name, last_name, birth_date, role, lives_here, language, interpreter FROM v_person"
	" WHERE household_id = :household ORDER BY id");
SQL(show_goals, "SELECT g.id, g.file_id, g.title, g.domain, g.person_id, g.state, s.id, s.file_id, s.title, s.who, s.due_on FROM v_goal g"
	" LEFT JOIN v_step s ON s.household_id = g.household_id AND s.goal_id = g.id AND g.state = 'active' AND s.done_at IS NULL AND s.dropped_at IS NULL"
	" WHERE g.household_id = :household AND g.state IN ('active', 'later') ORDER BY g.position, g.id, s.due_on NULLS LAST, s.id");

/* Who is not the fixed professional sees on what ground this is open, and until when. */
static void say_relation(struct request *rq, struct household_show *d, const struct rows *r, id64 professional)
{
	d->may_write = rows_bool(r, 22);
	if (professional == rq->viewer.account || rows_int(r, 24) == FOREVER)
		return;
	d->ground = rq_code(rq, &GROUNDS, rows_text(r, 23));
	d->until = rows_int(r, 24) - 1;
}

static bool read_head(struct request *rq, struct household_show *d)
{
	struct rows *r = sql_read(rq->slot, &show_household, WITH(p_id("household", rq->household), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	if (!rows_next(r))
		return false;
	*d = (struct household_show){ .id = rows_int(r, 0), .name = rows_open(r, 2, "household.name"), .number = rows_text(r, 3), .phase = rows_text(r, 4),
		.phase_since = rows_int(r, 5), .light = rows_bool(r, 6), .closed = rows_int(r, 7), .professional_count = rows_int(r, 9),
		.self_led_by = rows_open(r, 10, "household.self_led_by"), .address = rows_open(r, 11, "household.address"),
		.postcode = rows_open(r, 12, "household.postcode"), .place = rows_open(r, 13, "household.place"), .area = rows_text(r, 14),
		.next = rows_day(r, 15), .next_time = rows_text(r, 16), .next_what = rows_open(r, 17, "household.next_what"), .agreed = rows_int(r, 21) };
	d->phase_label = code_as_title(rq, &PHASES, d->phase);
	d->next_late = day_known(d->next) && day_diff(rq->today, d->next) < 0;
	if (!rows_null(r, 18))
		d->horizon = slot_open(rq->slot, rows_int(r, 19), "plan.horizon", rows_int(r, 18), rows_blob(r, 20));
	id64 professional = rows_int(r, 8);
	if (!rows_null(r, 25))
		d->professional = slot_open(rq->slot, DIRECTORY_FILE, "account.name", professional, rows_blob(r, 25));
	say_relation(rq, d, r, professional);
	rows_end(r);
	return true;
}

static void read_people(struct request *rq, struct household_show *d)
{
	struct rows *r = sql_read(rq->slot, &show_people, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct household_show_people *p = LIST_ADD(rq->arena, d->people, d->people_n);
		*p = (struct household_show_people){ .id = rows_int(r, 0), .first_name = rows_open(r, 2, "person.first_name"),
			.last_name = rows_open(r, 3, "person.last_name"), .role = rows_text(r, 5), .lives_here = rows_bool(r, 6), .language = rows_text(r, 7),
			.interpreter = rows_bool(r, 8) };
		const char *born = rows_open(r, 4, "person.birth_date");
		if (born && day_parse(born, &p->birth))
			p->minor = day_age(p->birth, rq->today) < 18;
	}
}

static const char *first_name_of(const struct household_show *d, id64 person)
{
	for (size_t i = 0; i < d->people_n; i++)
		if (d->people[i].id == person)
			return d->people[i].first_name;
	return NULL;
}

/* The first open steps of each goal; the plan shows them all. */
static void read_step(struct request *rq, struct household_show_goals *g, struct rows *r)
{
	if (rows_null(r, 6) || ++g->open_steps > STEPS_SHOWN)
		return;
	struct household_show_goals_steps *s = LIST_ADD(rq->arena, g->steps, g->steps_n);
	id64 id = rows_int(r, 6), file = rows_int(r, 7);
	*s = (struct household_show_goals_steps){ .id = id, .title = slot_open(rq->slot, file, "step.title", id, rows_blob(r, 8)),
		.who = slot_open(rq->slot, file, "step.who", id, rows_blob(r, 9)), .due = rows_day(r, 10) };
	s->late = day_known(s->due) && day_diff(rq->today, s->due) < 0;
}

/* The steps of a goal follow each other. */
static void read_goals(struct request *rq, struct household_show *d)
{
	struct rows *r = sql_read(rq->slot, &show_goals, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		const char *state = rows_text(r, 5);
		struct household_show_goals *g = d->goals_n ? &d->goals[d->goals_n - 1] : NULL;
		if (!strcmp(state, "later")) {
			*LIST_ADD(rq->arena, d->later, d->later_n) = (struct household_show_later){ .id = rows_int(r, 0), .title = rows_open(r, 2, "goal.title") };
			continue;
		}
		if (!g || g->id != rows_int(r, 0)) {
			g = LIST_ADD(rq->arena, d->goals, d->goals_n);
			*g = (struct household_show_goals){ .id = rows_int(r, 0), .title = rows_open(r, 2, "goal.title"), .domain = rows_text(r, 3), .state = state,
				.domain_label = rq_code(rq, &LIFE_DOMAINS, rows_text(r, 3)), .whose = first_name_of(d, rows_int(r, 4)) };
		}
		read_step(rq, g, r);
	}
}

static struct reply show_page(struct request *rq)
{
	struct household_show *d = ARENA_NEW(rq->arena, struct household_show);
	if (!read_head(rq, d))
		return reply_missing();
	read_people(rq, d);
	read_goals(rq, d);
	network_read(rq, &d->network, d->name);
	domains_read(rq, &d->domains);
	timeline_read(rq, &d->timeline, NULL, LAST_MOMENTS);
	rq->page->title = d->name;
	rq->page->nav = "households";
	return reply_page(&TPL_household_show, d);
}

const struct route HOUSEHOLD_ROUTES[] = {
	{ METHOD_GET, "/households", RELATION_NONE, K_TEAM, .run = households_page, .summary = "The households the viewer has a relation with" },
	{ METHOD_GET, "/households/new", RELATION_NONE, K_TEAM, .run = new_page, .input = &HOUSEHOLD_NEW, .summary = "A form for a new household" },
	{ METHOD_POST, "/households/new", RELATION_NONE, K_TEAM, .run = new_save, .input = &HOUSEHOLD_NEW, .again = new_page,
		.summary = "Open a household, with its first person" },
	{ METHOD_GET, "/households/{household}", RELATION_HOUSEHOLD, K_TEAM, .run = show_page, .summary = "A household: people, plan in short, network, timeline" },
	{ METHOD_GET, "/households/{household}/edit", RELATION_HOUSEHOLD, K_TEAM, .run = edit_page, .input = &HOUSEHOLD_EDIT, .summary = "A form for name and address" },
	{ METHOD_POST, "/households/{household}/edit", RELATION_HOUSEHOLD, K_TEAM, .run = edit_save, .input = &HOUSEHOLD_EDIT, .again = edit_page,
		.summary = "Change name and address" },
	{ .path = NULL }
};
