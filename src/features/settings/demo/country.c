/* Making the country: what it stands on is read, the rows are made and loaded. */
#include "country_inside.h"

enum { HOUSEHOLDS_LEAST = 100, SAY_EVERY = 512 };
#define HOUSEHOLDS_MOST INT64_C(10000000)

/* ---- before ---- */

static void make_days(struct country *c)
{
	for (int i = 0; i <= DAYS_BACK + DAYS_AHEAD; i++) {
		struct day day = day_add(c->today, i - DAYS_BACK);
		c->begins[i] = day_begin(day);
		snprintf(c->iso[i], sizeof c->iso[i], "%s", day_iso(c->arena, day));
		arena_reset(c->arena);
	}
}

static bool sizes_fit(struct country *c, struct err *e)
{
	if (c->size.households < HOUSEHOLDS_LEAST || c->size.households > HOUSEHOLDS_MOST)
		return err_set(e, "a country has %d to %lld households", HOUSEHOLDS_LEAST, (long long)HOUSEHOLDS_MOST);
	if (!c->size.professionals)
		c->size.professionals = c->size.households / 20 < 12 ? 12 : c->size.households / 20;
	if (!c->size.rows)
		c->size.rows = c->size.households * 10;
	if (!c->size.questions)
		c->size.questions = c->size.households * 13 / 2;
	return c->size.professionals < 10 || c->size.professionals > c->size.households
		? err_set(e, "there are at least 10 professionals, and no more than households") : true;
}

struct country *country_new(struct db *db, struct keystore *keys, const struct country_size *size, struct err *e)
{
	struct country *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	c->size = *size;
	c->keys = keys;
	c->e = e;
	c->keep = arena_new((size_t)1 << 30);
	c->arena = arena_new(4 << 20);
	c->today = day_of(clock_now());
	c->now = day_begin(c->today);
	c->id = COUNTRY_FIRST_ID;
	make_days(c);
	bool fine = sizes_fit(c, e) && country_land(c, db) && country_clean(db, keys, e)
		&& (keystore_get(keys, DIRECTORY_FILE, &c->directory) || err_set(e, "this store was not made with 'nabij init'"));
	if (fine) {
		c->password = password_hash(c->keep, DEMO_PASSWORD);
		return c;
	}
	country_free(c);
	return NULL;
}

void country_free(struct country *c)
{
	arena_free(c->keep);
	arena_free(c->arena);
	crypt_wipe(c, sizeof *c);
	free(c);
}

void country_stop(struct country *c)
{
	c->stop = true;
}

/* ---- filling ---- */

struct telling { country_tell *tell; void *ctx; };

static void tell_end(void *ctx, const char *what, int at, int of)
{
	const struct telling *t = ctx;
	t->tell(t->ctx, what, at, of);
}

static bool make_all(struct country *c, const struct telling *t)
{
	country_names_make(c);
	country_staff_make(c);
	for (int64_t i = 0; i < c->size.households; i++) {
		if (i % SAY_EVERY == 0) {
			t->tell(t->ctx, "households", i, c->size.households);
			if (c->stop || c->failed || load_failed(c->load))
				return false;
		}
		country_reports_alone(c, i);
		country_household(c, i);
		country_questions(c, i + 1);
	}
	t->tell(t->ctx, "households", c->size.households, c->size.households);
	return country_keys_write(c);
}

static void say_logins(struct country *c)
{
	struct country_login *l = c->made.login;
	snprintf(l[0].about, sizeof l[0].about, "%d households of one's own", c->thirty_given);
	snprintf(l[1].about, sizeof l[1].about, "reads %d households of the team", c->all_given);
	snprintf(l[2].about, sizeof l[2].about, "%s", c->family_given ? "a family with a plan" : "not made: too few households");
}

bool country_fill(struct country *c, const char *url, country_tell *tell, void *ctx, struct country_made *made, struct err *e)
{
	struct telling t = { tell, ctx };
	c->e = e;
	if (!(c->load = load_begin(url, COUNTRY_TABLES, tell_end, &t, e)))
		return false;
	load_watch(c->load, &c->stop);
	bool fine = make_all(c, &t);
	c->made.households = c->size.households;
	c->made.rows = (int64_t)load_rows(c->load);
	c->made.digest = c->digest;
	if (!fine && c->stop)
		err_set(e, "stopped; the store is as it was");
	fine = load_end(c->load, fine, e) && fine;
	say_logins(c);
	*made = c->made;
	return fine;
}
