#include "households_csv.h"
#include <strings.h>
#include "../detect/itemsets.h"
#include "../platform/base/list.h"
#include "detect.h"

struct columns { int household, problem, solution, fitted; };

static bool find_columns(struct columns *c, const struct detect_input *in, bool solutions, struct err *e)
{
	c->household = detect_input_column(in, "household");
	c->problem = detect_input_column(in, "problem");
	c->solution = detect_input_column(in, "solution");
	c->fitted = detect_input_column(in, "fitted");
	const char *missing = c->household < 0 ? "household" : c->problem < 0 ? "problem" : solutions && c->solution < 0 ? "solution" : solutions && c->fitted < 0 ? "fitted" : NULL;
	return !missing || err_set(e, "%s, line 1: no column '%s'", in->path, missing);
}

static bool fitted_of(const struct detect_input *in, const char *text, signed char *fitted, struct err *e)
{
	static const struct { const char *word; signed char value; } WORDS[] = { { "", -1 }, { "yes", 1 }, { "ja", 1 }, { "1", 1 }, { "no", 0 }, { "nee", 0 }, { "0", 0 } };
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (!strcasecmp(text, WORDS[i].word)) {
			*fitted = WORDS[i].value;
			return true;
		}
	return detect_input_fail(in, e, "column fitted: neither yes nor no, nor empty", text);
}

static bool add_row(struct households *h, struct arena *a, const struct detect_input *in, const struct columns *c, bool solutions, struct err *e)
{
	const char *household = detect_input_cell(in, c->household), *problem = detect_input_cell(in, c->problem), *solution = detect_input_cell(in, c->solution);
	signed char fitted = -1;
	if (!household[0] || !problem[0])
		return detect_input_fail(in, e, household[0] ? "column problem: empty" : "column household: empty", "");
	size_t before = h->household.n, i = labels_add(&h->household, a, household), p = labels_add(&h->problem, a, problem);
	if (i >= UINT32_MAX - 1)
		return err_set(e, "%s: too many households", in->path);
	if (solutions) {
		if (solution[0] && !fitted_of(in, detect_input_cell(in, c->fitted), &fitted, e))
			return false;
		if (solution[0])
			*LIST_ADD(a, h->tried, h->tried_n) = (struct tried){ (uint32_t)i, (uint32_t)p, (uint32_t)labels_add(&h->solution, a, solution), fitted };
		return true;
	}
	if (p >= ITEMSETS_CODES_MOST)
		return detect_input_fail(in, e, "column problem: more than 64 different ones; group them, or leave the rare out", problem);
	if (h->household.n > before) {
		size_t n = before;
		LIST_ADD(a, h->mask, n);
	}
	h->mask[i] |= UINT64_C(1) << p;
	return true;
}

bool households_read(struct households *h, struct arena *a, const char *path, bool solutions, struct err *e)
{
	struct detect_input in;
	struct columns c;
	*h = (struct households){ .tried_n = 0 };
	if (!detect_input_open(&in, a, path, e))
		return false;
	bool ok = find_columns(&c, &in, solutions, e);
	while (ok && detect_input_next(&in, e))
		ok = add_row(h, a, &in, &c, solutions, e);
	detect_input_close(&in);
	if (ok && !err_any(e) && !h->household.n)
		err_set(e, "%s: no rows", path);
	return ok && !err_any(e);
}
