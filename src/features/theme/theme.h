/* Themes: what many meet at once in some neighbourhoods, found by counting, and what a team does with it (Krachten bundelen 3.4: connect single questions).
 *
 * How they are found. Each night, per municipality and life domain, with the counts of counts.h (src/detect does the statistics, docs/statistics.md tells them):
 *   scan    a prospective space-time permutation scan (windows of 1 to 8 weeks that last until now, circles of at most half of what was heard) over the
 *           neighbourhoods and the last 26 weeks: where, and since when, is more heard than chance brings?
 *   rise    per neighbourhood, its own last whole week beside the same weeks of the years before (flexible Farrington), or, with less than two years, beside the
 *           weeks before (EARS C2): for what a circle does not see.
 * Something is a theme when chance alone would bring one like it, in this municipality and life domain, less than once a year (all circles and windows counted in; for
 * a rise all neighbourhoods), and when at least three households are in it: one family's busy month is no theme. Over all seven domains a municipality may so see one
 * by chance every two months, a team far less: therefore the other explanation is asked first.
 * With fewer than thirty counts in 26 weeks, or fewer than three neighbourhoods, nothing is calculated of that domain: the team reads what was heard as it is.
 * A theme is of the team that works in its middle neighbourhood.
 *
 * The same cause (cause.c): the same domain and team, an area in common, and weeks that touch within a quarter. Found again, its row is renewed: counts, areas, weeks;
 * never its state, words, owner. One that was laid aside stays so, and only counts that it was found again; it comes back as "found" when it is clearly
 * stronger: at least twice the excess (observed above expected) it was laid aside with, and five more. After a quarter without it, a new one is a new theme.
 *
 * What a team does (theme.c): the other explanation first (one reporter more active, a new school, …), then picked up (a title of its own, an owner, a next day,
 * which stands on that person's Today), watched until a day, or laid aside with a reason. All of it stays told in theme_event. */
#ifndef NABIJ_THEME_H
#define NABIJ_THEME_H
#include "../../detect/detect.h"
#include "counts.h"
#include "heard.h"
#include "quarters.h"

/* ---- the night's work ---- */

/* All municipalities where a team works, or one ("GM0193"): counts, finds, keeps. `work` may be NULL; its stop ends between two steps with what was done kept.
 * `found` (may be NULL): how many new themes. */
bool themes_look(struct db *, moment now, const char *municipality, struct detect_work *, int *found, struct err *);
/* The job: what people asked to look at now, and since 02.00 the night's turn of every municipality; some seconds of work, then more at the next call. */
int themes_job(struct db *, struct arena *, moment now);

/* ---- what a team does; false when it is not there for the viewer, or not in a state for it ---- */

bool theme_explain(struct slot *, id64 theme, const char *explanation, const char *word);
struct theme_plan { const char *title; id64 owner; struct day next_on; };
bool theme_pick_up(struct slot *, id64 theme, const struct theme_plan *);        /* after theme_explain(); again: changes title, owner, day */
bool theme_watch(struct slot *, id64 theme, struct day until);
bool theme_lay_aside(struct slot *, id64 theme, const char *reason);
bool theme_reopen(struct slot *, id64 theme);    /* laid aside or watched: found again */

/* Asks to look now at where this team works; false when a look of this team is still going on. */
bool theme_look_ask(struct slot *, id64 team);
bool theme_look_stop(struct slot *, id64 team);

/* ---- for other parts ---- */

/* What is said of a theme elsewhere, to who may see it (false otherwise): its own title, else the life domain in words; the area in its middle; how many were
 * heard, 0 while those are too few to say exactly. */
struct theme_about { const char *name, *domain, *area; int64_t heard; };
bool theme_about(struct slot *, const struct lang *, id64 theme, struct theme_about *);
const char *theme_path(struct arena *, id64 theme);              /* "/themes/123" */
const char *theme_expected(struct arena *, const struct lang *, double);        /* how many were to be expected; when few in tenths: "0,7" says more than "1" */
#endif
