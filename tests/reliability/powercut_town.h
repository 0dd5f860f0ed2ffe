/* A town that is put to work on SQLite while powercut.c records it, and what is looked for in what a power cut left of it. */
#ifndef NABIJ_POWERCUT_TOWN_H
#define NABIJ_POWERCUT_TOWN_H
#include "platform/base/id.h"
#include "trace.h"

struct town_ids { id64 professional, team; };

/* Makes the town in the folder as `nabij init` does, puts people to work, and ends halfway as by kill -9. */
void town_first_turn(const char *folder, int seconds, struct town_ids *);
/* Opens what is there, a migration comes with its copy, it goes on and stops in order. */
void town_second_turn(const char *folder, int seconds, struct town_ids *);

/* The event after which the town was made: from there on everything acknowledged counts. */
size_t town_made_at(const struct trace *);

struct found {
	int cuts;                    /* looked at */
	int lost;                    /* acknowledged, and not there (or not as it was) */
	int half;                    /* rows without their record in the log, their mark of once, their task …, or those without the row */
	int broken;                  /* it does not open, or the store's own check fails */
	int late;                    /* answered longer ago than LOG_PROMISE_US and the longest sync, and not in the log */
	long long acknowledged;      /* looked for */
	uint64_t oldest;             /* microseconds: the oldest answer that is not in the log */
	char words[200];             /* the first thing that was wrong */
};
/* The log of what was read is synced every second (spool.h); the rest is for a busy machine, and as long as a sync took on it comes beside that. */
#define LOG_PROMISE_US 2500000

/* Opens the folder with the program's own code and holds it against what the trace says before event `at`. */
void town_look(const char *folder, const struct trace *, size_t at, struct found *);
#endif
