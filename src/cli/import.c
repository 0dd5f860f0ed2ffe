/* nabij import: areas, figures, postcodes and a team's households from files. */
#include <signal.h>
#include <unistd.h>
#include "../features/household/import_households.h"
#include "../features/neighbourhood/import/import.h"
#include "../platform/web/i18n.h"
#include "cli.h"

static volatile sig_atomic_t stop_asked;

static void on_interrupt(int signal)
{
	(void)signal;
	stop_asked = 1;
}

/* One line on a terminal that is written over; nothing where nobody looks. */
static bool tell(void *ctx, uint64_t done, uint64_t total)
{
	bool *said = ctx;
	if (isatty(STDERR_FILENO)) {
		fprintf(stderr, "\r%3d%%  %.1f of %.1f MB", (int)(total ? done * 100 / total : 100), (double)done / 1e6, (double)total / 1e6);
		*said = true;
	}
	return !stop_asked;
}

typedef enum import_result importer(struct db *, const char *, const char *team, struct import_watch, struct import_report *, struct err *);

static enum import_result areas(struct db *db, const char *path, const char *team, struct import_watch w, struct import_report *r, struct err *e)
{
	(void)team;
	return import_areas(db, path, w, r, e);
}

static enum import_result figures(struct db *db, const char *path, const char *team, struct import_watch w, struct import_report *r, struct err *e)
{
	(void)team;
	return import_figures(db, path, w, r, e);
}

static enum import_result postcodes(struct db *db, const char *path, const char *team, struct import_watch w, struct import_report *r, struct err *e)
{
	(void)team;
	return import_postcodes(db, path, w, r, e);
}

static const struct kind { const char *name; importer *run; bool of_a_team; } KINDS[] = {
	{ "areas", areas, false }, { "figures", figures, false }, { "postcodes", postcodes, false }, { "households", import_households, true },
	{ NULL, NULL, false }
};

static void say_problems(const char *path, const struct import_report *r)
{
	for (size_t i = 0; i < r->problems && i < IMPORT_SHOWN; i++) {
		const struct import_problem *p = &r->shown[i];
		fprintf(stderr, "%s", path);
		if (p->line)
			fprintf(stderr, ", regel %zu", p->line);
		if (*p->column)
			fprintf(stderr, ", %s", p->column);
		fprintf(stderr, ": %s", tr(lang_dutch(), p->reason));
		fprintf(stderr, *p->value ? " (\"%s\")\n" : "%s\n", p->value);
	}
	if (r->problems > IMPORT_SHOWN)
		fprintf(stderr, "… en nog %zu.\n", r->problems - IMPORT_SHOWN);
	fprintf(stderr, "Er is niets veranderd.\n");
}

static int say(enum import_result result, const char *path, const struct import_report *r, const struct err *e, double seconds)
{
	switch (result) {
	case IMPORT_DONE:
		printf("%zu rows read in %.1f s: %zu added, %zu changed, %zu the same.\n", r->rows, seconds, r->added, r->changed, r->same);
		return 0;
	case IMPORT_BAD_ROWS:
		say_problems(path, r);
		return 1;
	case IMPORT_STOPPED:
		fprintf(stderr, "Stopped; nothing was changed.\n");
		return 130;
	case IMPORT_FAILED:
		break;
	}
	return cli_fail(e);
}

static int import(const struct kind *kind, const char *dir, const char *path, const char *team)
{
	struct store s;
	struct import_report report = { 0 };
	struct err e = { "" };
	bool said = false;
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	sigaction(SIGINT, &(struct sigaction){ .sa_handler = on_interrupt, .sa_flags = SA_RESTART }, NULL);
	uint64_t began = clock_monotonic_us();
	enum import_result result = kind->run(s.db, path, team, (struct import_watch){ tell, &said }, &report, &e);
	double seconds = (double)(clock_monotonic_us() - began) / 1e6;
	store_close(&s);
	if (said)
		fprintf(stderr, "\r%40s\r", "");
	return say(result, path, &report, &e, seconds);
}

static int run(int argc, char **argv)
{
	const char *dir = cli_value(&argc, argv, "--data", "data"), *team = cli_value(&argc, argv, "--team", NULL);
	if (argc != 3)
		return cli_usage(&CMD_IMPORT, "say what and which file");
	for (const struct kind *k = KINDS; k->name; k++) {
		if (strcmp(k->name, argv[1]))
			continue;
		if (k->of_a_team != (team != NULL))
			return cli_usage(&CMD_IMPORT, team ? "only households are of a team" : "say whose households: --team NAME");
		return import(k, dir, argv[2], team);
	}
	return cli_usage(&CMD_IMPORT, "does not know that kind of file");
}

const struct command CMD_IMPORT = { "import", "areas, key figures, postcodes, a team's households",
	"nabij import areas FILE.geojson [--data DIR]\n"
	"nabij import figures FILE.csv [--data DIR]\n"
	"nabij import postcodes FILE.csv [--data DIR]\n"
	"nabij import households FILE.csv --team NAME [--data DIR]\n\n"
	"All or nothing: with one bad row, or after Ctrl-C, nothing is changed. Bad rows are named by line, column and reason, the first twenty.\n"
	"The same file twice changes nothing.\n\n"
	"  areas       CBS municipalities, districts or neighbourhoods: GeoJSON in WGS84 (EPSG:4326) with code and naam (or name);\n"
	"              an area that the newest map no longer has keeps what was written there, and leads on to what lies there now\n"
	"  figures     CBS key figures: a column code and numeric columns; what CBS hides stays hidden, it never becomes 0;\n"
	"              a year in the file's name (kwb2024.csv) is said with the figures\n"
	"  postcodes   a column postcode (or pc4…) and a column buurtcode\n"
	"  households  one line a person: naam gezin, straat, postcode, plaats, voornaam, achternaam, geboortedatum, rol, telefoon,\n"
	"              vaste hulpverlener (a login), fase; lines with the same household and address belong together\n", run };
