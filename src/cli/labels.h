/* Words with numbers from 0, in order of first sight: areas, problems, labels of a table. Words are copied into the arena. */
#ifndef NABIJ_CLI_LABELS_H
#define NABIJ_CLI_LABELS_H
#include <stdint.h>
#include "../platform/base/arena.h"

struct labels {
	const char **name;
	size_t n;
	uint32_t *slots;                 /* 1 + the number; 0 is free */
	size_t slots_n;
};
size_t labels_add(struct labels *, struct arena *, const char *name);            /* its number, new or not */
int64_t labels_find(const struct labels *, const char *name);                    /* -1 when it is not there */
#endif
