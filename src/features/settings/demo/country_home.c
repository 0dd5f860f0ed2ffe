/* A household: who they are, who works with them, what became of it, and who may see it. */
#include "../../household/household.h"
#include "country_inside.h"

const char *const COUNTRY_PHASES[] = { "report", "getting_to_know", "support", "rounding_off", "aftercare", "closed" };

enum { THIRTY = 30, ALL_OF_TEAM = 20000, COMMON_LAST = 450, HANDED_OVER = 120, FAMILY_SIGNS_IN = 100, DAYS_KEPT_OPEN = 14, YEARS_KEPT = 20 };

/* ---- what became of it ---- */

static enum country_phase some_phase(struct country *c)
{
	static const struct { int until; enum country_phase phase; } spread[] = {
		{ 50, C_REPORT }, { 140, C_KNOW }, { 460, C_SUPPORT }, { 540, C_ROUNDING }, { 600, C_AFTERCARE }, { 1000, C_CLOSED } };
	int roll = (int)country_below(c, 1000), i = 0;
	while (roll >= spread[i].until)
		i++;
	return spread[i].phase;
}

/* How many contacts it asks: for most a few, for one in seventy a hundred. */
static int some_weight(struct country *c)
{
	int roll = (int)country_below(c, 1000);
	return roll < 700 ? country_between(c, 1, 2) : roll < 920 ? country_between(c, 3, 6) : roll < 985 ? country_between(c, 8, 25) : country_between(c, 40, 120);
}

/* From opening on each phase takes its share of the time gone by; what is heavy goes on for longer. */
static void some_time(struct country *c, struct home *h)
{
	static const int least[] = { 0, 8, 45, 150, 260, 60 }, most[] = { 4, 30, 420, 500, 620, 2400 };
	static const int share[][6] = { { 100 }, { 100, 72 }, { 100, 96, 88 }, { 100, 97, 92, 9 }, { 100, 97, 92, 30, 12 }, { 100, 97, 92, 60, 52, 45 } };
	int age = country_between(c, least[h->phase], most[h->phase]);
	if (h->heavy > 30 && h->phase >= C_SUPPORT)
		age = country_between(c, 500, DAYS_BACK - 200);
	h->opened = -age;
	for (int p = 0; p <= (int)h->phase; p++)
		h->phase_day[p] = -(age * share[h->phase][p] / 100);
	h->opened_at = country_at(c, h->opened, 540 + (int)country_below(c, 400));
	h->phase_at = h->phase == C_REPORT ? h->opened_at : country_at(c, h->phase_day[h->phase], 600 + (int)country_below(c, 300));
	if (h->phase_at < h->opened_at)
		h->phase_at = h->opened_at;
	if (h->phase == C_CLOSED) {
		h->closed_at = h->phase_at;
		h->keep_until = day_begin(day_add_months(day_of(h->closed_at), 12 * YEARS_KEPT));
	}
}

/* ---- where, and with whom ---- */

const struct country_area *country_some_area(struct country *c)
{
	int64_t all = c->area[c->areas_n - 1].until, person = (int64_t)((double)country_below(c, UINT32_MAX) / (double)UINT32_MAX * (double)(all - 1)) + 1;
	size_t low = 0, high = c->areas_n - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (c->area[middle].until < person)
			low = middle + 1;
		else
			high = middle;
	}
	return &c->area[low];
}

/* Random to look at, each once: a walk over all numbers with a stride that has no factor in common with them. */
static const char *some_number(struct country *c, struct country_team *t)
{
	double expected = (double)c->size.households * (double)t->people / (double)c->area[c->areas_n - 1].until;
	int digits = expected < 3000 ? 4 : expected < 300000 ? 6 : 8;
	int64_t range = digits == 4 ? 10000 : digits == 6 ? 1000000 : 100000000;
	int64_t n = (t->numbered++ * (range * 61 / 100 / 10 * 10 + 3) + (int64_t)(t->id % 9973)) % range;
	return arena_printf(c->arena, "%s%0*lld", t->prefix, digits, (long long)n);
}

/* Anybody of the team who works with families, but not who has the thirty. */
const struct country_staff *country_colleague(struct country *c, const struct country_team *t)
{
	int n = t->staff - t->coordinators, i = t->first + t->coordinators + (int)country_below(c, (uint32_t)n);
	return &c->staff[i == c->thirty ? i - 1 : i];
}

static void some_people(struct country *c, struct home *h)
{
	int roll = (int)country_below(c, 1000), kids, parents = 1;
	if (roll < 380)
		kids = 0;
	else if (roll < 640)
		kids = 0, parents = 2;
	else if (roll < 800)
		kids = country_between(c, 1, 2);
	else if (roll < 970)
		kids = country_between(c, 1, 3), parents = 2;
	else
		kids = country_between(c, 4, 6), parents = 2;
	if (h->heavy > 30 && !kids)
		kids = country_between(c, 1, 4);
	int age = kids ? country_between(c, 24, 48) : country_between(c, 19, 84);
	h->parents = parents;
	for (int i = 0; i < parents + kids; i++) {
		struct body *b = &h->body[h->bodies++];
		bool woman = i ? country_chance(c, 500) : country_chance(c, 700);
		const struct country_names *first = woman ? &c->first_f : &c->first_m;
		b->first = &first->name[country_below(c, (uint32_t)first->n)];
		b->age = i < parents ? age + (i ? country_between(c, age > 22 ? -4 : 0, 6) : 0) : country_between(c, 0, age - 19 < 17 ? age - 19 : 17);
		b->role = i < parents ? (kids ? "parent" : "adult") : "child";
		b->born = day_add(c->today, -(b->age * 36525 / 100 + 1 + (int)country_below(c, 364)));
	}
}

static void some_name(struct country *c, struct home *h)
{
	int n = country_chance(c, COMMON_LAST) ? COUNTRY_LASTS_N : c->last.n;
	h->last = &c->last.name[country_below(c, (uint32_t)n)];
	h->name = h->bodies > h->parents ? arena_printf(c->arena, "Gezin %s", h->last->text) : h->last->text;
}

/* ---- who works with them ---- */

/* The known family first, then open households of the team at even distances, so that they do not lie together. */
static bool for_the_thirty(struct country *c, const struct home *h)
{
	if (h->team != &c->team[c->thirty_team] || h->phase == C_CLOSED || h->phase == C_REPORT || c->thirty_given >= THIRTY)
		return false;
	if (!c->family_given)
		return h->phase == C_SUPPORT && h->bodies > h->parents;
	return c->thirty_seen++ % c->thirty_every == 0;
}

static void some_lead(struct country *c, struct home *h)
{
	if (for_the_thirty(c, h)) {
		h->lead = &c->staff[c->thirty];
		c->thirty_given++;
	} else if (h->phase != C_REPORT || !country_chance(c, 30)) {
		h->lead = country_colleague(c, h->team);
	}
	h->lead_at = h->opened_at;
	h->opened_by = h->lead ? h->lead : &c->staff[h->team->first];
	h->rights_end = FOREVER;
	if (!h->lead || h->phase < C_SUPPORT || h->opened > -60 || !country_chance(c, HANDED_OVER))
		return;
	h->before = h->opened_by = country_colleague(c, h->team);
	h->handed = country_between(c, h->opened + 20, h->phase_day[h->phase] < -6 ? h->phase_day[h->phase] - 1 : -6);
	if (h->before == h->lead || h->handed <= h->opened)
		h->before = NULL, h->opened_by = h->lead;
	else
		h->lead_at = country_at(c, h->handed, 610);
}

static void some_family(struct country *c, struct home *h)
{
	bool known = h->lead == &c->staff[c->thirty] && !c->family_given;
	if (h->phase < C_KNOW || !(known || country_chance(c, FAMILY_SIGNS_IN)))
		return;
	h->family_since = country_at(c, h->phase_day[C_KNOW] + (h->phase > C_KNOW), 700);
	h->family = country_id(c);
	h->family_name = arena_printf(c->arena, "%s %s", h->body[0].first->text, h->last->text);
	h->body[0].account = h->family;
	struct key unused;
	id64 own = country_file(c, "own", 0, 0, NULL, h->family_since, 0, 0, &unused);
	put_row(c, T_ACCOUNT);
	put_id(c, h->family);
	put_id(c, h->file);
	put_id(c, own);
	put_text(c, "resident");
	put_text(c, NULL);
	put_text(c, known ? "resident" : arena_printf(c->arena, "g%lld", (long long)h->id));
	put_sealed(c, &h->key, "account.name", h->family, h->family_name);
	for (int i = 0; i < 3; i++)
		put_text(c, NULL);
	put_id(c, 0);
	put_id(c, h->body[0].id);
	put_text(c, NULL);
	put_id(c, h->family_since);
	put_id(c, FOREVER);
	country_credential(c, h->family);
	crypt_wipe(&unused, sizeof unused);
	c->family_given = c->family_given || known;
}

/* ---- rights, as privacy/access.c and family.c give them ---- */

static void note_end(const struct country *c, struct home *h, moment until)
{
	if (until > c->now && until < h->rights_end)
		h->rights_end = until;
}

static void let_in(struct country *c, struct home *h, const struct country_staff *who, moment from, moment until, const struct country_staff *by)
{
	country_access(c, who->account, h->file, h->id, "assignment", true, from, until, by->account);
	for (int i = 0; i < h->bodies; i++)
		country_access(c, who->account, h->body[i].own_file, h->id, "assignment", true, from, until, by->account);
	note_end(c, h, until);
}

static void let_staff_in(struct country *c, struct home *h)
{
	moment end = h->phase == C_CLOSED ? country_begin(c, h->phase_day[C_CLOSED] + DAYS_KEPT_OPEN + 1) : FOREVER;
	if (h->before)
		let_in(c, h, h->before, h->opened_at, country_begin(c, h->handed + DAYS_KEPT_OPEN + 1), h->before);
	if (h->lead)
		let_in(c, h, h->lead, h->lead_at, end, h->opened_by);
	if (h->team == c->team && h->phase != C_CLOSED && c->all_given < ALL_OF_TEAM) {
		country_access(c, c->staff[0].account, h->file, h->id, "consult", false, h->opened_at, FOREVER, h->opened_by->account);
		c->all_given++;
	}
}

static void let_family_in(struct country *c, struct home *h)
{
	if (!h->family)
		return;
	country_access(c, h->family, h->body[0].own_file, h->id, "family", true, h->family_since, FOREVER, 0);
	country_access(c, h->family, h->file, h->id, "family", true, h->family_since, FOREVER, 0);
	for (int i = h->parents; i < h->bodies; i++) {
		moment until = day_begin(day_birthday(h->body[i].born, 16));
		if (until > h->family_since)
			country_access(c, h->family, h->body[i].own_file, h->id, "family", false, h->family_since, until, 0);
	}
}

/* ---- what comes next ---- */

static void some_next(struct country *c, struct home *h)
{
	int roll = (int)country_below(c, 1000);
	if (h->phase == C_CLOSED || roll < 80)
		return;
	h->has_next = true;
	h->next_on = h->light ? country_between(c, 2, 60) : country_between(c, 0, 21);
	if (roll < 140 && h->last_day < -3)
		h->next_on = country_between(c, h->last_day + 1 < -12 ? -12 : h->last_day + 1, -1);
	if (h->next_on >= 0 && country_weekday(c, h->next_on) > 5)
		h->next_on += 2;
}

/* ---- all of it ---- */

static void make_files(struct country *c, struct home *h)
{
	struct key unused;
	h->id = country_id(c);
	h->file = country_file(c, "shared", h->id, 0, "Jeugdwet 7.3.8", h->opened_at, h->closed_at, h->keep_until, &h->key);
	for (int i = 0; i < h->bodies; i++) {
		h->body[i].id = country_id(c);
		h->body[i].own_file = country_file(c, "person", h->id, h->body[i].id, "Jeugdwet 7.3.8", h->opened_at, h->closed_at, h->keep_until, &unused);
	}
	crypt_wipe(&unused, sizeof unused);
}

void country_household(struct country *c, int64_t i)
{
	struct home h = { 0 };
	country_seed(c, 16 + (uint64_t)i);
	h.phase = some_phase(c);
	h.heavy = some_weight(c);
	h.light = h.phase == C_SUPPORT && country_chance(c, 200);
	some_time(c, &h);
	h.area = country_some_area(c);
	h.team = &c->team[h.area->team];
	h.number = some_number(c, h.team);
	some_people(c, &h);
	some_name(c, &h);
	make_files(c, &h);
	some_lead(c, &h);
	some_family(c, &h);
	country_report(c, &h);
	let_staff_in(c, &h);
	let_family_in(c, &h);
	country_home_rows(c, &h);
	country_past(c, &h);
	some_next(c, &h);
	country_plan(c, &h);
	country_home_row(c, &h, country_attention(c, &h));
	country_reads(c, &h, i + 1);
	c->made.open += h.phase != C_CLOSED;
	crypt_wipe(&h.key, sizeof h.key);
	arena_reset(c->arena);
}
