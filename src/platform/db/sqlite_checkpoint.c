/* The thread that takes SQLite's log (WAL) over into the store's file, so that no request pays for it. */
#include "sqlite_engine.h"

enum { LONG_WAL = 8192 };        /* frames of 4 KiB: from here on readers are asked to let go of the log */

struct checkpointer {
	struct conn *conn;
	int trouble;                 /* what went wrong last time; said once, not every second */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stop;
	bool stopping;
};

static void checkpoint(struct checkpointer *c)
{
	struct conn *conn = c->conn;
	int frames = 0, done = 0;
	int rc = sqlite3_wal_checkpoint_v2(conn->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &done);
	/* There is always a reader: wait for those of now, so that the log starts anew. Writers wait along, so not where somebody reads for long (a backup, a
	 * check), which is why much of the log could not be taken over. */
	if (rc == SQLITE_OK && frames > LONG_WAL && frames - done < LONG_WAL)
		rc = sqlite3_wal_checkpoint_v2(conn->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		rc = SQLITE_OK;
	if (rc != SQLITE_OK && rc != c->trouble)
		log_error("checkpoint: %s", sqlite3_errmsg(conn->db));
	c->trouble = rc;
}

static void *checkpoint_thread(void *arg)
{
	struct checkpointer *c = arg;
	pthread_mutex_lock(&c->lock);
	while (!c->stopping) {
		clock_wait(&c->stop, &c->lock, clock_monotonic_us() + 1000000);
		pthread_mutex_unlock(&c->lock);
		checkpoint(c);
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

bool sqlite_start(struct db *db, struct err *e)
{
	struct checkpointer *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	if (!sqlite_make_file(db->target, e) || !(c->conn = sqlite_connect(db, ROLE_OWNER, e))) {
		free(c);
		return false;
	}
	sqlite3_busy_timeout(c->conn->db, 300);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->stop, NULL);
	if (pthread_create(&c->thread, NULL, checkpoint_thread, c))
		abort();
	db->own = c;
	return true;
}

void sqlite_stop(struct db *db)
{
	struct checkpointer *c = db->own;
	pthread_mutex_lock(&c->lock);
	c->stopping = true;
	pthread_cond_signal(&c->stop);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	sqlite_disconnect(c->conn);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->stop);
	free(c);
}
