#include <errno.h>
#include <signal.h>
#include "cli.h"
#include "../platform/http/http.h"
#include "../platform/jobs/jobs.h"
#include "../platform/web/web.h"

#define BODY_LIMIT ((size_t)4 << 20)

static void wait_for_signal(void)
{
	sigset_t set;
	int got;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigwait(&set, &got);
}

/* Before any thread starts, so that all of them leave these signals to the main one. */
static void block_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int serve(struct store *s, const struct http_settings *http, const char *theme)
{
	struct err e = { "" };
	struct buf report;
	buf_init(&report, 0);
	if (!routes_check(&report)) {
		fputs(report.p, stderr);
		abort();
	}
	moment latest;
	if (!jobs_clock(s->db, &latest, &e) || !store_spool(s, &e) || (!spool_fold(s->spool, &e) && !e.full))
		return cli_fail(&e);
	room_start(s->room);
	spool_start(s->spool);
	struct site *site = site_new(&(struct site_settings){ .db = s->db, .keys = s->keys, .spool = s->spool, .room = s->room, .secure = s->secure, .demo = s->demo,
		.theme = theme });
	struct http_server *server = http_start(http, site_answer, site_problem, site, &e);
	if (!server)
		return cli_fail(&e);
	struct jobs *jobs = jobs_start(s->db, s->room);
	if (!strncmp(http->address, "unix:", 5))
		printf("Nabij is ready: %s\n", http->address);
	else
		printf("Nabij is ready: http://%s:%d\n", http->address, http_port(server));
	fflush(stdout);
	wait_for_signal();
	http_stop(server);
	jobs_stop(jobs);
	site_free(site);
	buf_release(&report);
	return 0;
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct store s;
	const char *dir = cli_value(&argc, argv, "--data", "data");
	struct http_settings http = { .address = cli_value(&argc, argv, "--address", "127.0.0.1"),
		.body_limit = BODY_LIMIT, .connections = 1000, .header_seconds = 15, .idle_seconds = 60 };
	const char *port = cli_value(&argc, argv, "--port", "8080");
	char *end;
	http.port = (int)strtol(port, &end, 10);
	if (argc > 1 || *end || http.port < 0 || http.port > 65535)
		return cli_usage(&CMD_SERVE, argc > 1 ? "does not know what to do with the rest of the line" : "the port is a number from 0 to 65535");
	block_signals();
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	char theme[600];
	snprintf(theme, sizeof theme, "%s/theme.css", dir);
	FILE *f = fopen(theme, "r");
	if (f)
		fclose(f);
	int status = serve(&s, &http, f ? theme : NULL);
	store_close(&s);
	return status;
}

const struct command CMD_SERVE = { "serve", "serve the pages",
	"nabij serve [--data DIR] [--port N] [--address A]\n\n"
	"Serves on 127.0.0.1:8080 until Ctrl-C.\n"
	"  --port N      another port; 0 takes any free one\n"
	"  --address A   127.0.0.1, ::1 or unix:/path: never the network itself; put nginx in front (packaging/nginx.conf)\n", run };
