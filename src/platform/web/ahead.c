#include "ahead.h"
#include <assert.h>
#include <pthread.h>
#include "session.h"

enum {
	SESSIONS = 4096, PAGES = 512,        /* places; what comes later takes the place of what was there */
	MOST = 20,                   /* statements of a page */
	VALUES = 8,                  /* parameters of a statement */
	CODE_MOST = 24,              /* bytes of a text that may be a code */
	SMALL = 1000000,             /* a number below it is no id */
	SURE = 2, SURE_MOST = 8, WRONG = 2,      /* announced from SURE on: up one when it was asked, down WRONG when not */
};

enum source { FROM_CONST, FROM_ACCOUNT, FROM_HOUSEHOLD, FROM_FILE, FROM_TEAM, FROM_PERSON, FROM_OWN_FILE, FROM_PATH, FROM_NOW, FROM_TODAY, FROM_ELSEWHERE };

struct value { const char *name; enum source source; enum param_type type; bool null; int64_t i; char code[CODE_MOST]; size_t n; };

struct statement { struct sql *sql; bool by_itself; int n, score; struct value value[VALUES]; };

/* What the pages of one route read for one kind of person. */
struct page_memory { const struct route *route; enum kind kind; int n; struct statement list[MOST]; };

/* Whom a session belonged to, and the rest that pages ask with. */
struct known { enum kind kind; id64 account, household, file, team, person, own_file; };
struct session_memory { unsigned char hash[HASH_BYTES]; struct known who; };

struct ahead_memory {
	pthread_mutex_t lock;
	struct session_memory session[SESSIONS];
	struct page_memory *page[PAGES];
};

struct ahead_run {
	struct request *rq;
	unsigned char hash[HASH_BYTES];
	struct page_memory read;     /* by this request */
};

struct ahead_memory *ahead_new(void)
{
	struct ahead_memory *m = calloc(1, sizeof *m);
	if (!m)
		abort();
	pthread_mutex_init(&m->lock, NULL);
	return m;
}

void ahead_free(struct ahead_memory *m)
{
	for (size_t i = 0; i < PAGES; i++)
		free(m->page[i]);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static struct session_memory *session_place(struct ahead_memory *m, const unsigned char hash[HASH_BYTES])
{
	uint32_t at;
	memcpy(&at, hash, sizeof at);
	return &m->session[at % SESSIONS];
}

static struct page_memory **page_place(struct ahead_memory *m, const struct route *route, enum kind kind)
{
	return &m->page[((uintptr_t)route / sizeof *route * 31 + (size_t)kind) % PAGES];
}

/* ---- parameters ---- */

static const char *today_iso(const struct request *rq)
{
	return day_iso(rq->arena, rq->today);
}

static id64 of_viewer(const struct known *k, enum source source)
{
	switch (source) {
	case FROM_ACCOUNT: return k->account;
	case FROM_HOUSEHOLD: return k->household;
	case FROM_FILE: return k->file;
	case FROM_TEAM: return k->team;
	case FROM_PERSON: return k->person;
	case FROM_OWN_FILE: return k->own_file;
	default: return 0;
	}
}

/* A moment counts from now; what is large otherwise is an id that came from another reading. */
static void number_source(const struct request *rq, const struct known *k, struct value *v)
{
	for (enum source s = FROM_ACCOUNT; s <= FROM_OWN_FILE; s++)
		if (v->i && v->i == of_viewer(k, s)) {
			v->source = s;
			v->i = 0;
			return;
		}
	for (int i = 0; i < PATH_PARTS; i++)
		if (v->i && v->i == rq->id[i]) {
			v->source = FROM_PATH;
			v->i = i;
			return;
		}
	if (v->i == rq->now) {
		v->source = FROM_NOW;
		v->i = 0;
	} else if (v->i >= SMALL || v->i <= -SMALL)
		v->source = FROM_ELSEWHERE;
}

static void text_source(const struct request *rq, struct value *v, const struct param *p)
{
	const char *today = today_iso(rq);
	if (p->n == strlen(today) && !memcmp(p->p, today, p->n)) {
		v->source = FROM_TODAY;
	} else if (p->n <= CODE_MOST) {
		memcpy(v->code, p->n ? p->p : "", p->n);
		v->n = p->n;
	} else
		v->source = FROM_ELSEWHERE;
}

static void value_of(const struct request *rq, const struct known *k, const struct param *p, struct value *v)
{
	*v = (struct value){ .name = p->name, .type = p->type, .null = p->null, .i = p->null ? 0 : p->i };
	if (p->null || p->type == PARAM_BOOL)
		return;
	if (p->type == PARAM_INT)
		number_source(rq, k, v);
	else if (p->type == PARAM_TEXT)
		text_source(rq, v, p);
	else
		v->source = FROM_ELSEWHERE;
}

static struct param param_of(const struct request *rq, const struct known *k, const struct value *v)
{
	struct param p = { .name = v->name, .type = v->type, .null = v->null, .i = v->i };
	if (v->source == FROM_TODAY)
		return p_text(v->name, today_iso(rq));
	if (v->source == FROM_NOW)
		p.i = rq->now;
	else if (v->source == FROM_PATH)
		p.i = rq->id[v->i];
	else if (v->source != FROM_CONST)
		p.i = of_viewer(k, v->source);
	else if (v->type == PARAM_TEXT && !v->null) {
		p.p = v->code;
		p.n = v->n;
	}
	return p;
}

static bool same_value(const struct value *a, const struct value *b)
{
	return a->source == b->source && a->type == b->type && a->null == b->null && a->i == b->i && a->n == b->n && !memcmp(a->code, b->code, a->n)
		&& !strcmp(a->name, b->name);
}

static bool same_statement(const struct statement *a, const struct statement *b)
{
	if (a->sql != b->sql || a->by_itself != b->by_itself || a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
		if (!same_value(&a->value[i], &b->value[i]))
			return false;
	return true;
}

/* ---- announcing ---- */

static bool all_known(const struct known *k, const struct statement *s)
{
	for (int i = 0; i < s->n; i++)
		if (s->value[i].source >= FROM_ACCOUNT && s->value[i].source <= FROM_OWN_FILE && !of_viewer(k, s->value[i].source))
			return false;
	return true;
}

static void announce(struct request *rq, const struct known *k, const struct page_memory *page)
{
	for (int i = 0; i < page->n; i++) {
		const struct statement *s = &page->list[i];
		struct param with[VALUES + 1];
		if (s->score < SURE || !all_known(k, s))
			continue;
		for (int j = 0; j < s->n; j++)
			with[j] = param_of(rq, k, &s->value[j]);
		with[s->n] = (struct param){ .type = PARAM_END };
		slot_view_as(rq->slot, s->by_itself ? NABIJ_ITSELF : k->account);
		sql_ahead(rq->slot, s->sql, with);
	}
	slot_view_as(rq->slot, NABIJ_ITSELF);
}

/* Copies what is remembered, so that nobody waits while it is sent. False: nothing. */
static bool recall(struct ahead_memory *m, const struct route *route, const unsigned char hash[HASH_BYTES], struct known *k, struct page_memory *page)
{
	pthread_mutex_lock(&m->lock);
	const struct session_memory *s = session_place(m, hash);
	bool known = s->who.account && !memcmp(s->hash, hash, HASH_BYTES);
	if (known) {
		const struct page_memory *p = *page_place(m, route, s->who.kind);
		*k = s->who;
		page->n = 0;
		if (p && p->route == route && p->kind == k->kind) {
			page->n = p->n;
			memcpy(page->list, p->list, (size_t)p->n * sizeof *p->list);
		}
	}
	pthread_mutex_unlock(&m->lock);
	return known;
}

struct ahead_run *ahead_begin(struct request *rq, id64 household)
{
	struct ahead_memory *m = site_ahead(rq->site);
	struct known k;
	unsigned char hash[HASH_BYTES];
	if (!slot_reads_ahead(rq->slot) || rq->route->method != METHOD_GET || rq->route->before || !session_hash(rq, hash))
		return NULL;
	struct ahead_run *run = ARENA_NEW(rq->arena, struct ahead_run);
	run->rq = rq;
	memcpy(run->hash, hash, sizeof run->hash);
	if (!recall(m, rq->route, hash, &k, &run->read))
		return run;
	if (rq->route->relation == RELATION_HOUSEHOLD && k.household != household) {
		k.household = household;
		k.file = 0;
	}
	session_ahead(rq, hash);
	announce(rq, &k, &run->read);
	return run;
}

/* ---- learning ---- */

/* Kept as it came; where its parameters come from is clear when the page is done. */
static void watched(struct slot *slot, struct sql *sql, const struct param *with, void *ctx)
{
	struct ahead_run *run = ctx;
	struct statement s = { .sql = sql, .by_itself = slot_viewer(slot) == NABIJ_ITSELF };
	const struct viewer *v = &run->rq->viewer;
	const struct known k = { v->kind, v->account, run->rq->household, run->rq->file, v->team, v->person, v->own_file };
	for (; with->type != PARAM_END; with++) {
		if (s.n == VALUES)
			return;
		value_of(run->rq, &k, with, &s.value[s.n]);
		if (s.value[s.n++].source == FROM_ELSEWHERE)
			return;
	}
	if (run->read.n < MOST)
		run->read.list[run->read.n++] = s;
}

void ahead_watch(struct ahead_run *run)
{
	if (!run)
		return;
	run->read.n = 0;
	slot_watch(run->rq->slot, watched, run);
}

static struct statement *find(struct page_memory *page, const struct statement *s)
{
	for (int i = 0; i < page->n; i++)
		if (same_statement(&page->list[i], s))
			return &page->list[i];
	return NULL;
}

/* What was not read this time counts for less, and goes when that happened often. */
static void forget(struct page_memory *page, struct page_memory *read)
{
	int kept = 0;
	for (int i = 0; i < page->n; i++) {
		struct statement *s = &page->list[i];
		if (!find(read, s))
			s->score -= WRONG;
		if (s->score > 0)
			page->list[kept++] = *s;
	}
	page->n = kept;
}

static void merge(struct page_memory *page, struct page_memory *read)
{
	forget(page, read);
	for (int i = 0; i < read->n; i++) {
		struct statement *have = find(page, &read->list[i]);
		if (have && have->score < SURE_MOST) {
			have->score++;
		} else if (!have && page->n < MOST) {
			page->list[page->n] = read->list[i];
			page->list[page->n++].score = 1;
		}
	}
}

void ahead_learn(struct ahead_run *run)
{
	if (!run || run->rq->viewer.by_token || !run->rq->viewer.account)
		return;
	struct request *rq = run->rq;
	const struct viewer *v = &rq->viewer;
	struct ahead_memory *m = site_ahead(rq->site);
	pthread_mutex_lock(&m->lock);
	struct session_memory *s = session_place(m, run->hash);
	bool stays = rq->route->relation != RELATION_OWN_HOUSEHOLD && !memcmp(s->hash, run->hash, HASH_BYTES);
	const struct known before = s->who;
	memcpy(s->hash, run->hash, HASH_BYTES);
	s->who = (struct known){ v->kind, v->account, stays ? before.household : rq->household, stays ? before.file : rq->file, v->team, v->person, v->own_file };
	struct page_memory **page = page_place(m, rq->route, v->kind);
	if (!*page && !(*page = calloc(1, sizeof **page)))
		abort();
	if ((*page)->route != rq->route || (*page)->kind != v->kind)
		**page = (struct page_memory){ .route = rq->route, .kind = v->kind };
	merge(*page, &run->read);
	pthread_mutex_unlock(&m->lock);
}
