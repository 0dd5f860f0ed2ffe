/* Run in the build: what is declared must hold together. Routes have a relation and a kind, statements read through views, fields say
 * what they are for. A mistake here fails the build. */
#include "platform/schema/sql_check.h"
#include "platform/web/web.h"

int main(int argc, char **argv)
{
	struct buf report;
	buf_init(&report, 0);
	bool ok = routes_check(&report);
	ok = sql_check_all(&report) && ok;
	ok = schema_check(&report) && ok;
	fputs(report.p, stderr);
	if (ok && argc > 1) {
		FILE *stamp = fopen(argv[1], "w");
		if (!stamp || fclose(stamp))
			return 1;
	}
	buf_release(&report);
	return ok ? 0 : 1;
}
