/* The two threads of a load, and the batches that go from one to the other. */
#include "load.h"
#include <assert.h>
#include <pthread.h>
#include "load_engine.h"

enum { BATCH_BYTES = 8 << 20, BATCHES = 3, LOOK_MS = 200 };

struct part { char *p; size_t n, cap, rows; };
struct batch { struct part *part; size_t bytes; struct batch *next; };

struct load {
	const struct load_engine *engine;
	struct loader *loader;
	struct load_job job;
	int tables;
	struct batch batch[BATCHES];
	struct batch *filling;
	struct part *row;                    /* the table of the row that is being pushed */
	uint64_t rows;
	atomic_bool stop;
	const atomic_bool *watched;          /* NULL: nobody else's */
	pthread_t writer;
	pthread_mutex_t lock;                /* what is below */
	pthread_cond_t changed;
	struct batch *full, *spare;          /* full: first in, first out */
	bool no_more, keep, done, failed;
	struct err trouble;
};

/* ---- the writer ---- */

static bool write_batch(struct load *l, struct batch *b, struct err *e)
{
	for (int i = 0; i < l->tables; i++) {
		struct part *part = &b->part[i];
		if (part->rows && !l->engine->write(l->loader, i, part->p, part->rows, e))
			return false;
		part->n = part->rows = 0;
	}
	b->bytes = 0;
	return true;
}

static struct batch *take_full(struct load *l)
{
	pthread_mutex_lock(&l->lock);
	while (!l->full && !l->no_more)
		pthread_cond_wait(&l->changed, &l->lock);
	struct batch *b = l->full;
	if (b)
		l->full = b->next;
	pthread_mutex_unlock(&l->lock);
	return b;
}

static void give_spare(struct load *l, struct batch *b)
{
	pthread_mutex_lock(&l->lock);
	b->next = l->spare;
	l->spare = b;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
}

static void over(struct load *l, bool fine, const struct err *e)
{
	pthread_mutex_lock(&l->lock);
	l->failed = !fine;
	l->trouble = *e;
	l->done = true;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
}

static void *write_all(void *arg)
{
	struct load *l = arg;
	struct err e = { "" };
	struct batch *b;
	bool fine = true;
	while (fine && (b = take_full(l))) {
		fine = l->stop ? err_set(&e, "stopped") : write_batch(l, b, &e);
		give_spare(l, b);
	}
	fine = fine && !l->stop;
	over(l, fine && (!l->keep || l->engine->finish(l->loader, &e)), &e);
	return NULL;
}

/* ---- pushing ---- */

static void hand_over(struct load *l)
{
	pthread_mutex_lock(&l->lock);
	struct batch **last = &l->full;
	while (*last)
		last = &(*last)->next;
	l->filling->next = NULL;
	*last = l->filling;
	pthread_cond_broadcast(&l->changed);
	while (!l->spare && !l->done)
		pthread_cond_wait(&l->changed, &l->lock);
	l->filling = l->spare;
	if (l->spare)
		l->spare = l->spare->next;
	pthread_mutex_unlock(&l->lock);
}

static char *room(struct load *l, size_t n)
{
	struct part *part = l->row;
	if (part->n + n > part->cap) {
		part->cap = 2 * (part->cap + n) + 4096;
		part->p = realloc(part->p, part->cap);
		if (!part->p)
			abort();
	}
	char *at = part->p + part->n;
	part->n += n;
	l->filling->bytes += n;
	return at;
}

/* After a failure rows go to a batch that nobody writes. */
void load_row(struct load *l, int table)
{
	assert(table >= 0 && table < l->tables);
	if (l->filling->bytes >= BATCH_BYTES) {
		hand_over(l);
		if (!l->filling) {
			l->filling = &l->batch[0];
			for (int i = 0; i < l->tables; i++)
				l->filling->part[i].n = l->filling->part[i].rows = 0;
			l->filling->bytes = 0;
		}
	}
	l->row = &l->filling->part[table];
	l->row->rows++;
	l->rows++;
}

static void push(struct load *l, enum load_kind kind, const void *p, size_t n)
{
	char *at = room(l, 1 + n);
	*at = (char)kind;
	if (n)
		memcpy(at + 1, p, n);
}

static char *push_long(struct load *l, enum load_kind kind, size_t n)
{
	uint32_t length = (uint32_t)n;
	char *at = room(l, 1 + sizeof length + n);
	*at = (char)kind;
	memcpy(at + 1, &length, sizeof length);
	return at + 1 + sizeof length;
}

void load_int(struct load *l, int64_t i)
{
	push(l, LOAD_INT, &i, sizeof i);
}

void load_null(struct load *l)
{
	push(l, LOAD_NULL, NULL, 0);
}

void load_id(struct load *l, id64 id)
{
	if (id)
		load_int(l, id);
	else
		load_null(l);
}

void load_bool(struct load *l, bool yes)
{
	char c = yes;
	push(l, LOAD_BOOL, &c, 1);
}

void load_real(struct load *l, double d)
{
	push(l, LOAD_REAL, &d, sizeof d);
}

void load_text(struct load *l, const char *text)
{
	if (!text) {
		load_null(l);
		return;
	}
	size_t n = strlen(text);
	memcpy(push_long(l, LOAD_TEXT, n), text, n);
}

unsigned char *load_blob(struct load *l, size_t n)
{
	return (unsigned char *)push_long(l, LOAD_BLOB, n);
}

static void look(struct load *l)
{
	if (l->watched && *l->watched)
		l->stop = true;
}

uint64_t load_rows(const struct load *l)
{
	return l->rows;
}

bool load_failed(const struct load *l)
{
	struct load *own = (struct load *)l;
	look(own);
	pthread_mutex_lock(&own->lock);
	bool failed = own->done || own->stop;
	pthread_mutex_unlock(&own->lock);
	return failed;
}

/* ---- beginning and ending ---- */

static const struct { const char *prefix; const struct load_engine *engine; } engines[] = {
	{ "sqlite:", &LOAD_SQLITE }, { "postgres:", &LOAD_POSTGRES },
};

static void load_free(struct load *l)
{
	if (l->loader)
		l->engine->end(l->loader);
	for (int b = 0; b < BATCHES; b++) {
		for (int i = 0; l->batch[b].part && i < l->tables; i++)
			free(l->batch[b].part[i].p);
		free(l->batch[b].part);
	}
	pthread_mutex_destroy(&l->lock);
	pthread_cond_destroy(&l->changed);
	free(l);
}

static struct load *load_new(const struct load_table *tables, load_tell *tell, void *ctx)
{
	struct load *l = calloc(1, sizeof *l);
	if (!l)
		abort();
	l->job = (struct load_job){ tables, tell, ctx, &l->stop };
	while (tables[l->tables].name)
		l->tables++;
	for (int i = 0; i < BATCHES; i++) {
		struct batch *b = &l->batch[i];
		if (!(b->part = calloc((size_t)l->tables, sizeof *b->part)))
			abort();
		b->next = l->spare;
		l->spare = b;
	}
	l->filling = l->spare;
	l->spare = l->spare->next;
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->changed, NULL);
	return l;
}

struct load *load_begin(const char *url, const struct load_table *tables, load_tell *tell, void *ctx, struct err *e)
{
	struct load *l = load_new(tables, tell, ctx);
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
		size_t n = strlen(engines[i].prefix);
		if (!strncmp(url, engines[i].prefix, n)) {
			l->engine = engines[i].engine;
			l->loader = l->engine->begin(url + n, &l->job, e);
		}
	}
	if (!l->loader) {
		err_set(e, "a store is \"sqlite:/path/nabij.db\" or \"postgres:…\", not \"%s\"", url);
		load_free(l);
		return NULL;
	}
	if (pthread_create(&l->writer, NULL, write_all, l))
		abort();
	return l;
}

void load_stop(struct load *l)
{
	l->stop = true;
}

void load_watch(struct load *l, const atomic_bool *stop)
{
	l->watched = stop;
}

/* Making an index takes long: a stop must reach it. */
static void wait_for_writer(struct load *l)
{
	pthread_mutex_lock(&l->lock);
	while (!l->done)
		if (!clock_wait(&l->changed, &l->lock, clock_monotonic_us() + LOOK_MS * 1000) && (look(l), l->stop))
			l->engine->interrupt(l->loader);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->writer, NULL);
}

bool load_end(struct load *l, bool keep, struct err *e)
{
	if (keep && l->filling->bytes)
		hand_over(l);
	pthread_mutex_lock(&l->lock);
	l->keep = keep;
	l->no_more = true;
	if (!keep)
		l->full = NULL;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
	wait_for_writer(l);
	bool fine = keep && !l->failed;
	if (keep && l->failed)
		err_set(e, "%s", l->stop ? "stopped; the store is as it was" : l->trouble.text);
	load_free(l);
	return fine;
}
