/* Power cuts, simulated: a town at work is recorded (trace.h), and for many moments the folder is made as a cut then could have left it (disk.h) and
 * opened with the program's own code. What was acknowledged must be there, once; nothing may be half; what was read longer ago than the
 * log promises must be logged. And planted defects must be noticed, or it is not a test.
 *
 *   powercut [--cuts N] [--traces N] [--seconds N] [--seed N] [--keep]      last line: N passed, M failed */
#include <assert.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cli/cli.h"
#include "disk.h"
#include "powercut_town.h"

enum { PARTS = 2, NOTICED = 3 };      /* of a planted defect three cuts in each part are proof enough */

static struct { long cuts, traces, seconds, seed; bool keep; char dir[400]; } opt = { 150, 1, 1, 1, false, "" };
static int passed, failed;

static void say(bool fine, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(bool fine, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	printf("%s ", fine ? "ok" : "not ok");
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
	va_end(args);
	*(fine ? &passed : &failed) += 1;
}

static void *shared(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		abort();
	return p;
}

static pid_t child(void (*work)(void *), void *arg)
{
	pid_t pid = fork();
	if (pid < 0)
		abort();
	if (!pid) {
		work(arg);
		_exit(0);
	}
	return pid;
}

static int status_of(pid_t pid)
{
	int status;
	while (waitpid(pid, &status, 0) < 0)
		;
	return status;
}

/* ---- recording ---- */

struct recording { char folder[450], trace[460]; bool normal; int turn; struct town_ids *ids; };

static void turn(void *arg)
{
	struct recording *r = arg;
	if (r->normal)
		trace_plant_normal();
	trace_start(r->trace, r->folder, r->turn);
	if (r->turn == 1)
		town_first_turn(r->folder, (int)opt.seconds, r->ids);
	else
		town_second_turn(r->folder, (int)opt.seconds, r->ids);
}

static struct recording recording_new(long number, bool normal)
{
	struct recording r = { .normal = normal, .turn = 1, .ids = shared(sizeof(struct town_ids)) };
	snprintf(r.folder, sizeof r.folder, "%s/town-%ld%s", opt.dir, number, normal ? "-normal" : "");
	snprintf(r.trace, sizeof r.trace, "%s.trace", r.folder);
	if (mkdir(r.folder, 0700))
		abort();
	return r;
}

/* All towns at once: they mostly wait. In the first turn a town ends as by kill -9, in the second in order. */
static bool record(struct recording *r, long n)
{
	pid_t pid[64];
	bool fine = true;
	for (int t = 1; t <= 2; t++) {
		for (long i = 0; i < n; i++) {
			r[i].turn = t;
			pid[i] = child(turn, &r[i]);
		}
		for (long i = 0; i < n; i++) {
			int status = status_of(pid[i]);
			fine = fine && (t == 1 ? WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL : WIFEXITED(status) && !WEXITSTATUS(status));
		}
	}
	return fine;
}

/* ---- one cut ---- */

struct looked { struct found found; bool done; };      /* done: it did not fall over */
struct look { const struct trace *trace; size_t at; const char *folder; struct looked *looked; };

static void look(void *arg)
{
	struct look *l = arg;
	trace_skip_syncs();
	if (!opt.keep && !freopen("/dev/null", "w", stderr))     /* the program tells what it found in the spool */
		abort();
	town_look(l->folder, l->trace, l->at, &l->looked->found);
	l->looked->done = true;
}

static void remove_folder(const char *folder)
{
	char command[600];
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	if (system(command))
		abort();
}

static void add(struct found *sum, const struct looked *one)
{
	sum->cuts++;
	sum->lost += one->found.lost > 0;
	sum->half += one->found.half > 0;
	sum->broken += !one->done || one->found.broken;
	sum->late += one->found.late > 0;
	sum->acknowledged += one->found.acknowledged;
	if (one->found.oldest > sum->oldest)
		sum->oldest = one->found.oldest;
}

static void sum_found(struct found *sum, const struct found *some)
{
	sum->cuts += some->cuts;
	sum->lost += some->lost;
	sum->half += some->half;
	sum->broken += some->broken;
	sum->late += some->late;
	sum->acknowledged += some->acknowledged;
	if (some->oldest > sum->oldest)
		sum->oldest = some->oldest;
}

static int noticed(const struct found *f)
{
	return f->lost + f->half + f->broken + f->late;
}

static bool wrong(const struct found *f)
{
	return noticed(f) > 0;
}

static void cut_one(const struct disk *d, const struct trace *trace, size_t at, uint64_t *random, const char *folder, struct found *sum, bool tell)
{
	struct looked *looked = shared(sizeof *looked);
	struct look l = { trace, at, folder, looked };
	enum cut cut = (enum cut)(disk_random(random) % CUTS);
	disk_cut(d, cut, random, folder);
	int status = status_of(child(look, &l));
	add(sum, looked);
	if (tell && (!looked->done || wrong(&looked->found)))
		printf("a cut of kind %d before event %zu: %s%d lost, %d half, %d late: %s\n", (int)cut, at, looked->done ? "" : "it fell over, ",
			looked->found.lost, looked->found.half, looked->found.late, looked->found.words);
	if (!looked->done && tell)
		printf("status %d\n", status);
	remove_folder(folder);
	munmap(looked, sizeof *looked);
}

/* ---- many cuts ---- */

struct cuts {
	const struct recording *recording;
	struct lie lie;
	long n, part, parts;
	bool planted;          /* a planted defect: the first that shows is enough, and nothing to tell of */
	struct found *sum;           /* here cuts with something wrong are counted, not what was wrong in each */
};

/* From when the town was made on; every other one just after something was acknowledged. */
static size_t moment_of_cut(const struct trace *trace, size_t from, long i, long n, uint64_t *random)
{
	size_t span = (trace->n - from) / (size_t)n, at = from + (size_t)i * span + 1 + disk_random(random) % (span + 1);
	if (at > trace->n)
		at = trace->n;
	for (size_t near = at; disk_random(random) % 2 == 0 && near < trace->n && near < at + span; near++)
		if (trace->event[near - 1].kind == EVENT_MARK)
			return near;
	return at;
}

/* In memory where there is such a folder: what is looked at once need not reach a disk. */
static void cut_folder(char *folder, size_t n, long part)
{
	if (opt.keep || access("/dev/shm", W_OK))
		snprintf(folder, n, "%s/cut-%ld", opt.dir, part);
	else
		snprintf(folder, n, "/dev/shm/%s-%ld", strrchr(opt.dir, '/') + 1, part);
}

static void cut_part(void *arg)
{
	struct cuts *c = arg;
	struct trace trace;
	uint64_t random = (uint64_t)opt.seed * 1000003 + (uint64_t)c->part;
	char folder[500];
	if (!trace_read(c->recording->trace, &trace))
		abort();
	struct disk *d = disk_new(&trace, c->lie);
	size_t from = town_made_at(&trace), at = from;
	cut_folder(folder, sizeof folder, c->part);
	for (long i = c->part; i < c->n && !(c->planted && noticed(c->sum) >= NOTICED); i += c->parts) {
		size_t next = moment_of_cut(&trace, from, i, c->n, &random);
		at = next > at ? next : at;              /* the disk plays forward alone */
		disk_play(d, at);
		cut_one(d, &trace, at, &random, folder, c->sum, !c->planted);
	}
	disk_free(d);
	trace_free(&trace);
}

/* In two processes, each with half of the cuts. */
static struct found cuts_made(const struct recording *r, struct lie lie, long n, bool planted)
{
	struct cuts c[PARTS];
	pid_t pid[PARTS];
	struct found sum = { 0 };
	for (int i = 0; i < PARTS; i++) {
		c[i] = (struct cuts){ .recording = r, .lie = lie, .n = n, .part = i, .parts = PARTS, .planted = planted,
			.sum = shared(sizeof(struct found)) };
		pid[i] = child(cut_part, &c[i]);
	}
	for (int i = 0; i < PARTS; i++) {
		int status = status_of(pid[i]);
		sum_found(&sum, c[i].sum);
		sum.broken += status != 0;
		munmap(c[i].sum, sizeof *c[i].sum);
	}
	return sum;
}

/* ---- what is tested ---- */

/* The recorder saw everything: all of the trace gives the folder as it is. */
static void trace_is_whole(const struct recording *r)
{
	struct trace trace;
	uint64_t random = 1;
	char folder[500], command[1200];
	bool fine = trace_read(r->trace, &trace);
	struct disk *d = disk_new(&trace, (struct lie){ NULL, NULL });
	disk_play(d, trace.n);
	snprintf(folder, sizeof folder, "%s.whole", r->folder);
	disk_cut(d, CUT_EVERYTHING, &random, folder);
	snprintf(command, sizeof command, "diff -r '%s' '%s'", r->folder, folder);
	say(fine && !system(command), "the trace holds all that was written (%zu events)", trace.n);
	disk_free(d);
	trace_free(&trace);
	remove_folder(folder);
}

static void nothing_is_lost(const struct recording *r, long n)
{
	struct found sum = { 0 };
	for (long i = 0; i < n; i++) {
		struct found some = cuts_made(&r[i], (struct lie){ NULL, NULL }, opt.cuts / n, false);
		sum_found(&sum, &some);
	}
	say(!wrong(&sum) && sum.acknowledged > 0, "%d power cuts: %d lost something acknowledged (of %lld looked for), %d left something half, %d left a damaged store;"
		" the oldest answer without its record in the log was %.2f s old", sum.cuts, sum.lost, sum.acknowledged, sum.half, sum.broken,
		(double)sum.oldest / 1e6);
	if (sum.late)
		say(false, "in %d cuts an answer older than the log promises had no record", sum.late);
}

static void defect_is_noticed(const char *name, const struct recording *r, struct lie lie)
{
	struct found sum = cuts_made(r, lie, opt.cuts < 200 ? opt.cuts : 200, true);
	say(wrong(&sum), "planted, %s: of %d power cuts %d lost something, %d an answer's record, %d the store", name, sum.cuts, sum.lost, sum.late, sum.broken);
}

static const struct { const char *name; struct lie lie; } defects[] = {
	{ "the spool is not synced", { "spool/spool/", NULL } },
	{ "the spool's folder is not synced", { NULL, "spool/spool" } },
	{ "the folder of the spool's folder is not synced", { NULL, "spool" } },
	{ "the key store is not synced", { "keys/keys.db", NULL } },
	{ "the folder of the keys is not synced", { NULL, "keys" } },
	{ "the store's folder is not synced", { NULL, "" } },
};

static void run(void)
{
	struct recording r[65];
	for (long i = 0; i < opt.traces; i++)
		r[i] = recording_new(i, false);
	r[opt.traces] = recording_new(opt.traces, true);
	say(record(r, opt.traces + 1), "%ld towns were at work, killed, started again and stopped", opt.traces + 1);
	if (failed)
		return;
	trace_is_whole(&r[0]);
	nothing_is_lost(r, opt.traces);
	defect_is_noticed("synchronous=NORMAL", &r[opt.traces], (struct lie){ NULL, NULL });
	for (size_t i = 0; i < sizeof defects / sizeof *defects; i++)
		defect_is_noticed(defects[i].name, &r[0], defects[i].lie);
}

static long option(int *argc, char **argv, const char *name, long otherwise, long most)
{
	const char *text = cli_value(argc, argv, name, NULL);
	char *end;
	long n = text ? strtol(text, &end, 10) : otherwise;
	if (n < 1 || n > most || (text && *end)) {
		fprintf(stderr, "powercut: %s is a number from 1 to %ld\n", name, most);
		exit(2);
	}
	return n;
}

int main(int argc, char **argv)
{
	const char *tmp = getenv("TMPDIR");
	clock_start();
	crypt_start();
	opt.cuts = option(&argc, argv, "--cuts", opt.cuts, 1000000);
	opt.traces = option(&argc, argv, "--traces", opt.traces, 60);
	opt.seconds = option(&argc, argv, "--seconds", opt.seconds, 600);
	opt.seed = option(&argc, argv, "--seed", opt.seed, LONG_MAX);
	opt.keep = cli_flag(&argc, argv, "--keep");
	if (argc > 1) {
		fputs("usage: powercut [--cuts N] [--traces N] [--seconds N] [--seed N] [--keep]\n", stderr);
		return 2;
	}
	snprintf(opt.dir, sizeof opt.dir, "%s/nabij-powercut-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(opt.dir))
		abort();
	run();
	if (opt.keep)
		printf("kept: %s\n", opt.dir);
	else
		remove_folder(opt.dir);
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
