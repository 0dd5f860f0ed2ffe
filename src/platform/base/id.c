#include "id.h"
#include <errno.h>
#include <pthread.h>
#include <sys/random.h>
#include "clock.h"
#include "err.h"

enum { RANDOM_BITS = 21, STEP_MASK = 1023 };
static const int64_t epoch_ms = 1577836800000;      /* 2020-01-01T00:00:00Z */

/* From the kernel, not from libsodium: base stands below crypt. A stock of them at a time (the kernel gives so many whole), under the lock of
 * id_new(). */
static uint32_t random32(void)
{
	enum { STOCK = 64 };
	static uint32_t stock[STOCK];
	static int left;
	while (!left) {
		if (getrandom(stock, sizeof stock, 0) == (ssize_t)sizeof stock)
			left = STOCK;
		else if (errno != EINTR) {
			log_error("id: the system gives no random bytes; stopping");
			abort();
		}
	}
	return stock[--left];
}

static int64_t milliseconds(void)
{
	return clock_for_ids() / 1000 - epoch_ms;
}

id64 id_new(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static id64 last;
	int64_t ms = milliseconds();
	pthread_mutex_lock(&lock);
	uint32_t r = random32();
	id64 id = ((ms > 0 ? ms : 1) << RANDOM_BITS)     /* 1: of a machine before 2020 too, none is one that the program itself uses */
		| (r >> (32 - RANDOM_BITS));
	if (id <= last)                             /* the same millisecond, or the clock was set back */
		id = last + 1 + (r & STEP_MASK);
	last = id;
	pthread_mutex_unlock(&lock);
	return id;
}

bool id_parse(const char *text, id64 *id)
{
	id64 v = 0;
	if (!text || *text < '1' || *text > '9')    /* one spelling per id: no sign, no leading zeros */
		return false;
	for (; *text; text++)
		if (*text < '0' || *text > '9' || __builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *text - '0', &v))
			return false;
	*id = v;
	return true;
}

const char *id_text(struct arena *arena, id64 id)
{
	return arena_int(arena, id);
}
