#include "counters.h"
#include <stdatomic.h>

static const unsigned limits_ms[] = { 1, 2, 5, 10, 25, 50, 100, 250, 1000 };
#define LIMITS (sizeof limits_ms / sizeof *limits_ms)

static atomic_ulong by_class[6];
static atomic_ulong within[LIMITS + 1];
static atomic_ulong total_us;

void counters_answer(int status, uint64_t us)
{
	atomic_fetch_add(&by_class[status / 100 < 6 ? status / 100 : 5], 1);
	size_t i = 0;
	while (i < LIMITS && us > limits_ms[i] * 1000u)
		i++;
	atomic_fetch_add(&within[i], 1);
	atomic_fetch_add(&total_us, us);
}

void counters_write(struct buf *out)
{
	buf_str(out, "# HELP nabij_answers_total Answers given, by class of status.\n# TYPE nabij_answers_total counter\n");
	for (size_t i = 2; i < 6; i++)
		buf_printf(out, "nabij_answers_total{class=\"%zuxx\"} %lu\n", i, atomic_load(&by_class[i]));
	buf_str(out, "# HELP nabij_answer_seconds How long answers took.\n# TYPE nabij_answer_seconds histogram\n");
	unsigned long sum = 0;
	for (size_t i = 0; i < LIMITS; i++) {
		sum += atomic_load(&within[i]);
		buf_printf(out, "nabij_answer_seconds_bucket{le=\"%g\"} %lu\n", limits_ms[i] / 1000.0, sum);
	}
	sum += atomic_load(&within[LIMITS]);
	buf_printf(out, "nabij_answer_seconds_bucket{le=\"+Inf\"} %lu\nnabij_answer_seconds_sum %g\nnabij_answer_seconds_count %lu\n", sum,
		(double)atomic_load(&total_us) / 1e6, sum);
}
