#include "settings.h"
#include <assert.h>
#include <string.h>
#include "../../platform/base/hex.h"
#include "../../platform/db/service.h"

SQL(setting_read, "SELECT value FROM s_setting WHERE name = :name");
SQL(settings_of_mail, "SELECT name, value FROM s_setting WHERE name IN ('mail_url', 'mail_from', 'mail_user', 'mail_tls', 'mail_password')");
SQL(settings_of_municipality, "SELECT name, value FROM s_setting WHERE name IN ('municipality', 'municipality_address', 'site_address', 'complaint')");
SQL(setting_id, "SELECT id FROM s_setting WHERE name = :name");
SQL(setting_write, "UPDATE setting SET value = :value, version = version + 1 WHERE id = :id");
SQL(setting_add, "INSERT INTO setting (id, name, value) VALUES (:id, :name, :value)");
SQL(setting_drop, "DELETE FROM setting WHERE id = :id");
SQL(setting_manager, "SELECT 1 FROM s_account WHERE id = :account AND kind = 'manager' AND until_at > :now");

#define PASSWORD "mail_password"

static const char *const NAMES[] = { "municipality", "municipality_address", "site_address", "front_lead", "complaint", "mail_url", "mail_from",
	"mail_user", "mail_tls", PASSWORD };

static void known(const char *name)
{
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (!strcmp(NAMES[i], name))
			return;
	assert(!"a setting that is not declared");
}

static const char *read_setting(struct slot *slot, const char *name)
{
	known(name);
	struct rows *r = sql_read(slot, &setting_read, WITH(p_text("name", name)));
	const char *value = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	return value && *value ? value : NULL;
}

const char *setting_get(struct slot *slot, const char *name)
{
	id64 viewer = slot_as_itself(slot);
	const char *value = read_setting(slot, name);
	slot_view_as(slot, viewer);
	return value;
}

static bool may_set(struct slot *slot, id64 viewer)
{
	return viewer == NABIJ_ITSELF
		|| sql_number(slot, &setting_manager, WITH(p_id("account", viewer), p_moment("now", slot_now(slot))), 0) == 1;
}

static bool write_setting(struct slot *slot, const char *name, const char *value)
{
	id64 id = sql_number(slot, &setting_id, WITH(p_text("name", name)), 0);
	if (!value || !*value)
		return !id || sql_run(slot, &setting_drop, WITH(p_id("id", id))) == 1;
	return id ? sql_run(slot, &setting_write, WITH(p_id("id", id), p_text("value", value))) == 1
		: sql_run(slot, &setting_add, WITH(p_id("id", id_new()), p_text("name", name), p_text("value", value))) == 1;
}

bool setting_set(struct slot *slot, const char *name, const char *value)
{
	known(name);
	assert(strcmp(name, PASSWORD));
	id64 viewer = slot_as_itself(slot);
	bool fine = may_set(slot, viewer) && write_setting(slot, name, value);
	slot_view_as(slot, viewer);
	return fine;
}

void settings_municipality(struct slot *slot, struct municipality_settings *m)
{
	id64 viewer = slot_as_itself(slot);
	*m = (struct municipality_settings){ NULL };
	struct rows *r = sql_read(slot, &settings_of_municipality, WITHOUT);
	while (rows_next(r)) {
		const char *name = rows_text(r, 0), *value = rows_text(r, 1);
		if (!value || !*value)
			continue;
		if (!strcmp(name, "municipality"))
			m->name = value;
		else if (!strcmp(name, "site_address"))
			m->site = value;
		else
			m->complaint = true;
	}
	slot_view_as(slot, viewer);
}

/* ---- mail ---- */

/* A setting is text, what is sealed is bytes: hexadecimal. */
static const char *sealed_text(struct slot *slot, const char *password)
{
	struct blob b = seal(slot_arena(slot), slot_service_key(slot), "setting.mail_password", 1, password);
	return hex_text(slot_arena(slot), b.p, b.n);
}

bool settings_mail_password(struct slot *slot, const char *password)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = may_set(slot, viewer) && write_setting(slot, PASSWORD, password && *password ? sealed_text(slot, password) : NULL);
	slot_view_as(slot, viewer);
	return fine;
}

bool settings_mail_has_password(struct slot *slot)
{
	return setting_get(slot, PASSWORD) != NULL;
}

static const char *open_password(struct slot *slot, const char *kept)
{
	struct blob sealed = { NULL, 0 };
	if (kept)
		sealed.p = hex_bytes(slot_arena(slot), kept, &sealed.n);
	return sealed.p ? unseal(slot_arena(slot), slot_service_key(slot), "setting.mail_password", 1, sealed, NULL) : NULL;
}

bool settings_mail(struct slot *slot, struct mail_settings *mail)
{
	id64 viewer = slot_as_itself(slot);
	*mail = (struct mail_settings){ .require_tls = true };
	struct rows *r = sql_read(slot, &settings_of_mail, WITHOUT);
	while (rows_next(r)) {
		const char *name = rows_text(r, 0), *value = rows_text(r, 1);
		if (!value || !*value)
			continue;
		if (!strcmp(name, "mail_url"))
			mail->url = value;
		else if (!strcmp(name, "mail_from"))
			mail->from = value;
		else if (!strcmp(name, "mail_user"))
			mail->user = value;
		else if (!strcmp(name, "mail_tls"))
			mail->require_tls = strcmp(value, "no") != 0;
		else
			mail->password = open_password(slot, value);
	}
	slot_view_as(slot, viewer);
	return mail->url && mail->from;
}
