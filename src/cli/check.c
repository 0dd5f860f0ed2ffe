#include <jansson.h>
#include "cli.h"
#include "../platform/backup/check.h"
#include "../platform/base/hex.h"
#include "../platform/schema/sql_check.h"
#include "../platform/web/web.h"

static int print(void (*make)(struct buf *))
{
	struct buf b;
	buf_init(&b, 0);
	make(&b);
	fputs(b.p, stdout);
	buf_release(&b);
	return 0;
}

/* Of all tables together: the same on two stores that hold the same. */
static const char *sum_of_all(struct arena *a, const struct check *c)
{
	unsigned char hash[HASH_BYTES], *all = arena_alloc(a, c->tables * HASH_BYTES);
	for (size_t i = 0; i < c->tables; i++)
		memcpy(all + i * HASH_BYTES, c->table[i].sum.hash, HASH_BYTES);
	crypt_hash(hash, all, c->tables * HASH_BYTES);
	return hex_text(a, hash, HASH_BYTES);
}

static void say_counts(struct arena *a, const struct check *c)
{
	for (size_t i = 0; i < c->tables; i++)
		printf("%-22s %12llu  %s\n", c->table[i].name, (unsigned long long)c->table[i].sum.rows, hex_text(a, c->table[i].sum.hash, HASH_BYTES));
	printf("%-22s %12llu  %s\n", "all", (unsigned long long)c->rows, sum_of_all(a, c));
}

static void say(const struct check *c)
{
	const struct sound_found *f = &c->found;
	printf("%zu tables, %llu rows, as of one moment.\n", c->tables, (unsigned long long)c->rows);
	printf("%llu files, of which %llu erased; %llu keys, of which %llu of no file; %llu tombstones.\n", (unsigned long long)f->files,
		(unsigned long long)f->erased, (unsigned long long)f->keys, (unsigned long long)f->spare_keys, (unsigned long long)f->tombstones);
	printf("%llu sealed values, of which %llu were tried and %llu opened.\n", (unsigned long long)f->values, (unsigned long long)f->tried,
		(unsigned long long)f->opened);
	printf("%llu records of the log wait in the spool.\n", (unsigned long long)c->spool.records);
}

static json_t *tables_json(struct arena *a, const struct check *c)
{
	json_t *tables = json_array();
	for (size_t i = 0; i < c->tables; i++)
		json_array_append_new(tables, json_pack("{s:s, s:I, s:s}", "name", c->table[i].name, "rows", (json_int_t)c->table[i].sum.rows,
			"sum", hex_text(a, c->table[i].sum.hash, HASH_BYTES)));
	return tables;
}

static json_t *lines_json(const char *report)
{
	json_t *lines = json_array();
	for (; *report; report += strcspn(report, "\n") + (report[strcspn(report, "\n")] != 0))
		json_array_append_new(lines, json_stringn_nocheck(report, strcspn(report, "\n")));
	return lines;
}

static void say_json(struct arena *a, const struct check *c, const char *report, bool ok)
{
	const struct sound_found *f = &c->found;
	json_t *all = json_pack("{s:b, s:s, s:I, s:s, s:o, s:o}", "ok", ok, "at", moment_iso(a, c->at), "rows", (json_int_t)c->rows, "sum", sum_of_all(a, c),
		"tables", tables_json(a, c), "wrong", lines_json(report));
	json_object_set_new(all, "keys", json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "files", (json_int_t)f->files, "erased", (json_int_t)f->erased,
		"keys", (json_int_t)f->keys, "spare", (json_int_t)f->spare_keys, "tombstones", (json_int_t)f->tombstones, "values", (json_int_t)f->values,
		"tried", (json_int_t)f->tried, "opened", (json_int_t)f->opened));
	json_object_set_new(all, "spool", json_integer((json_int_t)c->spool.records));
	char *text = json_dumps(all, JSON_INDENT(2));
	puts(text ? text : "{}");
	free(text);
	json_decref(all);
}

struct wanted { bool open, counts, json; };

static int check_store(const char *dir, const struct wanted *w)
{
	struct err e = { "" };
	struct store s;
	struct check c = { 0 };
	struct buf report;
	char spool[600];
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	snprintf(spool, sizeof spool, "%s/spool/spool", dir);
	buf_init(&report, 0);
	struct arena *a = arena_new(8 << 20);
	bool whole = routes_check(&report);
	whole = schema_check(&report) && whole;
	bool done = check_run(s.db, s.keys, spool, w->open ? OPEN_ALL : OPEN_SOME, a, &c, &report, &e);
	bool ok = whole && done && !c.wrong;
	if (w->json)
		say_json(a, &c, report.p, ok);
	else
		fputs(report.p, stdout);
	if (!w->json && w->counts)
		say_counts(a, &c);
	if (!w->json && done)
		say(&c);
	store_close(&s);
	buf_release(&report);
	arena_free(a);
	if (!done)
		return cli_fail(&e);
	if (!w->json)
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
	struct wanted w = { .open = cli_flag(&argc, argv, "--open"), .counts = cli_flag(&argc, argv, "--counts"), .json = cli_flag(&argc, argv, "--json") };
	if (argc > 1)
		return cli_usage(&CMD_CHECK, "does not know what to do with the rest of the line");
	return check_store(dir, &w);
}

const struct command CMD_CHECK = { "check", "see whether store, keys and statements are well",
	"nabij check [--data DIR] [--open] [--counts] [--json] | --register | --openapi | --tables\n\n"
	"Looks, also while it is served, whether the store is whole and built as declared, guards included; whether what rows point at is there; whether every\n"
	"file has its key, or was erased and has a tombstone; whether what is sealed opens; whether every statement of the program runs; what waits in the spool.\n"
	"  --open       open every sealed value, and not a sample of the large tables\n"
	"  --counts     also the rows of each table and a sum of them, to compare two stores\n"
	"  --json       all of it as JSON\n"
	"  --register   print the register of personal data (docs/register.md)\n"
	"  --openapi    print the description of the interface\n"
	"  --tables     print the tables as they are declared\n", .run = run };
