/* Reports: what a household began with, and those that no household came of. Six weeks after it was settled a report's words are gone (signal/triage.c). */
#include "country_inside.h"

enum { BEGAN_WITH_ONE = 450, ALONE = 150, BY_LINK = 300, KEPT_DAYS = 42, LINK_DAYS = 90, ANSWER_DAYS = 5, JUST_IN = 60 };

struct report {
	id64 id, account, taker, household;
	struct country_team *team;
	const struct country_area *area;
	const char *number, *what, *about, *knows, *kind, *name, *organisation, *state, *answer;
	moment at, taken_at, answered_at, told_at, forgotten_at;
	int day, answer_by;
};

/* ---- who reports ---- */

static void push_link_account(struct country *c, const struct report *r)
{
	unsigned char hash[HASH_BYTES];
	moment until = country_begin(c, r->day + LINK_DAYS);
	crypt_random(hash, sizeof hash);
	put_row(c, T_ACCOUNT);
	put_id(c, r->account);
	put_id(c, r->team->inbox);
	put_id(c, r->team->inbox);
	put_text(c, "link");
	put_text(c, NULL);
	put_text(c, NULL);
	put_sealed(c, &r->team->key, "account.name", r->account, r->forgotten_at ? "" : r->name);
	for (int i = 0; i < 3; i++)
		put_text(c, NULL);
	put_id(c, 0);
	put_id(c, 0);
	put_text(c, NULL);
	put_id(c, r->at);
	put_id(c, r->forgotten_at ? r->forgotten_at : until);
	if (until <= c->now)                 /* a link that works no longer was cleared away */
		return;
	put_row(c, T_TOKEN);
	put_id(c, country_id(c));
	put_id(c, r->account);
	put_token(c, hash);
	put_text(c, "link");
	put_id(c, r->at);
	put_id(c, until);
}

static void some_reporter(struct country *c, struct report *r)
{
	if (country_chance(c, BY_LINK)) {
		r->account = country_id(c);
		r->kind = country_chance(c, 400) ? "self" : "resident";
		r->name = c->first_f.name[country_below(c, (uint32_t)c->first_f.n)].text;
		return;
	}
	int i = c->partners_n > c->teams_n ? (int)(r->team - c->team) + c->teams_n * (int)country_below(c, (uint32_t)(c->partners_n / c->teams_n))
		: (int)country_below(c, (uint32_t)c->partners_n);
	r->account = c->partner[i].account;
	r->name = c->partner[i].name;
	r->kind = "partner";
	r->organisation = PICK(c, COUNTRY_ORGANISATIONS);
}

/* Prefix and four of Crockford's letters, each once in a team. */
static const char *some_number(struct country *c, struct country_team *t)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	uint32_t n = (uint32_t)(t->reported++ * 654321 + t->id) & 0xFFFFF;
	return arena_printf(c->arena, "%s-%c%c%c%c", t->prefix, letters[n >> 15 & 31], letters[n >> 10 & 31], letters[n >> 5 & 31], letters[n & 31]);
}

/* ---- the row ---- */

static bool settled_long_ago(const struct country *c, const struct report *r)
{
	bool known = !r->household || r->told_at || !strcmp(r->kind, "self") || (r->knows && !strcmp(r->knows, "yes"));
	return r->answered_at && r->answered_at <= country_begin(c, -KEPT_DAYS) && known;
}

static void push_words(struct country *c, const struct report *r)
{
	const struct key *key = &r->team->key;
	bool gone = r->forgotten_at != 0;
	put_sealed(c, key, "report.what", r->id, gone ? "" : r->what);
	put_text(c, "daily_life");
	put_sealed(c, key, "report.about", r->id, gone ? NULL : r->about);
	put_sealed(c, key, "report.place", r->id, gone ? NULL : r->area->name);
	put_text(c, r->area->code);
	put_text(c, r->knows);
	put_bool(c, false);
	put_text(c, r->kind);
	put_sealed(c, key, "report.reporter_name", r->id, gone ? NULL : r->name);
	put_sealed(c, key, "report.reporter_phone", r->id, gone ? NULL : "06 5500 1234");
	put_sealed(c, key, "report.reporter_organisation", r->id, gone ? NULL : r->organisation);
}

static void push_report(struct country *c, const struct report *r, moment look)
{
	put_row(c, T_REPORT);
	put_id(c, r->id);
	put_id(c, r->team->inbox);
	put_id(c, r->team->id);
	put_id(c, r->account);
	put_text(c, r->number);
	push_words(c, r);
	put_text(c, r->state);
	put_id(c, r->at);
	put_id(c, c->staff[r->team->first + r->team->coordinators].account);
	put_text(c, country_day(c, r->answer_by));
	put_id(c, r->taker);
	put_id(c, r->taken_at);
	put_id(c, r->household);
	put_sealed(c, &r->team->key, "report.answer", r->id, r->forgotten_at ? NULL : r->answer);
	put_id(c, r->answered_at);
	put_id(c, r->told_at);
	put_id(c, r->forgotten_at);
	put_id(c, look);
	if (!strcmp(r->kind, "self") || !strcmp(r->kind, "resident"))
		push_link_account(c, r);
	country_log(c, r->at, r->account, r->team->inbox, NULL, "/report", "changed");
	c->made.reports++;
}

static moment attention_of(struct country *c, const struct report *r)
{
	bool to_be_told = !r->household && !r->told_at && !r->forgotten_at && r->knows && strcmp(r->knows, "yes") != 0;
	const struct country_report_state s = { r->id, r->team, r->number, r->about, r->what, r->at, r->taken_at, r->day, r->answer_by, r->taker, to_be_told };
	if (!strcmp(r->state, "new"))
		return country_attention_new(c, &s);
	if (!strcmp(r->state, "taken"))
		return r->answered_at ? FOREVER : country_attention_answer(c, &s);
	return country_attention_inform(c, &s);
}

static void some_report(struct country *c, struct report *r, int day, moment at)
{
	r->id = country_id(c);
	r->day = day;
	r->at = at;
	r->what = PICK(c, COUNTRY_REPORTS);
	r->number = some_number(c, r->team);
	r->answer_by = day + ANSWER_DAYS;
	if (country_weekday(c, r->answer_by) > 5)
		r->answer_by += 8 - country_weekday(c, r->answer_by);
	some_reporter(c, r);
	r->knows = strcmp(r->kind, "self") ? (country_chance(c, 600) ? "yes" : "no") : NULL;
}

static void answered(struct country *c, struct report *r, int after)
{
	if (r->day + after >= 0)
		return;
	r->answered_at = country_at(c, r->day + after, 840);
	r->answer = PICK(c, COUNTRY_ANSWERS);
}

static void forgotten(struct country *c, struct report *r)
{
	if (settled_long_ago(c, r))
		r->forgotten_at = country_at(c, r->day + KEPT_DAYS + 4, 100);
	if (r->forgotten_at && r->forgotten_at < r->answered_at)
		r->forgotten_at = r->answered_at;
}

/* ---- with a household ---- */

/* What was reported, as how somebody else sees it: once the family knows of it. */
static void push_view(struct country *c, const struct home *h, const struct report *r, moment at)
{
	id64 id = country_id(c);
	put_row_of(c, h, T_DOMAIN_NOTE, id);
	put_text(c, "daily_life");
	put_text(c, "view");
	put_sealed(c, &h->key, "domain_note.text", id, r->what);
	put_sealed(c, &h->key, "domain_note.whose", id, !strcmp(r->kind, "resident") ? "iemand die zich zorgen maakt" : r->name);
	put_id(c, h->opened_by->account);
	put_id(c, at);
}

void country_report(struct country *c, struct home *h)
{
	if (!h->lead || !country_chance(c, BEGAN_WITH_ONE))
		return;
	struct report r = { .team = h->team, .area = h->area, .household = h->id, .state = "taken", .taker = h->opened_by->account, .taken_at = h->opened_at };
	some_report(c, &r, h->opened, h->opened_at - MINUTES(5 + (int)country_below(c, 40)));
	r.about = h->name;
	answered(c, &r, country_between(c, 1, 4));
	bool knows = !strcmp(r.kind, "self") || !strcmp(r.knows, "yes");
	int told = country_between(c, 2, 24);
	if (!knows && h->opened + told < 0)
		r.told_at = country_at(c, h->opened + told, 720);
	forgotten(c, &r);
	h->not_told = !knows && !r.told_at;
	h->report = r.id;
	h->report_at = r.at;
	if (!h->not_told)
		push_view(c, h, &r, knows ? h->opened_at : r.told_at);
	push_report(c, &r, attention_of(c, &r));
}

/* ---- without ---- */

void country_reports_alone(struct country *c, int64_t i)
{
	struct report r = { .state = "answered" };
	country_seed(c, UINT64_C(1) << 40 | (uint64_t)i);
	if (!country_chance(c, ALONE))
		return;
	r.area = &c->area[country_below(c, (uint32_t)c->areas_n)];
	r.team = &c->team[r.area->team];
	bool just_in = country_chance(c, JUST_IN);
	int day = just_in ? -country_between(c, 0, 1) : -country_between(c, 5, DAYS_BACK - 400);
	some_report(c, &r, day, country_at(c, day, 480 + (int)country_below(c, 700)));
	r.about = "een gezin in de straat";
	if (just_in)
		r.state = "new";
	else
		answered(c, &r, country_between(c, 1, 4));
	int told = country_between(c, 6, 27);
	if (!just_in && r.knows && strcmp(r.knows, "yes") != 0 && r.day + told < 0)
		r.told_at = country_at(c, r.day + told, 720);
	forgotten(c, &r);
	push_report(c, &r, attention_of(c, &r));
	arena_reset(c->arena);
}
