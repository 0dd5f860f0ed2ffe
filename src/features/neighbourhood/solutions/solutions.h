/* Problem, solution, did it fit: what teams learn from their own work without an extra word typed (Krachten bundelen 3.1: frequent problems and chosen solutions are
 * monitored). A goal says the problem (its life domain), its steps say what was chosen (who did them: the family, its network, a professional, a partner),
 * and it fitted when the goal was reached, when it was no longer needed, or by the numbers given when looking back.
 *
 * Counted each night, outside the writer, team by team; what differs is written to solution_count (counts of goals, households and professionals, never
 * who), so that a page reads a dozen rows. A neighbourhood's row holds the goals worked on in the past year, as do its district's and its
 * municipality's. A goal whose steps were done by several counts with each of them, and once with "all". (What leaves the team is counted apart: monitor/published_figures.h.) A neighbourhood that was divided counts where it lies now; a
 * household that does not want to be counted (household.uncounted) counts nowhere.
 *
 * combination_count: life domains with a worry or a goal that stand together in households of the team more often than chance would bring. */
#ifndef NABIJ_SOLUTIONS_H
#define NABIJ_SOLUTIONS_H
#include "../../../platform/db/db.h"

enum { SOLUTION_YEAR_DAYS = 365, COUNTED_HOUSEHOLDS = 5, COUNTED_PROFESSIONALS = 2 };

struct solution_row {
	char area_code[12];
	const char *domain, *who;
	int64_t goals, done, dropped, rising, level, households, professionals;
};
struct combination_row { const char *domains; int64_t households, professionals, of_households; double lift; };
struct solutions { struct solution_row *rows; size_t n; struct combination_row *combinations; size_t combinations_n; };

/* Both as NABIJ_ITSELF. Reading and counting needs no writer; keeping writes what differs, and gives how many rows. -1 after a failure. */
bool solutions_count(struct slot *, id64 team, struct solutions *);
int solutions_keep(struct slot *, id64 team, const struct solutions *);
/* The job: all teams. */
int solutions_all(struct db *, struct arena *, moment now);
#endif
