/* The counts that leave the team, in tables fixed beforehand: of a quarter that is over, by district (districts.h) and by category.
 *
 * Counted once, in the first night after the quarter, and kept in published_figure as they may be told (publish_column()): rounded, what is hidden not at all, and no
 * exact count anywhere. So a number that was told does not change when somebody objects, an area is divided or a file is destroyed, and two days beside each other tell
 * nothing of one household; and a page reads what stands there instead of counting a region. Who does not want to be counted (household.uncounted) is not. What
 * lies in an area that was divided counts where it lies now. What is written later about a quarter that was told is not told of it. */
#ifndef NABIJ_PUBLISHED_FIGURES_H
#define NABIJ_PUBLISHED_FIGURES_H
#include "../../platform/db/db.h"
#include "districts.h"

enum published_subject { PUBLISHED_BEGUN, PUBLISHED_REPORTS, PUBLISHED_LIGHT, PUBLISHED_PHASES, PUBLISHED_INITIATIVES, PUBLISHED_ENDED, PUBLISHED_REACHED, PUBLISHED_SUBJECTS_N };
enum { CATEGORIES_MOST = 8, QUARTERS_BESIDE = 4 };       /* a page may show a quarter beside the three before it */

extern const struct codes PUBLISHED_SUBJECTS;            /* in that order; the title of each */
const struct codes *published_categories(enum published_subject);        /* NULL: one, without a name */

/* One column: the districts, then what lies elsewhere, then all together. */
typedef struct published published_column_shown[DISTRICTS_MOST + 2];
struct published_quarter {
	bool counted;                                        /* false: not yet, or before there was anything to count */
	published_column_shown shown[PUBLISHED_SUBJECTS_N][CATEGORIES_MOST];
	published_column_shown begun[QUARTERS_BESIDE];       /* the quarter's is the last; those before it, oldest first */
};

/* What was told of a quarter, in the arena; one statement. All is hidden for who may not read it. */
struct published_quarter *published_quarter(struct slot *, struct arena *, const struct districts *, int quarter);
/* One column of it alone. */
void published_column(struct slot *, const struct districts *, int quarter, enum published_subject, const char *category, published_column_shown);

/* Both as NABIJ_ITSELF. Counting needs no writer, and the exact counts live in the arena alone; keeping, in a change, gives how many rows, -1 after a failure. */
struct published_counts;
struct published_counts *published_counts(struct slot *, struct arena *, int quarter);
int published_keep(struct slot *, const struct published_counts *);

/* The job: quarters that are over and were not counted yet; at first as many as pages go back. How many rows were kept, -1 after a failure: whole quarters stand. */
int published_count(struct db *, struct arena *, moment now);
#endif
