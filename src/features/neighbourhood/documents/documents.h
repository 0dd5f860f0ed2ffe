/* Documents that a team makes together with the neighbourhood: the analysis, the year plan, the vision, the principles, the assignment (Krachten bundelen 3.2 and
 * §3.4). A document has sections that are known beforehand; each saving of one is a version (who, when, what) that stays. A draft is adopted once, with who
 * took part and how far; from then on it stays as it is, and the next begins from its words.
 *
 * Rules only, inside a change, for a member of its team: else 0, false or DOCUMENT_GONE. */
#ifndef NABIJ_DOCUMENTS_H
#define NABIJ_DOCUMENTS_H
#include "../../../platform/db/db.h"

/* ---- what there is to write ---- */

struct document_section {
	const char *code;
	const char *heading, *ask;       /* Dutch, N_() */
	const char *figures;             /* which figures stand beside it: codes of document_figures.h, a space between; "" for none */
};
struct document_kind {
	const char *code;
	const char *title;               /* Dutch, N_(): "Wijkanalyse {area} {year}" */
	const char *lead;                /* Dutch, N_(): what it is for */
	const struct document_section *sections;     /* ends with code NULL */
};
const struct document_kind *document_kind(const char *code);
const struct document_section *document_section(const struct document_kind *, const char *code);     /* NULL: no such */

/* ---- making one ---- */

/* The team works in this area, in the larger one it lies in, or somewhere inside it. */
bool document_area(struct slot *, id64 team, const char *area_code);
/* The draft of that kind for the area and year when there is one already; else a new one, which takes over the words of the last of its kind. */
id64 document_begin(struct slot *, id64 team, const char *area_code, const char *kind, int year);

enum document_result { DOCUMENT_SAVED, DOCUMENT_CONFLICT, DOCUMENT_GONE };
struct document_change {
	const char *section;
	const char *text;                /* all of the section's words */
	int64_t number;                  /* of the version that was on the page; 0: it was empty */
	const char *take, *leave;        /* figures (document_figures.h) to take in as they are now, or to leave out again; NULL: none */
};
/* CONFLICT: somebody else saved this section since, and these words do not go on from theirs: nothing changed. Saving what stands there already is no version. */
enum document_result document_save(struct slot *, id64 document, const struct document_change *);

struct document_adoption { struct day on; const char *informed, *thought_along, *worked_along, *decided_along; };
/* False also when nothing is written in it. */
bool document_adopt(struct slot *, id64 document, const struct document_adoption *);
#endif
