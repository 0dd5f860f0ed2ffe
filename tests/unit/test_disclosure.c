/* What leaves the team in tables, attacked with linear programming: a reader who knows the method, every number that was published, and which cells are
 * hidden for being small, looks for the least and the most that each hidden count can be. GLPK is the attacker; it shares nothing with src/detect. */
#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "detect/disclosure.h"
#include "detect/random.h"

enum { DISTRICTS = 3, PER_DISTRICT = 4, AREAS = DISTRICTS * PER_DISTRICT, PROBLEMS = 5, QUARTERS = 2, LEAVES = AREAS * PROBLEMS * QUARTERS };
enum { AREA_NODES = AREAS + DISTRICTS + 1, PROBLEM_NODES = PROBLEMS + 1, QUARTER_NODES = QUARTERS + 1, CELLS = AREA_NODES * PROBLEM_NODES * QUARTER_NODES };

/* Neighbourhoods in districts in a town, problems, two quarters and the half year. */
struct town_table {
	struct disclosure_table table;
	struct disclosure_node area[AREA_NODES], problem[PROBLEM_NODES], quarter[QUARTER_NODES];
	int64_t count[LEAVES];
	uint64_t key[LEAVES];
	struct disclosure_cell cells[CELLS];
};

static void flat(struct disclosure_node *node, int n)
{
	for (int i = 0; i < n; i++)
		node[i] = (struct disclosure_node){ i, i + 1, n };
	node[n] = (struct disclosure_node){ 0, n, -1 };
}

static void lay_out(struct town_table *t)
{
	for (int i = 0; i < AREAS; i++)
		t->area[i] = (struct disclosure_node){ i, i + 1, AREAS + i / PER_DISTRICT };
	for (int d = 0; d < DISTRICTS; d++)
		t->area[AREAS + d] = (struct disclosure_node){ d * PER_DISTRICT, (d + 1) * PER_DISTRICT, AREAS + DISTRICTS };
	t->area[AREAS + DISTRICTS] = (struct disclosure_node){ 0, AREAS, -1 };
	flat(t->problem, PROBLEMS);
	flat(t->quarter, QUARTERS);
	t->table = (struct disclosure_table){ 3, { { AREAS, AREA_NODES, t->area }, { PROBLEMS, PROBLEM_NODES, t->problem }, { QUARTERS, QUARTER_NODES, t->quarter } },
		t->count, t->key };
	memset(t->cells, 0, sizeof t->cells);
}

/* Counts like a team's: most small, some large, many none. `typical` sets the scale. */
static void fill(struct town_table *t, uint64_t seed, double typical)
{
	struct random r;
	random_start(&r, seed, 7);
	lay_out(t);
	for (int i = 0; i < LEAVES; i++) {
		t->count[i] = (int64_t)(-log(1 - random_unit(&r)) * typical);
		t->key[i] = random_next(&r);
	}
}

/* The attacker: one unknown per combination of labels, one row per published cell. Nothing of the table's own counts is looked at. */
static glp_prob *attack(const struct town_table *t, const struct disclosure_rules *rules)
{
	glp_prob *lp = glp_create_prob();
	int rows[LEAVES + 1];
	double ones[LEAVES + 1];
	glp_term_out(GLP_OFF);
	glp_add_cols(lp, LEAVES);
	for (int i = 1; i <= LEAVES; i++) {
		glp_set_col_bnds(lp, i, GLP_LO, 0, 0);
		glp_set_col_kind(lp, i, GLP_IV);
	}
	glp_add_rows(lp, CELLS);
	for (int a = 0; a < AREA_NODES; a++)
		for (int p = 0; p < PROBLEM_NODES; p++)
			for (int q = 0; q < QUARTER_NODES; q++) {
				int cell = (a * PROBLEM_NODES + p) * QUARTER_NODES + q, n = 0;
				int64_t low, high;
				for (int i = t->area[a].from; i < t->area[a].to; i++)
					for (int j = t->problem[p].from; j < t->problem[p].to; j++)
						for (int k = t->quarter[q].from; k < t->quarter[q].to; k++) {
							rows[++n] = (i * PROBLEMS + j) * QUARTERS + k + 1;
							ones[n] = 1;
						}
				glp_set_mat_row(lp, cell + 1, n, rows, ones);
				disclosure_window(rules, &t->cells[cell], &low, &high);
				glp_set_row_bnds(lp, cell + 1, high == DISCLOSURE_NO_LIMIT ? GLP_LO : low == high ? GLP_FX : GLP_DB, (double)low, (double)high);
			}
	return lp;
}

/* The most (or, downward, the least) that the sum of these rows can be. */
static double extreme(glp_prob *lp, const int *rows, int rows_n, int direction, bool whole)
{
	int at[LEAVES + 1];
	double value[LEAVES + 1];
	for (int i = 1; i <= LEAVES; i++)
		glp_set_obj_coef(lp, i, 0);
	for (int r = 0; r < rows_n; r++)
		for (int i = glp_get_mat_row(lp, rows[r], at, value); i > 0; i--)
			glp_set_obj_coef(lp, at[i], glp_get_obj_coef(lp, at[i]) + 1);
	glp_set_obj_dir(lp, direction);
	glp_smcp how;
	glp_init_smcp(&how);
	how.msg_lev = GLP_MSG_OFF;
	assert_int_equal(glp_simplex(lp, &how), 0);
	assert_int_equal(glp_get_status(lp), GLP_OPT);
	if (!whole)
		return glp_get_obj_val(lp);
	glp_iocp mip;
	glp_init_iocp(&mip);
	mip.msg_lev = GLP_MSG_OFF;
	mip.tm_lim = 2000;
	assert_int_equal(glp_intopt(lp, &mip), 0);
	return glp_mip_obj_val(lp);
}

static double width_of(glp_prob *lp, const int *rows, int n, int64_t truth, bool whole)
{
	double low = extreme(lp, rows, n, GLP_MIN, whole), high = extreme(lp, rows, n, GLP_MAX, whole);
	assert_true((double)truth >= low - 1e-6 && (double)truth <= high + 1e-6);
	return high - low;
}

/* The hidden parts of a cell along one dimension, as rows; gives their number, and in *sum what they count. */
static int hidden_parts(const struct town_table *t, int cell, int d, int *rows, int64_t *sum)
{
	static const int stride[] = { PROBLEM_NODES * QUARTER_NODES, QUARTER_NODES, 1 }, nodes[] = { AREA_NODES, PROBLEM_NODES, QUARTER_NODES };
	int own = cell / stride[d] % nodes[d], n = 0;
	*sum = 0;
	for (int node = 0; node < nodes[d]; node++) {
		int part = cell + (node - own) * stride[d];
		bool hidden = t->cells[part].state == DISCLOSURE_SMALL || t->cells[part].state == DISCLOSURE_BESIDE;
		if (t->table.dimension[d].node[node].parent != own || !hidden)
			continue;
		rows[n++] = part + 1;
		*sum += t->cells[part].count;
	}
	return n;
}

/* The narrowest interval that the attack leaves around any count below ten that was hidden, or that hidden counts are together; and how many were hidden. */
static double narrowest(const struct town_table *t, const struct disclosure_rules *rules, bool whole, int *hidden)
{
	glp_prob *lp = attack(t, rules);
	double least = INFINITY;
	*hidden = 0;
	for (int c = 0; c < CELLS; c++) {
		int rows[CELLS] = { c + 1 };
		int64_t sum;
		if (t->cells[c].state == DISCLOSURE_SMALL) {
			least = fmin(least, width_of(lp, rows, 1, t->cells[c].count, whole));
			++*hidden;
		}
		for (int d = 0; d < 3; d++) {
			int n = hidden_parts(t, c, d, rows, &sum);
			if (n > 1 && sum < rules->shown_from)
				least = fmin(least, width_of(lp, rows, n, sum, whole));
		}
	}
	glp_delete_prob(lp);
	return least;
}

static void decide(struct town_table *t, const struct disclosure_rules *rules)
{
	struct err e = { "" };
	if (!disclosure_decide(&t->table, rules, t->cells, NULL, &e))
		fail_msg("%s", e.text);
}

static int shown(const struct town_table *t)
{
	int n = 0;
	for (int c = 0; c < CELLS; c++)
		n += t->cells[c].state == DISCLOSURE_SHOWN;
	return n;
}

static void no_count_below_ten_can_be_pinned(void **state)
{
	(void)state;
	static struct town_table t;
	static const double scales[] = { 4, 9, 15, 30, 80 };
	for (uint64_t seed = 1; seed <= 10; seed++) {
		int hidden;
		fill(&t, seed, scales[seed % 5]);
		decide(&t, &DISCLOSURE_RULES);
		double least = narrowest(&t, &DISCLOSURE_RULES, false, &hidden);
		assert_true(hidden > 0 && shown(&t) > 20);
		assert_true(least >= (double)DISCLOSURE_RULES.width - 1e-6);
	}
}

static void nor_by_who_counts_in_whole_numbers(void **state)
{
	(void)state;
	static struct town_table t;
	int hidden;
	fill(&t, 42, 25);
	decide(&t, &DISCLOSURE_RULES);
	assert_true(narrowest(&t, &DISCLOSURE_RULES, true, &hidden) >= (double)DISCLOSURE_RULES.width - 1e-6);
	assert_true(hidden > 0);
}

/* The planted defect: rounding and hiding alone. The attack must see what they leave open, or it proves nothing above. */
static void without_hiding_beside_the_attack_succeeds(void **state)
{
	(void)state;
	static struct town_table t;
	struct disclosure_rules careless = DISCLOSURE_RULES;
	int caught = 0, hidden;
	careless.width = 0;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		fill(&t, seed, 15);
		decide(&t, &careless);
		caught += narrowest(&t, &careless, false, &hidden) < (double)DISCLOSURE_RULES.width - 1e-6;
	}
	assert_true(caught > 0);
}

static void noise_is_the_same_each_time_and_within_its_bound(void **state)
{
	(void)state;
	static struct town_table t, again;
	struct disclosure_rules rules = DISCLOSURE_RULES;
	rules.noise = 2;
	fill(&t, 3, 30);
	fill(&again, 3, 30);
	decide(&t, &rules);
	decide(&again, &rules);
	assert_memory_equal(t.cells, again.cells, sizeof t.cells);
	int moved = 0, hidden;
	for (int c = 0; c < CELLS; c++) {
		int64_t plain;
		if (t.cells[c].state != DISCLOSURE_SHOWN)
			continue;
		assert_true(llabs(t.cells[c].value - t.cells[c].count) <= 4 && t.cells[c].value % 5 == 0);
		moved += disclosure_show(&DISCLOSURE_RULES, t.cells[c].count, 0, &plain) && plain != t.cells[c].value;
	}
	assert_true(moved > 0);
	assert_true(narrowest(&t, &rules, false, &hidden) >= (double)rules.width - 1e-6);
}

/* The first quarter is published alone; the second, and the half year, come later and may not tell what the first hid. */
static void a_second_quarter_does_not_tell_what_the_first_hid(void **state)
{
	(void)state;
	static struct town_table first, both;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct err e = { "" };
		fill(&both, seed, 12);
		fill(&first, seed, 12);
		/* alone: a table of two dimensions, put in the places of the whole one */
		int64_t count[AREAS * PROBLEMS];
		struct disclosure_cell cells[AREA_NODES * PROBLEM_NODES] = { { 0 } };
		for (int i = 0; i < AREAS * PROBLEMS; i++)
			count[i] = both.count[i * QUARTERS];
		struct disclosure_table alone = { 2, { both.table.dimension[0], both.table.dimension[1] }, count, NULL };
		assert_true(disclosure_decide(&alone, &DISCLOSURE_RULES, cells, NULL, &e));
		for (int i = 0; i < AREA_NODES * PROBLEM_NODES; i++) {
			both.cells[i * QUARTER_NODES] = cells[i];
			both.cells[i * QUARTER_NODES].fixed = true;
		}
		decide(&both, &DISCLOSURE_RULES);
		for (int i = 0; i < AREA_NODES * PROBLEM_NODES; i++) {
			assert_int_equal(both.cells[i * QUARTER_NODES].value, cells[i].value);
			assert_int_equal(both.cells[i * QUARTER_NODES].state == DISCLOSURE_SHOWN, cells[i].state == DISCLOSURE_SHOWN);
		}
		int hidden;
		assert_true(narrowest(&both, &DISCLOSURE_RULES, false, &hidden) >= (double)DISCLOSURE_RULES.width - 1e-6);
	}
}

static void what_was_published_is_not_contradicted(void **state)
{
	(void)state;
	static struct town_table t;
	struct err e = { "" };
	fill(&t, 1, 30);
	t.cells[0] = (struct disclosure_cell){ .state = DISCLOSURE_SHOWN, .value = 500, .fixed = true };
	assert_false(disclosure_decide(&t.table, &DISCLOSURE_RULES, t.cells, NULL, &e));
	assert_non_null(strstr(e.text, "500"));
}

static void one_count_alone_and_percentages(void **state)
{
	(void)state;
	static const struct { int64_t count, value; } cases[] = { { 0, 0 }, { 9, 0 }, { 10, 10 }, { 12, 10 }, { 13, 15 }, { 1002, 1000 }, { INT64_C(2147483648), INT64_C(2147483650) } };
	int64_t value;
	int percent;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(disclosure_show(&DISCLOSURE_RULES, cases[i].count, 0, &value), cases[i].value != 0);
		assert_int_equal(value, cases[i].value);
	}
	assert_false(disclosure_percent(&DISCLOSURE_RULES, 20, 45, &percent));
	assert_true(disclosure_percent(&DISCLOSURE_RULES, 20, 50, &percent) && percent == 40);
	assert_true(disclosure_percent(&DISCLOSURE_RULES, 55, 50, &percent) && percent == 100);
}

static void what_cannot_occur_is_shown_as_such(void **state)
{
	(void)state;
	static struct town_table t;
	fill(&t, 5, 40);
	for (int a = 0; a < AREAS; a++)
		for (int q = 0; q < QUARTERS; q++)
			t.count[(a * PROBLEMS + 2) * QUARTERS + q] = a < PER_DISTRICT ? -1 : t.count[(a * PROBLEMS + 2) * QUARTERS + q];
	decide(&t, &DISCLOSURE_RULES);
	int32_t node[] = { AREAS, 2, QUARTERS };                     /* the first district, the third problem, both quarters */
	assert_int_equal(t.cells[disclosure_at(&t.table, node)].state, DISCLOSURE_IMPOSSIBLE);
	int hidden;
	assert_true(narrowest(&t, &DISCLOSURE_RULES, false, &hidden) >= (double)DISCLOSURE_RULES.width - 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_count_below_ten_can_be_pinned), cmocka_unit_test(nor_by_who_counts_in_whole_numbers),
		cmocka_unit_test(without_hiding_beside_the_attack_succeeds), cmocka_unit_test(noise_is_the_same_each_time_and_within_its_bound),
		cmocka_unit_test(a_second_quarter_does_not_tell_what_the_first_hid), cmocka_unit_test(what_was_published_is_not_contradicted),
		cmocka_unit_test(one_count_alone_and_percentages), cmocka_unit_test(what_cannot_occur_is_shown_as_such),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
