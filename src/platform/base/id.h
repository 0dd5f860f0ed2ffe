/* Ids: made in C before the insert, 63 bits, time-ordered: 42 bits of milliseconds since 2020, 21 bits random, so that no gap in
 * numbers tells of what is held back. Text in URLs and JSON: decimal digits. */
#ifndef NABIJ_ID_H
#define NABIJ_ID_H
#include <stdbool.h>
#include <stdint.h>
#include "arena.h"

typedef int64_t id64;

id64 id_new(void);                               /* never 0, never given twice by one process */
bool id_parse(const char *, id64 *);             /* digits only, 1 … INT64_MAX */
const char *id_text(struct arena *, id64);
#endif
