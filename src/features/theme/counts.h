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

/* A total of counts that stand beside it. Households live in one area, the same reporter may speak of several: of these the most. */
struct count_total { int64_t n, households, reporters, shown; size_t hidden; };
void count_total_add(struct count_total *, int64_t n, int64_t households, int64_t reporters);
/* As count_words(), but where exactly one of the counts is "enkele", taking the others from the total would tell it: "25 en enkele". */
const char *count_total_words(struct arena *, const struct lang *, const struct count_total *);
/* The same for a total that may be taken from others too (per area and per life domain, a district in a town): exact only when each count in it is, so that it
 * tells nothing that does not stand beside it: "25 en enkele". */
const char *count_sum_words(struct arena *, const struct lang *, const struct count_total *);
/* The same where the total is known from elsewhere: beside a single count that is not exact, the smallest other one is not either. */
void count_keep_apart(const int64_t *n, bool *exact, size_t);
#endif
