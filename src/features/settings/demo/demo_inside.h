/* What the files of this folder share. Nobody else includes it. */
#ifndef NABIJ_DEMO_INSIDE_H
#define NABIJ_DEMO_INSIDE_H
#include <jansson.h>
#include "demo.h"

enum { STAFF_MOST = 80, AREAS_MOST = 16, TEAMS_MOST = 4 };

struct demo_staff { const char *login, *name, *team; id64 account; };
struct demo_area { const char *code, *name; };
struct demo_team { const char *key; id64 id; };

struct demo {
	struct db *db;
	struct bulk *bulk;
	struct slot *slot;
	struct arena *arena;                 /* emptied after each household */
	struct arena *keep;
	struct day today;
	const char *password;                /* the one hash */
	uint64_t random;
	json_t *town, *stories, *blocks, *reports, *neighbourhood, *heard, *initiatives;
	json_t *documents;
	struct demo_staff staff[STAFF_MOST];
	size_t staff_n;
	struct demo_area area[AREAS_MOST];
	size_t areas_n;
	struct demo_team team[TEAMS_MOST];
	size_t teams_n;
	char problem[300];                   /* what in the content does not fit: a bug of whoever wrote it */
};

bool demo_wrong(struct demo *, const char *format, ...) __attribute__((format(printf, 2, 3)));   /* keeps the first; false */
/* Tells each of a list, until one cannot be told. */
typedef bool demo_teller(struct demo *, const json_t *);
bool demo_each(struct demo *, const json_t *list, demo_teller *);
bool demo_fine(const struct demo *);     /* nothing wrong and the store did not fail */
void demo_at(struct demo *, int day, int hour, int minute);      /* from here on it is then; never after now */
struct day demo_day(const struct demo *, int days);
uint32_t demo_random(struct demo *, uint32_t below);

const struct demo_staff *demo_who(struct demo *, const char *login);     /* NULL and wrong when nobody */
id64 demo_team_id(struct demo *, const char *key);

const char *text_of(const json_t *object, const char *name);     /* NULL when it has none */
const char *text_at(const json_t *array, size_t i);
int number_of(const json_t *object, const char *name, int otherwise);
int number_at(const json_t *array, size_t i, int otherwise);

bool demo_town(struct demo *);                           /* town.c */
demo_teller demo_story;                                  /* story.c */
json_t *demo_compose(struct demo *, int i);              /* compose.c: a story made of blocks; a new reference */
bool demo_reports(struct demo *);                        /* reports.c */
bool demo_codes(struct demo *);          /* the reporting code in households: held back, or told since */
bool demo_after(struct demo *, const json_t *report, id64 id);     /* after.c: what the team did with a report */
bool demo_initiatives(struct demo *);                    /* initiatives.c */
bool demo_initiatives_answer(struct demo *);
bool demo_neighbourhood(struct demo *);                  /* neighbourhood.c */
bool demo_heard(struct demo *);                          /* heard.c */
bool demo_themes(struct demo *, struct err *);           /* heard.c: once all of it is durable */
bool demo_documents(struct demo *);                      /* documents.c: after all that their figures count */
#endif
