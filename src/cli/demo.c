/* nabij demo: a made-up town to look around in. */
#include <jansson.h>
#include "../features/settings/demo/demo.h"
#include "cli.h"

static int say_accounts(bool as_json)
{
	json_t *list = json_array();
	for (const struct demo_account *a = DEMO_ACCOUNTS; a->kind; a++) {
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "kind", a->kind, "name", a->name, "login", a->login, "password", DEMO_PASSWORD));
		if (!as_json)
			printf("  %-13s %-16s %-9s %s\n", a->kind, a->name, a->login, DEMO_PASSWORD);
	}
	if (as_json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return 0;
}

static int fill(const char *dir)
{
	struct store s;
	struct err e = { "" };
	struct demo_counts n = { 0 };
	uint64_t began = clock_monotonic_us();
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	if (!s.demo)
		err_set(&e, "%s was not made for a demo: 'nabij init --demo' makes one that is", dir);
	bool fine = s.demo && demo_fill(s.db, &e) && demo_count(s.db, &n, &e);
	store_close(&s);
	if (!fine)
		return cli_fail(&e);
	printf("Veldendam stands, in %.1f s: %lld households, %lld people, %lld reports, %lld areas. Sign in as:\n\n",
		(double)(clock_monotonic_us() - began) / 1e6, (long long)n.households, (long long)n.people, (long long)n.reports, (long long)n.areas);
	return say_accounts(false);
}

static int run(int argc, char **argv)
{
	const char *dir = cli_value(&argc, argv, "--data", "data");
	bool as_json = cli_flag(&argc, argv, "--json");
	if (argc == 2 && !strcmp(argv[1], "accounts"))
		return say_accounts(as_json);
	if (argc > 1 || as_json)
		return cli_usage(&CMD_DEMO, "does not know what to do with the rest of the line");
	return fill(dir);
}

const struct command CMD_DEMO = { "demo", "a made-up town with its people and stories",
	"nabij demo [--data DIR]\n"
	"nabij demo accounts [--json]\n\n"
	"Fills an empty store, made with 'nabij init --demo', with the town of Veldendam: areas, two teams, partners, 120 households. All of it is\n"
	"invented; the dates lie around today. A store that holds something is refused.\n"
	"  accounts   the sign-ins, one for each kind of person, all with the same password; needs no store\n", run };
