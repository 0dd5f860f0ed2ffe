/* Failures that slow down: who guesses passwords or codes waits longer and longer. Kept in memory only, of bounded size; what is counted
 * is up to the caller (a login from one address, a whole address, a device), named by a text of which only a keyed hash stays.
 *
 * A try is counted before its outcome is known, so that many at once gain nothing; a try that succeeded is forgiven afterwards.
 * Each failure is forgotten `forget` after the last one. The n-th failure past `free` costs `first` × 2ⁿ⁻¹, at most `longest`.
 * When the table is full, the names that were seen failing least recently make place, those that wait last.
 * Threads: all calls may come from any thread. */
#ifndef NABIJ_RATE_H
#define NABIJ_RATE_H
#include <stddef.h>
#include <stdint.h>
#include "../base/clock.h"

struct rate;

struct rate_rule { uint32_t free; moment first, longest, forget; };

struct rate *rate_new(size_t places);            /* rounded up to a power of two */
void rate_free(struct rate *);

/* 0: go ahead, and it counts as a failure until it is forgiven. Else the moment from which the next try is welcome; nothing is counted. */
moment rate_try(struct rate *, const struct rate_rule *, const char *name, moment now);
void rate_forgive(struct rate *, const char *name);   /* takes the last try back */
void rate_clear(struct rate *, const char *name);     /* forgets all failures of the name */
#endif
