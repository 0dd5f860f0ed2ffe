#include "our_mine.h"
#include "../../platform/base/list.h"
#include "../contact/contact_entities.h"
#include "../monitor/attention.h"
#include "../privacy/access.h"
#include "templates.h"

SQL(mine_person,
	"SELECT p.id, p.file_id, p.birth_date, p.own_file_id, h.team_id FROM v_person p JOIN v_household h ON h.id = p.household_id"
	" WHERE p.household_id = :household AND p.account_id = :me");
SQL(mine_lines,
	"SELECT c.id, c.file_id, c.at, c.kind, c.reached, c.note, c.by_name FROM v_file f JOIN v_contact c ON c.household_id = f.household_id"
	" WHERE f.id = :own AND c.file_id = :own ORDER BY c.at DESC LIMIT 100");
SQL(mine_relatives,
	"SELECT p.id, p.file_id, p.first_name, p.account_id,"
	" (SELECT max(a.id) FROM v_access a WHERE a.file_id = :own AND a.account_id = p.account_id AND a.ground = 'consent' AND a.until_at > :now),"
	" EXISTS (SELECT 1 FROM v_access a WHERE a.file_id = :own AND a.account_id = p.account_id AND a.ground = 'family' AND a.from_at <= :now AND a.until_at > :now)"
	" FROM v_person p WHERE p.household_id = :household AND p.account_id IS NOT NULL AND p.account_id <> :me AND NOT p.estranged ORDER BY p.id");
SQL(mine_consent, "SELECT a.id FROM v_access a WHERE a.file_id = :own AND a.account_id = :who AND a.ground = 'consent' AND a.until_at > :now");

struct mine { id64 person, own; struct day born; id64 team; };

static struct mine mine_read(struct request *rq)
{
	struct mine m = { 0 };
	struct rows *r = sql_read(rq->slot, &mine_person, WITH(p_id("household", rq->household), p_id("me", rq->viewer.account)));
	if (rows_next(r)) {
		const char *born = rows_open(r, 2, "person.birth_date");
		m = (struct mine){ .person = rows_int(r, 0), .own = rows_int(r, 3), .team = rows_int(r, 4) };
		day_parse(born ? born : "", &m.born);
	}
	rows_end(r);
	return m;
}

struct day our_birthday(struct request *rq, struct day born, id64 team, int *age)
{
	static const int ages[] = { 12, 16, 18 };
	int notice = day_known(born) && day_age(born, rq->today) < 18 ? rule_days(rq->slot, "birthday", team, 120) : 0;
	for (size_t i = 0; notice && i < sizeof ages / sizeof *ages; i++) {
		struct day on = day_birthday(born, ages[i]);
		int left = day_diff(rq->today, on);
		*age = ages[i];
		if (left > 0 && left <= notice)
			return on;
	}
	return (struct day){ 0, 0, 0 };
}

static const char *what_changes(int age)
{
	switch (age) {
	case 12:
		return N_("Vanaf dan mag je zelf lezen wat er over je staat, en beslis je samen met je ouders over hulp.");
	case 16:
		return N_("Vanaf dan beslis jij zelf over je hulp. Je ouders lezen niet meer wat alleen over jou gaat, behalve als jij dat goed vindt.");
	default:
		return N_("Vanaf dan ben je volwassen. Er verandert veel: hulp, geld, wonen, zorg. Dat bespreken jullie op tijd in je eigen plan.");
	}
}

static struct reply mine_page(struct request *rq)
{
	struct our_mine *d = ARENA_NEW(rq->arena, struct our_mine);
	struct mine m = mine_read(rq);
	int age = 0;
	if (!m.person)
		return reply_missing();
	d->birthday = our_birthday(rq, m.born, m.team, &age);
	d->turns = age;
	d->changes = rq_tr(rq, what_changes(age));
	d->decides = day_known(m.born) && day_age(m.born, rq->today) >= 16;
	struct rows *r = sql_read(rq->slot, &mine_lines, WITH(p_id("own", m.own)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->lines, d->lines_n) = (struct our_mine_lines){ .at = rows_int(r, 2), .kind = rq_tr(rq, code_label(&CONTACT_KINDS, rows_text(r, 3))),
			.reached = rows_bool(r, 4), .note = rows_open(r, 5, "contact.note"), .by = rows_open(r, 6, "contact.by_name") };
	r = sql_read(rq->slot, &mine_relatives, WITH(p_id("own", m.own), p_id("household", rq->household), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->relatives, d->relatives_n) = (struct our_mine_relatives){ .account = rows_int(r, 3), .name = rows_open(r, 2, "person.first_name"),
			.shared = rows_int(r, 4) != 0, .reads = rows_bool(r, 5) };
	rq->page->title = rq_tr(rq, N_("Wat alleen over jou gaat"));
	return reply_page(&TPL_our_mine, d);
}

/* {id} is the account of somebody of the household. */
static struct reply mine_share(struct request *rq)
{
	bool given = own_share(rq->slot, rq->household, rq->id[0], rq->now + HOURS(24 * 365)) != 0;
	return given ? reply_go(rq, "shared", "/our/mine") : reply_missing();
}

static struct reply mine_stop(struct request *rq)
{
	struct mine m = mine_read(rq);
	id64 access = sql_number(rq->slot, &mine_consent, WITH(p_id("own", m.own), p_id("who", rq->id[0]), p_moment("now", rq->now)), 0);
	return access && consent_withdraw(rq->slot, access) ? reply_go(rq, "withdrawn", "/our/mine") : reply_missing();
}

const struct route OUR_MINE_ROUTES[] = {
	{ METHOD_GET, "/our/mine", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = mine_page, .summary = "What is about me alone, and who of my family reads it" },
	{ METHOD_POST, "/our/mine/{id}/share", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = mine_share, .summary = "Let somebody of my family read what is about me" },
	{ METHOD_POST, "/our/mine/{id}/stop", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = mine_stop, .summary = "No longer" },
	{ .path = NULL }
};
