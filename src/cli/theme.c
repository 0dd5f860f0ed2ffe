/* nabij theme: a municipality's own colours and typeface. */
#include <string.h>
#include "cli.h"
#include "../platform/base/file.h"
#include "../platform/web/assets.h"
#include "../platform/web/theme.h"

enum { THEME_MOST = 2 << 20, THEME_WRITTEN_MOST = 60 << 10 };

static bool import(const char *dir, const char *path, struct theme_report *report, struct err *e)
{
	char to[600];
	struct buf css, out;
	const struct asset *own = asset_find("nabij.css");
	struct arena *arena = arena_new((size_t)64 << 20);
	buf_init(&css, 0);
	buf_init(&out, THEME_WRITTEN_MOST);
	snprintf(to, sizeof to, "%s/theme.css", dir);
	bool fine = file_read(path, THEME_MOST, &css, e)
		&& theme_import(arena, css.p, css.n, (const char *)own->bytes, own->n, &out, report, e) && file_write(to, out.p, out.n, 0644, e);
	buf_release(&css);
	buf_release(&out);
	arena_free(arena);
	return fine;
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct theme_report report = { 0 };
	char conf[600];
	const char *dir = cli_value(&argc, argv, "--data", "data");
	if (argc != 3 || strcmp(argv[1], "import"))
		return cli_usage(&CMD_THEME, "say which file: theme import FILE");
	snprintf(conf, sizeof conf, "%s/nabij.conf", dir);
	if (!file_exists(conf))
		err_set(&e, "there is no Nabij in %s: make one with 'nabij init --data %s'", dir, dir);
	else if (!import(dir, argv[2], &report, &e) && !strncmp(e.text, argv[2], strlen(argv[2])))
		return cli_fail(&e);
	if (err_any(&e)) {
		fprintf(stderr, "nabij: %s: the theme was not taken over: %s\n", argv[2], e.text);
		return 1;
	}
	printf("%d of %d tokens taken over in %s/theme.css. Start 'nabij serve' again to show it; remove the file to go back.\n", report.kept, report.read, dir);
	return 0;
}

const struct command CMD_THEME = { "theme", "a municipality's own colours and typeface",
	"nabij theme import FILE.css [--data DIR]\n\n"
	"Takes colours, font family, radius and focus from an NL Design System theme, as far as Nabij's pages read them; never sizes, nothing from\n"
	"elsewhere (no url(), no @import). Colours count in light mode; dark mode stays Nabij's own. A theme whose text cannot be read (contrast\n"
	"below 4.5:1) is refused, and nothing is changed.\n", run };
