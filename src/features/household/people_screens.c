#include "people_screens.h"
#include "../../platform/base/list.h"
#include "../account/accounts.h"
#include "household.h"
#include "household_entities.h"
#include "household_page.h"
#include "templates.h"

enum { CODE_DAYS = 14, CODE_AGE = 12, CHILD_AGE = 18 };

/* ---- all of them ---- */

SQL(people_all, "SELECT id, file_id, first_name, last_name, role, birth_date, lives_here, language, interpreter, phone, email, estranged, account_id"
	" FROM v_person WHERE household_id = :household ORDER BY id");
SQL(people_custody, "SELECT c.id, c.file_id, c.child_id, c.holder_id, c.kind, c.source, c.source_on, c.from_at FROM v_custody c"
	" WHERE c.household_id = :household AND c.until_at > :now ORDER BY c.from_at, c.id");

static void read_person(struct request *rq, struct people_list *p, struct rows *r)
{
	*p = (struct people_list){ .id = rows_int(r, 0), .first_name = rows_open(r, 2, "person.first_name"), .last_name = rows_open(r, 3, "person.last_name"),
		.role = rows_text(r, 4), .lives_here = rows_bool(r, 6), .language = rows_text(r, 7), .interpreter = rows_bool(r, 8),
		.phone = rows_open(r, 9, "person.phone"), .email = rows_open(r, 10, "person.email"), .estranged = rows_bool(r, 11), .signs_in = rows_int(r, 12) != 0 };
	p->role_label = code_as_title(rq, &PERSON_ROLES, p->role);
	p->language_label = p->language && strcmp(p->language, "nl") ? rq_code(rq, &LANGUAGES, p->language) : NULL;
	const char *born = rows_open(r, 5, "person.birth_date");
	bool known = born && day_parse(born, &p->birth);
	p->unknown_age = !known;
	p->minor = known && day_age(p->birth, rq->today) < CHILD_AGE;
	p->child = known ? p->minor : !strcmp(p->role, "child");
	p->may_have_code = !p->estranged && (known ? day_age(p->birth, rq->today) >= CODE_AGE : strcmp(p->role, "child") != 0);
}

static struct people_list *person_of(struct people *d, id64 id)
{
	for (size_t i = 0; i < d->list_n; i++)
		if (d->list[i].id == id)
			return &d->list[i];
	return NULL;
}

static void read_all_custody(struct request *rq, struct people *d)
{
	struct rows *r = sql_read(rq->slot, &people_custody, WITH(p_id("household", rq->household), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct people_list *child = person_of(d, rows_int(r, 2)), *holder = person_of(d, rows_int(r, 3));
		if (!child || !holder)
			continue;
		struct people_list_custody *c = LIST_ADD(rq->arena, child->custody, child->custody_n);
		*c = (struct people_list_custody){ .id = rows_int(r, 0), .holder = holder->first_name, .kind = rows_text(r, 4), .source = rows_text(r, 5),
			.source_on = rows_day(r, 6), .since = rows_int(r, 7) };
		c->kind_label = rq_code(rq, &CUSTODY_KINDS, c->kind);
		c->source_label = rq_code(rq, &CUSTODY_SOURCES, c->source);
		c->told = !strcmp(c->source, "told");
	}
}

static struct reply people_page(struct request *rq)
{
	struct people *d = ARENA_NEW(rq->arena, struct people);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Mensen en gezag"))))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &people_all, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		read_person(rq, LIST_ADD(rq->arena, d->list, d->list_n), r);
	read_all_custody(rq, d);
	return reply_page(&TPL_people, d);
}

/* ---- one of them ---- */

static const char *const person_takes[] = { "first_name", "last_name", "birth_date", "role", "lives_here", "language", "interpreter", "phone", "email",
	"estranged", NULL };
static const struct field person_own[] = { { "then", NULL, F_TEXT, .max = 8 }, { NULL } };
static const struct input PERSON_INPUT = { .name = "person", .entity = &PERSON_ENTITY, .take = person_takes, .own = person_own };

SQL(person_one, "SELECT id, file_id, first_name, last_name, role, birth_date, lives_here, language, interpreter, phone, email, estranged"
	" FROM v_person WHERE id = :person AND household_id = :household");
SQL(person_address, "SELECT id, file_id, address FROM v_household WHERE id = :household");
SQL(person_last_name, "SELECT id, file_id, last_name FROM v_person WHERE household_id = :household AND last_name IS NOT NULL ORDER BY id DESC LIMIT 1");

/* The address is the household's: who lives here has it, and it is not asked again. */
static void say_address(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &person_address, WITH(p_id("household", rq->household)));
	const char *address = rows_next(r) ? rows_open(r, 2, "household.address") : NULL;
	rows_end(r);
	if (address && *address)
		field_of(rq->in, "lives_here")->label = tr_fill(rq->arena, rq_tr(rq, N_("Woont hier, {address}")), "address", address, NULL);
}

static struct reply person_new_page(struct request *rq)
{
	struct person_form *d = ARENA_NEW(rq->arena, struct person_form);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Iemand toevoegen"))))
		return reply_missing();
	say_address(rq);
	field_start(rq->in, "lives_here", "yes");
	struct rows *r = sql_read(rq->slot, &person_last_name, WITH(p_id("household", rq->household)));
	if (rows_next(r))
		field_start(rq->in, "last_name", rows_open(r, 2, "person.last_name"));
	rows_end(r);
	return reply_page(&TPL_person_form, d);
}

static struct reply person_page(struct request *rq)
{
	struct person_form *d = ARENA_NEW(rq->arena, struct person_form);
	struct rows *r = sql_read(rq->slot, &person_one, WITH(p_id("person", rq->id[1]), p_id("household", rq->household)));
	if (!rows_next(r))
		return reply_missing();
	d->id = rows_int(r, 0);
	d->name = rows_open(r, 2, "person.first_name");
	static const struct { const char *name, *where; int column; } sealed[] = {
		{ "first_name", "person.first_name", 2 }, { "last_name", "person.last_name", 3 }, { "birth_date", "person.birth_date", 5 },
		{ "phone", "person.phone", 9 }, { "email", "person.email", 10 } };
	for (size_t i = 0; i < sizeof sealed / sizeof *sealed; i++)
		field_start(rq->in, sealed[i].name, rows_open(r, sealed[i].column, sealed[i].where));
	field_start(rq->in, "role", rows_text(r, 4));
	field_start(rq->in, "language", rows_text(r, 7));
	field_start(rq->in, "lives_here", rows_bool(r, 6) ? "yes" : "");
	field_start(rq->in, "interpreter", rows_bool(r, 8) ? "yes" : "");
	field_start(rq->in, "estranged", rows_bool(r, 11) ? "yes" : "");
	rows_end(r);
	say_address(rq);
	return crumbs_fill(rq, &d->crumbs, d->name) ? reply_page(&TPL_person_form, d) : reply_missing();
}

static struct person_new person_typed(struct request *rq)
{
	const struct fields *in = rq->in;
	return (struct person_new){ .household = rq->household, .first_name = field_text(in, "first_name"), .last_name = field_text(in, "last_name"),
		.role = field_text(in, "role"), .language = field_text(in, "language"), .phone = field_text(in, "phone"), .email = field_text(in, "email"),
		.birth = field_day(in, "birth_date"), .lives_here = field_yes(in, "lives_here"), .interpreter = field_yes(in, "interpreter"),
		.estranged = field_yes(in, "estranged") };
}

static struct reply person_new_save(struct request *rq)
{
	struct person_new person = person_typed(rq);
	const char *then = field_text(rq->in, "then");
	if (!person_add(rq->slot, &person))
		return reply_missing();
	bool next = then && !strcmp(then, "next");
	return reply_go(rq, next ? "person_next" : "saved", "/households/%lld/people%s", (long long)rq->household, next ? "/new" : "");
}

static bool is_here(struct request *rq, id64 person)
{
	return sql_number(rq->slot, &person_one, WITH(p_id("person", person), p_id("household", rq->household)), 0) == person;
}

static struct reply person_save(struct request *rq)
{
	struct person_new person = person_typed(rq);
	if (!is_here(rq, rq->id[1]) || !person_update(rq->slot, rq->id[1], &person))
		return reply_missing();
	return reply_go(rq, "saved", "/households/%lld/people#p%lld", (long long)rq->household, (long long)rq->id[1]);
}

/* ---- custody ---- */

static const char *const custody_takes[] = { "holder_id", "kind", "source", "source_on", NULL };
static const struct input CUSTODY_INPUT = { .name = "custody", .entity = &CUSTODY_ENTITY, .take = custody_takes };

SQL(custody_of, "SELECT p.id, p.file_id, p.first_name, c.id, c.kind, c.source, c.source_on, c.from_at FROM v_custody c JOIN v_person p ON p.id = c.holder_id"
	" WHERE c.child_id = :person AND c.household_id = :household AND c.until_at > :now ORDER BY c.from_at, c.id");

static const char *person_name(struct request *rq, id64 person)
{
	struct rows *r = sql_read(rq->slot, &person_one, WITH(p_id("person", person), p_id("household", rq->household)));
	const char *name = rows_next(r) ? rows_open(r, 2, "person.first_name") : NULL;
	rows_end(r);
	return name;
}

static struct reply custody_page(struct request *rq)
{
	struct custody_form *d = ARENA_NEW(rq->arena, struct custody_form);
	d->id = rq->id[1];
	d->name = person_name(rq, d->id);
	if (!d->name || !crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Gezag"))))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &custody_of, WITH(p_id("person", d->id), p_id("household", rq->household), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct custody_form_list *c = LIST_ADD(rq->arena, d->list, d->list_n);
		*c = (struct custody_form_list){ .id = rows_int(r, 3), .holder = rows_open(r, 2, "person.first_name"), .kind = rows_text(r, 4),
			.source = rows_text(r, 5), .source_on = rows_day(r, 6), .since = rows_int(r, 7) };
		c->kind_label = rq_code(rq, &CUSTODY_KINDS, c->kind);
		c->source_label = rq_code(rq, &CUSTODY_SOURCES, c->source);
	}
	choose_people(rq, "holder_id", d->id, true);
	d->holders = (int64_t)field_of(rq->in, "holder_id")->choices_n;
	return reply_page(&TPL_custody_form, d);
}

static struct reply custody_save(struct request *rq)
{
	struct custody_new custody = { .household = rq->household, .child = rq->id[1], .holder = field_id(rq->in, "holder_id"),
		.kind = field_text(rq->in, "kind"), .source = field_text(rq->in, "source"), .source_on = field_day(rq->in, "source_on") };
	if (!is_here(rq, custody.child))
		return reply_missing();
	if (!is_here(rq, custody.holder) || custody.holder == custody.child) {
		field_fail(rq->in, "holder_id", rq_tr(rq, N_("Kies wie gezag heeft")));
		return reply_again();
	}
	if (!custody_set(rq->slot, &custody))
		return reply_missing();
	return reply_go(rq, "saved", "/households/%lld/people#p%lld", (long long)rq->household, (long long)custody.child);
}

/* ---- a code to sign in with ---- */

/* The answer carries the code itself: it is shown once and kept nowhere. */
static struct reply code_give(struct request *rq)
{
	struct person_code *d = ARENA_NEW(rq->arena, struct person_code);
	d->name = person_name(rq, rq->id[1]);
	d->code = d->name ? account_invite(rq->slot, rq->id[1]) : NULL;
	if (!d->code || !crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Code"))))
		return reply_missing();
	d->link = rq_link(rq, "/code");
	d->until = day_add(rq->today, CODE_DAYS);
	return reply_page(&TPL_person_code, d);
}

#define PEOPLE "/households/{household}/people"

const struct route PEOPLE_ROUTES[] = {
	{ METHOD_GET, PEOPLE, RELATION_HOUSEHOLD, K_TEAM, .run = people_page, .summary = "The people of a household and who has custody" },
	{ METHOD_GET, PEOPLE "/new", RELATION_HOUSEHOLD, K_TEAM, .run = person_new_page, .input = &PERSON_INPUT, .summary = "A form for one more person" },
	{ METHOD_POST, PEOPLE "/new", RELATION_HOUSEHOLD, K_TEAM, .run = person_new_save, .input = &PERSON_INPUT, .again = person_new_page,
		.summary = "Add a person" },
	{ METHOD_GET, PEOPLE "/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = person_page, .input = &PERSON_INPUT, .summary = "A form for a person" },
	{ METHOD_POST, PEOPLE "/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = person_save, .input = &PERSON_INPUT, .again = person_page, .summary = "Change a person" },
	{ METHOD_GET, PEOPLE "/{id}/custody", RELATION_HOUSEHOLD, K_TEAM, .run = custody_page, .input = &CUSTODY_INPUT, .summary = "Who has custody over a child" },
	{ METHOD_POST, PEOPLE "/{id}/custody", RELATION_HOUSEHOLD, K_TEAM, .run = custody_save, .input = &CUSTODY_INPUT, .again = custody_page,
		.summary = "Note who has custody, and how that is known" },
	{ METHOD_POST, PEOPLE "/{id}/code", RELATION_HOUSEHOLD, K_TEAM, .run = code_give, .summary = "A code for a person to sign in with, shown once" },
	{ .path = NULL }
};
