/* Counters of the service for /metrics: answers by status class and how long they took. Numbers only, of nobody. */
#ifndef NABIJ_COUNTERS_H
#define NABIJ_COUNTERS_H
#include <stdint.h>
#include "../base/buf.h"

void counters_answer(int status, uint64_t microseconds);
void counters_write(struct buf *);               /* Prometheus text */
#endif
