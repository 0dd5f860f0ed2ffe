/* The schedule: work that is done by the service itself, on one node at a time (a lease in the table `job`). Jobs are descriptors;
 * each does a bounded batch and says how much it did, so that stopping never takes long. One that finds no store is tried again after seconds, not after its interval. */
#ifndef NABIJ_JOBS_H
#define NABIJ_JOBS_H
#include "../db/db.h"

struct job {
	const char *name;
	int every_seconds;
	/* Runs in a change as NABIJ_ITSELF; gives how many it did, -1 after a failure. When it did a full batch it is run again at once. */
	int (*run)(struct slot *);
	/* For what must happen outside the writer (sending mail, counting): may be NULL. Long work ends after some seconds and gives JOB_AGAIN: the others have
	 * their turn, and it goes on at the next second. */
	int (*outside)(struct db *, struct arena *, moment now);
};
extern const struct job JOBS[];                  /* src/features/features.c; ends with name NULL */

enum { JOB_AGAIN = 1000000000 };
/* In a change: somebody waits for this job. On this node it comes within seconds, on others when it is its time. */
void jobs_soon(struct slot *, const char *name);

struct jobs;
struct room;
struct jobs *jobs_start(struct db *, const struct room *);   /* while the disk is full (room_tight) nothing is started: all of it comes later */
void jobs_stop(struct jobs *);
/* A job is noted every minute, so the schedule knows the latest moment this Nabij lived through: time goes on from there (clock.h). False: the
 * machine's clock is more than a day behind it, and is wrong now or was then; somebody must say which ("nabij clock"). */
bool jobs_clock(struct db *, moment *latest, struct err *);
/* The machine's clock is right, and was ahead before: forgets the moments to come, and ends the sessions that began in them. */
bool jobs_clock_right(struct db *, struct err *);
#endif
