#include "spool_record.h"
#include <assert.h>
#include <endian.h>
#include <jansson.h>
#include <zlib.h>

enum { HEAD = 8 };               /* length and CRC */

static uint32_t crc_of(const void *bytes, size_t n)
{
	return (uint32_t)crc32_z(0, bytes, n);
}

/* A route, an action and a ground are the program's own plain words: nothing in them has to be escaped. */
static void add_word(struct buf *out, const char *name, const char *word)
{
	for (const char *p = word; p && *p; p++)
		assert(*p >= ' ' && *p < 0x7f && *p != '"' && *p != '\\');
	buf_printf(out, ",\"%s\":", name);
	if (word)
		buf_printf(out, "\"%s\"", word);
	else
		buf_str(out, "null");
}

/* Written for every page, so by hand; read back with the library. */
void spool_encode(struct buf *out, const struct spool_record *r)
{
	uint32_t head[2] = { 0, 0 };
	size_t at = out->n;
	buf_add(out, head, sizeof head);
	buf_printf(out, "{\"id\":%lld,\"at\":%lld,\"account\":%lld", (long long)r->id, (long long)r->at, (long long)r->account);
	add_word(out, "ground", r->ground);
	add_word(out, "route", r->route);
	add_word(out, "action", r->action);
	buf_str(out, ",\"files\":[");
	for (size_t i = 0; i < r->files_n; i++) {
		if (i)
			buf_char(out, ',');
		buf_int(out, r->files[i]);
	}
	buf_str(out, "]}");
	if (buf_failed(out))
		return;
	size_t text = at + sizeof head;
	head[0] = htole32((uint32_t)(out->n - text));
	head[1] = htole32(crc_of(out->p + text, out->n - text));
	memcpy(out->p + at, head, sizeof head);
}

/* ---- reading back ---- */

static bool decode(struct arena *arena, const char *text, size_t n, struct spool_record *r)
{
	json_int_t id, at, account;
	const char *route, *action;
	json_t *files, *ground, *json = json_loadb(text, n, 0, NULL);
	bool fine = json && !json_unpack(json, "{s:I, s:I, s:I, s:o, s:s, s:s, s:o}", "id", &id, "at", &at, "account", &account,
		"ground", &ground, "route", &route, "action", &action, "files", &files) && json_is_array(files);
	if (fine) {
		id64 *list = ARENA_ARRAY(arena, id64, json_array_size(files));
		for (size_t i = 0; i < json_array_size(files); i++)
			list[i] = json_integer_value(json_array_get(files, i));
		*r = (struct spool_record){ .id = id, .at = at, .account = account, .ground = arena_strdup(arena, json_string_value(ground)),
			.route = arena_strdup(arena, route), .action = arena_strdup(arena, action), .files = list,
			.files_n = json_array_size(files) };
	}
	json_decref(json);
	return fine;
}

/* Is there a whole record at this place? *end: past it. */
static bool whole_record(struct arena *arena, const struct buf *file, size_t at, size_t *end, struct spool_record *r)
{
	uint32_t head[2];
	if (file->n - at < HEAD)
		return false;
	memcpy(head, file->p + at, sizeof head);
	size_t n = le32toh(head[0]);
	const char *text = file->p + at + HEAD;
	if (n < 2 || n > file->n - at - HEAD || text[0] != '{' || text[n - 1] != '}')
		return false;
	*end = at + HEAD + n;
	return crc_of(text, n) == le32toh(head[1]) && decode(arena, text, n, r);
}

/* A power cut may take any part of what was not synced yet: what is whole behind it counts all the same. */
bool spool_next(struct arena *arena, struct spool_reading *reading, struct spool_record *r)
{
	for (size_t at = reading->at, end; at < reading->file->n; at++) {
		if (!whole_record(arena, reading->file, at, &end, r))
			continue;
		reading->damaged = reading->damaged || at > reading->at;
		reading->at = end;
		return true;
	}
	return false;
}
