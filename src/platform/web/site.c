/* What all requests share: the settings of the site, who failed how often, and what pages read the last time. */
#include <assert.h>
#include <stdlib.h>
#include "ahead.h"
#include "rate.h"
#include "web.h"

#define RATE_PLACES ((size_t)1 << 16)        /* names of failures remembered at once: 2 MB */

struct site { struct site_settings set; struct rate *rate; struct ahead_memory *ahead; };

struct site *site_new(const struct site_settings *set)
{
	struct site *s = calloc(1, sizeof *s);
	assert(s);
	s->set = *set;
	s->rate = rate_new(RATE_PLACES);
	s->ahead = ahead_new();
	return s;
}

void site_free(struct site *s)
{
	rate_free(s->rate);
	ahead_free(s->ahead);
	free(s);
}

struct ahead_memory *site_ahead(const struct site *s)
{
	return s->ahead;
}

struct rate *site_rate(const struct site *s)
{
	return s->rate;
}

const struct site_settings *site_settings(const struct site *s)
{
	return &s->set;
}
