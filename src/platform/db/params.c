/* Named parameters of a statement. */
#include "engine.h"

struct param p_int(const char *name, int64_t i)
{
	return (struct param){ .name = name, .type = PARAM_INT, .i = i };
}

struct param p_id(const char *name, id64 id)
{
	return (struct param){ .name = name, .type = PARAM_INT, .i = id, .null = id == 0 };
}

struct param p_moment(const char *name, moment at)
{
	return (struct param){ .name = name, .type = PARAM_INT, .i = at, .null = at == 0 };
}

struct param p_text(const char *name, const char *text)
{
	return (struct param){ .name = name, .type = PARAM_TEXT, .p = text, .n = text ? strlen(text) : 0, .null = !text };
}

struct param p_day(const char *name, struct arena *arena, struct day day)
{
	return p_text(name, day_known(day) ? day_iso(arena, day) : NULL);
}

struct param p_blob(const char *name, struct blob blob)
{
	return (struct param){ .name = name, .type = PARAM_BLOB, .p = blob.p, .n = blob.n, .null = !blob.p };
}

struct param p_bool(const char *name, bool yes)
{
	return (struct param){ .name = name, .type = PARAM_BOOL, .i = yes };
}

struct param p_real(const char *name, double d)
{
	return (struct param){ .name = name, .type = PARAM_REAL, .d = d };
}

struct param p_null(const char *name, enum param_type type)
{
	return (struct param){ .name = name, .type = type, .null = true };
}

const struct param *param_find(const struct param *list, const char *name)
{
	for (; list->type != PARAM_END; list++)
		if (!strcmp(list->name, name))
			return list;
	return NULL;
}

const struct param *params_copy(struct arena *arena, const struct param *list)
{
	size_t n = 0;
	while (list[n].type != PARAM_END)
		n++;
	struct param *copy = ARENA_ARRAY(arena, struct param, n + 1);
	memcpy(copy, list, (n + 1) * sizeof *copy);
	for (size_t i = 0; i < n; i++) {
		if (!copy[i].n)
			continue;
		void *bytes = arena_alloc(arena, copy[i].n);
		memcpy(bytes, copy[i].p, copy[i].n);
		copy[i].p = bytes;
	}
	return copy;
}

bool params_same(const struct param *a, const struct param *b)
{
	for (; a->type != PARAM_END; a++, b++)
		if (a->type != b->type || strcmp(a->name, b->name) != 0 || a->null != b->null || a->i != b->i || a->n != b->n
				|| memcmp(&a->d, &b->d, sizeof a->d) || (a->n && memcmp(a->p, b->p, a->n)))
			return false;
	return b->type == PARAM_END;
}
