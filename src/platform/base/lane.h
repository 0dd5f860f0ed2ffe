/* The lane for slow work. A password's check keeps a processor busy for tens of milliseconds and takes 64 MiB; four people who sign in at once would
 * otherwise hold up everybody's pages. So such work is handed over to a few threads (half of the processors, one at least) that give way to
 * all others, and whoever asked waits for it there. */
#ifndef NABIJ_LANE_H
#define NABIJ_LANE_H

/* Returns when work(ctx) is done; in the order of asking. From any thread, but not from within such work. */
void lane_run(void (*work)(void *ctx), void *ctx);
#endif
