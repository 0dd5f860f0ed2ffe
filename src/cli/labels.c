#include "labels.h"
#include "../platform/base/list.h"

static uint32_t *slot_of(const struct labels *l, const char *name)
{
	uint64_t h = 14695981039346656037u;      /* FNV-1a; the words are the caller's own, not an attacker's */
	for (const char *p = name; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	size_t i = (h ^ h >> 32) & (l->slots_n - 1);
	while (l->slots[i] && strcmp(l->name[l->slots[i] - 1], name) != 0)
		i = (i + 1) & (l->slots_n - 1);
	return &l->slots[i];
}

size_t labels_add(struct labels *l, struct arena *a, const char *name)
{
	if (2 * l->n >= l->slots_n) {
		l->slots_n = l->slots_n ? 2 * l->slots_n : 64;
		l->slots = ARENA_ARRAY(a, uint32_t, l->slots_n);
		for (size_t i = 0; i < l->n; i++)
			*slot_of(l, l->name[i]) = (uint32_t)i + 1;
	}
	uint32_t *slot = slot_of(l, name);
	if (!*slot) {
		*slot = (uint32_t)l->n + 1;
		const char **new = LIST_ADD(a, l->name, l->n);
		*new = arena_strdup(a, name);
	}
	return *slot - 1;
}

int64_t labels_find(const struct labels *l, const char *name)
{
	return l->n ? (int64_t)*slot_of(l, name) - 1 : -1;
}
