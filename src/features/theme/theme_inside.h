/* What the files of this part share. Nobody else includes it.
 *
 * What was said, in memory: a municipality's, area by area (tally_read.c), or the country's, each table once by its moments (gather.c) → what
 * changed of signal_count and heard (counts_write.c) → what stands out, from counts alone (find.c), municipalities side by side on two threads → rows of
 * `theme` (cause.c). look.c and look_country.c run it, in steps (look.h), and night.c says when. */
#ifndef NABIJ_THEME_INSIDE_H
#define NABIJ_THEME_INSIDE_H
#include "../../detect/detect.h"
#include "counts.h"
#include "theme.h"

enum { DOMAINS = 7, SOURCES = 4, AREAS_MOST = 4000, WEEKS_LOOKED = 26, WINDOW_MOST = 8 };
enum source { SOURCE_REPORT, SOURCE_CONTACT, SOURCE_WORRY, SOURCE_LIGHT };

/* Weeks as numbers that follow each other; ISO weeks, from Monday on. */
int week_of(struct day);
struct day week_day(int week);                   /* its Monday */

/* One thing that was said, in one life domain, by one reporter about one household. Lives while a municipality is counted, and no longer. */
struct said { int32_t week; uint16_t area; uint8_t domain, source; int64_t household, reporter; };
struct cell { int32_t week; uint16_t area; uint8_t domain, source; int32_t n, households, reporters; id64 id; };
struct heard { struct cell c; int32_t since, last; };            /* of the open weeks together; c.week and c.source say nothing */
struct tally_area { const char *code; bool settled; };           /* settled: only its open weeks were read */

struct tally {
	struct arena *arena;
	const char *municipality;        /* "GM0193" */
	int week;                        /* the one that is going on */
	int open;                        /* the first of the weeks that are counted anew */
	struct tally_area *area; size_t areas;
	struct said *said; size_t said_n, said_room;
	struct cell *cell; size_t cells;         /* of the open weeks as counted now; of those before as they stand, WEEKS_LOOKED back. By area, week, domain, source */
	struct cell *standing; size_t standing_n, standing_room;
	struct heard *was; size_t was_n; /* rows of `heard` as they stand */
	bool first;                      /* never counted before: all weeks are read */
};
/* Reads and counts. `since`: households that changed their mind after it have all their weeks counted anew. False after a failure of the store. */
bool tally_read(struct tally *, struct slot *, const char *municipality, bool first, moment since);
void tally_free(struct tally *);
/* How much a cell counts for in the statistics: households for what is done with the same household again and again, else how often. */
static inline int64_t cell_weight(const struct cell *c)
{
	return c->source == SOURCE_CONTACT || c->source == SOURCE_WORRY ? c->households : c->n;
}
/* How many different ones within some areas, weeks and one domain. */
struct crowd { int64_t n, households, reporters; int64_t source[SOURCES]; int busiest; };
struct crowd tally_crowd(const struct tally *, const bool *areas /* per area; NULL: all */, int domain, int from, int to);
struct crowd tally_crowd_of(const struct tally *, const bool *areas, int domain, int source /* -1: all */, int from, int to);

/* What reading is made of. -1: an area beyond AREAS_MOST. */
int tally_area(struct tally *, const char *code, size_t *last);
struct telling { enum source source; int area, week; int64_t household /* 0: none yet */, reporter; };
void tally_hear(struct tally *, const struct telling *, const char *domains);
void tally_stood(struct tally *, const struct rows *, int area);         /* id, area, week, domain, source, n, households, reporters */
void tally_heard_stood(struct tally *, const struct rows *, int area);   /* id, area, domain, n, households, reporters, since, last */
/* A list in memory of its own, grown where it has no room for one more; `size`: of an element. */
void *list_with_room(void *list, size_t n, size_t *room, size_t size);
/* What is counted anew as it is now, and beside it what stands from before. */
void tally_count(struct tally *);
int tally_by_cell(const void *, const void *);
int64_t numbers_different(int64_t *, size_t n);  /* sorts them */

/* Many municipalities at once, all counted before or none: reads, counts, and writes what differs. The tallies come with `municipality` and `arena`. */
struct gathering { struct db *db; struct arena *arena; moment now; struct tally *tally; size_t n; bool first; struct detect_work *work; struct err *e; };
bool gather(struct gathering *);

/* ---- what is written of it (counts_write.c) ---- */

struct write;
struct writes { struct write *list; size_t n, room, at; };
void writes_of_counts(struct writes *, const struct tally *);
void writes_of_heard(struct writes *, const struct tally *);
bool writes_do(struct writes *, struct db *, moment now, struct err *);          /* some hundreds a change; empties it */

/* ---- what stands out (find.c): from counts and places alone ---- */

struct found_area { uint16_t area; int64_t observed; double expected; };
struct found {
	int domain;
	const char *method;              /* of THEME_METHODS */
	int from, to;                    /* weeks */
	int64_t observed;
	double expected, p, weeks_between;
	struct found_area *area; size_t areas;   /* the middle first */
	int series_from;
	int64_t series[WEEKS_LOOKED]; double series_expected[WEEKS_LOOKED], series_limit[WEEKS_LOOKED];
};
struct place { double lon, lat; bool known; };
struct finding {
	struct found *list; size_t n;
	bool enough[DOMAINS];
};
/* A long history of one area and domain: weekly counts up to and with the last whole week, or false when there is none. */
typedef bool history_fn(void *ctx, int area, int domain, double **counts, int *weeks);
/* One domain. False when it was stopped. */
bool find_domain(const struct tally *, const struct place *, int domain, history_fn *, void *ctx, struct finding *, struct detect_work *);

/* ---- whose it is (theme_owner.c) ---- */

enum change theme_owners_gone(struct slot *, void *);            /* those that left: their themes ask the coordinators */
void theme_asks_nobody(struct slot *, id64 theme, id64 team, id64 owner);

/* ---- what is kept of it (cause.c) ---- */

struct keeping { int made, renewed, stronger, quiet; };
bool causes_keep(struct db *, struct arena *, moment now, const struct tally *, const struct finding *, struct keeping *, struct err *);
#endif
