/* The quick form of bench/: how this machine does, for whoever runs Nabij. Pages as one person, with sign-in, rights and log, one client and many; and a
 * durable write beside the disk's own. */
#include <assert.h>
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>
#include "inside.h"

enum { ROUNDS = 200, WARM = 20, SECONDS_MANY = 2, MOST_CLIENTS = 64 };

/* ---- what was measured ---- */

struct line { const char *what; double median_ms, p99_ms, per_second, many_per_second, ratio; };   /* 0: not measured */

struct report { struct line *line; size_t n; int clients; };

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static struct line *add(struct report *r, const char *what, uint64_t us[ROUNDS])
{
	r->line = realloc(r->line, (r->n + 1) * sizeof *r->line);
	if (!r->line)
		abort();
	struct line *l = &r->line[r->n++];
	uint64_t all = 0;
	qsort(us, ROUNDS, sizeof *us, by_size);
	for (int i = 0; i < ROUNDS; i++)
		all += us[i];
	*l = (struct line){ .what = what, .median_ms = (double)us[ROUNDS / 2] / 1000, .p99_ms = (double)us[ROUNDS * 99 / 100] / 1000,
		.per_second = all ? ROUNDS * 1e6 / (double)all : 0 };
	return l;
}

/* ---- the disk, and a write that is durable ---- */

static bool disk(struct report *r, const char *dir, struct err *e)
{
	uint64_t us[ROUNDS];
	char path[600];
	bool fine = true;
	snprintf(path, sizeof path, "%s/bench.tmp", dir);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	for (int i = 0; fd >= 0 && fine && i < ROUNDS; i++) {
		uint64_t from = clock_monotonic_us();
		fine = pwrite(fd, path, 100, 0) == 100 && !fdatasync(fd);
		us[i] = clock_monotonic_us() - from;
	}
	if (fd >= 0)
		close(fd);
	unlink(path);
	if (fd < 0 || !fine)
		return err_set(e, "%s cannot be written", path);
	add(r, "the disk: 100 bytes, fdatasync", us);
	return true;
}

/* The token this command made for itself counts up: a change like any other, of which nothing stays. */
SQL(bench_touch, "UPDATE token SET version = version + 1 WHERE id = :id");

static enum change touch(struct slot *slot, void *token)
{
	return sql_run(slot, &bench_touch, WITH(p_id("id", *(id64 *)token))) == 1 ? CHANGE_KEEP : CHANGE_UNDO;
}

static bool writes(struct report *r, struct inside *in, struct err *e)
{
	uint64_t us[ROUNDS];
	struct arena *arena = arena_new(1 << 20);
	bool fine = true;
	for (int i = 0; fine && i < ROUNDS; i++) {
		uint64_t from = clock_monotonic_us();
		fine = db_change(in->store->db, arena, NABIJ_ITSELF, clock_now(), touch, &in->token_id, e) == CHANGE_DURABLE;
		us[i] = clock_monotonic_us() - from;
		arena_reset(arena);
	}
	arena_free(arena);
	if (!fine)
		return false;
	struct line *l = add(r, "a change, durable", us);
	l->ratio = l->median_ms / r->line[0].median_ms;
	return true;
}

/* ---- pages ---- */

static bool one_page(const struct inside *in, const char *path, struct buf *body, struct err *e)
{
	buf_clear(body);
	int status = inside_get(in, path, "text/html", body, e);
	return status == 200 || err_set(e, "%s answers %d", path, status);
}

struct client { const struct inside *in; const char *path; uint64_t until; uint64_t pages; bool fine; pthread_t thread; };

static void *client_run(void *arg)
{
	struct client *c = arg;
	struct err e = { "" };
	struct buf body;
	buf_init(&body, 0);
	for (c->fine = true; c->fine && clock_monotonic_us() < c->until; c->pages++)
		c->fine = one_page(c->in, c->path, &body, &e);
	buf_release(&body);
	return NULL;
}

/* Pages a second of so many clients at once; 0 when one of them got no page. */
static double crowd(const struct inside *in, const char *path, int clients)
{
	struct client c[MOST_CLIENTS];
	uint64_t from = clock_monotonic_us(), pages = 0;
	int n = 0;
	bool fine = true;
	for (; n < clients; n++) {
		c[n] = (struct client){ .in = in, .path = path, .until = from + SECONDS_MANY * 1000000 };
		if (pthread_create(&c[n].thread, NULL, client_run, &c[n]))
			break;
	}
	for (int i = 0; i < n; i++) {
		pthread_join(c[i].thread, NULL);
		pages += c[i].pages;
		fine = fine && c[i].fine;
	}
	return fine && n == clients ? (double)pages * 1e6 / (double)(clock_monotonic_us() - from) : 0;
}

static bool page(struct report *r, const struct inside *in, const char *path, struct err *e)
{
	uint64_t us[ROUNDS];
	struct buf body;
	bool fine = true;
	buf_init(&body, 0);
	for (int i = -WARM; fine && i < ROUNDS; i++) {
		uint64_t from = clock_monotonic_us();
		fine = one_page(in, path, &body, e);
		if (i >= 0)
			us[i] = clock_monotonic_us() - from;
	}
	buf_release(&body);
	if (!fine)
		return false;
	struct line *l = add(r, path, us);
	l->many_per_second = crowd(in, path, r->clients);
	return l->many_per_second > 0 || err_set(e, "%s does not answer %d clients at once", path, r->clients);
}

/* ---- saying it ---- */

static long memory_mb(void)
{
	char text[256];
	long resident = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (f && fgets(text, sizeof text, f) && sscanf(text, "%*s %ld", &resident) != 1)
		resident = 0;
	if (f)
		fclose(f);
	return resident * sysconf(_SC_PAGESIZE) / (1 << 20);
}

static void say_number(double n, int decimals)
{
	if (n > 0)
		printf(" %10.*f", decimals, n);
	else
		printf(" %10s", "");
}

static void say(const struct report *r, bool postgres)
{
	char many[24];
	snprintf(many, sizeof many, "%d at once", r->clients);
	printf("%-34s %10s %10s %10s %10s %10s\n", "", "median ms", "p99 ms", "a second", many, "x the disk");
	for (size_t i = 0; i < r->n; i++) {
		const struct line *l = &r->line[i];
		printf("%-34s", l->what);
		say_number(l->median_ms, 2);
		say_number(l->p99_ms, 2);
		say_number(l->per_second, 0);
		say_number(l->many_per_second, 0);
		say_number(l->ratio, 1);
		putchar('\n');
	}
	printf("\n%s; %ld MB of memory at the end, the clients' included.\n", postgres ? "PostgreSQL" : "SQLite", memory_mb());
}

static void say_json(const struct report *r, bool postgres)
{
	json_t *lines = json_array();
	for (size_t i = 0; i < r->n; i++) {
		const struct line *l = &r->line[i];
		json_array_append_new(lines, json_pack("{s:s, s:f, s:f, s:f, s:f, s:f}", "what", l->what, "median_ms", l->median_ms, "p99_ms", l->p99_ms,
			"per_second", l->per_second, "many_per_second", l->many_per_second, "times_the_disk", l->ratio));
	}
	json_t *all = json_pack("{s:s, s:i, s:i, s:o}", "store", postgres ? "postgres" : "sqlite", "clients", r->clients, "memory_mb", (int)memory_mb(), "lines", lines);
	assert(all);
	json_dumpf(all, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
	putchar('\n');
	json_decref(all);
}

/* ---- the command ---- */

static bool measure(struct report *r, struct inside *in, int n, char **paths, struct err *e)
{
	static const char *const usual[] = { "/today", "/households" };
	if (!disk(r, in->store->dir, e) || !writes(r, in, e) || !page(r, in, "/healthz", e))
		return false;
	for (int i = 0; i < (n ? n : 2); i++)
		if (!page(r, in, n ? paths[i] : usual[i], e))
			return false;
	return true;
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct store s;
	struct inside in;
	char *end;
	const char *dir = cli_value(&argc, argv, "--data", "data"), *login = cli_value(&argc, argv, "--user", NULL);
	const char *clients = cli_value(&argc, argv, "--clients", "16");
	bool as_json = cli_flag(&argc, argv, "--json");
	struct report r = { .clients = (int)strtol(clients, &end, 10) };
	if (!login)
		return cli_usage(&CMD_BENCH, "say as whom (--user LOGIN)");
	if (*end || r.clients < 1 || r.clients > MOST_CLIENTS)
		return cli_usage(&CMD_BENCH, "the clients are a number from 1 to 64");
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	bool ok = inside_start(&in, &s, login, &e) && measure(&r, &in, argc - 1, argv + 1, &e);
	bool postgres = db_engine(s.db) == ENGINE_POSTGRES;
	if (ok && as_json)
		say_json(&r, postgres);
	else if (ok)
		say(&r, postgres);
	inside_stop(&in);
	store_close(&s);
	free(r.line);
	return ok ? 0 : cli_fail(&e);
}

const struct command CMD_BENCH = { "bench", "measure how this machine does",
	"nabij bench [--data DIR] --user LOGIN [--clients N] [--json] [PATH …]\n\n"
	"Times the disk, a durable change, and pages (/today and /households, or the paths given) as that person, with sign-in, rights and log included:\n"
	"200 times with one client, then two seconds with many. It may run beside the service. That the pages were read stays in the log; nothing else stays.\n"
	"  --clients N   how many at once (16; 64 at most)\n"
	"  --json        for a program\n", run };
