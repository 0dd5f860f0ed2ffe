#include <assert.h>
#include "area_code.h"
#include "../../../platform/base/utf8.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool digit_or_capital(char c)
{
	return digit(c) || (c >= 'A' && c <= 'Z');
}

enum area_kind area_code_kind(const char *code)
{
	static const struct { const char *letters; size_t n; enum area_kind kind; } kinds[] = {
		{ "GM", 6, AREA_MUNICIPALITY }, { "WK", 8, AREA_DISTRICT }, { "BU", 10, AREA_NEIGHBOURHOOD }
	};
	size_t n = code ? strlen(code) : 0;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		if (n != kinds[k].n || strncmp(code, kinds[k].letters, 2))
			continue;
		for (size_t i = 2; i < n; i++)
			if (!(i < 6 ? digit(code[i]) : digit_or_capital(code[i])))
				return AREA_NONE;
		return kinds[k].kind;
	}
	return AREA_NONE;
}

const char *area_kind_code(enum area_kind kind)
{
	static const char *const codes[] = { NULL, "municipality", "district", "neighbourhood" };
	assert(kind != AREA_NONE);
	return codes[kind];
}

static void area_code_of(const char *code, const char *letters, size_t n, char out[AREA_CODE_BYTES])
{
	memcpy(out, code, n);
	memcpy(out, letters, 2);
	out[n] = '\0';
}

void area_code_parent(const char *code, char parent[AREA_CODE_BYTES])
{
	enum area_kind kind = area_code_kind(code);
	assert(kind != AREA_NONE);
	parent[0] = '\0';
	if (kind == AREA_NEIGHBOURHOOD)
		area_code_of(code, "WK", 8, parent);
	else if (kind == AREA_DISTRICT)
		area_code_of(code, "GM", 6, parent);
}

void area_code_municipality(const char *code, char municipality[AREA_CODE_BYTES])
{
	assert(area_code_kind(code) != AREA_NONE);
	area_code_of(code, "GM", 6, municipality);
}

/* ---- the set ---- */

/* A code as one number, never 0: its kind and its characters in base 36. */
static uint64_t code_number(const char *code)
{
	uint64_t v = (uint64_t)area_code_kind(code);
	assert(v != AREA_NONE);
	for (const char *c = code + 2; *c; c++)
		v = v * 36 + (uint64_t)(digit(*c) ? *c - '0' : *c - 'A' + 10);
	return v;
}

static bool set_put(struct area_set *set, uint64_t v)
{
	size_t i = (size_t)(v * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (set->cap - 1);
	for (; set->slot[i]; i = (i + 1) & (set->cap - 1))
		if (set->slot[i] == v)
			return false;
	set->slot[i] = v;
	return true;
}

static void set_grow(struct area_set *set)
{
	struct area_set bigger = { .cap = set->cap ? set->cap * 2 : 1024, .n = set->n };
	bigger.slot = calloc(bigger.cap, sizeof *bigger.slot);
	if (!bigger.slot)
		abort();
	for (size_t i = 0; i < set->cap; i++)
		if (set->slot[i])
			set_put(&bigger, set->slot[i]);
	free(set->slot);
	*set = bigger;
}

bool area_set_add(struct area_set *set, const char *code)
{
	if (set->n * 2 >= set->cap)
		set_grow(set);
	bool fresh = set_put(set, code_number(code));
	set->n += fresh;
	return fresh;
}

bool area_set_has(const struct area_set *set, const char *code)
{
	uint64_t v = code_number(code);
	size_t i = (size_t)(v * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (set->cap - 1);
	for (; set->cap && set->slot[i]; i = (i + 1) & (set->cap - 1))
		if (set->slot[i] == v)
			return true;
	return false;
}

void area_set_release(struct area_set *set)
{
	free(set->slot);
	*set = (struct area_set){ 0 };
}

const char *area_name_start(struct arena *arena, const char *name)
{
	const char *folded = utf8_fold(arena, name);
	size_t n = 0;
	for (int letters = 0; letters < 3 && folded[n]; letters++)
		do
			n++;
		while (((unsigned char)folded[n] & 0xC0) == 0x80);
	return arena_strndup(arena, folded, n);
}
