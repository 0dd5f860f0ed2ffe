/* A country to measure on: made-up households, teams and professionals on areas that were imported, as many as asked, by chance from a seed.
 *
 * What is made is what the parts would have made: files with keys, sealed words that open, access with grounds and ends, plans with their versions,
 * contacts, reports, the log, and what asks attention as the jobs would have kept it (a test lets them look again and finds nothing to change).
 * Names are put together from syllables; whom they fit, they do not mean. Households lie over the areas by their inhabitants; most are small
 * and quiet, a few long and heavy. The rows of one household lie beside each other, which years of use would not do.
 *
 * The same seed and day give the same rows, but for keys and nonces. Loading: platform/db/load.h; memory does not grow with the country. */
#ifndef NABIJ_DEMO_COUNTRY_H
#define NABIJ_DEMO_COUNTRY_H
#include "../../../platform/db/db.h"

struct country_size {
	int64_t households;              /* 10 … 10,000,000 */
	int64_t professionals;           /* 0: one for twenty households */
	int64_t rows;                    /* contacts, reports and log rows together; 0: ten for a household */
	int64_t questions;               /* at the desk, counted without a household; 0: six and a half for a household, in three years */
	uint64_t seed;
};

struct country_login { const char *kind, *login; char about[80]; };      /* all with DEMO_PASSWORD (demo.h) */
enum { COUNTRY_LOGINS = 7 };

struct country_made {
	int64_t households, open, people, professionals, teams, areas;
	int64_t contacts, reports, log, questions, rows;     /* rows: of all tables */
	uint64_t digest;                 /* of all that was made, but for keys and nonces */
	struct country_login login[COUNTRY_LOGINS];
};

/* Calls from two threads, not at once; phase "households" counts those, the others what is being finished. */
typedef void country_tell(void *ctx, const char *phase, int64_t done, int64_t of);

struct country;
/* Reads what it stands on: the areas and their inhabitants. NULL, with what to do, when there are none, or when the store holds a household or team. */
struct country *country_new(struct db *, struct keystore *, const struct country_size *, struct err *);
/* Fills the store. Its struct db must be closed by now, and no service may run on it. All or nothing; durable on true. */
bool country_fill(struct country *, const char *url, country_tell *, void *ctx, struct country_made *, struct err *);
void country_stop(struct country *);     /* from a signal's handler: ends soon, with nothing kept */
void country_free(struct country *);
/* After a filling that did not come to its end, with the store open again: the keys that were made for it go, unless its rows are there. */
bool country_clean(struct db *, struct keystore *, struct err *);
#endif
