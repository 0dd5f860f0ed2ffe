/* What leaves the team is told of districts and of quarters that are over: the rows and the columns that all such pages have in common, so that the same cell is the
 * same number wherever it stands (publish.h). */
#ifndef NABIJ_DISTRICTS_H
#define NABIJ_DISTRICTS_H
#include "../../platform/web/web.h"
#include "publish.h"

enum { DISTRICTS_MOST = 200, QUARTERS_BACK = 12 };
struct districts { struct district { const char *code, *name; } list[DISTRICTS_MOST]; size_t n; };

/* Those of the municipalities where teams work. One statement. */
void districts_read(struct slot *, struct districts *);
size_t district_row(const struct districts *, const char *code);         /* n for what lies elsewhere, or nobody knows where (code NULL) */

const char *quarter_words(struct arena *, const struct lang *, int quarter);     /* "3e kwartaal 2026" */
const char *quarter_name(const struct lang *, int quarter);              /* "3e kwartaal", where its year stands beneath it */
int quarter_asked(struct request *);     /* ?quarter=…; the last that is over where that is none of the last QUARTERS_BACK */
#endif
