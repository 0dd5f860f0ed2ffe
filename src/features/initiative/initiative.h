/* Initiatives: rules only, inside a change, by a member of the initiative's team at that moment (else 0 / false); written as NABIJ_ITSELF, since GUARD_TEAM lets
 * nobody else. Texts may be NULL where the field is not required (initiative_entities.h says which); they are words without persons.
 *
 * Nothing blocks moving on, but for the first question: what exists already is answered before plans are made. */
#ifndef NABIJ_INITIATIVE_H
#define NABIJ_INITIATIVE_H
#include "../../platform/db/db.h"

struct initiative_text {
	const char *title, *origin, *area_code, *domain, *about, *for_whom, *languages, *informal, *formal, *sign_up;
	int age_from, age_to, price;             /* -1: not said */
	bool open_to_all;
	id64 theme;                              /* only when it is made; 0: none */
};
/* In phase `idea`; its maker keeps it in sight. 0 when the viewer is in no such team. */
id64 initiative_new(struct slot *, id64 team, const struct initiative_text *);
bool initiative_change(struct slot *, id64 initiative, const struct initiative_text *);
bool initiative_owner(struct slot *, id64 initiative, id64 account);      /* a member of the team */
bool initiative_exists(struct slot *, id64 initiative, const char *choice, const char *word);

enum initiative_moved { INITIATIVE_MOVED, INITIATIVE_NOT_HERE, INITIATIVE_FIRST_QUESTION, INITIATIVE_NO_REASON };
/* Also back, and from done or stopped. Stopping needs a reason. */
enum initiative_moved initiative_move(struct slot *, id64 initiative, const char *phase, const char *reason);

id64 initiative_answer(struct slot *, id64 initiative, const char *asked, const char *speaker, const char *text);
bool initiative_answer_remove(struct slot *, id64 initiative, id64 answer);

struct initiative_part { const char *phase, *party, *which, *degree, *said; };
id64 initiative_part(struct slot *, id64 initiative, const struct initiative_part *);
bool initiative_part_done(struct slot *, id64 initiative, id64 part, const char *done);       /* what was done with what they said */
bool initiative_part_remove(struct slot *, id64 initiative, id64 part);

/* A partner (not one that only reports) or an expert by experience reads along until it is ended. Twice is once. */
id64 initiative_guest(struct slot *, id64 initiative, id64 account);
bool initiative_guest_end(struct slot *, id64 initiative, id64 guest);

/* One tap and, who likes, a word. Anew: what was said before makes place. `asked` of initiative_questions.h. */
bool initiative_reflect(struct slot *, id64 initiative, const char *asked, const char *mark, const char *word);

struct initiative_outcome { const char *choice, *how, *changed, *learned; int families, people; };      /* -1: not said */
bool initiative_outcome(struct slot *, id64 initiative, const struct initiative_outcome *);
id64 initiative_success(struct slot *, id64 initiative, const char *text);
bool initiative_success_remove(struct slot *, id64 initiative, id64 success);
id64 initiative_cost(struct slot *, id64 initiative, const char *what, const char *source, int asked, int spent);     /* -1: not said */
bool initiative_cost_remove(struct slot *, id64 initiative, id64 cost);

/* ---- when and where (initiative_times.c) ---- */

enum { INITIATIVE_MEETINGS_MOST = 60 };      /* of one series: a year and more of weeks */
struct initiative_times {
	struct day first, until;                 /* until: of a series the last day; not known: once */
	int from, to;                            /* minutes of the day, in Amsterdam */
	int every;                               /* days between; 0: once */
	const char *place;
};
enum initiative_time { TIME_FINE, TIME_END_FIRST, TIME_NOT_THERE, TIME_UNTIL_FIRST, TIME_TOO_MANY };
/* What is wrong with it: an end at or before its begin; a time of day that one of the days does not have (the clock goes forward: `day` is that one). */
enum initiative_time initiative_times_check(const struct initiative_times *, struct day *day);
/* Makes the meetings of fine times; returns the first's id. */
id64 initiative_plan(struct slot *, id64 initiative, const struct initiative_times *);
bool initiative_meeting_move(struct slot *, id64 initiative, id64 meeting, const struct initiative_times *, const char *why);
/* And, with `rest`, those of its series that come after it. Called off stays on the page and in the calendar, as such. */
bool initiative_meeting_cancel(struct slot *, id64 initiative, id64 meeting, bool rest, const char *why);
bool initiative_meeting_restore(struct slot *, id64 initiative, id64 meeting);
/* Not before it began. families -1: not said. */
bool initiative_attend(struct slot *, id64 initiative, id64 meeting, int people, int families, const char *word);

/* By anybody, also who is not signed in, at a meeting that is open to all: "I come" before it begins, "I was there" until three days after it. `device`: what the
 * browser calls itself; of it and the meeting only a keyed mark stays, for six weeks. Twice counts once; `taken back` while it can still be said. */
enum initiative_tapped { TAPPED, TAP_TOO_MANY, TAP_NOT_NOW };
enum { INITIATIVE_TAPS_MOST = 400 };         /* of one meeting: what no hall in a neighbourhood holds */
enum initiative_tapped initiative_tap(struct slot *, id64 meeting, const char *device);
bool initiative_untap(struct slot *, id64 meeting, const char *device);
struct blob initiative_mark(struct slot *, id64 meeting, const char *device);
int initiative_forget(struct slot *, int at_most);       /* as the service: marks whose time is over; how many came stays with the meeting. Returns how many */

/* ---- what other pages show (shown.c); one statement, as the viewer ---- */

struct request;
/* Those that answer a theme, the newest first; of them what the viewer may see. */
struct initiative_about { id64 id; const char *title, *phase, *phase_label; };
size_t initiatives_of_theme(struct request *, id64 theme, struct initiative_about **);
#endif
