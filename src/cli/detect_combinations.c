/* nabij detect combinations: which problems come together, and which solutions fitted them. */
#include <assert.h>
#include <math.h>
#include <time.h>
#include "../detect/itemsets_publish.h"
#include "detect.h"
#include "households_csv.h"
#include "secret.h"

#define ARENA_LIMIT (4ul << 30)
#define SETS_MOST 20000000

enum { PUBLISHED_CODES_MOST = 5 };

struct asked {
	uint32_t least;
	int most, top;
	bool closed, publish, solutions, time;
	struct secret secret;
	struct disclosure_rules rules;
	enum detect_format format;
};

static void take(struct asked *k, int *argc, char **argv, struct err *usage, struct err *e)
{
	const char *secret = cli_value(argc, argv, "--secret", NULL);
	k->format = detect_format(argc, argv);
	k->rules = DISCLOSURE_RULES;
	k->least = (uint32_t)detect_option(argc, argv, "--least", 10, 1, UINT32_MAX - 1, usage);
	k->closed = cli_flag(argc, argv, "--closed");
	k->publish = cli_flag(argc, argv, "--publish");
	k->solutions = cli_flag(argc, argv, "--solutions");
	k->time = cli_flag(argc, argv, "--time");
	k->most = (int)detect_option(argc, argv, "--most", k->publish ? 3 : 64, 1, k->publish ? PUBLISHED_CODES_MOST : 64, usage);
	k->top = (int)detect_option(argc, argv, "--top", 0, 0, 1e9, usage);
	if (k->publish && (k->closed || k->solutions))
		err_set(usage, "--publish goes with neither --closed nor --solutions; publish a table of solutions by 'nabij detect publish'");
	if (secret && !k->publish)
		err_set(usage, "--secret goes with --publish");
	if (secret && secret_read(&k->secret, secret, e))
		k->rules.noise = SECRET_NOISE;
	k->least = k->publish && k->least < k->rules.shown_from ? (uint32_t)k->rules.shown_from : k->least;
}

/* ---- combinations ---- */

static int by_support(const void *a, const void *b)
{
	const struct itemset *x = a, *y = b;
	int p = __builtin_popcountll(x->codes), q = __builtin_popcountll(y->codes);
	return x->support != y->support ? (x->support < y->support ? 1 : -1) : p != q ? p - q : x->codes < y->codes ? -1 : x->codes > y->codes;
}

/* Who counts in a set, as a key of the noise: asked again it is the same, and one household more makes it another. */
static uint64_t key_of(const struct asked *k, const struct households *h, uint64_t codes)
{
	uint64_t key = 0;
	for (size_t i = 0; k->rules.noise && i < h->household.n; i++)
		if ((h->mask[i] & codes) == codes)
			key += secret_hash(&k->secret, h->household.name[i]);
	return key;
}

static json_t *row_of(const struct asked *k, const struct households *h, const struct itemsets *all, const struct itemset *s)
{
	json_t *row = json_object(), *problems = json_array();
	for (uint64_t left = s->codes; left; left &= left - 1)
		json_array_append_new(problems, json_string(h->problem.name[__builtin_ctzll(left)]));
	json_object_set_new(row, "problems", problems);
	json_object_set_new(row, "codes", json_integer(__builtin_popcountll(s->codes)));
	int64_t shown = s->support;
	if (k->publish && !disclosure_show(&k->rules, s->support, key_of(k, h, s->codes), &shown))
		assert(!"a set that may be published and is too small");
	json_object_set_new(row, "households", json_integer(shown));
	if (!k->publish) {
		json_object_set_new(row, "share", detect_real((double)s->support / (double)h->household.n));
		json_object_set_new(row, "lift", detect_real(itemsets_lift(all, s, h->household.n)));
	}
	return row;
}

static bool combinations(const struct asked *k, const struct households *h, struct err *e)
{
	static const struct detect_column COLUMNS[] = { { "households", "households", 0 }, { "share", "share", 4 }, { "lift", "lift", 2 }, { "problems", "problems", -1 } };
	static const struct detect_column PUBLISHED[] = { { "households", "households", 0 }, { "problems", "problems", -1 } };
	struct detect_work work = { .stop = false };
	struct itemsets sets;
	clock_t began = clock();
	int most = k->closed && k->most < 64 ? k->most + 1 : k->most;
	detect_work_begin(&work, "problems");
	bool ok = itemsets_find(&sets, h->mask, h->household.n, k->publish ? (uint32_t)k->rules.shown_from : k->least, most, SETS_MOST, &work, e);
	detect_work_end();
	if (k->time)
		fprintf(stderr, "%.3f seconds for %zu combinations in %zu households (CPU)\n", (double)(clock() - began) / CLOCKS_PER_SEC, sets.n, h->household.n);
	if (ok) {
		struct itemset *list = NULL;
		json_t *document = json_object(), *rows = json_array();
		size_t n = 0;
		if (k->closed)
			itemsets_close(&sets);
		itemsets_sort(&sets);
		if (k->publish)
			itemsets_publishable(&sets, h->household.n, k->most, &k->rules);
		list = calloc(sets.n ? sets.n : 1, sizeof *list);
		assert(list);
		for (size_t i = 0; i < sets.n; i++)
			if (__builtin_popcountll(sets.list[i].codes) <= k->most && (!k->closed || sets.list[i].closed) && sets.list[i].support >= k->least)
				list[n++] = sets.list[i];
		qsort(list, n, sizeof *list, by_support);
		for (size_t i = 0; i < n && (!k->top || i < (size_t)k->top); i++)
			json_array_append_new(rows, row_of(k, h, &sets, &list[i]));
		free(list);
		json_object_set_new(document, "combinations", rows);
		detect_print(stdout, k->format, document, "combinations", k->publish ? PUBLISHED : COLUMNS, k->publish ? 2 : 4);
		json_decref(document);
	}
	itemsets_free(&sets);
	return ok;
}

/* ---- problem × solution × fitted ---- */

static int by_pair(const void *a, const void *b)
{
	const struct tried *x = a, *y = b;
	if (x->problem != y->problem)
		return x->problem < y->problem ? -1 : 1;
	if (x->solution != y->solution)
		return x->solution < y->solution ? -1 : 1;
	if (x->household != y->household)
		return x->household < y->household ? -1 : 1;
	return y->fitted - x->fitted;
}

struct pair { uint32_t problem, solution; uint32_t count[3]; };  /* not known, did not fit, fitted */

static json_t *pair_row(const struct households *h, const struct pair *p, const struct pair *of_problem)
{
	uint32_t told = p->count[1] + p->count[2], all_told = of_problem->count[1] + of_problem->count[2];
	double share = told ? (double)p->count[2] / told : NAN, usual = all_told ? (double)of_problem->count[2] / all_told : NAN;
	json_t *row = json_object();
	json_object_set_new(row, "problem", json_string(h->problem.name[p->problem]));
	json_object_set_new(row, "solution", json_string(h->solution.name[p->solution]));
	json_object_set_new(row, "households", json_integer((json_int_t)told + p->count[0]));
	json_object_set_new(row, "fitted", json_integer(p->count[2]));
	json_object_set_new(row, "notFitted", json_integer(p->count[1]));
	json_object_set_new(row, "notKnown", json_integer(p->count[0]));
	json_object_set_new(row, "share", detect_real(share));
	json_object_set_new(row, "lift", detect_real(share / usual));
	return row;
}

/* The rows are sorted; a household counts once for a problem and a solution: as fitted when any of its rows says so, else as not fitted, else as not known. */
static size_t count_pairs(const struct households *h, struct pair *pairs, struct pair *problems)
{
	size_t n = 0;
	for (size_t i = 0; i < h->tried_n; i++) {
		const struct tried *t = &h->tried[i], *before = i ? t - 1 : NULL;
		bool same = before && before->problem == t->problem && before->solution == t->solution;
		if (!same)
			pairs[n++] = (struct pair){ .problem = t->problem, .solution = t->solution };
		if (same && before->household == t->household)
			continue;
		pairs[n - 1].count[t->fitted + 1]++;
		problems[t->problem].count[t->fitted + 1]++;
	}
	return n;
}

static bool solutions(const struct asked *k, struct arena *a, const struct households *h, struct err *e)
{
	static const struct detect_column COLUMNS[] = { { "problem", "problem", -1 }, { "solution", "solution", -1 }, { "households", "households", 0 },
		{ "fitted", "fitted", 0 }, { "notFitted", "not fitted", 0 }, { "notKnown", "not known", 0 }, { "share", "share", 3 }, { "lift", "lift", 2 } };
	if (!h->tried_n)
		return err_set(e, "no row has a solution");
	struct pair *pairs = ARENA_ARRAY(a, struct pair, h->tried_n), *problems = ARENA_ARRAY(a, struct pair, h->problem.n);
	qsort(h->tried, h->tried_n, sizeof *h->tried, by_pair);
	size_t n = count_pairs(h, pairs, problems);
	json_t *document = json_object(), *rows = json_array();
	for (size_t i = 0; i < n && (!k->top || json_array_size(rows) < (size_t)k->top); i++)
		if (pairs[i].count[0] + pairs[i].count[1] + pairs[i].count[2] >= k->least)
			json_array_append_new(rows, pair_row(h, &pairs[i], &problems[pairs[i].problem]));
	json_object_set_new(document, "solutions", rows);
	detect_print(stdout, k->format, document, "solutions", COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);
	json_decref(document);
	return true;
}

static int run(int argc, char **argv)
{
	struct err usage = { "" }, e = { "" };
	struct asked k = { .least = 0 };
	struct households h;
	take(&k, &argc, argv, &usage, &e);
	detect_one_file(argc, argv, &usage);
	if (err_any(&usage))
		return cli_usage(&CMD_DETECT_COMBINATIONS, usage.text);
	struct arena *a = arena_new(ARENA_LIMIT);
	bool ok = !err_any(&e) && households_read(&h, a, argv[1], k.solutions, &e) && (k.solutions ? solutions(&k, a, &h, &e) : combinations(&k, &h, &e));
	arena_free(a);
	return ok ? 0 : cli_fail(&e);
}

const struct command CMD_DETECT_COMBINATIONS = { "detect combinations", "which problems come together, and which solutions fitted?",
	"nabij detect combinations FILE …\n\n"
	"FILE has columns household and problem, a row for each problem of a household (the same twice counts once; 64 problems at most), and for\n"
	"--solutions also solution and fitted (yes, no, or empty: not known).\n\n"
	"  --least N           households in a combination at least (10)\n"
	"  --most N            problems in a combination at most (all; published: 3, and never more than 5)\n"
	"  --closed            only those that no larger combination equals in households\n"
	"  --top N             the first N only\n"
	"  --solutions         instead: problem, solution chosen, households, and for how many it fitted. lift: beside that problem's other solutions\n"
	"  --publish           what may leave the team: rounded to 5, nothing below 10, and no combination from which, with the others, a group\n"
	"                      of fewer than 10 can be told (docs/statistics.md)\n"
	"  --secret FILE       with --publish: noise before rounding, fixed by this file and by who is counted. Keep the file, and keep it secret\n"
	"  --time              say on standard error how long the counting took\n"
	"  --csv, --json       instead of a table\n", run, NULL };
