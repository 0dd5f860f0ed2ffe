/* Codes of CBS areas (BRP, CBS): a municipality is "GM" and four digits, a district (wijk) "WK", the same four digits and two
 * digits or capitals, a neighbourhood (buurt) "BU", four digits and four digits or capitals: "GM0363", "WK0363AA", "BU0363AA01". */
#ifndef NABIJ_AREA_CODE_H
#define NABIJ_AREA_CODE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../../../platform/base/arena.h"

enum area_kind { AREA_NONE, AREA_MUNICIPALITY, AREA_DISTRICT, AREA_NEIGHBOURHOOD };
#define AREA_CODE_BYTES 12                       /* with the NUL */

enum area_kind area_code_kind(const char *);     /* AREA_NONE when it is no code */
const char *area_kind_code(enum area_kind);      /* "municipality", … as in the table */
/* What it lies in, by its own digits: neighbourhood → district → municipality. "" for a municipality. */
void area_code_parent(const char *code, char parent[AREA_CODE_BYTES]);
void area_code_municipality(const char *code, char municipality[AREA_CODE_BYTES]);

/* What an area is found by: the first three letters of its name, folded; fewer when it has fewer. In the arena. */
const char *area_name_start(struct arena *, const char *name);

/* A set of codes already seen, for what may come once in a file. */
struct area_set { uint64_t *slot; size_t n, cap; };
bool area_set_add(struct area_set *, const char *code);   /* false: it was there; the code must be one */
bool area_set_has(const struct area_set *, const char *code);
void area_set_release(struct area_set *);
#endif
