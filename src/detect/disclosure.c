#include "disclosure.h"
#include <assert.h>
#include "disclosure_audit.h"

const struct disclosure_rules DISCLOSURE_RULES = { .shown_from = 10, .rounded_to = 5, .noise = 0, .width = 5, .base = 50 };

/* Two draws from 0 … noise, their sum moved to the middle: small changes are likelier, and none is as likely as any. The key is spread over all bits first
 * (SplitMix64's finalizer), since sums of keys of neighbouring cells are related. */
static int64_t noise_of(uint64_t key, int64_t noise)
{
	key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9u;
	key = (key ^ key >> 27) * 0x94d049bb133111ebu;
	key ^= key >> 31;
	uint64_t choices = (uint64_t)noise + 1;
	return (int64_t)((key & 0xffffffffu) * choices >> 32) + (int64_t)((key >> 32) * choices >> 32) - noise;
}

bool disclosure_show(const struct disclosure_rules *r, int64_t count, uint64_t key, int64_t *value)
{
	assert(count >= 0 && r->shown_from > 0 && r->rounded_to > 0);
	*value = 0;
	if (count < r->shown_from)
		return false;
	int64_t rounded = (count + noise_of(key, r->noise) + r->rounded_to / 2) / r->rounded_to * r->rounded_to;
	*value = rounded < r->shown_from ? r->shown_from : rounded;
	return true;
}

bool disclosure_percent(const struct disclosure_rules *r, int64_t part, int64_t base, int *percent)
{
	*percent = 0;
	if (base < r->base)
		return false;
	*percent = part >= base ? 100 : (int)((200 * part + base) / (2 * base));
	return true;
}

void disclosure_window(const struct disclosure_rules *r, const struct disclosure_cell *c, int64_t *low, int64_t *high)
{
	int64_t down = r->rounded_to / 2 + r->noise, up = (r->rounded_to - 1) / 2 + r->noise;
	assert(c->state != DISCLOSURE_OPEN);
	*low = *high = 0;
	if (c->state == DISCLOSURE_SMALL)
		*high = r->shown_from - 1;
	if (c->state == DISCLOSURE_BESIDE)
		*low = r->shown_from, *high = DISCLOSURE_NO_LIMIT;
	if (c->state == DISCLOSURE_SHOWN) {
		*low = c->value - down < r->shown_from ? r->shown_from : c->value - down;
		*high = c->value + up;
	}
}

size_t disclosure_cells(const struct disclosure_table *t)
{
	size_t n = 1;
	for (int d = 0; d < t->dimensions; d++)
		n *= (size_t)t->dimension[d].n;
	return n;
}

size_t disclosure_at(const struct disclosure_table *t, const int32_t *node)
{
	size_t at = 0;
	for (int d = 0; d < t->dimensions; d++)
		at = at * (size_t)t->dimension[d].n + (size_t)node[d];
	return at;
}

/* Sums the counts and keys of the labels into every cell; a cell is impossible when all its labels are. */
static bool add_up(const struct disclosure_table *t, struct disclosure_cell *cells, uint64_t *keys, struct err *e)
{
	size_t n = disclosure_cells(t), leaf = 0;
	bool *possible = calloc(n, sizeof *possible);
	assert(possible);
	for (size_t i = 0; i < n; i++)
		cells[i].count = 0;
	int32_t label[DISCLOSURE_DIMENSIONS_MOST] = { 0 };
	bool ok = true;
	do {
		struct audit_walk walk;
		for (audit_walk_begin(&walk, t, label); audit_walk_next(&walk);) {
			struct disclosure_cell *c = &cells[walk.cell];
			if (t->count[leaf] > INT64_C(1) << 53 || c->count > INT64_C(1) << 60)
				ok = err_set(e, "counts too large to add up");
			c->count += t->count[leaf] > 0 && ok ? t->count[leaf] : 0;
			keys[walk.cell] += t->key ? t->key[leaf] : 0;
			possible[walk.cell] |= t->count[leaf] >= 0;
		}
		leaf++;
	} while (audit_next_label(t, label));
	for (size_t i = 0; i < n; i++)
		if (!possible[i] && !cells[i].fixed)
			cells[i].state = DISCLOSURE_IMPOSSIBLE;
	free(possible);
	return ok;
}

/* The first decision, cell by cell. What was published before stays; hidden cells may have been so for either reason. */
static bool decide_alone(const struct disclosure_rules *r, struct disclosure_cell *c, uint64_t key, struct err *e)
{
	if (c->fixed && (c->state == DISCLOSURE_SMALL || c->state == DISCLOSURE_BESIDE))
		c->state = c->count < r->shown_from ? DISCLOSURE_SMALL : DISCLOSURE_BESIDE;
	else if (!c->fixed && c->state != DISCLOSURE_IMPOSSIBLE)
		c->state = disclosure_show(r, c->count, key, &c->value) ? DISCLOSURE_SHOWN : DISCLOSURE_SMALL;
	int64_t low, high;
	disclosure_window(r, c, &low, &high);
	return (c->count >= low && c->count <= high)
		|| err_set(e, "a cell was published as %lld and now counts %lld: what was published cannot be taken back by another number", (long long)c->value, (long long)c->count);
}

bool disclosure_decide(const struct disclosure_table *t, const struct disclosure_rules *r, struct disclosure_cell *cells, struct detect_work *work, struct err *e)
{
	size_t n = disclosure_cells(t);
	uint64_t *keys = calloc(n, sizeof *keys);
	assert(keys && t->dimensions >= 1 && t->dimensions <= DISCLOSURE_DIMENSIONS_MOST);
	bool ok = add_up(t, cells, keys, e);
	for (size_t i = 0; ok && i < n; i++)
		ok = decide_alone(r, &cells[i], keys[i], e);
	free(keys);
	return ok && (r->width == 0 || audit_hide(t, r, cells, work, e));
}
