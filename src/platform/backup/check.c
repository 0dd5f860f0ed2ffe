#include "check.h"
#include "../db/compare.h"
#include "../schema/schema.h"

struct checking {
	struct check *out;
	struct sound *sound;
	struct summing *sum;
	struct buf row;
};

static bool check_row(void *ctx, const struct table *table, const struct value *v, struct err *e)
{
	struct checking *c = ctx;
	(void)e;
	buf_clear(&c->row);
	row_encode(&c->row, v, table->columns);
	summing_row(c->sum, c->row.p, c->row.n);
	sound_row(c->sound, table, v);
	return true;
}

static bool check_rows(struct checking *c, struct tables *t, struct arena *arena, struct err *e)
{
	struct table_list list;
	bool fine = tables_list(t, arena, &list, e);
	c->out->table = ARENA_ARRAY(arena, struct check_table, fine ? list.n : 0);
	for (size_t i = 0; fine && i < list.n; i++) {
		sound_table(c->sound, &list.at[i]);
		summing_begin(c->sum, &list.at[i]);
		fine = tables_rows(t, &list.at[i], check_row, c, e);
		struct check_table *done = &c->out->table[c->out->tables++];
		*done = (struct check_table){ list.at[i].name, summing_end(c->sum) };
		c->out->rows += done->sum.rows;
	}
	return fine;
}

static bool check_built(struct tables *t, struct db *db, struct check *out, struct buf *report, struct err *e)
{
	struct buf declared, guards;
	buf_init(&declared, 0);
	buf_init(&guards, 0);
	schema_tables(&declared);
	schema_guards(&guards, db_engine(db));
	bool fine = tables_as_declared(t, db, declared.p, guards.p, report, &out->wrong, e) && tables_references(t, report, &out->wrong, e);
	buf_release(&declared);
	buf_release(&guards);
	return fine;
}

/* The store's own checks; what they find counts as one. */
static bool check_own(struct db *db, struct check *out, struct buf *report, struct err *e)
{
	struct err why = { "" };
	size_t before = report->n;
	bool statements = db_check_statements(db, report, &why), store = db_check_store(db, report, &why);
	out->wrong += !statements + !store;
	return report->n > before || (statements && store) || err_set(e, "%s", why.text);
}

bool check_run(struct db *db, struct keystore *keys, const char *spool, enum sound_open open, struct arena *arena, struct check *out, struct buf *report,
	struct err *e)
{
	struct checking c = { .out = out, .sum = summing_new() };
	*out = (struct check){ 0 };
	buf_init(&c.row, ROW_MOST);
	bool fine = check_own(db, out, report, e);
	struct tables *t = fine ? tables_open(db, e) : NULL;
	out->at = clock_now();
	fine = t && check_built(t, db, out, report, e) && (c.sound = sound_new(keys, open, report, e)) && check_rows(&c, t, arena, e);
	tables_close(t);
	if (c.sound) {
		out->found = sound_end(c.sound);
		out->wrong += out->found.wrong;
	}
	fine = fine && spool_look(spool, &out->spool, report, e);
	out->wrong += out->spool.damaged;
	buf_release(&c.row);
	summing_free(c.sum);
	return fine;
}
