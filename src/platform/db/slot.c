/* A slot: whose viewer and moment it is, how it went, which files were shown and written, and the values that are sealed for them. */
#include <stdarg.h>
#include "engine.h"

/* ---- sets of files ---- */

static void set_add(struct ids *set, id64 id)
{
	for (size_t i = set->n; i-- > 0;)          /* the last ones first: rows of one file come together */
		if (set->id[i] == id)
			return;
	ids_add(set, id);
}

/* ---- slots ---- */

bool slot_fail(struct slot *slot, const char *format, ...)
{
	va_list args;
	if (slot->failed)
		return false;
	slot->failed = true;
	va_start(args, format);
	vsnprintf(slot->error, sizeof slot->error, format, args);
	va_end(args);
	return false;
}

bool slot_say(const struct slot *slot, struct err *e)
{
	e->full = e->full || slot->full;
	return err_set(e, "%s", slot->error);
}

void slot_prepare(struct slot *slot, struct arena *arena, id64 viewer, moment now, bool writes)
{
	slot->arena = arena;
	slot->viewer = viewer;
	slot->now = now;
	slot->writes = writes;
	slot->failed = slot->refused = slot->again = slot->full = slot->patient = false;
	slot->error[0] = '\0';
	slot->shown.n = slot->written.n = 0;
	slot->open = NULL;
	slot->watch = NULL;
}

void slot_end_rows(struct slot *slot)
{
	while (slot->open)
		rows_end(slot->open);
}

void slot_clear(struct slot *slot)
{
	slot_end_rows(slot);
	ids_clear(&slot->shown);
	ids_clear(&slot->written);
	slot->arena = NULL;
}

void slot_view_as(struct slot *slot, id64 viewer)
{
	if (slot->viewer == viewer)
		return;
	if (!slot->failed)
		slot->db->engine->viewer(slot, viewer);
	slot->viewer = viewer;
}

id64 slot_viewer(const struct slot *slot) { return slot->viewer; }
moment slot_now(const struct slot *slot) { return slot->now; }
struct arena *slot_arena(const struct slot *slot) { return slot->arena; }
bool slot_failed(const struct slot *slot) { return slot->failed; }
bool slot_refused(const struct slot *slot) { return slot->refused; }
const char *slot_error(const struct slot *slot) { return slot->error; }

struct file_list slot_files_shown(const struct slot *slot)
{
	return (struct file_list){ slot->shown.id, slot->shown.n };
}

struct file_list slot_files_written(const struct slot *slot)
{
	return (struct file_list){ slot->written.id, slot->written.n };
}

void slot_forget_shown(struct slot *slot)
{
	slot->shown.n = 0;
}

void slot_wrote(struct slot *slot, id64 file)
{
	set_add(&slot->written, file);
}

/* ---- sealed values ---- */

const char *slot_open(struct slot *slot, id64 file, const char *where, id64 row, struct blob sealed)
{
	struct key key;
	if (!sealed.p)
		return "";
	enum key_found found = keystore_find(slot->db->keys, file, &key);
	if (found == KEY_UNREAD)
		slot_fail(slot, "%s: the key of file %lld cannot be read", where, (long long)file);
	if (found != KEY_HERE)
		return NULL;
	char *text = unseal(slot->arena, &key, where, row, sealed, NULL);
	crypt_wipe(&key, sizeof key);
	if (!text)
		slot_fail(slot, "%s of row %lld does not open: damaged, or moved from elsewhere", where, (long long)row);
	else if (file != DIRECTORY_FILE)
		set_add(&slot->shown, file);
	return text;
}

struct blob slot_seal(struct slot *slot, id64 file, const char *where, id64 row, const char *text)
{
	struct blob sealed = { NULL, 0 };
	struct key key;
	set_add(&slot->written, file);
	if (!text || slot->failed)
		return sealed;
	if (!keystore_get(slot->db->keys, file, &key)) {
		slot_fail(slot, "%s cannot be sealed: file %lld has no key", where, (long long)file);
		return sealed;
	}
	sealed = seal(slot->arena, &key, where, row, text);
	crypt_wipe(&key, sizeof key);
	return sealed;
}

bool slot_new_file_key(struct slot *slot, id64 file)
{
	struct key key;
	struct err e = { 0 };
	if (slot->failed)
		return false;
	if (!keystore_new(slot->db->keys, file, &key, &e)) {
		slot->full = e.full;
		return slot_fail(slot, "no new key: %s", e.text);
	}
	crypt_wipe(&key, sizeof key);
	return true;
}
