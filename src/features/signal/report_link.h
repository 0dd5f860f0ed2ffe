/* The standing link of an organisation: a poster in the canteen, a QR code, an address. Who follows it reports without an account, with the
 * organisation and its place filled in already (report_form.c); the link opens nothing else.
 *
 * It belongs to a team: the row lies in the file of the team's inbox, so only who reads new reports there finds it. The token is looked up by
 * its hash; the token itself, which the poster needs, is sealed under that file, so that the database alone makes no poster.
 *
 * What keeps a link from flooding a team, weighed so that a person always gets through and nothing that was sent gets lost:
 *
 *   1. A try that looks like a program's (the field that people do not see is filled in; sent within LINK_TOO_FAST seconds after the first page)
 *      is not refused: it is asked to type over a word. So is everybody once LINK_ASKS came by the link within LINK_WINDOW. What was typed stays.
 *      Tries that looked so and typed no word are counted (doubts), with the link and above the list of signals; an address that keeps trying waits longer
 *      and longer.
 *   2. From LINK_HOLDS within LINK_WINDOW on a report goes into the queue of this link (held.c) instead of into the inbox: it has its number, receipt and
 *      promised date as any other, it is counted and shown nowhere else, and no other reporter notices. The team sees one line, "870 meldingen via
 *      deze link wachten", and lets in or throws out. Thrown out, its reporter reads that too, with a number to call.
 *   3. A queue of LINK_QUEUE is full: who sends then is told to wait, or to call; what was typed stays on the page.
 *
 * What waits, and tries that were counted, ask who does triage for a look on Today, until the queue is empty and the tries were seen
 * (monitor/attention_link.c).
 *
 * The link is counted under its own row's lock, so also two at once on two nodes. */
#ifndef NABIJ_REPORT_LINK_H
#define NABIJ_REPORT_LINK_H
#include "signal.h"

enum { LINK_WINDOW = 10 /* minutes */, LINK_ASKS = 12, LINK_HOLDS = 30, LINK_QUEUE = 1000, LINK_TOO_FAST = 3 /* seconds */, LINK_MONTHS = 12 };

enum link_state { LINK_NONE, LINK_OPEN, LINK_PAUSED, LINK_ENDED };
struct report_link {
	id64 id, file, team;
	const char *organisation, *kind, *area_code, *place;
	moment until, paused, ended;
};
/* By the token on the poster, whoever the viewer is. */
enum link_state report_link_find(struct slot *, const char *token, struct report_link *);

struct report_link_new { id64 team; const char *organisation, *kind, *area_code, *place, *email; struct day until; };
/* By who may write in the team's inbox; 0 when that is not the viewer. */
id64 report_link_make(struct slot *, const struct report_link_new *);
/* Each false when the link is not there for the viewer, or has ended (only an ended one can be begun again: by renewing it). */
bool report_link_pause(struct slot *, id64 link);
bool report_link_resume(struct slot *, id64 link);
bool report_link_renew(struct slot *, id64 link);        /* LINK_MONTHS from today, also when it had ended */
bool report_link_end(struct slot *, id64 link);
bool report_link_replace(struct slot *, id64 link);      /* another token: what is on paper works no longer */
bool report_link_move(struct slot *, id64 link, const char *area_code, const char *place);
bool report_link_seen(struct slot *, id64 link);         /* the team saw the doubts: counted from nothing again */

enum link_pace { PACE_COMES_IN, PACE_ASKS, PACE_HOLDS, PACE_FULL };
/* How busy it is, this one counted in; its row stays locked until the change ends. */
enum link_pace report_link_pace(struct slot *, const struct report_link *);
/* One more try that looked like a program's. */
void report_link_doubt(struct slot *, id64 link);

/* ---- what waits behind it: held.c ---- */
/* As report_receive(), into the queue: receipt->report is 0. */
bool report_hold(struct slot *, const struct report_link *, const struct report_new *, struct report_receipt *);
/* What was said, from report_held.words; false when it is empty: thrown out. */
bool report_held_words(struct arena *, const char *text, struct report_new *);
/* By who reads the inbox: these of what waits behind the link into it, with the number and day that were promised. How many came. */
int report_let_in(struct slot *, id64 link, const id64 *held, int n);
/* All that waits behind the link is a program's: its words go, its reporters read so. Returns how many, at most LINK_QUEUE. */
int report_throw_out(struct slot *, id64 link);
/* What was thrown out six weeks ago: its reporter's link ends. As the service; how many. */
int report_held_forget(struct slot *, int at_most);
#endif
