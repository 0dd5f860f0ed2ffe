/* The job that clears away what has had its time, in batches; a job of jobs.h. */
#ifndef NABIJ_HOUSEKEEPING_H
#define NABIJ_HOUSEKEEPING_H
#include "../../platform/db/db.h"

int housekeeping(struct slot *);
#endif
