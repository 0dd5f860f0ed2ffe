/* Teams over the areas, who works in them, and the partners around them. */
#include "country_inside.h"

enum {
	STAFF_OF_A_TEAM = 20, TRIAGE_OF_A_TEAM = 2, HOUSEHOLDS_OF_A_PARTNER = 200, BEGAN = -DAYS_BACK + 60,
	LARGE_MOST = 35, LARGE_OPEN = 20000,         /* the large team: at most so many of a hundred; so many open households */
	OPEN_OF_A_THOUSAND = 600,
};

/* ---- teams ---- */

/* The first team is a large one, so that its coordinator has twenty thousand households, or a third of a smaller country. */
static int64_t people_of_large(const struct country *c, int64_t all)
{
	int64_t wanted = (int64_t)LARGE_OPEN * 1000 / OPEN_OF_A_THOUSAND * 105 / 100;
	int64_t share = c->size.households * LARGE_MOST / 100;
	return (int64_t)((double)all * (double)(wanted < share ? wanted : share) / (double)c->size.households);
}

static void prefix_of(char prefix[4], int i)
{
	for (int letter = 2; letter >= 0; letter--, i /= 26)
		prefix[letter] = (char)('A' + i % 26);
	prefix[3] = 0;
}

/* Neighbourhoods in the order of their codes, so that a team's lie together; a new team where the one before has its share of the people. */
static void cut(struct country *c)
{
	int wanted = (int)(c->size.professionals / STAFF_OF_A_TEAM) + 2;
	int64_t all = c->area[c->areas_n - 1].until, share = people_of_large(c, all), rest = wanted > 1 ? (all - share) / (wanted - 1) + 1 : all;
	c->team = ARENA_ARRAY(c->keep, struct country_team, wanted + 1);
	for (size_t i = 0; i < c->areas_n; i++) {
		struct country_area *a = &c->area[i];
		if ((!i || a->until - a->people / 2 > share) && c->teams_n < wanted) {
			share = i ? a->until - a->people + rest : share;
			prefix_of(c->team[c->teams_n].prefix, c->teams_n);
			c->teams_n++;
		}
		a->team = c->teams_n - 1;
		c->team[a->team].people += a->people;
	}
}

static void push_team(struct country *c, struct country_team *t, const struct country_area *first)
{
	moment began = country_begin(c, BEGAN);
	t->id = country_id(c);
	t->inbox = country_file(c, "inbox", 0, 0, "Jeugdwet 2.6; Wmo 2.3.2", began, 0, 0, &t->key);
	put_row(c, T_TEAM);
	put_id(c, t->id);
	put_text(c, arena_printf(c->arena, "Team %s, %s", first->name, first->place));
	put_text(c, t->prefix);
	put_id(c, t->inbox);
	put_text(c, "085 130 50 00");
	put_text(c, "maandag tot en met vrijdag, 9.00 tot 17.00 uur");
	put_int(c, 3);
	put_int(c, 5);
}

static void push_team_area(struct country *c, const struct country_area *a)
{
	put_row(c, T_TEAM_AREA);
	put_id(c, country_id(c));
	put_id(c, c->team[a->team].id);
	put_text(c, a->code);
}

static void make_teams(struct country *c)
{
	cut(c);
	for (size_t i = 0; i < c->areas_n; i++) {
		if (!i || c->area[i].team != c->area[i - 1].team)
			push_team(c, &c->team[c->area[i].team], &c->area[i]);
		push_team_area(c, &c->area[i]);
		arena_reset(c->arena);
	}
}

/* ---- people ---- */

void country_credential(struct country *c, id64 account)
{
	put_row(c, T_CREDENTIAL);
	put_id(c, country_id(c));
	put_id(c, account);
	put_random(c, c->password);
	put_bool(c, false);
}

void country_access(struct country *c, id64 account, id64 file, id64 household, const char *ground, bool may_write, moment from, moment until, id64 by)
{
	put_row(c, T_ACCESS);
	put_id(c, country_id(c));
	put_id(c, account);
	put_id(c, file);
	put_id(c, household);
	put_text(c, ground);
	put_bool(c, may_write);
	put_id(c, from);
	put_id(c, until);
	put_id(c, by);
}

static const char *somebody(struct country *c)
{
	const struct country_names *first = country_chance(c, 650) ? &c->first_f : &c->first_m;
	return arena_printf(c->keep, "%s %s", first->name[country_below(c, (uint32_t)first->n)].text, c->last.name[country_below(c, (uint32_t)c->last.n)].text);
}

struct worker { const char *kind, *partner_kind, *login, *profession, *organisation; id64 team; };

static struct country_staff push_worker(struct country *c, const struct worker *w, int team)
{
	struct key unused;
	moment began = country_begin(c, BEGAN);
	struct country_staff s = { .name = somebody(c), .kind = w->kind, .team = team };
	id64 own = country_file(c, "own", 0, 0, NULL, began, 0, 0, &unused);
	s.account = country_id(c);
	put_row(c, T_ACCOUNT);
	put_id(c, s.account);
	put_id(c, DIRECTORY_FILE);
	put_id(c, own);
	put_text(c, w->kind);
	put_text(c, w->partner_kind);
	put_text(c, w->login);
	put_sealed(c, &c->directory, "account.name", s.account, s.name);
	put_sealed(c, &c->directory, "account.profession", s.account, w->profession);
	put_sealed(c, &c->directory, "account.organisation", s.account, w->organisation);
	put_text(c, NULL);
	put_id(c, w->team);
	put_id(c, 0);
	put_text(c, NULL);
	put_id(c, began);
	put_id(c, FOREVER);
	country_credential(c, s.account);
	crypt_wipe(&unused, sizeof unused);
	return s;
}

/* In the team, and where that goes with it at its inbox: as team_member_set() does. */
static void push_member(struct country *c, const struct country_team *t, const struct country_staff *s, bool triage)
{
	moment began = country_begin(c, BEGAN);
	bool coordinates = !strcmp(s->kind, "coordinator");
	put_row(c, T_TEAM_MEMBER);
	put_id(c, country_id(c));
	put_id(c, t->id);
	put_id(c, s->account);
	put_text(c, s->kind);
	put_bool(c, triage);
	put_id(c, began);
	put_id(c, FOREVER);
	if (!triage && !coordinates)
		return;
	country_access(c, s->account, t->inbox, 0, "triage", true, began, FOREVER, 0);
}

static void make_team_staff(struct country *c, int team)
{
	struct country_team *t = &c->team[team];
	for (int i = 0; i < t->staff; i++) {
		bool coordinates = i < t->coordinators, specialist = !coordinates && i % 7 == 6;
		struct worker w = { .kind = coordinates ? "coordinator" : specialist ? "specialist" : "professional", .team = t->id,
			.profession = coordinates ? "coördinator" : specialist ? "jeugdarts" : "maatschappelijk werker",
			.login = arena_printf(c->arena, "%c%05d", coordinates ? 'c' : 'v', t->first + i) };
		if (!team && !i)
			w.login = "coordinator";
		if (t->first + i == c->thirty)
			w.login = "professional";
		c->staff[t->first + i] = push_worker(c, &w, team);
		push_member(c, t, &c->staff[t->first + i], !coordinates && i < t->coordinators + TRIAGE_OF_A_TEAM);
		arena_reset(c->arena);
	}
}

/* By the people they work for, to the last one as many as asked; a team has at least three. */
static void share_out(struct country *c)
{
	int64_t all = c->area[c->areas_n - 1].until, people = 0, given = 0;
	for (int i = 0; i < c->teams_n; i++) {
		struct country_team *t = &c->team[i];
		people += t->people;
		int64_t until = (int64_t)((double)c->size.professionals * (double)people / (double)all + 0.5);
		int professionals = (int)(until - given < 3 ? 3 : until - given);
		given += professionals;
		t->coordinators = i ? 1 : 2;
		t->staff = professionals + t->coordinators;
		t->first = c->staff_n;
		c->staff_n += t->staff;
		c->made.professionals += professionals;
	}
}

static void make_partners(struct country *c)
{
	static const char *const kinds[] = { "school", "health", "childcare", "welfare", "club", "health", "welfare", "volunteers" };
	int64_t n = c->size.households / HOUSEHOLDS_OF_A_PARTNER + 4;
	c->partner = ARENA_ARRAY(c->keep, struct country_staff, n);
	for (; c->partners_n < n; c->partners_n++) {
		int which = (int)country_below(c, (uint32_t)COUNTRY_ORGANISATIONS_N);
		struct worker w = { .kind = "partner", .partner_kind = kinds[which], .organisation = COUNTRY_ORGANISATIONS[which], .profession = "contactpersoon",
			.login = c->partners_n ? arena_printf(c->arena, "p%05d", c->partners_n) : "partner" };
		c->partner[c->partners_n] = push_worker(c, &w, c->partners_n % c->teams_n);
		arena_reset(c->arena);
	}
}

static void note_login(struct country *c, int i, const char *kind, const char *login, const char *about)
{
	c->made.login[i].kind = kind;
	c->made.login[i].login = login;
	snprintf(c->made.login[i].about, sizeof c->made.login[i].about, "%s", about);
}

static void make_others(struct country *c)
{
	static const char *const kinds[] = { "policy", "privacy", "manager" };
	for (int i = 0; i < 3; i++) {
		push_worker(c, &(struct worker){ .kind = kinds[i], .login = kinds[i] }, -1);
		note_login(c, 4 + i, kinds[i], kinds[i], "");
	}
	note_login(c, 3, "partner", "partner", "reports");
	note_login(c, 0, "professional", "professional", "");
	note_login(c, 1, "coordinator", "coordinator", "");
	note_login(c, 2, "resident", "resident", "");
}

/* Whose thirty households the measuring looks at: of the second team, one who does no triage. Spread over the households of the team, so that they do
 * not lie together. */
static void choose_thirty(struct country *c)
{
	c->thirty_team = c->teams_n > 1;
	const struct country_team *t = &c->team[c->thirty_team];
	double open = (double)c->size.households * (double)t->people / (double)c->area[c->areas_n - 1].until * OPEN_OF_A_THOUSAND / 1000;
	c->thirty = t->first + t->staff - 1;
	c->thirty_every = open > 140 ? (int)(open / 70) : 1;
}

void country_staff_make(struct country *c)
{
	country_seed(c, 1);
	make_teams(c);
	share_out(c);
	c->staff = ARENA_ARRAY(c->keep, struct country_staff, c->staff_n);
	choose_thirty(c);
	for (int i = 0; i < c->teams_n; i++)
		make_team_staff(c, i);
	make_partners(c);
	make_others(c);
	c->made.teams = c->teams_n;
	c->made.areas = (int64_t)c->areas_n;
}
