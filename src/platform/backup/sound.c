#include "sound.h"
#include <stdarg.h>
#include "../base/ids.h"
#include "../schema/schema.h"

enum { TOLD_MOST = 10, ALL_OF_THE_FIRST = 10000, THEN_ONE_IN = 100, ARENA = 8 << 20 };
enum trouble { NO_KEY, KEY_AND_TOMBSTONE, KEY_DOES_NOT_OPEN, VALUE_DOES_NOT_OPEN, VALUE_WITHOUT_FILE, TROUBLES };

struct sound {
	struct keystore *keys;
	enum sound_open how;
	struct buf *report;
	struct arena *arena;
	struct sound_found found;
	uint64_t told[TROUBLES];
	struct ids with_key, buried;         /* in order */
	bool *seen;                          /* of those with a key: whose row came by */
	/* of the table that goes by */
	bool is_file, sealed[TABLE_COLUMNS];
	int id, file;
	uint64_t row;
	id64 key_of;                         /* the last key that was used: rows of one file come together */
	struct key key;
};

static __attribute__((format(printf, 3, 4))) void tell(struct sound *s, enum trouble trouble, const char *format, ...)
{
	char text[400];
	va_list args;
	s->found.wrong++;
	if (++s->told[trouble] > TOLD_MOST)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	buf_printf(s->report, "%s%s\n", text, s->told[trouble] == TOLD_MOST ? " (and so on)" : "");
}

/* ---- keys ---- */

/* They come in order of file, the keys before the tombstones. */
static bool note_key(void *ctx, id64 file, struct blob wrapped, moment destroyed_at, struct err *e)
{
	struct sound *s = ctx;
	struct key key;
	(void)destroyed_at, (void)e;
	if (!wrapped.p) {
		ids_add(&s->buried, file);
		if (ids_find(&s->with_key, file))
			tell(s, KEY_AND_TOMBSTONE, "keys: file %lld was erased, yet its key is still there", (long long)file);
		return true;
	}
	ids_add(&s->with_key, file);
	if (!key_unwrap(keystore_master(s->keys), file, wrapped, &key))
		tell(s, KEY_DOES_NOT_OPEN, "keys: the key of file %lld does not open with the master key", (long long)file);
	crypt_wipe(&key, sizeof key);
	return true;
}

struct sound *sound_new(struct keystore *keys, enum sound_open how, struct buf *report, struct err *e)
{
	struct sound *s = calloc(1, sizeof *s);
	if (!s)
		abort();
	*s = (struct sound){ .keys = keys, .how = how, .report = report, .arena = arena_new(ARENA) };
	if (!keystore_each(keys, note_key, s, e)) {
		sound_end(s);
		return NULL;
	}
	s->seen = calloc(s->with_key.n + 1, sizeof *s->seen);
	if (!s->seen)
		abort();
	return s;
}

/* ---- rows ---- */

/* A sealed field is sealed under its row's file_id, as "table.column", for its row's id. */
void sound_table(struct sound *s, const struct table *table)
{
	const struct entity *entity = schema_entity(table->name);
	s->is_file = !strcmp(table->name, "file");
	s->id = table_column(table, "id");
	s->file = table_column(table, "file_id");
	s->row = 0;
	for (size_t i = 0; i < table->columns; i++) {
		const struct field *f = entity ? entity_field(entity, table->column[i]) : NULL;
		s->sealed[i] = f && f->sealed && s->file >= 0;
	}
}

static void file_row(struct sound *s, id64 file)
{
	const id64 *at = ids_find(&s->with_key, file);
	s->found.files++;
	if (at)
		s->seen[at - s->with_key.id] = true;
	else if (ids_find(&s->buried, file))
		s->found.erased++;
	else
		tell(s, NO_KEY, "keys: file %lld has no key and was not erased: what it holds cannot be read", (long long)file);
}

static bool try_this_row(const struct sound *s)
{
	return s->how == OPEN_ALL || s->row <= ALL_OF_THE_FIRST || s->row % THEN_ONE_IN == 0;
}

static bool key_for(struct sound *s, id64 file)
{
	if (s->key_of == file)
		return true;
	s->key_of = file > 0 && keystore_get(s->keys, file, &s->key) ? file : 0;
	return s->key_of != 0;
}

static void sealed_value(struct sound *s, const char *where, id64 row, id64 file, const struct value *v)
{
	if (!key_for(s, file)) {
		if (ids_find(&s->buried, file))
			s->found.of_erased++;
		else
			tell(s, VALUE_WITHOUT_FILE, "%s of row %lld is sealed under file %lld, which has no key", where, (long long)row, (long long)file);
		return;
	}
	s->found.values++;
	if (!try_this_row(s))
		return;
	s->found.tried++;
	if (arena_used(s->arena) > ARENA / 2)
		arena_reset(s->arena);
	if (unseal(s->arena, &s->key, where, row, (struct blob){ v->p, v->n }, NULL))
		s->found.opened++;
	else
		tell(s, VALUE_DOES_NOT_OPEN, "%s of row %lld does not open: damaged, or moved from elsewhere", where, (long long)row);
}

void sound_row(struct sound *s, const struct table *table, const struct value *v)
{
	char where[160];
	s->row++;
	if (s->is_file)
		file_row(s, v[s->id].i);
	for (size_t i = 0; i < table->columns; i++)
		if (s->sealed[i] && v[i].kind == VALUE_BLOB) {
			snprintf(where, sizeof where, "%s.%s", table->name, table->column[i]);
			sealed_value(s, where, v[s->id].i, v[s->file].i, &v[i]);
		}
}

struct sound_found sound_end(struct sound *s)
{
	struct sound_found found = s->found;
	found.keys = s->with_key.n;
	found.tombstones = s->buried.n;
	for (size_t i = 0; s->seen && i < s->with_key.n; i++)
		found.spare_keys += !s->seen[i];
	free(s->seen);
	ids_clear(&s->with_key);
	ids_clear(&s->buried);
	arena_free(s->arena);
	crypt_wipe(&s->key, sizeof s->key);
	free(s);
	return found;
}
