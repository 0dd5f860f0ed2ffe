/* nabij demo: a made-up town to look around in, or a made-up country to measure on. */
#include <jansson.h>
#include <signal.h>
#include <unistd.h>
#include "../features/settings/demo/country.h"
#include "../features/settings/demo/demo.h"
#include "cli.h"

enum { SAY_SECONDS = 5, NAME_WIDTH = 17 };

/* Bytes of a name that take no place of their own: printf counts bytes. */
static int continued(const char *name)
{
	int n = 0;
	for (; *name; name++)
		n += ((unsigned char)*name & 0xc0) == 0x80;
	return n;
}

static int say_accounts(bool as_json)
{
	json_t *list = json_array();
	for (const struct demo_account *a = DEMO_ACCOUNTS; a->kind; a++) {
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "kind", a->kind, "name", a->name, "login", a->login, "password", DEMO_PASSWORD,
			"about", a->about));
		if (!as_json)
			printf("  %-13s %-*s %-7s %s\n", a->kind, NAME_WIDTH + continued(a->name), a->name, a->login, a->about);
	}
	if (!as_json)
		printf("\n  The password of each is %s\n", DEMO_PASSWORD);
	if (as_json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return 0;
}

static bool for_a_demo(const struct store *s, struct err *e)
{
	return s->demo || err_set(e, "%s was not made for a demo: 'nabij init --demo' makes one that is", s->dir);
}

static int fill(const char *dir)
{
	struct store s;
	struct err e = { "" };
	struct demo_counts n = { 0 };
	uint64_t began = clock_monotonic_us();
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	bool fine = for_a_demo(&s, &e) && demo_fill(s.db, &e) && demo_count(s.db, &n, &e);
	store_close(&s);
	if (!fine)
		return cli_fail(&e);
	printf("Veldendam stands, in %.1f s: %lld households, %lld people, %lld reports, %lld areas. Sign in as:\n\n",
		(double)(clock_monotonic_us() - began) / 1e6, (long long)n.households, (long long)n.people, (long long)n.reports, (long long)n.areas);
	return say_accounts(false);
}

/* ---- the country ---- */

static struct country *being_filled;

static void on_interrupt(int signal)
{
	(void)signal;
	if (being_filled)
		country_stop(being_filled);
}

struct saying { uint64_t began, last; bool open; };

/* On a terminal one line that is written over; else one now and then. */
static void say(void *ctx, const char *phase, int64_t done, int64_t of)
{
	struct saying *s = ctx;
	uint64_t now = clock_monotonic_us();
	bool terminal = isatty(STDERR_FILENO), households = !strcmp(phase, "households");
	if (households && done < of && now - s->last < (terminal ? 200000u : SAY_SECONDS * 1000000u))
		return;
	s->last = now;
	s->open = terminal;
	fprintf(stderr, "%s%5.0f s  %s: %lld of %lld%s", terminal ? "\r\033[K" : "", (double)(now - s->began) / 1e6, phase, (long long)done, (long long)of,
		terminal ? "" : "\n");
}

static json_t *json_of(const struct country_made *m, double seconds)
{
	char digest[20];
	json_t *logins = json_array();
	snprintf(digest, sizeof digest, "%016llx", (unsigned long long)m->digest);
	for (int i = 0; i < COUNTRY_LOGINS; i++)
		json_array_append_new(logins, json_pack("{s:s, s:s, s:s, s:s}", "kind", m->login[i].kind, "login", m->login[i].login, "password", DEMO_PASSWORD,
			"about", m->login[i].about));
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:f, s:o}", "households", (json_int_t)m->households, "open",
		(json_int_t)m->open, "people", (json_int_t)m->people, "professionals", (json_int_t)m->professionals, "teams", (json_int_t)m->teams,
		"areas", (json_int_t)m->areas, "contacts", (json_int_t)m->contacts, "reports", (json_int_t)m->reports, "log", (json_int_t)m->log,
		"questions", (json_int_t)m->questions, "rows", (json_int_t)m->rows, "digest", digest, "seconds", seconds, "accounts", logins);
}

static void say_country(const struct country_made *m, double seconds, bool as_json)
{
	if (as_json) {
		json_t *j = json_of(m, seconds);
		json_dumpf(j, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(j);
		return;
	}
	printf("The country stands, in %.0f s: %lld households (%lld open), %lld people, %lld professionals in %lld teams over %lld areas,\n"
		"%lld contacts, %lld reports, %lld questions at the desk, %lld log rows; %lld rows in all. Digest %016llx. Sign in as:\n\n", seconds, (long long)m->households,
		(long long)m->open, (long long)m->people, (long long)m->professionals, (long long)m->teams, (long long)m->areas, (long long)m->contacts,
		(long long)m->reports, (long long)m->questions, (long long)m->log,
		(long long)m->rows, (unsigned long long)m->digest);
	for (int i = 0; i < COUNTRY_LOGINS; i++)
		printf("  %-13s %-13s %-20s %s\n", m->login[i].kind, m->login[i].login, DEMO_PASSWORD, m->login[i].about);
}

/* The store is closed while it is filled: loading wants it for itself. */
static bool fill_closed(struct store *s, struct country *c, struct country_made *made, struct saying *saying, struct err *e)
{
	struct sigaction act = { .sa_handler = on_interrupt, .sa_flags = SA_RESTART };
	db_close(s->db);
	s->db = NULL;
	being_filled = c;
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	bool fine = country_fill(c, s->url, say, saying, made, e);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	being_filled = NULL;
	if (saying->open)
		fputc('\n', stderr);
	return fine;
}

static void clean(const char *dir)
{
	struct store s;
	struct err unheard = { "" };
	if (store_open(&s, dir, false, &unheard)) {
		country_clean(s.db, s.keys, &unheard);
		store_close(&s);
	}
}

static int fill_country(const char *dir, const struct country_size *size, bool as_json)
{
	struct store s;
	struct err e = { "" };
	struct country_made made = { 0 };
	struct saying saying = { .began = clock_monotonic_us() };
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	struct country *c = for_a_demo(&s, &e) ? country_new(s.db, s.keys, size, &e) : NULL;
	bool fine = c && fill_closed(&s, c, &made, &saying, &e);
	store_close(&s);
	if (c && !fine)
		clean(dir);
	if (c)
		country_free(c);
	if (!fine)
		return cli_fail(&e);
	say_country(&made, (double)(clock_monotonic_us() - saying.began) / 1e6, as_json);
	return 0;
}

/* ---- the command ---- */

static bool number(int *argc, char **argv, const char *name, const char *otherwise, int64_t *n)
{
	char *end;
	const char *text = cli_value(argc, argv, name, otherwise);
	*n = strtoll(text, &end, 10);
	return *text && !*end && *n >= 0;
}

static int run(int argc, char **argv)
{
	int64_t seed = 1;
	struct country_size size = { 0 };
	const char *dir = cli_value(&argc, argv, "--data", "data");
	bool as_json = cli_flag(&argc, argv, "--json"), country = cli_flag(&argc, argv, "--areas");
	bool numbers = number(&argc, argv, "--households", "10000", &size.households) && number(&argc, argv, "--professionals", "0", &size.professionals)
		&& number(&argc, argv, "--rows", "0", &size.rows) && number(&argc, argv, "--questions", "0", &size.questions) && number(&argc, argv, "--seed", "1", &seed);
	size.seed = (uint64_t)seed;
	if (argc == 2 && !strcmp(argv[1], "accounts"))
		return say_accounts(as_json);
	if (argc > 1 || (as_json && !country))
		return cli_usage(&CMD_DEMO, "does not know what to do with the rest of the line");
	if (!numbers)
		return cli_usage(&CMD_DEMO, "households, professionals, rows, questions and seed are whole numbers");
	return country ? fill_country(dir, &size, as_json) : fill(dir);
}

const struct command CMD_DEMO = { "demo", "a made-up town with its people and stories, or a country to measure on",
	"nabij demo [--data DIR]\n"
	"nabij demo accounts [--json]\n"
	"nabij demo --areas [--households N] [--professionals N] [--rows N] [--questions N] [--seed S] [--json] [--data DIR]\n\n"
	"Fills an empty store, made with 'nabij init --demo', with the town of Veldendam: areas, two teams, partners, 121 households. All of it is\n"
	"invented; the dates lie around today. A store that holds something is refused.\n"
	"  accounts            the sign-ins, one for each kind of person and two of team West, all with the same password; needs no store\n"
	"  --areas             instead of the town: a country of made-up households on the areas that were imported ('nabij import areas', 'figures',\n"
	"                      'postcodes'), for measuring. Most are small and quiet, a few long and heavy. No service may run on the store\n"
	"  --households N      so many households, 100 or more (10000)\n"
	"  --professionals N   so many professionals, in teams over the areas (one for twenty households)\n"
	"  --rows N            so many contacts, reports and log rows together (ten for a household)\n"
	"  --questions N       so many questions at the desk, over three years (six and a half for a household)\n"
	"  --seed S            another number gives other households; the same one the same (1)\n"
	"  --json              what was made, and the sign-ins, as JSON\n"
	"The country is loaded whole or not at all: Ctrl-C leaves the store as it was. Progress is on standard error.\n", run };
