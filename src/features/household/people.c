/* The people of a household, who has custody of whom, and who stands around them. */
#include "household.h"
#include "household_entities.h"
#include "names.h"
#include "../monitor/attention.h"
#include "../privacy/access.h"

SQL(person_insert, "INSERT INTO person (id, file_id, household_id, own_file_id, first_name, last_name, birth_date, role, lives_here, language,"
	" interpreter, phone, email, estranged) VALUES (:id, :file, :household, :own_file, :first_name, :last_name, :birth_date, :role,"
	" :lives_here, :language, :interpreter, :phone, :email, :estranged)");
SQL(person_set, "UPDATE person SET first_name = :first_name, last_name = :last_name, birth_date = :birth_date, role = :role,"
	" lives_here = :lives_here, language = :language, interpreter = :interpreter, phone = :phone, email = :email,"
	" estranged = :estranged, version = version + 1 WHERE id = :id");
SQL(person_household, "SELECT household_id FROM s_person WHERE id = :person");
SQL(person_account, "SELECT c.id, c.file_id FROM s_account c JOIN s_person p ON p.account_id = c.id AND p.file_id = c.file_id"
	" WHERE p.id = :person");
SQL(person_account_name, "UPDATE account SET name = :name, version = version + 1 WHERE id = :account");
SQL(person_helpers, "SELECT DISTINCT account_id, ground, until_at FROM s_access WHERE file_id = :file AND may_write"
	" AND ground IN ('assignment', 'stand_in') AND until_at > :now ORDER BY account_id, ground, until_at");
SQL(person_of_household, "SELECT 1 FROM s_person WHERE id = :person AND household_id = :household");
SQL(custody_before, "SELECT id FROM s_custody WHERE child_id = :child AND holder_id = :holder AND until_at > :now ORDER BY id");
SQL(custody_over, "UPDATE custody SET until_at = :now, version = version + 1 WHERE id = :id");
SQL(custody_add, "INSERT INTO custody (id, file_id, household_id, child_id, holder_id, kind, source, source_on, from_at, until_at)"
	" VALUES (:id, :file, :household, :child, :holder, :kind, :source, :source_on, :now, :forever)");
SQL(tie_insert, "INSERT INTO tie (id, file_id, household_id, person_id, kind, name, organisation, works_on, phone, closeness, domain, until_at)"
	" VALUES (:id, :file, :household, :person, :kind, :name, :organisation, :works_on, :phone, :closeness, :domain, :forever)");
SQL(tie_over, "UPDATE tie SET until_at = :now, version = version + 1 WHERE id = :tie");
SQL(tie_household, "SELECT household_id FROM s_tie WHERE id = :tie AND until_at > :now");

/* What the service sees; whether the viewer may act on it household_lock() says. */
static id64 number_itself(struct slot *slot, struct sql *sql, const struct param *with)
{
	id64 viewer = slot_as_itself(slot), number = sql_number(slot, sql, with, 0);
	slot_view_as(slot, viewer);
	return number;
}

/* ---- people ---- */

static bool person_fits(const struct person_new *new)
{
	return new->first_name && *new->first_name && code_label(&PERSON_ROLES, new->role)
		&& (!new->language || !*new->language || code_label(&LANGUAGES, new->language));
}

static int write_person(struct slot *slot, struct sql *sql, const struct person_new *new, id64 id, id64 file, id64 own_file)
{
	struct arena *arena = slot_arena(slot);
	return sql_run(slot, sql, WITH(p_id("id", id), p_id("file", file), p_id("household", new->household), p_id("own_file", own_file),
		p_blob("first_name", slot_seal(slot, file, "person.first_name", id, new->first_name)),
		p_blob("last_name", seal_some(slot, file, "person.last_name", id, new->last_name)),
		p_blob("birth_date", seal_some(slot, file, "person.birth_date", id, day_iso(arena, new->birth))),
		p_text("role", new->role), p_bool("lives_here", new->lives_here), p_text("language", new->language && *new->language ? new->language : NULL),
		p_bool("interpreter", new->interpreter), p_blob("phone", seal_some(slot, file, "person.phone", id, new->phone)),
		p_blob("email", seal_some(slot, file, "person.email", id, new->email)), p_bool("estranged", new->estranged)));
}

/* Who works with the household works with all its people. */
static void let_helpers_in(struct slot *slot, id64 household, id64 shared, id64 own_file)
{
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, &person_helpers, WITH(p_id("file", shared), p_moment("now", slot_now(slot))));
	while (rows_next(r))
		access_give(slot, &(struct access_grant){ .account = rows_int(r, 0), .file = own_file, .household = household, .ground = rows_text(r, 1),
			.may_write = true, .until = rows_int(r, 2), .by = viewer == NABIJ_ITSELF ? 0 : viewer });
	slot_view_as(slot, viewer);
}

/* What follows from who somebody is: being found, doubles, what the family may read, birthdays to come. */
static bool follow_up(struct slot *slot, const struct person_new *new, id64 household, id64 file, id64 person)
{
	struct same same;
	name_tokens_write(slot, file, household, person, new->first_name, new->last_name, new->birth);
	same_of(slot, new->first_name, new->last_name, new->birth, &same);
	double_look(slot, household, &same);
	return access_family(slot, household) && attention_household(slot, household);
}

id64 person_add(struct slot *slot, const struct person_new *new)
{
	id64 id = id_new(), file = person_fits(new) && household_is_open(slot, new->household) ? household_lock(slot, new->household) : 0;
	id64 own_file = file ? file_new(slot, "person", new->household, id, "Jeugdwet 7.3.8") : 0;
	if (!own_file || write_person(slot, &person_insert, new, id, file, own_file) != 1)
		return 0;
	let_helpers_in(slot, new->household, file, own_file);
	return follow_up(slot, new, new->household, file, id) ? id : 0;
}

static void rename_account(struct slot *slot, id64 person, const struct person_new *new)
{
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, &person_account, WITH(p_id("person", person)));
	id64 account = rows_next(r) ? rows_int(r, 0) : 0, file = account ? rows_int(r, 1) : 0;
	rows_end(r);
	const char *last = new->last_name && *new->last_name ? new->last_name : NULL;
	const char *name = last ? arena_printf(slot_arena(slot), "%s %s", new->first_name, last) : new->first_name;
	if (account)
		sql_run(slot, &person_account_name, WITH(p_id("account", account), p_blob("name", slot_seal(slot, file, "account.name", account, name))));
	slot_view_as(slot, viewer);
}

bool person_update(struct slot *slot, id64 person, const struct person_new *new)
{
	id64 household = number_itself(slot, &person_household, WITH(p_id("person", person)));
	id64 file = household && person_fits(new) ? household_lock(slot, household) : 0;
	if (!file || write_person(slot, &person_set, new, person, file, 0) != 1)
		return false;
	rename_account(slot, person, new);
	return follow_up(slot, new, household, file, person);
}

/* ---- custody ---- */

static bool of_household(struct slot *slot, id64 person, id64 household)
{
	return number_itself(slot, &person_of_household, WITH(p_id("person", person), p_id("household", household))) == 1;
}

static void end_custody(struct slot *slot, const struct custody_new *new)
{
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, &custody_before, WITH(p_id("child", new->child), p_id("holder", new->holder), p_moment("now", slot_now(slot))));
	while (rows_next(r))
		sql_run(slot, &custody_over, WITH(p_id("id", rows_int(r, 0)), p_moment("now", slot_now(slot))));
	slot_view_as(slot, viewer);
}

id64 custody_set(struct slot *slot, const struct custody_new *new)
{
	id64 id = id_new(), file = new->child != new->holder ? household_lock(slot, new->household) : 0;
	if (!file || !code_label(&CUSTODY_KINDS, new->kind) || !code_label(&CUSTODY_SOURCES, new->source)
			|| !of_household(slot, new->child, new->household) || !of_household(slot, new->holder, new->household))
		return 0;
	end_custody(slot, new);
	slot_wrote(slot, file);
	bool fine = sql_run(slot, &custody_add, WITH(p_id("id", id), p_id("file", file), p_id("household", new->household), p_id("child", new->child),
		p_id("holder", new->holder), p_text("kind", new->kind), p_text("source", new->source),
		p_day("source_on", slot_arena(slot), new->source_on), p_moment("now", slot_now(slot)), p_int("forever", FOREVER))) == 1;
	return fine && access_family(slot, new->household) ? id : 0;
}

/* ---- who stands around them ---- */

id64 tie_add(struct slot *slot, const struct tie_new *new)
{
	id64 id = id_new(), file = new->name && *new->name && code_label(&TIE_KINDS, new->kind) ? household_lock(slot, new->household) : 0;
	if (!file || (new->person && !of_household(slot, new->person, new->household)))
		return 0;
	return sql_run(slot, &tie_insert, WITH(p_id("id", id), p_id("file", file), p_id("household", new->household), p_id("person", new->person),
		p_text("kind", new->kind), p_blob("name", slot_seal(slot, file, "tie.name", id, new->name)),
		p_blob("organisation", seal_some(slot, file, "tie.organisation", id, new->organisation)),
		p_blob("works_on", seal_some(slot, file, "tie.works_on", id, new->works_on)),
		p_blob("phone", seal_some(slot, file, "tie.phone", id, new->phone)),
		p_int("closeness", new->closeness >= 1 && new->closeness <= 3 ? new->closeness : 2),
		p_text("domain", new->domain && *new->domain ? new->domain : NULL), p_int("forever", FOREVER))) == 1 ? id : 0;
}

bool tie_end(struct slot *slot, id64 tie)
{
	id64 file = household_lock(slot, number_itself(slot, &tie_household, WITH(p_id("tie", tie), p_moment("now", slot_now(slot)))));
	if (!file || sql_run(slot, &tie_over, WITH(p_id("tie", tie), p_moment("now", slot_now(slot)))) != 1)
		return false;
	slot_wrote(slot, file);
	return true;
}
