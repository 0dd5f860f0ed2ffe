/* Figures of a moment, as a table with its picture: shown beside what is being written, and, taken into a document, kept with the version as JSON, values and
 * day as they were. One shape for the screen, the sheet and the PDF. */
#ifndef NABIJ_SNAPSHOT_H
#define NABIJ_SNAPSHOT_H
#include "../../../platform/db/db.h"
#include "../../../platform/pdf/pdf.h"
#include "../../../platform/web/web.h"

struct snapshot_row {
	const char *name;
	const char **cells;
	bool drawn, hidden; double value;        /* drawn: has a bar, or a tone on the map; hidden: hatched */
	const double *line;              /* for each of the first line_n columns, negative when not known; NULL: no line */
	struct blob shape;               /* on the map: geometry.h, with no more points than a picture shows; p NULL: none */
};
struct snapshot {
	const char *code;                /* which figures: document_figures.h */
	const char *title, *note;        /* the finding or the subject; how it is counted */
	struct day on;
	const char *head;                /* above the names */
	const char **columns; size_t columns_n;
	struct snapshot_row *rows; size_t rows_n;
	const char *bars, *lines, *map;  /* what the bars, the lines and the map are of; NULL: no such picture */
	size_t line_n;                   /* over so many columns, from the first on */
};
struct snapshots { struct snapshot *list; size_t n; };

struct snapshot *snapshot_new(struct arena *, const char *code, const char *title, const char *head, struct day on);
void snapshot_columns(struct arena *, struct snapshot *, const char *const *columns, size_t n);
/* A row with so many cells as there are columns. */
struct snapshot_row *snapshot_add(struct arena *, struct snapshot *, const char *name);

const char *snapshots_json(struct arena *, const struct snapshots *);        /* NULL when there are none */
struct snapshots snapshots_read(struct arena *, const char *json);          /* none when it is NULL or no such list */
const struct snapshot *snapshots_find(const struct snapshots *, const char *code);
/* The list with this one in it, in the place of an older one of the same figures; or without that one. */
struct snapshots snapshots_with(struct arena *, const struct snapshots *, const struct snapshot *);
struct snapshots snapshots_without(struct arena *, const struct snapshots *, const char *code);

struct figure_block;                 /* the template's */
/* id: begins the names of its pictures, once on a page. */
void snapshot_show(struct request *, const struct snapshot *, const char *id, struct figure_block *);
void snapshot_print(struct request *, const struct snapshot *, struct pdf *);
#endif
