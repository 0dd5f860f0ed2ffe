#include "cli.h"
#include "../platform/schema/sql_check.h"
#include "../platform/web/web.h"

SQL(every_file, "SELECT f.id FROM s_file f WHERE f.kind <> 'note' ORDER BY f.id");

static int print(void (*make)(struct buf *))
{
	struct buf b;
	buf_init(&b, 0);
	make(&b);
	fputs(b.p, stdout);
	buf_release(&b);
	return 0;
}

/* Every file has a key or a tombstone; without one its rows cannot be read. */
static bool keys_fit(struct store *s, struct buf *report)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct slot *slot = db_slot(s->db, a, NABIJ_ITSELF, clock_now());
	long without = 0, all = 0;
	struct rows *r = slot ? sql_read(slot, &every_file, WITHOUT) : NULL;
	while (r && rows_next(r)) {
		struct key k;
		all++;
		if (!keystore_get(s->keys, rows_int(r, 0), &k))
			without++;
		crypt_wipe(&k, sizeof k);
	}
	bool ok = slot && !slot_failed(slot);
	if (slot)
		db_slot_back(slot);
	arena_free(a);
	buf_printf(report, "keys: %ld files, %ld without a key (erased)\n", all, without);
	return ok;
}

static int check_store(const char *dir)
{
	struct err e = { "" };
	struct store s;
	struct buf report;
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	buf_init(&report, 0);
	bool ok = routes_check(&report);
	ok = sql_check_all(&report) && ok;
	ok = schema_check(&report) && ok;
	ok = db_check_statements(s.db, &report, &e) && ok;
	ok = db_check_store(s.db, &report, &e) && ok;
	ok = keystore_check(s.keys, &e) && ok;
	ok = keys_fit(&s, &report) && ok;
	fputs(report.p, stdout);
	store_close(&s);
	buf_release(&report);
	if (e.text[0])
		return cli_fail(&e);
	puts(ok ? "All is well." : "Something is wrong: see above.");
	return ok ? 0 : 1;
}

static int run(int argc, char **argv)
{
	const char *dir = cli_value(&argc, argv, "--data", "data");
	if (cli_flag(&argc, argv, "--register"))
		return print(schema_register);
	if (cli_flag(&argc, argv, "--openapi"))
		return print(routes_openapi);
	if (cli_flag(&argc, argv, "--tables"))
		return print(schema_tables);
	if (argc > 1)
		return cli_usage(&CMD_CHECK, "does not know what to do with the rest of the line");
	return check_store(dir);
}

const struct command CMD_CHECK = { "check", "see whether store, keys and statements are well",
	"nabij check [--data DIR] | --register | --openapi | --tables\n\n"
	"Checks structure and references of the store, that every file has its key, and that every statement of the program can be prepared on it.\n"
	"  --register   print the register of personal data (docs/register.md)\n"
	"  --openapi    print the description of the interface\n"
	"  --tables     print the tables as they are declared\n", run };
