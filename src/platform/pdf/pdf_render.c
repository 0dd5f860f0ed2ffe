/* Having it drawn: the program started anew, fed and emptied at once (either pipe may be full), stopped when it takes too long. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/lane.h"
#include "pdf_parse.h"

enum { MILLISECONDS_MOST = 20000, PDF_MOST = 24 << 20 };

struct drawing {
	const struct buf *json;
	struct buf *bytes;
	struct err *e;
	int to, from;                    /* our ends of its pipes; -1: shut */
	size_t sent;
	bool fine;
};

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool start(struct drawing *d, pid_t *child)
{
	int in[2], out[2];
	char program[] = "/proc/self/exe", word[] = PDF_CHILD, *argv[] = { program, word, NULL }, *environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	if (pipe2(in, O_CLOEXEC))
		return false;
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);       /* whatever the store, the keys and the connections have open */
	bool fine = posix_spawn(child, program, &actions, &attributes, argv, environment) == 0;
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(in[0]);
	close(out[1]);
	d->to = in[1];
	d->from = out[0];
	fcntl(d->to, F_SETFL, O_NONBLOCK);
	fcntl(d->from, F_SETFL, O_NONBLOCK);
	return fine;
}

static void send_some(struct drawing *d)
{
	ssize_t n = write(d->to, d->json->p + d->sent, d->json->n - d->sent);
	if (n > 0)
		d->sent += (size_t)n;
	if ((n < 0 && errno != EAGAIN && errno != EINTR) || d->sent == d->json->n)
		shut(&d->to);
}

static void take_some(struct drawing *d)
{
	char piece[65536];
	ssize_t n = read(d->from, piece, sizeof piece);
	if (n > 0)
		buf_add(d->bytes, piece, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		shut(&d->from);
}

/* Until it has shut its end; false when the time is over or it writes too much. */
static bool talk(struct drawing *d)
{
	uint64_t until = clock_monotonic_us() + (uint64_t)MILLISECONDS_MOST * 1000;
	while (d->from >= 0 && !buf_failed(d->bytes)) {
		uint64_t now = clock_monotonic_us();
		struct pollfd ends[] = { { .fd = d->from, .events = POLLIN }, { .fd = d->to, .events = POLLOUT } };
		if (now >= until)
			return err_set(d->e, "drawing took longer than %d seconds", MILLISECONDS_MOST / 1000);
		if (poll(ends, 2, (int)((until - now) / 1000) + 1) < 0 && errno != EINTR)
			return err_set(d->e, "drawing: %s", strerror(errno));
		if (d->to >= 0 && ends[1].revents)
			send_some(d);
		if (ends[0].revents)
			take_some(d);
	}
	return !buf_failed(d->bytes) || err_set(d->e, "the drawing is too large");
}

static void draw(void *ctx)
{
	struct drawing *d = ctx;
	pid_t child = 0;
	int status = -1;
	if (!start(d, &child)) {
		shut(&d->to);
		shut(&d->from);
		err_set(d->e, "no process to draw in: %s", strerror(errno));
		return;
	}
	bool fine = talk(d);
	shut(&d->to);
	shut(&d->from);
	if (!fine)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (fine && (!WIFEXITED(status) || WEXITSTATUS(status) || !d->bytes->n))
		fine = err_set(d->e, "the process that draws ended with status %d", status);
	d->fine = fine;
}

bool pdf_render(const struct pdf *pdf, struct buf *bytes, struct err *e)
{
	struct buf json;
	buf_init(&json, PDF_BYTES_MOST);
	buf_init(bytes, PDF_MOST);
	pdf_json(pdf, &json);
	struct drawing d = { .json = &json, .bytes = bytes, .e = e, .to = -1, .from = -1 };
	if (buf_failed(&json))
		err_set(e, "the document is too large to draw");
	else
		lane_run(draw, &d);
	buf_release(&json);
	return d.fine;
}
