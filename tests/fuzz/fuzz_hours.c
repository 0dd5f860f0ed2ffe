/* What somebody types as a time and as days: read or refused, never more than a day; what is read makes meetings that lie in the future's order, or is said to be
 * wrong at a day of its own. The text's first line is the time it begins, then the time it ends, the first day, the last day, and how many days lie between. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "features/initiative/initiative.h"
#include "features/initiative/initiative_screens.h"
#include "platform/base/clock.h"

enum { LINES = 5, DAY = 24 * 60, EVERY_MOST = 60 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void lines_of(char *text, char **line)
{
	for (int i = 0; i < LINES; i++) {
		line[i] = text;
		text += strcspn(text, "\n");
		if (*text)
			*text++ = 0;
	}
}

static int hour(const char *text)
{
	int minutes = initiative_hour(text);
	assert(minutes >= -1 && minutes < DAY);
	return minutes;
}

/* Read again as it is written, it is the same. */
static void written_and_read(struct arena *arena, int minutes)
{
	assert(initiative_hour(arena_printf(arena, "%d.%02d", minutes / 60, minutes % 60)) == minutes);
	assert(initiative_hour(arena_printf(arena, "%d:%02d uur", minutes / 60, minutes % 60)) == minutes);
}

static bool near(struct day day)
{
	return day.year > 1990 && day.year < 2200;
}

static void series(struct initiative_times *t)
{
	struct day day;
	enum initiative_time said = initiative_times_check(t, &day);
	if (said == TIME_FINE) {
		assert(t->from < t->to);
		assert(!t->every || !day_known(t->until) || day_diff(t->first, t->until) / t->every < INITIATIVE_MEETINGS_MOST);
	} else if (said == TIME_NOT_THERE) {
		assert(day_diff(t->first, day) >= 0 && (!t->every || day_diff(t->first, day) % t->every == 0));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool started;
	char *line[LINES];
	struct arena *arena = arena_new((size_t)1 << 20);
	if (!started)
		clock_start();
	started = true;
	lines_of(arena_strndup(arena, (const char *)data, size < 2000 ? size : 2000), line);
	struct initiative_times t = { .from = hour(line[0]), .to = hour(line[1]), .every = (int)(strtoul(line[4], NULL, 10) % EVERY_MOST), .place = "De Schuit" };
	if (t.from >= 0)
		written_and_read(arena, t.from);
	if (day_parse(line[2], &t.first) && near(t.first) && t.from >= 0 && t.to >= 0) {
		if (!day_parse(line[3], &t.until) || !near(t.until))
			t.until = (struct day){ 0, 0, 0 };
		series(&t);
	}
	arena_free(arena);
	return 0;
}
