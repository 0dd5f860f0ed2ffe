#include "publish.h"
#include <assert.h>

enum { SHOWN_FROM = 10, ROUNDED_TO = 5 };

struct published publish_count(int64_t count)
{
	assert(count >= 0);
	if (count < SHOWN_FROM)
		return (struct published){ .hidden = true };
	return (struct published){ .value = (count + ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO };
}

int quarter_of(struct day day)
{
	return 4 * day.year + (day.month - 1) / 3;
}

int quarter_published(struct day today)
{
	return quarter_of(today) - 1;
}

struct day quarter_begins(int quarter)
{
	return (struct day){ quarter / 4, quarter % 4 * 3 + 1, 1 };
}
