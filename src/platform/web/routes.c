#include "routes.h"
#include <assert.h>

/* What stands in the path for a "{name}" of the pattern. */
static bool part_match(struct arena *a, const char *pattern, size_t pn, const char *part, size_t n, struct route_match *m, size_t *ids, size_t *words)
{
	bool word = !strncmp(pattern, "{code}", pn) || !strncmp(pattern, "{token}", pn);
	const char *text = arena_strndup(a, part, n);
	if (word) {
		assert(*words < PATH_PARTS);
		m->word[(*words)++] = text;
		return n > 0 && n <= 80;
	}
	id64 id;
	if (!id_parse(text, &id))
		return false;
	assert(*ids < PATH_PARTS);
	if (!strncmp(pattern, "{household}", pn))
		m->household = id;
	m->id[(*ids)++] = id;
	return true;
}

/* Letter by letter: most routes differ from a path in the first few. */
static bool path_match(struct arena *a, const char *pattern, const char *path, struct route_match *m)
{
	size_t ids = 0, words = 0;
	while (*pattern) {
		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		size_t pn = strcspn(pattern, "/"), n = strcspn(path, "/");
		if (!part_match(a, pattern, pn, path, n, m, &ids, &words))
			return false;
		pattern += pn;
		path += n;
	}
	return !*path;
}

struct route_match route_find(struct arena *a, enum method method, const char *path)
{
	enum method want = method == METHOD_HEAD ? METHOD_GET : method;
	struct route_match none = { .route = NULL };
	for (const struct route *const *table = ROUTES; *table; table++)
		for (const struct route *r = *table; r->path; r++) {
			struct route_match m = { .route = r, .path_known = true };
			if (!path_match(a, r->path, path, &m))
				continue;
			if (r->method == want)
				return m;
			none.path_known = true;
		}
	return none;
}

static bool route_line(struct buf *report, const struct route *r, const char *what)
{
	buf_printf(report, "%s %s: %s\n", r->method == METHOD_POST ? "POST" : "GET", r->path, what);
	return false;
}

static bool has_part(const struct route *r, const char *part)
{
	return strstr(r->path, part) != NULL;
}

static bool route_check(struct buf *report, const struct route *r)
{
	bool ok = true;
	if (r->relation == RELATION_UNSET)
		ok = route_line(report, r, "has no relation: say RELATION_PUBLIC if everyone may come");
	if (r->relation != RELATION_PUBLIC && r->relation != RELATION_LINK && !r->kinds)
		ok = route_line(report, r, "says of no kind of person that they may come");
	if (has_part(r, "{household}") != (r->relation == RELATION_HOUSEHOLD))
		ok = route_line(report, r, "{household} in the path and RELATION_HOUSEHOLD go together");
	if (has_part(r, "{token}") != (r->relation == RELATION_LINK))
		ok = route_line(report, r, "{token} in the path and RELATION_LINK go together");
	if (!r->run || !r->summary || r->path[0] != '/')
		ok = route_line(report, r, "misses what it does, its summary or its path");
	if (r->method == METHOD_POST && r->input && !r->again)
		ok = route_line(report, r, "takes something in but has no page to show when that is wrong");
	for (size_t i = 0; r->input && input_field(r->input, i); i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(input_field(r->input, i)->name, input_field(r->input, j)->name))
				ok = route_line(report, r, "takes in a name twice");
	return ok;
}

bool routes_check(struct buf *report)
{
	bool ok = true;
	for (const struct route *const *table = ROUTES; *table; table++)
		for (const struct route *r = *table; r->path; r++) {
			ok = route_check(report, r) && ok;
			for (const struct route *const *t = ROUTES; *t; t++)
				for (const struct route *o = *t; o->path && o != r; o++)
					if (o->method == r->method && !strcmp(o->path, r->path))
						ok = route_line(report, r, "stands twice");
		}
	return ok;
}
