/* Escaping by context, and the values of JSON answers. What is allowed is listed; everything else is encoded or refused. */
#include "render.h"
#include <string.h>
#include <time.h>

static const char *entity(char ch)
{
	switch (ch) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

/* Writes the text in runs, with an entity for each of `special`. */
static void out_escaped(struct buf *b, const char *text, const char *special)
{
	while (text && *text) {
		size_t run = strcspn(text, special);
		buf_add(b, text, run);
		text += run;
		if (*text)
			buf_str(b, entity(*text++));
	}
}

void out_text(struct buf *b, const char *text)
{
	out_escaped(b, text, "&<>");
}

void out_attr(struct buf *b, const char *text)
{
	out_escaped(b, text, "&<>\"'");
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* Browsers drop control characters and read a backslash as a slash, so "/\t/host" and "/\host" leave this site: both are refused. */
static bool url_allowed(const char *url)
{
	for (const unsigned char *p = (const unsigned char *)url; *p; p++)
		if (*p < 0x20 || *p == 0x7f || *p == '\\')
			return false;
	if (url[0] == '/')
		return url[1] != '/';
	return url[0] == '#' || url[0] == '?' || begins(url, "https://") || begins(url, "http://") || begins(url, "tel:")
		|| begins(url, "mailto:");
}

void out_url(struct buf *b, const char *url)
{
	out_attr(b, url && url_allowed(url) ? url : "#");
}

void out_url_part(struct buf *b, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	for (; text && *text; text++) {
		unsigned char ch = (unsigned char)*text;
		if ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || strchr("-._~@", ch))
			buf_char(b, *text);
		else {
			buf_char(b, '%');
			buf_char(b, hex[ch >> 4]);
			buf_char(b, hex[ch & 15]);
		}
	}
}

void out_tel(struct buf *b, const char *number)
{
	bool begun = false;
	for (; number && *number; number++)
		if ((*number >= '0' && *number <= '9') || (*number == '+' && !begun)) {
			buf_char(b, *number);
			begun = true;
		}
}

/* A spreadsheet runs a cell that begins like a formula; the ' makes it text again (OWASP, "CSV injection"). */
void out_csv(struct buf *b, const char *text)
{
	if (!text)
		return;
	buf_char(b, '"');
	if (*text && strchr("=+-@\t\r", *text))
		buf_char(b, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_char(b, '"');
		buf_char(b, *text);
	}
	buf_char(b, '"');
}

void out_icon(struct buf *b, const char *name)
{
	buf_str(b, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"");
	out_attr(b, asset_url("icons.svg"));
	buf_str(b, "#i-");
	out_attr(b, name);
	buf_str(b, "\"/></svg>");
}

json_t *json_of_text(const char *text)
{
	json_t *value = text ? json_string(text) : NULL;    /* NULL too for what is not UTF-8 */
	return value ? value : json_null();
}

json_t *json_of_id(id64 id)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)id);
	return id ? json_string(text) : json_null();
}

json_t *json_of_moment(moment m)
{
	char text[40];
	struct tm tm;
	time_t seconds = (time_t)(m / SECONDS(1) - (m % SECONDS(1) < 0));
	if (!m || m == FOREVER || !gmtime_r(&seconds, &tm) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
		return json_null();
	return json_string(text);
}

json_t *json_of_day(struct day day)
{
	char text[40];
	snprintf(text, sizeof text, "%04d-%02d-%02d", day.year, day.month, day.day);
	return day_known(day) ? json_string(text) : json_null();
}

json_t *json_of_real(double x)
{
	json_t *value = json_real(x);                       /* NULL for what is no number */
	return value ? value : json_null();
}
