/* Documents of an area on screen, on paper and as PDF. */
#ifndef NABIJ_DOCUMENTS_SCREENS_H
#define NABIJ_DOCUMENTS_SCREENS_H
#include "../../../platform/web/web.h"
#include "documents.h"
#include "snapshot.h"

extern const struct route DOCUMENT_ROUTES[], DOCUMENT_PAPER_ROUTES[];

/* ---- what the files of these screens share (document_read.c) ---- */

struct section_seen {
	const struct document_section *section;
	int64_t number;                  /* 0: nothing was ever written */
	const char *text;
	struct snapshots figures;        /* as the viewer may see them; on paper, as they may leave the team */
	const char *by; moment at;
};
struct document_seen {
	id64 id, team;
	const char *area, *area_name, *team_name;
	const struct document_kind *kind;
	int year;
	bool adopted, mine;              /* mine: of the viewer's own team, who may write while it is a draft */
	moment begun_at;
	struct day adopted_on;
	const char *adopted_by, *informed, *thought_along, *worked_along, *decided_along;
	struct section_seen *sections; size_t sections_n;    /* all of its kind, in order */
};
/* False when the viewer may not see it, or it is of another area. */
bool document_see(struct request *, const char *area, id64 document, bool for_paper, struct document_seen *);
/* What was written, as paragraphs and lists: lines that begin with "- " are a list, an empty line begins another paragraph. */
struct paragraph { const char *text; const char **items; size_t items_n; };     /* text, or items */
struct paragraphs { struct paragraph *list; size_t n; };
struct paragraphs document_paragraphs(struct arena *, const char *text);
struct document_part;                /* the template's: its paragraphs, from its text */
void document_part_words(struct request *, struct document_part *);
/* Names of areas around, for report_names(): they are nobody. */
const char *names_of_places(struct request *, const char *area);
const char *document_title(struct request *, const struct document_seen *);
#endif
