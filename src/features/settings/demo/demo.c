/* Making the demo: the content is read, the town built, the stories told. */
#include <stdarg.h>
#include "../../../platform/base/embedded.h"
#include "demo_inside.h"

extern const struct embedded DEMO_CONTENT[];
extern const size_t DEMO_CONTENT_n;

SQL(demo_not_empty, "SELECT (SELECT count(*) FROM v_area) + (SELECT count(*) FROM v_team) + (SELECT count(*) FROM s_household)");
SQL(demo_households, "SELECT count(*) FROM s_household");
SQL(demo_people, "SELECT count(*) FROM s_person");
SQL(demo_accounts, "SELECT count(*) FROM s_account WHERE login IS NOT NULL");
SQL(demo_report_count, "SELECT count(*) FROM s_report");
SQL(demo_areas, "SELECT count(*) FROM v_area");

const char DEMO_PASSWORD[] = "samen-in-veldendam";
const struct demo_account DEMO_ACCOUNTS[] = {
	{ "resident", "Lotte Martens", "lotte", "the plan of her own family, on a telephone" },
	{ "supporter", "Petra Vos", "petra", "reads along with Lotte, as Lotte allows" },
	{ "professional", "Sanne de Wit", "sanne", "team Oost: families, plans, what asks attention" },
	{ "specialist", "Meryem Aydın", "meryem", "team Oost" },
	{ "coordinator", "Joost Hendriks", "joost", "team Oost: who does what" },
	{ "partner", "Anja Bos", "anja", "a school that tells what it sees" },
	{ "expert", "Dewi Latuheru", "dewi", "knows it from her own life" },
	{ "policy", "Pieter Wiersma", "pieter", "the municipality: figures, and answers owed to teams" },
	{ "privacy", "Ingrid Maas", "ingrid", "who looked, and why" },
	{ "manager", "Ruud Janssen", "ruud", "accounts and settings, no family" },
	{ "professional", "Esra Kaya", "esra", "team West: from signals to the Meedoentafel" },
	{ "coordinator", "Mirjam Oosterhuis", "mirjam", "team West: themes, papers, problems raised" },
	{ NULL, NULL, NULL, NULL }
};

/* ---- small things ---- */

bool demo_wrong(struct demo *d, const char *format, ...)
{
	va_list list;
	if (*d->problem)
		return false;
	va_start(list, format);
	vsnprintf(d->problem, sizeof d->problem, format, list);
	va_end(list);
	return false;
}

bool demo_each(struct demo *d, const json_t *list, demo_teller *tell)
{
	size_t i;
	json_t *one;
	json_array_foreach(list, i, one)
		if (!tell(d, one))
			return false;
	return true;
}

bool demo_fine(const struct demo *d)
{
	return !*d->problem && !slot_failed(d->slot);
}

struct day demo_day(const struct demo *d, int days)
{
	return day_add(d->today, days);
}

void demo_at(struct demo *d, int day, int hour, int minute)
{
	moment at = day_at(demo_day(d, day), hour, minute), now = clock_now();
	bulk_time(d->bulk, at < now ? at : now);
}

/* xorshift64*: the same town from the same seed. */
uint32_t demo_random(struct demo *d, uint32_t below)
{
	d->random ^= d->random >> 12;
	d->random ^= d->random << 25;
	d->random ^= d->random >> 27;
	return (uint32_t)((d->random * UINT64_C(2685821657736338717)) >> 33) % below;
}

const struct demo_staff *demo_who(struct demo *d, const char *login)
{
	for (size_t i = 0; login && i < d->staff_n; i++)
		if (!strcmp(d->staff[i].login, login))
			return &d->staff[i];
	demo_wrong(d, "nobody is called %s", login ? login : "(nothing)");
	return NULL;
}

id64 demo_team_id(struct demo *d, const char *key)
{
	for (size_t i = 0; key && i < d->teams_n; i++)
		if (!strcmp(d->team[i].key, key))
			return d->team[i].id;
	demo_wrong(d, "no team is called %s", key ? key : "(nothing)");
	return 0;
}

const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

const char *text_at(const json_t *array, size_t i)
{
	return json_string_value(json_array_get(array, i));
}

int number_of(const json_t *object, const char *name, int otherwise)
{
	const json_t *v = json_object_get(object, name);
	return json_is_integer(v) ? (int)json_integer_value(v) : otherwise;
}

int number_at(const json_t *array, size_t i, int otherwise)
{
	const json_t *v = json_array_get(array, i);
	return json_is_integer(v) ? (int)json_integer_value(v) : otherwise;
}

/* ---- the whole ---- */

static json_t *content(struct demo *d, const char *name)
{
	for (size_t i = 0; i < DEMO_CONTENT_n; i++) {
		if (strcmp(DEMO_CONTENT[i].name, name))
			continue;
		json_error_t error;
		json_t *j = json_loadb((const char *)DEMO_CONTENT[i].bytes, DEMO_CONTENT[i].n, JSON_REJECT_DUPLICATES, &error);
		if (!j)
			demo_wrong(d, "%s, line %d: %s", name, error.line, error.text);
		return j;
	}
	demo_wrong(d, "no content called %s", name);
	return NULL;
}

static bool tell_stories(struct demo *d)
{
	size_t told = json_array_size(d->stories);
	if (!demo_each(d, d->stories, demo_story))
		return false;
	for (size_t i = told; i < DEMO_TOLD; i++) {
		json_t *story = demo_compose(d, (int)(i - told));
		bool fine = story && demo_story(d, story);
		json_decref(story);
		if (!fine)
			return false;
	}
	return true;
}

static bool fill(struct demo *d)
{
	d->town = content(d, "town.json");
	d->stories = content(d, "stories.json");
	d->blocks = content(d, "blocks.json");
	d->reports = content(d, "reports.json");
	d->documents = content(d, "documents.json");
	d->neighbourhood = content(d, "neighbourhood.json");
	d->heard = content(d, "heard.json");
	d->initiatives = content(d, "initiatives.json");
	return !*d->problem && demo_town(d) && tell_stories(d) && demo_reports(d) && demo_codes(d) && demo_neighbourhood(d) && demo_heard(d) && demo_initiatives(d);
}

/* Once the nights have found what there is to find: initiatives answer a theme, documents take their figures in. */
static bool on_paper(struct demo *d, struct err *e)
{
	d->bulk = db_bulk_begin(d->db, d->arena, e);
	if (!d->bulk)
		return false;
	d->slot = bulk_slot(d->bulk);
	bool fine = demo_initiatives_answer(d) && demo_documents(d);
	if (*d->problem)
		err_set(e, "%s", d->problem);
	return db_bulk_end(d->bulk, fine, e) && fine;
}

bool demo_fill(struct db *db, struct err *e)
{
	struct demo d = { .db = db, .arena = arena_new(64 << 20), .keep = arena_new(1 << 20), .today = day_of(clock_now()),
		.random = UINT64_C(0x76656C64656E6461) };
	d.password = password_hash(d.keep, DEMO_PASSWORD);
	d.bulk = db_bulk_begin(db, d.arena, e);
	bool fine = d.bulk != NULL;
	if (fine) {
		d.slot = bulk_slot(d.bulk);
		if (sql_number(d.slot, &demo_not_empty, WITHOUT, 1))
			fine = demo_wrong(&d, "this store is not empty; the demo wants one of its own");
		else
			fine = fill(&d);
		if (*d.problem)
			err_set(e, "%s", d.problem);
		fine = db_bulk_end(d.bulk, fine, e) && fine;
	}
	if (fine && !demo_themes(&d, e))
		fine = false;
	if (fine)
		fine = on_paper(&d, e);
	json_t *const contents[] = { d.town, d.stories, d.blocks, d.reports, d.neighbourhood, d.heard, d.documents, d.initiatives };
	for (size_t i = 0; i < sizeof contents / sizeof *contents; i++)
		json_decref(contents[i]);
	arena_free(d.arena);
	arena_free(d.keep);
	return fine;
}

bool demo_count(struct db *db, struct demo_counts *n, struct err *e)
{
	struct arena *arena = arena_new(1 << 20);
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, clock_now());
	if (slot) {
		*n = (struct demo_counts){ sql_number(slot, &demo_households, WITHOUT, 0), sql_number(slot, &demo_people, WITHOUT, 0),
			sql_number(slot, &demo_accounts, WITHOUT, 0), sql_number(slot, &demo_report_count, WITHOUT, 0), sql_number(slot, &demo_areas, WITHOUT, 0) };
		db_slot_back(slot);
	}
	arena_free(arena);
	return slot ? true : err_set(e, "the store cannot be reached");
}
