#include "inside.h"

static int export_page(struct store *s, const char *login, const char *path, bool csv, FILE *to)
{
	struct err e = { "" };
	struct inside in;
	struct buf body;
	char full[1000];
	buf_init(&body, 0);
	int status = 0;
	if (inside_start(&in, s, login, &e)) {
		snprintf(full, sizeof full, "%s%s", path, csv ? strchr(path, '?') ? "&format=csv" : "?format=csv" : "");
		status = inside_get(&in, full, csv ? "text/csv" : "application/json", &body, &e);
	}
	inside_stop(&in);
	if (status == 200)
		fwrite(body.p, 1, body.n, to);
	buf_release(&body);
	if (status == 200)
		return 0;
	if (!e.text[0])
		err_set(&e, "%s answers %d for '%s': not there, or not for them", path, status, login);
	return cli_fail(&e);
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct store s;
	const char *dir = cli_value(&argc, argv, "--data", "data"), *login = cli_value(&argc, argv, "--user", NULL);
	const char *out = cli_value(&argc, argv, "--out", NULL);
	bool csv = cli_flag(&argc, argv, "--csv");
	if (argc != 2 || argv[1][0] != '/' || !login)
		return cli_usage(&CMD_EXPORT, "say for whom (--user LOGIN) and which page, like /households");
	FILE *to = out ? fopen(out, "wx") : stdout;
	if (!to) {
		err_set(&e, "%s exists already or cannot be written", out);
		return cli_fail(&e);
	}
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	int status = export_page(&s, login, argv[1], csv, to);
	store_close(&s);
	if (out && fclose(to))
		status = 1;
	return status;
}

const struct command CMD_EXPORT = { "export", "take data out, as somebody: JSON or CSV",
	"nabij export [--data DIR] --user LOGIN [--csv] [--out FILE] PATH\n\n"
	"Writes the data of a page (\"/households\", \"/households/123/plan\") as that person may see it: the same rights, the same log.\n"
	"  --csv        the page's list as CSV, where it has one\n"
	"  --out FILE   to a new file instead of the terminal\n", run };
