/* The key figures a page shows, made of CBS's columns (figure.name): a column as it is, or a share of another one. Beside an area's own value stand its
 * municipality's and the country's: of all municipalities the one in the middle, counted once and kept in figure_reference (figure_reference.h), so that
 * no page counts a country. What CBS hides stays hidden, and a share of what is hidden is hidden. */
#ifndef NABIJ_KEY_FIGURES_H
#define NABIJ_KEY_FIGURES_H
#include "../../../platform/db/db.h"

struct key_figure {
	const char *code;                /* figure_reference.name, and the layer of a map */
	const char *label, *unit;        /* Dutch, N_(); unit behind the number, NULL: none */
	const char *column;              /* figure.name */
	const char *of;                  /* a share of this column, in per cent; NULL: the column itself */
	bool size;                       /* how large the area is: beside another one it says nothing */
	const char *more, *less;         /* Dutch, N_(): the sentence when an area stands out with more, or less; {area} */
};
extern const struct key_figure KEY_FIGURES[];        /* ends with code NULL */
enum { KEY_FIGURES_MOST = 24 };
const struct key_figure *key_figure_of(const char *code);    /* NULL when none is called so */

enum figure_state { FIGURE_MISSING, FIGURE_HIDDEN, FIGURE_SHOWN };
struct figure_value { enum figure_state state; double value; int year; };

/* Columns of one area as they come from the store, and a key figure made of them. */
struct figure_columns { const char *name[64]; struct figure_value value[64]; size_t n; };
void figure_columns_add(struct figure_columns *, const char *name, bool hidden, double value, int year);
struct figure_value key_figure_value(const struct key_figure *, const struct figure_columns *);

struct figure_reference { double low, middle, high; int64_t areas; int year; };      /* areas 0: not known */

/* An area beside its municipality and the country; each list goes as KEY_FIGURES does. One statement. */
struct figure_beside {
	struct figure_value here[KEY_FIGURES_MOST], municipality[KEY_FIGURES_MOST];
	struct figure_reference country[KEY_FIGURES_MOST];
};
void figures_beside(struct slot *, const char *code, const char *municipality, struct figure_beside *);
/* The key figures by which the area stands out: beyond the middle half of all municipalities, those farthest out first, measured in that half's width. At most
 * `most`; gives how many. */
struct figure_out { const struct key_figure *figure; bool more; double far; };
size_t figures_outstanding(const struct figure_beside *, struct figure_out *, size_t most);
#endif
