#include "rate.h"
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "../crypt/crypt.h"

enum { WAYS = 8 };                       /* places a name can stand in */

struct place { uint64_t name; uint32_t failures; moment last, until; };

struct rate {
	pthread_mutex_t lock;
	struct key key;                  /* random: nobody outside can tell which names share places */
	size_t sets;
	struct place place[];
};

struct rate *rate_new(size_t places)
{
	size_t n = WAYS;
	while (n < places)
		n *= 2;
	struct rate *r = calloc(1, sizeof *r + n * sizeof r->place[0]);
	assert(r);
	pthread_mutex_init(&r->lock, NULL);
	crypt_random(&r->key, sizeof r->key);
	r->sets = n / WAYS;
	return r;
}

void rate_free(struct rate *r)
{
	if (!r)
		return;
	pthread_mutex_destroy(&r->lock);
	free(r);
}

static uint64_t name_of(const struct rate *r, const char *text)
{
	unsigned char mac[HASH_BYTES];
	uint64_t name;
	crypt_mac(mac, &r->key, "rate", text, strlen(text));
	memcpy(&name, mac, sizeof name);
	return name ? name : 1;          /* 0 is a free place */
}

static struct place *set_of(struct rate *r, uint64_t name)
{
	return &r->place[(size_t)(name % r->sets) * WAYS];
}

static struct place *find(struct rate *r, uint64_t name)
{
	struct place *set = set_of(r, name);
	for (int i = 0; i < WAYS; i++)
		if (set[i].name == name)
			return &set[i];
	return NULL;
}

/* Whether a is the better one to give up: a free place, then one that need not wait, then the one that failed longest ago. */
static bool gives_way(const struct place *a, const struct place *b, moment now)
{
	bool waits_a = a->until > now, waits_b = b->until > now;
	if (!a->name || !b->name)
		return !a->name;
	return waits_a != waits_b ? waits_b : a->last < b->last;
}

static struct place *place_for(struct rate *r, uint64_t name, moment now)
{
	struct place *set = set_of(r, name), *best = &set[0];
	for (int i = 1; i < WAYS; i++)
		if (gives_way(&set[i], best, now))
			best = &set[i];
	*best = (struct place){ .name = name };
	return best;
}

static moment wait_after(const struct rate_rule *rule, uint32_t failures)
{
	if (failures <= rule->free)
		return 0;
	moment wait = rule->first;
	for (uint32_t n = failures - rule->free; n > 1 && wait < rule->longest; n--)
		wait *= 2;
	return wait < rule->longest ? wait : rule->longest;
}

moment rate_try(struct rate *r, const struct rate_rule *rule, const char *text, moment now)
{
	moment until = 0;
	uint64_t name = name_of(r, text);
	pthread_mutex_lock(&r->lock);
	struct place *p = find(r, name);
	if (p && p->until > now)
		until = p->until;
	else {
		if (!p)
			p = place_for(r, name, now);
		if (p->last + rule->forget <= now)
			p->failures = 0;
		p->failures++;
		p->last = now;
		p->until = now + wait_after(rule, p->failures);
	}
	pthread_mutex_unlock(&r->lock);
	return until;
}

void rate_forgive(struct rate *r, const char *text)
{
	pthread_mutex_lock(&r->lock);
	struct place *p = find(r, name_of(r, text));
	if (p && p->failures) {
		p->failures--;
		p->until = 0;
	}
	pthread_mutex_unlock(&r->lock);
}

void rate_clear(struct rate *r, const char *text)
{
	pthread_mutex_lock(&r->lock);
	struct place *p = find(r, name_of(r, text));
	if (p)
		*p = (struct place){ 0 };
	pthread_mutex_unlock(&r->lock);
}
