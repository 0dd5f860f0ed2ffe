/* Pushing rows, and the small things that all of the country needs: ids, chance, days, keys. */
#include <assert.h>
#include "country_inside.h"

#define COLUMNS(...) ((const char *const[]){ __VA_ARGS__, NULL })

const struct load_table COUNTRY_TABLES[] = {
	[T_FILE] = { "file", COLUMNS("id", "kind", "household_id", "person_id", "ground", "opened_at", "closed_at", "keep_until") },
	[T_TEAM] = { "team", COLUMNS("id", "name", "prefix", "inbox_file_id", "phone", "hours", "max_goals", "answer_days") },
	[T_ACCOUNT] = { "account", COLUMNS("id", "file_id", "own_file_id", "kind", "partner_kind", "login", "name", "profession", "organisation", "phone",
		"team_id", "person_id", "language", "created_at", "until_at") },
	[T_ACCESS] = { "access", COLUMNS("id", "account_id", "file_id", "household_id", "ground", "may_write", "from_at", "until_at", "given_by_id") },
	[T_CREDENTIAL] = { "credential", COLUMNS("id", "account_id", "password", "must_change") },
	[T_TOKEN] = { "token", COLUMNS("id", "account_id", "hash", "purpose", "created_at", "until_at") },
	[T_LOG] = { "log", COLUMNS("id", "record_id", "at", "account_id", "file_id", "ground", "route", "action") },
	[T_TEAM_AREA] = { "team_area", COLUMNS("id", "team_id", "area_code") },
	[T_TEAM_MEMBER] = { "team_member", COLUMNS("id", "team_id", "account_id", "role", "triage", "from_at", "until_at") },
	[T_HOUSEHOLD] = { "household", COLUMNS("id", "file_id", "team_id", "number", "name", "phase", "phase_at", "light", "professional_id",
		"professional_at", "professional_count", "next_on", "next_time", "next_what", "last_contact_at", "address", "postcode", "place", "area_code",
		"opened_at", "closed_at", "family_seen_at", "next_attention_at") },
	[T_PERSON] = { "person", COLUMNS("id", "file_id", "household_id", "own_file_id", "account_id", "first_name", "last_name", "birth_date", "role",
		"lives_here", "interpreter", "phone", "estranged") },
	[T_CUSTODY] = { "custody", COLUMNS("id", "file_id", "household_id", "child_id", "holder_id", "kind", "source", "source_on", "from_at", "until_at") },
	[T_TIE] = { "tie", COLUMNS("id", "file_id", "household_id", "kind", "name", "works_on", "closeness", "domain", "until_at") },
	[T_HISTORY] = { "history", COLUMNS("id", "file_id", "household_id", "year", "what", "by_id", "at") },
	[T_PHASE_CHANGE] = { "phase_change", COLUMNS("id", "file_id", "household_id", "phase", "reason", "by_id", "at") },
	[T_PROFESSIONAL_CHANGE] = { "professional_change", COLUMNS("id", "file_id", "household_id", "account_id", "reason", "by_id", "at") },
	[T_DOMAIN_NOTE] = { "domain_note", COLUMNS("id", "file_id", "household_id", "domain", "kind", "text", "whose", "by_id", "at") },
	[T_DOMAIN_VIEW] = { "domain_view", COLUMNS("id", "file_id", "household_id", "domain", "choice", "score", "at", "by_id") },
	[T_NAME_TOKEN] = { "name_token", COLUMNS("id", "file_id", "household_id", "person_id", "kind", "token") },
	[T_PLAN] = { "plan", COLUMNS("id", "version", "file_id", "household_id", "horizon", "freedom", "own_plan", "own_plan_at", "supporter", "agreed_at",
		"agreed_by") },
	[T_WISH] = { "wish", COLUMNS("id", "file_id", "household_id", "text", "whose", "by_id", "at", "picked_at", "answer") },
	[T_GOAL] = { "goal", COLUMNS("id", "version", "file_id", "household_id", "domain", "title", "state", "position", "by_id", "at", "state_at") },
	[T_STEP] = { "step", COLUMNS("id", "version", "file_id", "household_id", "goal_id", "title", "who_kind", "who", "who_account_id", "due_on",
		"added_by", "by_id", "at", "done_at", "done_by") },
	[T_AGREEMENT] = { "agreement", COLUMNS("id", "file_id", "household_id", "text", "who", "at", "by_id") },
	[T_REVIEW] = { "review", COLUMNS("id", "file_id", "household_id", "on_day", "family_present", "network_present", "present", "text", "by_id", "at") },
	[T_REVIEW_WORD] = { "review_word", COLUMNS("id", "file_id", "review_id", "household_id", "goal_id", "whose", "sentence", "score", "at") },
	[T_REVISION] = { "revision", COLUMNS("id", "version", "file_id", "household_id", "entity", "row_id", "action", "at", "by_id", "by_name", "content") },
	[T_CONTACT] = { "contact", COLUMNS("id", "file_id", "household_id", "kind", "reached", "at", "note", "with_whom", "next_on", "by_id", "by_name", "domains") },
	[T_REPORT] = { "report", COLUMNS("id", "file_id", "team_id", "account_id", "number", "what", "domains", "about", "place", "area_code", "knows", "urgent",
		"reporter_kind", "reporter_name", "reporter_phone", "reporter_organisation", "state", "at", "read_by_id", "answer_by", "taken_by_id", "taken_at",
		"household_id", "answer", "answered_at", "told_at", "forgotten_at", "next_attention_at") },
	[T_ATTENTION] = { "attention", COLUMNS("id", "account_id", "file_id", "household_id", "report_id", "person_id", "rule", "since_at", "due_on", "name",
		"detail", "escalated") },
	[T_LIGHT_QUESTION] = { "light_question", COLUMNS("id", "team_id", "account_id", "domain", "area_code", "minutes", "outcome", "at") },
	[TABLES] = { NULL, NULL },
};

/* ---- chance ---- */

static uint64_t mixed(uint64_t x)
{
	x += UINT64_C(0x9E3779B97F4A7C15);
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

void country_seed(struct country *c, uint64_t what)
{
	c->random = mixed(c->size.seed ^ mixed(what));
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t random64(struct country *c)
{
	c->random += UINT64_C(0x9E3779B97F4A7C15);
	return mixed(c->random);
}

uint32_t country_below(struct country *c, uint32_t n)
{
	return (uint32_t)(((random64(c) >> 32) * n) >> 32);
}

int country_between(struct country *c, int low, int high)
{
	return high <= low ? low : low + (int)country_below(c, (uint32_t)(high - low + 1));
}

bool country_chance(struct country *c, int of_a_thousand)
{
	return country_below(c, 1000) < (uint32_t)of_a_thousand;
}

id64 country_id(struct country *c)
{
	c->id += 1 + (id64)((uint64_t)c->id * UINT64_C(0x9E3779B97F4A7C15) >> 54);
	assert(c->id < COUNTRY_LAST_ID);
	return c->id;
}

/* ---- days ---- */

static int index_of(int day)
{
	int i = day + DAYS_BACK;
	return i < 0 ? 0 : i > DAYS_BACK + DAYS_AHEAD ? DAYS_BACK + DAYS_AHEAD : i;
}

moment country_begin(const struct country *c, int day)
{
	return c->begins[index_of(day)];
}

moment country_at(const struct country *c, int day, int minute)
{
	moment at = country_begin(c, day) + MINUTES(minute);
	return at < c->now ? at : c->now - HOURS(8) + MINUTES(minute) / 4;
}

const char *country_day(const struct country *c, int day)
{
	return c->iso[index_of(day)];
}

int country_weekday(const struct country *c, int day)
{
	int weekday = (day_weekday(c->today) - 1 + day) % 7;
	return (weekday < 0 ? weekday + 7 : weekday) + 1;
}

/* ---- keys ---- */

static void random_bytes(struct country *c, void *out, size_t n)
{
	if (c->nonce_at + n > sizeof c->nonce)
		c->nonce_at = 0;
	if (!c->nonce_at)
		crypt_random(c->nonce, sizeof c->nonce);
	memcpy(out, c->nonce + c->nonce_at, n);
	c->nonce_at += n;
}

bool country_keys_write(struct country *c)
{
	bool fine = keystore_put_many(c->keys, c->key_file, c->key, c->keys_n, c->e);
	c->failed = c->failed || !fine;
	c->keys_n = 0;
	return fine;
}

id64 country_file(struct country *c, const char *kind, id64 household, id64 person, const char *ground, moment opened, moment closed, moment keep,
	struct key *key)
{
	id64 file = country_id(c);
	random_bytes(c, key, sizeof *key);
	c->key_file[c->keys_n] = file;
	c->key[c->keys_n++] = *key;
	if (c->keys_n == KEYS_AT_ONCE)
		country_keys_write(c);
	put_row(c, T_FILE);
	put_id(c, file);
	put_text(c, kind);
	put_id(c, household);
	put_id(c, person);
	put_text(c, ground);
	put_id(c, opened);
	put_id(c, closed);
	put_id(c, keep);
	return file;
}

/* ---- pushing ---- */

static void digest(struct country *c, uint64_t x)
{
	c->digest = (c->digest ^ x) * UINT64_C(0x9E3779B97F4A7C15);
	c->digest ^= c->digest >> 29;
}

static void digest_text(struct country *c, const char *p, size_t n)
{
	uint64_t x = n;
	for (; n >= 8; n -= 8, p += 8) {
		memcpy(&x, p, 8);
		digest(c, x);
	}
	for (x = n; n--; p++)
		x = x << 8 | (unsigned char)*p;
	digest(c, x);
}

void put_row(struct country *c, enum country_table table)
{
	digest(c, (uint64_t)table);
	load_row(c->load, (int)table);
}

void put_int(struct country *c, int64_t i)
{
	digest(c, (uint64_t)i);
	load_int(c->load, i);
}

void put_id(struct country *c, id64 id)
{
	digest(c, (uint64_t)id);
	load_id(c->load, id);
}

void put_row_of(struct country *c, const struct home *h, enum country_table table, id64 id)
{
	put_row(c, table);
	put_id(c, id);
	put_id(c, h->file);
	put_id(c, h->id);
}

void put_bool(struct country *c, bool yes)
{
	digest(c, yes);
	load_bool(c->load, yes);
}

void put_text(struct country *c, const char *text)
{
	digest_text(c, text ? text : "", text ? strlen(text) : 0);
	load_text(c->load, text);
}

/* By chance that no seed gives, so not in the digest. */
void put_random(struct country *c, const char *text)
{
	load_text(c->load, text);
}

/* Keyed by the store's own key, so not in the digest. */
void put_token(struct country *c, const unsigned char *token)
{
	memcpy(load_blob(c->load, HASH_BYTES), token, HASH_BYTES);
}

void put_sealed(struct country *c, const struct key *key, const char *where, id64 row, const char *text)
{
	unsigned char nonce[SEAL_NONCE];
	if (!text) {
		digest(c, 0);
		load_null(c->load);
		return;
	}
	size_t n = strlen(text);
	digest_text(c, text, n);
	random_bytes(c, nonce, sizeof nonce);
	seal_at(load_blob(c->load, n + SEAL_EXTRA), key, where, row, nonce, text, n);
}
