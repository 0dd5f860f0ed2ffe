/* Looking at areas: one, what it lies in and what became of it; those of a team; what lies within. */
#ifndef NABIJ_AREA_LOOK_H
#define NABIJ_AREA_LOOK_H
#include "../../../platform/web/web.h"

struct area_seen {
	const char *code, *name, *kind;
	const char *parent, *parent_name;        /* NULL for a municipality; a name is the code where none came in */
	const char *municipality, *municipality_name;    /* of a municipality: itself */
	struct day ended_on;                     /* known: the newest map no longer has it */
	bool of_team;                            /* the viewer is of a team that works there, or in part of it */
};
bool area_see(struct request *, const char *code, struct area_seen *);   /* false: there is no such area */
const char *area_kind_words(struct request *, const char *kind);         /* "buurt", "wijk", "gemeente" */

/* In a statement: of the area :area, or of what lies in it, by the codes of CBS. */
#define AREA_WITHIN(column) column " IN (SELECT :area UNION SELECT b.code FROM v_area b WHERE b.parent_code = :area UNION SELECT b.code FROM v_area b" \
	" WHERE b.municipality_code = :area)"
#endif
