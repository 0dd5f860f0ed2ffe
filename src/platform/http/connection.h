/* The connections that are open, and the watchdog that ends the slow ones. libmicrohttpd's own timeout sees only silence; a client
 * that sends a byte now and then would hold a thread for ever, so each phase of a request has an end of its own here. And when there are
 * more than we serve, those that wait make place: who opens a thousand connections to keep them keeps nobody out.
 *
 * Threads: each connection is moved from phase to phase by its own thread; the watchdog and connections_drain() look at all. */
#ifndef NABIJ_CONNECTION_H
#define NABIJ_CONNECTION_H
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum phase { PHASE_HEAD, PHASE_BODY, PHASE_WORK, PHASE_SEND };

struct connection {
	struct connections *all;
	struct connection *next, *prev;
	pthread_mutex_t lock;            /* guards what follows */
	enum phase phase;
	uint64_t deadline;               /* monotonic microseconds; 0: none */
	unsigned answered;               /* requests that were answered on it */
	bool ended;                      /* the watchdog or a stop shut the socket down */
	int fd;
	char peer[64];
	bool surplus;                    /* over the number of connections that we serve, and all of those at work: 503 */
};

/* Called for a connection that was late in its head or body, its lock held, before its socket is shut down: to send a last word. */
typedef void connection_late(struct connection *, void *ctx);

struct connections {
	pthread_mutex_t lock;            /* guards the list */
	struct connection *first;
	size_t n, most;
	size_t ended;                    /* of n: shut down, and on their way out */
	connection_late *late;
	void *ctx;
	pthread_t watchdog;
	pthread_cond_t wake;
	bool stopping;
};

void connections_start(struct connections *, size_t most, connection_late *, void *ctx);
void connections_drain(struct connections *, uint64_t most_us);   /* ends idle ones, waits for the others, then ends those too */
void connections_stop(struct connections *);                      /* after the last was removed: ends the watchdog */

struct connection *connection_add(struct connections *, int fd, const char *peer, uint64_t first_us);
void connection_remove(struct connection *);                      /* before its socket is closed; frees it */
/* False when the connection was ended meanwhile; then nothing may be sent on it. us 0: no deadline for this phase. */
bool connection_enter(struct connection *, enum phase, uint64_t us);
#endif
