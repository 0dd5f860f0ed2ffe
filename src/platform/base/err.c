#include "err.h"
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

bool err_set(struct err *e, const char *format, ...)
{
	assert(e);
	if (err_any(e))
		return false;
	va_list args;
	va_start(args, format);
	vsnprintf(e->text, sizeof e->text, format, args);
	va_end(args);
	return false;
}

bool no_room(int error_number)
{
	return error_number == ENOSPC || error_number == EDQUOT;
}

bool err_any(const struct err *e)
{
	return e->text[0] != 0;
}

void err_clear(struct err *e)
{
	*e = (struct err){ "" };
}

/* One write(2) per line, so that lines of several threads never mix; control characters cannot forge a second line. */
static __attribute__((format(printf, 2, 0))) void log_line(const char *level, const char *format, va_list args)
{
	char line[1024];
	time_t now = time(NULL);
	struct tm utc;
	gmtime_r(&now, &utc);
	size_t n = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", &utc);
	n += (size_t)snprintf(line + n, sizeof line - n, "%s ", level);
	int text = vsnprintf(line + n, sizeof line - n - 1, format, args);
	size_t end = n + (text < 0 ? 0 : (size_t)text);
	if (end > sizeof line - 2)
		end = sizeof line - 2;
	for (size_t i = n; i < end; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	line[end++] = '\n';
	if (write(STDERR_FILENO, line, end) < 0)
		return;                             /* nobody left to tell */
}

void log_info(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	log_line("info", format, args);
	va_end(args);
}

void log_error(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	log_line("error", format, args);
	va_end(args);
}
