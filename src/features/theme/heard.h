/* What was heard in the last weeks where the viewer's teams work, as it may be told: one decision for every page that tells of it (the list of themes, a map, a
 * document), so that nothing on one page taken from another tells a few.
 *
 * Per life domain all places of the teams stand beside each other and their total (counts_tell()). A place in a theme is told as a range: the theme's page tells
 * exactly what was heard there in its own weeks, which taken from an exact number would tell of the others. */
#ifndef NABIJ_HEARD_H
#define NABIJ_HEARD_H
#include "counts.h"

struct heard_place {
	const char *domain, *code, *name, *parent, *municipality;        /* the last three NULL: the area is in no list (divided since) */
	struct day since;
	struct count_cell cell;
};
struct heard_domain { const char *code; size_t from, to; struct count_cell total; };         /* its places, in a row, the most heard first */
struct heard_told { struct heard_place *place; size_t n; struct heard_domain *domain; size_t domains; };

/* As the slot's viewer. Two statements. */
void heard_read(struct slot *, struct arena *, struct heard_told *);
const char *heard_place_name(const struct lang *, const struct heard_place *);
/* Adds what these places come to in that domain (NULL: in all): its total where they are all of them, else one by one. */
typedef bool heard_where(const void *ctx, const struct heard_place *);
void heard_sum(const struct heard_told *, const char *domain, heard_where *, const void *ctx, struct count_total *);
/* By the code of an area as `ctx`: itself; with what lies in it. */
bool heard_at(const void *area, const struct heard_place *);
bool heard_within(const void *area, const struct heard_place *);
#endif
