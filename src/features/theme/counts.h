/* What is heard in a neighbourhood, as counts: signals (reports, light questions), contacts and worries of a first talk, per area, week, life domain and source.
 * Never a person, a household or an id: those are only looked at while counting, outside the writer, and forgotten with the memory they stood in.
 *
 * What counts, and for how much:
 *   report   each that was not passed on (the row in the other team's inbox counts), per life domain it was marked with
 *   contact  a contact that came about, per domain its note was about (contact.domains)
 *   worry    a worry noted while getting to know each other, with its domain
 *   light    a question at the desk
 * A household that does not want to be counted (household.uncounted) is in none, nor are reports that became its help; language and origin are in none by design:
 * no column for them exists. A report or question without an area counts in its team's first area. An area that was divided since keeps its counts under its own
 * code: what was heard there stays told.
 *
 * `households` and `reporters` are how many different ones a count is made of. Reports that led to no household yet count as one household per reporter, so that
 * somebody who reports the same family five times is not taken for five families.
 *
 * Which weeks are counted anew: the last WEEKS_OPEN. What is older has settled: reports are passed within days, notes are written within weeks. Of the areas of
 * households that changed their mind about being counted since the last time, all weeks are. So a night reads what came in during thirteen weeks, however long
 * the history is: for one municipality by index area by area (area_code/at), for the country once by index on the moment alone (gather.c). */
#ifndef NABIJ_COUNTS_H
#define NABIJ_COUNTS_H
#include "../../platform/db/db.h"
#include "../../platform/web/i18n.h"

enum { WEEKS_OPEN = 13 };

/* A count as a team may read it: exact from five households and two reporters on, "enkele" below, "geen" for none. `exact` may be NULL. */
const char *count_words(struct arena *, const struct lang *, int64_t n, int64_t households, int64_t reporters);
bool count_exact(int64_t n, int64_t households, int64_t reporters);

/* Counts that stand beside each other, and may be beside their total: none that is not told exactly, and no few of them together, may be computed from the rest.
 *   exact    from five households and two reporters on
 *   range    would be exact, but another could be told by it (a neighbour in the same total; `apart`: another page): "10–14"
 *   few      below that: "enkele", one at least
 *   untold   nothing else keeps them apart: that it was heard, no more
 * The reader is taken to know the rule, the total and all that is shown; for each that is not exact at least two numbers remain possible. Where that is not so, the
 * smallest exact one becomes a range, and so on. (That all of a hidden group are told together is looked at too: such a group is a count by itself.) */
enum count_told { COUNT_EXACT, COUNT_RANGE, COUNT_FEW, COUNT_UNTOLD };
struct count_cell {
	int64_t n, households, reporters;        /* the last two 0 where not known: then it is never exact together with others */
	bool exact, apart;
	enum count_told told;                    /* what counts_tell() made of it */
};
void counts_tell(struct count_cell *, size_t, const int64_t *total /* told exactly; NULL: none is */);
const char *count_cell_words(struct arena *, const struct lang *, const struct count_cell *);
void count_cell_window(const struct count_cell *, int64_t *low, int64_t *high);     /* what a reader knows of it by itself */
double count_cell_drawn(const struct count_cell *);      /* as how much it is drawn: a few all alike, a range in its middle */

/* What counts come to, from what is told of each alone: a sum that tells nothing which does not stand beside it. */
struct count_total { int64_t low, high; size_t few, untold; };
void count_total_add(struct count_total *, const struct count_cell *);   /* after counts_tell() */
const char *count_total_words(struct arena *, const struct lang *, const struct count_total *);          /* "25", "25–29", "25 en enkele", "enkele", "geen" */
static inline bool count_total_hidden(const struct count_total *t) { return !t->high && (t->few || t->untold); }
static inline double count_total_drawn(const struct count_total *t) { return (double)(t->low + t->high) / 2; }
#endif
