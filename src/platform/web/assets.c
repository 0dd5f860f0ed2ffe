#include "assets.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../base/embedded.h"
#include "render.h"

extern const struct embedded ASSETS[];           /* made from assets/ at build */
extern const size_t ASSETS_n;

enum { ASSETS_MAX = 32 };
static struct asset assets[ASSETS_MAX];
static size_t assets_n;

static const struct { const char *ending, *type; } types[] = {
	{".css", "text/css; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".svg", "image/svg+xml"},
	{".woff2", "font/woff2"},
	{".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(const char *name)
{
	const char *ending = strrchr(name, '.');
	for (size_t i = 0; ending && i < sizeof types / sizeof *types; i++)
		if (!strcmp(ending, types[i].ending))
			return types[i].type;
	assert(!"an asset of a kind without a content type");
	return NULL;
}

/* FNV-1a: the hash only tells a new version from an old one; nobody's safety rests on it. */
static uint64_t hash_of(const unsigned char *bytes, size_t n)
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3u;
	return hash;
}

static void asset_fill(struct asset *a, const struct embedded *file)
{
	a->name = file->name;
	a->type = type_of(file->name);
	a->bytes = file->bytes;
	a->n = file->n;
	snprintf(a->version, sizeof a->version, "%016" PRIx64, hash_of(file->bytes, file->n));
	int n = snprintf(a->url, sizeof a->url, "/assets/%s?v=%s", a->name, a->version);
	assert(n > 0 && (size_t)n < sizeof a->url);
}

void assets_start(void)
{
	if (assets_n)
		return;
	assert(ASSETS_n <= ASSETS_MAX);
	for (size_t i = 0; i < ASSETS_n; i++)
		asset_fill(&assets[i], &ASSETS[i]);
	assets_n = ASSETS_n;
}

const struct asset *asset_find(const char *name)
{
	assert(assets_n && "assets_start was not called");
	for (size_t i = 0; i < assets_n; i++)
		if (!strcmp(assets[i].name, name))
			return &assets[i];
	return NULL;
}

bool asset_is_current(const struct asset *a, const char *version)
{
	return version && !strcmp(a->version, version);
}

const char *asset_url(const char *name)
{
	const struct asset *a = asset_find(name);
	assert(a && "no such asset");
	return a->url;
}
