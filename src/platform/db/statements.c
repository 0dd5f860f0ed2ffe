/* The registry of statements. SQL() puts a pointer to each in the section nabij_sql; the linker makes an array of it. */
#include <assert.h>
#include "engine.h"

extern struct sql *const __start_nabij_sql[] __attribute__((weak));
extern struct sql *const __stop_nabij_sql[] __attribute__((weak));

static pthread_once_t numbered = PTHREAD_ONCE_INIT;

static void number_all(void)
{
	for (size_t i = 0; i < sql_count(); i++)
		__start_nabij_sql[i]->index = (int)i;
}

void statements_start(void)
{
	pthread_once(&numbered, number_all);
}

size_t sql_count(void)
{
	return (size_t)(__stop_nabij_sql - __start_nabij_sql);
}

struct sql *sql_at(size_t i)
{
	assert(i < sql_count());
	return __start_nabij_sql[i];
}

#ifdef NABIJ_TEST_CLOCK_ALLOWED
static _Thread_local struct { const char *name[200]; size_t n; } tally;

void statement_tallied(const struct sql *sql)
{
	if (tally.n < sizeof tally.name / sizeof *tally.name)
		tally.name[tally.n++] = sql->name;
}

void sql_tally(struct buf *names)
{
	for (size_t i = 0; i < tally.n; i++)
		buf_printf(names, "%s%s", i ? " " : "", tally.name[i]);
	tally.n = 0;
}
#else
void statement_tallied(const struct sql *sql)
{
	(void)sql;
}
#endif
