/* What the files of the country share. Nobody else includes it. */
#ifndef NABIJ_DEMO_COUNTRY_INSIDE_H
#define NABIJ_DEMO_COUNTRY_INSIDE_H
#include "../../../platform/db/load.h"
#include "country.h"
#include "demo.h"

enum {
	DAYS_BACK = 2600, DAYS_AHEAD = 500,          /* the days that anything lies on, around today */
	PEOPLE_MOST = 10, GOALS_IN_PLAN = 4, STEPS_IN_GOAL = 4, TRIES_MOST = 2, TOKENS_OF_NAME = 26, KEYS_AT_ONCE = 20000,
};

/* ---- rows ---- */

enum country_table {
	T_FILE, T_TEAM, T_ACCOUNT, T_ACCESS, T_CREDENTIAL, T_TOKEN, T_LOG, T_TEAM_AREA, T_TEAM_MEMBER, T_HOUSEHOLD, T_PERSON, T_CUSTODY, T_TIE,
	T_HISTORY, T_PHASE_CHANGE, T_PROFESSIONAL_CHANGE, T_DOMAIN_NOTE, T_DOMAIN_VIEW, T_NAME_TOKEN, T_PLAN, T_WISH, T_GOAL, T_STEP, T_AGREEMENT,
	T_REVIEW, T_REVIEW_WORD, T_REVISION, T_CONTACT, T_REPORT, T_ATTENTION, T_LIGHT_QUESTION, TABLES
};
extern const struct load_table COUNTRY_TABLES[];     /* in that order; their columns are pushed in the order in which they stand there */

/* ---- what it stands on ---- */

struct country_area { const char *code, *name, *place, *postcode; int64_t people, until; int team; };  /* until: people up to and with this one */
struct country_staff { id64 account; const char *name; const char *kind; int team; };
struct country_team {
	id64 id, inbox;
	struct key key;                      /* of the inbox */
	char prefix[4];
	int first, staff, coordinators;      /* in c->staff: coordinators first, then those who do triage */
	int64_t people;                      /* that live in its areas */
	int64_t numbered, reported;          /* numbers given out */
};

/* A name with the tokens it is found by. */
struct country_name { const char *text; unsigned char token[TOKENS_OF_NAME][HASH_BYTES]; int tokens; };
struct country_names { struct country_name *name; int n; };

struct country {
	struct country_size size;
	struct keystore *keys;
	struct load *load;
	struct arena *keep, *arena;          /* for good; emptied after each household */
	struct err *e;
	atomic_bool stop;
	bool failed;
	moment now;                          /* today's beginning: the whole day gives the same country */
	struct day today;
	moment begins[DAYS_BACK + DAYS_AHEAD + 1];
	char iso[DAYS_BACK + DAYS_AHEAD + 1][11];
	uint64_t random, digest;
	id64 id;
	unsigned char nonce[SEAL_NONCE * 2048];
	size_t nonce_at;
	id64 key_file[KEYS_AT_ONCE];
	struct key key[KEYS_AT_ONCE];
	size_t keys_n;
	struct key directory;                /* of the staff's names */
	const char *password;                /* the one hash */
	struct country_area *area; size_t areas_n;
	struct country_team *team; int teams_n;
	struct country_staff *staff; int staff_n;
	struct country_staff *partner; int partners_n;
	struct country_names first_f, first_m, last;
	struct country_made made;
	int thirty;                          /* in c->staff: who has thirty households, of the team thirty_team */
	int thirty_team, thirty_every, thirty_seen, thirty_given;
	int all_given;                       /* households that the large team's coordinator may read, so far */
	bool family_given;                   /* the known family is there */
};

/* Ids of all that is loaded: far below those of any clock (base/id.h), so that what a broken-off load left can be told apart. */
#define COUNTRY_FIRST_ID ((id64)1 << 32)
#define COUNTRY_LAST_ID ((id64)1 << 42)

id64 country_id(struct country *);
uint32_t country_below(struct country *, uint32_t n);                /* 0 … n-1 */
int country_between(struct country *, int low, int high);            /* both included */
bool country_chance(struct country *, int of_a_thousand);
void country_seed(struct country *, uint64_t what);                  /* chance from here on follows from the seed and `what` alone */
moment country_at(const struct country *, int day, int minute);      /* days from today; what would be today was yesterday afternoon */
const char *country_day(const struct country *, int day);            /* ISO */
moment country_begin(const struct country *, int day);
int country_weekday(const struct country *, int day);

/* A file with a key of its own; the key comes into *key. */
id64 country_file(struct country *, const char *kind, id64 household, id64 person, const char *ground, moment opened, moment closed, moment keep,
	struct key *key);
bool country_keys_write(struct country *);

/* Pushing: into the load and the digest. */
struct home;
void put_row(struct country *, enum country_table);
void put_row_of(struct country *, const struct home *, enum country_table, id64 id);     /* with its first three: the id, the shared file, the household */
void put_int(struct country *, int64_t);
void put_id(struct country *, id64);             /* 0 is NULL, as for moments */
void put_bool(struct country *, bool);
void put_text(struct country *, const char *);
void put_random(struct country *, const char *);
void put_token(struct country *, const unsigned char *);
void put_sealed(struct country *, const struct key *, const char *where, id64 row, const char *text);   /* NULL is NULL */

/* ---- a household ---- */

enum country_phase { C_REPORT, C_KNOW, C_SUPPORT, C_ROUNDING, C_AFTERCARE, C_CLOSED };
extern const char *const COUNTRY_PHASES[];

struct body { id64 id, own_file, account; const struct country_name *first; const char *role; struct day born; int age; };
struct country_step { id64 id; const char *title, *who_kind, *who; id64 account; int at, due, done; moment at_moment, done_at; bool by_family; };
struct country_goal { id64 id; const char *domain, *title, *state; int at; moment at_moment, state_at; struct country_step step[STEPS_IN_GOAL]; int steps; };

struct home {
	id64 id, file;
	struct key key;
	const struct country_area *area;
	struct country_team *team;
	const struct country_staff *lead, *before, *opened_by;
	const struct country_name *last;
	const char *name, *number;
	enum country_phase phase;
	bool light;
	int opened, phase_day[6], handed;            /* days; handed: when the one before handed over */
	moment opened_at, phase_at, closed_at, lead_at, keep_until;
	struct body body[PEOPLE_MOST];
	int bodies, parents;
	int heavy;                                   /* contacts it asks, about */
	id64 family;                                 /* the account of its first person, 0: none */
	const char *family_name;
	moment family_since, family_seen;
	moment contacts_last;                        /* 0: none yet */
	int last_day;
	moment try_at[TRIES_MOST]; int tries, try_next;
	bool has_next; int next_on;
	const char *own_plan; moment own_plan_at; bool agreed;
	struct country_goal goal[GOALS_IN_PLAN]; int goals;
	moment ticked_at; const char *ticked_by;     /* what the family did last and nobody has seen */
	bool not_told; id64 report; moment report_at;
	moment rights_end;                           /* the next end of an owner's access; FOREVER: none to come */
};

bool country_land(struct country *, struct db *);                /* country_land.c: areas, from the store */
void country_staff_make(struct country *);                       /* country_staff.c: teams and who works in them */
void country_names_make(struct country *);                       /* country_names.c */
void country_household(struct country *, int64_t i);             /* country_home.c */
void country_home_rows(struct country *, struct home *);         /* country_home_rows.c: all that is its own but the last row, its own one */
void country_home_row(struct country *, const struct home *, moment look);           /* look: when attention looks at it again; 0: never */
void country_plan(struct country *, struct home *);              /* country_plan.c */
void country_past(struct country *, struct home *);              /* country_past.c: contacts and attempts */
const struct country_area *country_some_area(struct country *);                      /* by its people */
const struct country_staff *country_colleague(struct country *, const struct country_team *);  /* who works with families, but not who has the thirty */
void country_report(struct country *, struct home *);            /* country_report.c: what it began with */
void country_reports_alone(struct country *, int64_t i);         /* reports no household came of */
void country_access(struct country *, id64 account, id64 file, id64 household, const char *ground, bool may_write, moment from, moment until, id64 by);
void country_credential(struct country *, id64 account);
void country_log(struct country *, moment at, id64 account, id64 file, const char *ground, const char *route, const char *action);
void country_questions(struct country *, int64_t households_done);  /* country_desk.c: at the desk, up to those that were asked for */
void country_reads(struct country *, struct home *, int64_t households_done);   /* reading, up to the rows that were asked for */
moment country_attention(struct country *, const struct home *); /* country_attention.c: its rows; when to look again */
struct country_report_state { id64 id; const struct country_team *team; const char *number, *about, *what; moment at, taken_at; int day, answer_by; id64 taker;
	bool to_be_told; };
moment country_attention_new(struct country *, const struct country_report_state *);
moment country_attention_answer(struct country *, const struct country_report_state *);
moment country_attention_inform(struct country *, const struct country_report_state *);

/* ---- words (country_words.c) ---- */

struct country_goal_words { const char *domain, *title; const char *step[STEPS_IN_GOAL]; };
extern const struct country_goal_words COUNTRY_GOALS[];
extern const int COUNTRY_GOALS_N;
#define COUNTRY_LIST(name) extern const char *const name[]; extern const int name##_N
COUNTRY_LIST(COUNTRY_WOMEN); COUNTRY_LIST(COUNTRY_MEN); COUNTRY_LIST(COUNTRY_LASTS); COUNTRY_LIST(COUNTRY_STEMS); COUNTRY_LIST(COUNTRY_ENDS);
COUNTRY_LIST(COUNTRY_CONTACTS); COUNTRY_LIST(COUNTRY_TRIES); COUNTRY_LIST(COUNTRY_HORIZONS); COUNTRY_LIST(COUNTRY_REPORTS);
COUNTRY_LIST(COUNTRY_ANSWERS); COUNTRY_LIST(COUNTRY_STREETS); COUNTRY_LIST(COUNTRY_REASONS); COUNTRY_LIST(COUNTRY_WORRIES);
COUNTRY_LIST(COUNTRY_STRENGTHS); COUNTRY_LIST(COUNTRY_NEXT); COUNTRY_LIST(COUNTRY_REVIEWS); COUNTRY_LIST(COUNTRY_AGREEMENTS);
COUNTRY_LIST(COUNTRY_WISHES); COUNTRY_LIST(COUNTRY_HISTORIES); COUNTRY_LIST(COUNTRY_ORGANISATIONS); COUNTRY_LIST(COUNTRY_DOMAINS);
#define PICK(c, list) ((list)[country_below((c), (uint32_t)list##_N)])
#endif
