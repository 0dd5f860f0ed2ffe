/* Contacts and attempts, and the log of who read and wrote what. */
#include "country_inside.h"

enum { PLANTED_DAYS = 38, PLANTED_ONE_IN = 30, PLANTED_SPAN = 3 };

/* What it was about, for two in three. In one neighbourhood in ten, three beside each other, lately more of it is about income: for the themes to find. */
static const char *about(struct country *c, const struct home *h, moment at)
{
	size_t area = (size_t)(h->area - c->area);
	if (c->now - at < HOURS(24 * PLANTED_DAYS) && area % PLANTED_ONE_IN < PLANTED_SPAN && country_chance(c, 700))
		return "income";
	return country_chance(c, 660) ? PICK(c, COUNTRY_DOMAINS) : NULL;
}

static void push_contact(struct country *c, const struct home *h, bool reached, moment at, const char *note, int next)
{
	static const char *const kinds[] = { "visit", "phone", "message", "office", "school", "street", "meeting" };
	const struct country_staff *by = h->before && at < h->lead_at ? h->before : h->lead ? h->lead : h->opened_by;
	id64 id = country_id(c);
	put_row_of(c, h, T_CONTACT, id);
	put_text(c, kinds[reached ? country_below(c, 7) : 1 + country_below(c, 2)]);
	put_bool(c, reached);
	put_id(c, at);
	put_sealed(c, &h->key, "contact.note", id, note);
	put_sealed(c, &h->key, "contact.with_whom", id, reached ? h->body[0].first->text : NULL);
	put_text(c, next ? country_day(c, next) : NULL);
	put_id(c, by->account);
	put_sealed(c, &h->key, "contact.by_name", id, by->name);
	put_text(c, reached ? about(c, h, at) : NULL);
	country_log(c, at, by->account, h->file, "assignment", "/households/{household}/contacts", "changed");
	c->made.contacts++;
}

/* The day of the last contact: lately, for one in ten too long ago. */
static int some_last_day(struct country *c, const struct home *h)
{
	bool late = country_chance(c, 80);
	int last = h->phase < C_SUPPORT ? (late ? -country_between(c, 15, 24) : -country_between(c, 0, 11))
		: h->light ? (late ? -country_between(c, 85, 120) : -country_between(c, 1, 70))
		: late ? -country_between(c, 29, 50) : -country_between(c, 0, 24);
	if (h->phase == C_CLOSED)
		last = h->phase_day[C_CLOSED] - country_between(c, 1, 14);
	return last <= h->opened ? h->opened + (h->opened < 0) : last;
}

/* Tried since, without reaching anybody: the next try stands on the last of them. */
static void some_tries(struct country *c, struct home *h)
{
	if (h->phase >= C_ROUNDING || h->last_day > -4 || !country_chance(c, 70))
		return;
	int n = country_between(c, 1, TRIES_MOST);
	for (int i = 0; i < n; i++) {
		int day = h->last_day + 2 + i * 2 > -1 ? -1 : h->last_day + 2 + i * 2, next = day + 7;
		if (country_weekday(c, next) > 5)
			next += 8 - country_weekday(c, next);
		h->try_at[h->tries++] = country_at(c, day, 600 + 5 * i);
		h->try_next = next;
		push_contact(c, h, false, h->try_at[i], PICK(c, COUNTRY_TRIES), next ? next : 1);
		if (!next)
			h->try_next = 1;
	}
}

void country_past(struct country *c, struct home *h)
{
	if (!h->lead || (h->phase == C_REPORT && country_chance(c, 500))) {
		h->last_day = h->opened;
		return;
	}
	h->last_day = some_last_day(c, h);
	int first = h->opened + 1 < h->last_day ? h->opened + 1 : h->last_day, span = h->last_day - first, n = h->heavy;
	moment before = h->opened_at;
	for (int i = 0; i < n; i++) {
		bool last = i == n - 1, reached = last || !country_chance(c, 120);
		int day = last ? h->last_day : first + (int)((int64_t)span * i / n);
		moment at = country_at(c, day, 540 + (int)country_below(c, 480));
		at = at > before ? at : before + SECONDS(1);
		before = at = at < c->now ? at : c->now;
		if (reached)
			h->contacts_last = at;
		push_contact(c, h, reached, at, reached ? PICK(c, COUNTRY_CONTACTS) : PICK(c, COUNTRY_TRIES), reached ? 0 : day + 7 ? day + 7 : 1);
	}
	some_tries(c, h);
}

/* ---- the log ---- */

void country_log(struct country *c, moment at, id64 account, id64 file, const char *ground, const char *route, const char *action)
{
	put_row(c, T_LOG);
	put_id(c, country_id(c));
	put_id(c, country_id(c));
	put_id(c, at);
	put_id(c, account);
	put_id(c, file);
	put_text(c, ground);
	put_text(c, route);
	put_text(c, action);
	c->made.log++;
}

/* One who reads: mostly who works with them, the family its own plan. */
static void push_read(struct country *c, const struct home *h)
{
	static const char *const routes[] = { "/households/{household}", "/today", "/households/{household}/plan", "/households/{household}/log" };
	int from = h->phase == C_CLOSED ? h->phase_day[C_CLOSED] - 30 : -200;
	moment at = country_at(c, country_between(c, from < h->opened ? h->opened : from, h->phase == C_CLOSED ? h->phase_day[C_CLOSED] : 0),
		480 + (int)country_below(c, 600));
	if (at < h->opened_at)
		at = h->opened_at;
	if (h->family && at > h->family_since && country_chance(c, 400)) {
		country_log(c, at, h->family, h->file, "family", country_chance(c, 500) ? "/our/plan" : "/our", "read");
		return;
	}
	const struct country_staff *by = h->before && at < h->lead_at ? h->before : h->lead ? h->lead : h->opened_by;
	country_log(c, at, by->account, h->file, "assignment", routes[country_below(c, 4)], "read");
}

/* As many as bring contacts, reports and log to what was asked, in step with the households; a household that asked much leaves the ones after it fewer. */
void country_reads(struct country *c, struct home *h, int64_t done)
{
	enum { AT_ONCE = 40 };
	int64_t wanted = (int64_t)((double)c->size.rows * (double)done / (double)c->size.households);
	bool last = done == c->size.households;
	for (int i = 0; (last || i < AT_ONCE) && c->made.contacts + c->made.reports + c->made.log < wanted; i++)
		push_read(c, h);
}
