#include "publish.h"
#include "../../detect/disclosure.h"

struct published publish_count(int64_t count)
{
	struct published p;
	p.hidden = !disclosure_show(&DISCLOSURE_RULES, count, 0, &p.value);
	return p;
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
