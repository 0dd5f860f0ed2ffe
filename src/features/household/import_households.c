#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/schema/schema.h"
#include "../../platform/web/i18n.h"
#include "household.h"
#include "household_entities.h"
#include "import_households.h"

SQL(import_team, "SELECT id FROM v_team WHERE name = :name");
SQL(import_member, "SELECT t.id FROM s_account t JOIN v_team_member m ON m.account_id = t.id WHERE t.login = :login AND m.team_id = :team"
	" AND m.until_at > :now AND t.until_at > :now");
SQL(import_households_of, "SELECT id, file_id, name, address, postcode FROM s_household WHERE team_id = :team AND closed_at IS NULL");

enum { HOUSEHOLD, STREET, POSTCODE, PLACE, FIRST, LAST, BIRTH, ROLE, PHONE, PROFESSIONAL, PHASE, COLUMNS };

static const char *const ALSO[COLUMNS][5] = {
	[HOUSEHOLD] = { "naamgezin", "gezin", "huishouden" }, [STREET] = { "straat", "adres", "straatenhuisnummer" }, [POSTCODE] = { "postcode" },
	[PLACE] = { "plaats", "woonplaats" }, [FIRST] = { "voornaam" }, [LAST] = { "achternaam" }, [BIRTH] = { "geboortedatum" }, [ROLE] = { "rol" },
	[PHONE] = { "telefoon", "telefoonnummer" }, [PROFESSIONAL] = { "vastehulpverlener", "vastehulpverlenerlogin", "login" }, [PHASE] = { "fase" }
};
static const struct import_column COLUMN[COLUMNS + 1] = {
	[HOUSEHOLD] = { "naam gezin", ALSO[HOUSEHOLD], true, -1 }, [STREET] = { "straat", ALSO[STREET], false, -1 },
	[POSTCODE] = { "postcode", ALSO[POSTCODE], false, -1 }, [PLACE] = { "plaats", ALSO[PLACE], false, -1 },
	[FIRST] = { "voornaam", ALSO[FIRST], true, -1 }, [LAST] = { "achternaam", ALSO[LAST], false, -1 },
	[BIRTH] = { "geboortedatum", ALSO[BIRTH], false, -1 }, [ROLE] = { "rol", ALSO[ROLE], false, -1 }, [PHONE] = { "telefoon", ALSO[PHONE], false, -1 },
	[PROFESSIONAL] = { "vaste hulpverlener", ALSO[PROFESSIONAL], false, -1 }, [PHASE] = { "fase", ALSO[PHASE], false, -1 }, [COLUMNS] = { NULL }
};

/* What was read, kept until all of it is known to be good. */
struct member { struct member *next; struct person_new person; };
struct family { struct family *next; const char *key; struct household_new household; struct member *first, *last; bool known; };
enum { BUCKETS = 1024 };
struct list {
	struct import *im;
	struct import_table table;
	struct import_column column[COLUMNS + 1];
	id64 team;
	struct family *bucket[BUCKETS];
	struct family **order;               /* as they stand in the file */
	size_t order_n;
};

/* ---- one cell ---- */

/* A cleaned cell, kept; NULL when empty. */
static const char *text(struct list *l, int column, size_t most)
{
	const char *cell = utf8_clean(l->im->arena, table_cell(&l->table, &l->column[column]), true);
	if (utf8_length(cell) > most)
		import_bad(l->im, l->table.line, l->column[column].name, N_("Dit is te lang"), cell);
	return *cell ? arena_strdup(l->im->keep, cell) : NULL;
}

static const char *needed(struct list *l, int column, size_t most)
{
	const char *cell = text(l, column, most);
	if (!cell)
		import_bad(l->im, l->table.line, l->column[column].name, N_("Vul dit in"), NULL);
	return cell ? cell : "";
}

/* A code, by itself or by its Dutch word. */
static const char *code(struct list *l, int column, const struct codes *codes, const char *otherwise)
{
	const char *cell = text(l, column, 60), *folded = cell ? utf8_fold(l->im->arena, cell) : NULL;
	if (!cell)
		return otherwise;
	for (const struct code *c = codes->list; c->code; c++)
		if (!strcmp(folded, utf8_fold(l->im->arena, c->code)) || !strcmp(folded, utf8_fold(l->im->arena, c->label)))
			return c->code;
	import_bad(l->im, l->table.line, l->column[column].name, N_("Dit woord kennen we hier niet"), cell);
	return otherwise;
}

static struct day birth(struct list *l)
{
	struct day day = { 0 };
	const char *cell = text(l, BIRTH, 40);
	if (cell && (!day_parse_dutch(cell, &day) || day_diff(day, day_of(slot_now(l->im->slot))) < 0)) {
		import_bad(l->im, l->table.line, "geboortedatum", N_("Dit is geen geboortedatum, zoals 4-3-2011"), cell);
		return (struct day){ 0 };
	}
	return day;
}

static const char *postcode(struct list *l)
{
	const char *cell = text(l, POSTCODE, 20), *normal = cell;
	if (cell && !postcode_valid(cell, l->im->keep, &normal))
		import_bad(l->im, l->table.line, "postcode", N_("Dit is geen postcode, zoals 8021 AB"), cell);
	return normal;
}

static const char *phone(struct list *l)
{
	const char *cell = text(l, PHONE, 20);
	if (cell && (strspn(cell, "+0123456789 -()") != strlen(cell) || strlen(cell) < 6))
		import_bad(l->im, l->table.line, "telefoon", N_("Dit is geen telefoonnummer"), cell);
	return cell;
}

static id64 professional(struct list *l)
{
	const char *login = text(l, PROFESSIONAL, 80);
	id64 id = login ? sql_number(l->im->slot, &import_member, WITH(p_text("login", login), p_id("team", l->team),
		p_moment("now", slot_now(l->im->slot))), 0) : 0;
	if (login && !id)
		import_bad(l->im, l->table.line, "vaste hulpverlener", N_("Niemand in dit team heeft deze inlognaam"), login);
	return id;
}

/* ---- households ---- */

static const char *family_key(struct arena *keep, struct arena *work, const char *name, const char *address, const char *code)
{
	const char *normal = code;
	if (code)
		postcode_valid(code, work, &normal);
	return arena_printf(keep, "%s|%s|%s", utf8_fold(work, name), utf8_fold(work, address ? address : ""), normal ? normal : "");
}

static struct family **bucket(struct list *l, const char *key)
{
	uint32_t h = 2166136261u;
	for (const char *c = key; *c; c++)
		h = (h ^ (unsigned char)*c) * 16777619u;
	return &l->bucket[h % BUCKETS];
}

static struct family *family_find(struct list *l, const char *key)
{
	struct family *f = *bucket(l, key);
	while (f && strcmp(f->key, key))
		f = f->next;
	return f;
}

static struct family *family_add(struct list *l, const char *key)
{
	struct family *f = ARENA_NEW(l->im->keep, struct family), **at = bucket(l, key);
	f->key = key;
	f->next = *at;
	*at = f;
	return f;
}

/* What the team has already is not made again. */
static void know_households(struct list *l)
{
	struct rows *r = sql_read(l->im->slot, &import_households_of, WITH(p_id("team", l->team)));
	while (rows_next(r)) {
		const char *name = rows_open(r, 2, "household.name"), *address = rows_open(r, 3, "household.address");
		const char *code = rows_open(r, 4, "household.postcode");
		if (name)
			family_add(l, family_key(l->im->keep, l->im->arena, name, address, code && *code ? code : NULL))->known = true;
	}
	arena_reset(l->im->arena);
}

static void take_person(struct list *l)
{
	struct import *im = l->im;
	struct household_new h = { .team = l->team, .name = needed(l, HOUSEHOLD, 120), .address = text(l, STREET, 200), .postcode = postcode(l),
		.place = text(l, PLACE, 80), .professional = professional(l), .phase = code(l, PHASE, &PHASES, "support") };
	struct person_new p = { .first_name = needed(l, FIRST, 80), .last_name = text(l, LAST, 120), .birth = birth(l), .phone = phone(l),
		.lives_here = true };
	bool child = day_known(p.birth) && day_age(p.birth, day_of(slot_now(im->slot))) < 18;
	p.role = code(l, ROLE, &PERSON_ROLES, child ? "child" : "adult");
	const char *key = family_key(im->keep, im->arena, h.name, h.address, h.postcode);
	struct family *f = family_find(l, key);
	if (!f) {
		f = family_add(l, key);
		f->household = h;
		*LIST_ADD(im->keep, l->order, l->order_n) = f;
	}
	if (h.professional && f->household.professional && h.professional != f->household.professional)
		import_bad(im, l->table.line, "vaste hulpverlener", N_("Eerder in dit bestand heeft dit gezin een andere vaste hulpverlener"), NULL);
	if (!f->household.professional)
		f->household.professional = h.professional;
	struct member *m = ARENA_NEW(im->keep, struct member);
	m->person = p;
	*(f->last ? &f->last->next : &f->first) = m;
	f->last = m;
	im->report->same += f->known;
}

static void write_family(struct import *im, struct family *f)
{
	id64 household = household_open(im->slot, &f->household);
	im->report->added += household != 0;
	for (struct member *m = f->first; m && household; m = m->next) {
		m->person.household = household;
		im->report->added += person_add(im->slot, &m->person) != 0;
	}
	if (!household && !slot_failed(im->slot))
		import_bad(im, 0, "naam gezin", N_("Dit gezin kon niet worden gemaakt"), f->household.name);
}

/* Every household is written only once the whole list is known to be good. */
static void write_families(struct list *l)
{
	size_t rows = l->im->report->rows;
	for (size_t i = 0; i < l->order_n && !l->im->report->problems; i++) {
		write_family(l->im, l->order[i]);
		if (!import_row(l->im, l->im->total))
			break;
	}
	l->im->report->rows = rows;
}

static void take_list(struct list *l, const char *path, const char *team, struct err *e)
{
	l->team = sql_number(l->im->slot, &import_team, WITH(p_text("name", team)), 0);
	if (!l->team)
		err_set(e, "there is no team called \"%s\"", team);
	else if (table_open(&l->table, l->im, path, l->column, e)) {
		bool go = true;
		know_households(l);
		while (go && table_next(&l->table, l->im)) {
			take_person(l);
			go = import_row(l->im, l->table.bytes);
		}
		if (go && !l->im->report->problems)
			write_families(l);
	}
	table_close(&l->table);
}

enum import_result import_households(struct db *db, const char *path, const char *team, struct import_watch watch,
	struct import_report *report, struct err *e)
{
	struct import im;
	uint64_t size;
	if (!file_size(path, &size, e) || !import_begin(&im, db, watch, report, size, e))
		return IMPORT_FAILED;
	struct list *l = ARENA_NEW(im.keep, struct list);
	l->im = &im;
	memcpy(l->column, COLUMN, sizeof COLUMN);
	take_list(l, path, team, e);
	return import_end(&im, e);
}
