#include "credentials.h"
#include <string.h>
#include "../../platform/db/service.h"

enum { RECOVERY_GROUPS = 3 };

SQL(factor_find, "SELECT c.id, c.totp, c.totp_step FROM s_credential c WHERE c.account_id = :account");
SQL(factor_lock, "UPDATE credential SET version = version + 1 WHERE account_id = :account");
SQL(factor_used, "UPDATE credential SET totp_step = :step WHERE id = :id");
SQL(factor_write, "UPDATE credential SET totp = :totp, totp_step = :step, version = version + 1 WHERE id = :id");
SQL(recovery_delete, "DELETE FROM recovery_code WHERE account_id = :account");
SQL(recovery_insert, "INSERT INTO recovery_code (id, account_id, hash) VALUES (:id, :account, :hash)");
SQL(recovery_find, "SELECT r.id FROM s_recovery_code r WHERE r.account_id = :account AND r.hash = :hash AND r.used_at IS NULL");
SQL(recovery_used, "UPDATE recovery_code SET used_at = :now WHERE id = :id");
SQL(recovery_count, "SELECT count(*) FROM s_recovery_code r WHERE r.account_id = :account AND r.used_at IS NULL");

bool totp_use(const unsigned char secret[TOTP_SECRET], const char *typed, moment now, int64_t last_step, int64_t *step)
{
	return totp_check(secret, typed, now - clock_ahead(), step) && *step > last_step;
}

static bool use_app(struct slot *slot, const struct key *key, id64 account, const char *typed)
{
	struct rows *r = sql_read(slot, &factor_find, WITH(p_id("account", account)));
	bool found = rows_next(r);
	id64 id = found ? rows_int(r, 0) : 0;
	int64_t last = found ? rows_int(r, 2) : 0, step;
	size_t n = 0;
	const char *secret = found ? unseal(slot_arena(slot), key, "credential.totp", id, rows_blob(r, 1), &n) : NULL;
	rows_end(r);
	return secret && n == TOTP_SECRET && totp_use((const unsigned char *)secret, typed, slot_now(slot), last, &step)
		&& sql_run(slot, &factor_used, WITH(p_int("step", step), p_id("id", id))) == 1;
}

static struct blob recovery_hash(struct slot *slot, const char *code)
{
	return slot_token(slot, "recovery code", code_normal(slot_arena(slot), code));
}

static bool use_recovery(struct slot *slot, id64 account, const char *typed)
{
	id64 id = sql_number(slot, &recovery_find, WITH(p_id("account", account), p_blob("hash", recovery_hash(slot, typed))), 0);
	return id && sql_run(slot, &recovery_used, WITH(p_moment("now", slot_now(slot)), p_id("id", id))) == 1;
}

enum factor factor_use(struct slot *slot, const struct key *key, id64 account, const char *typed)
{
	id64 viewer = slot_as_itself(slot);
	/* The row is locked before it is read: two at once cannot both use one code. */
	sql_run(slot, &factor_lock, WITH(p_id("account", account)));
	enum factor f = use_app(slot, key, account, typed) ? FACTOR_APP : use_recovery(slot, account, typed) ? FACTOR_RECOVERY : FACTOR_WRONG;
	slot_view_as(slot, viewer);
	return f;
}

static id64 credential_of(struct slot *slot, id64 account, bool *has_factor)
{
	struct rows *r = sql_read(slot, &factor_find, WITH(p_id("account", account)));
	id64 id = rows_next(r) ? rows_int(r, 0) : 0;
	*has_factor = id && !rows_null(r, 1);
	rows_end(r);
	return id;
}

bool factor_has(struct slot *slot, id64 account)
{
	bool has;
	id64 viewer = slot_as_itself(slot);
	credential_of(slot, account, &has);
	slot_view_as(slot, viewer);
	return has;
}

void factor_set(struct slot *slot, const struct key *key, id64 account, const unsigned char secret[TOTP_SECRET], int64_t step)
{
	bool has;
	id64 viewer = slot_as_itself(slot), id = credential_of(slot, account, &has);
	struct blob sealed = seal_bytes(slot_arena(slot), key, "credential.totp", id, secret, TOTP_SECRET);
	sql_run(slot, &factor_write, WITH(p_blob("totp", sealed), p_int("step", step), p_id("id", id)));
	slot_view_as(slot, viewer);
}

void factor_off(struct slot *slot, id64 account)
{
	bool has;
	id64 viewer = slot_as_itself(slot), id = credential_of(slot, account, &has);
	sql_run(slot, &factor_write, WITH(p_blob("totp", (struct blob){ NULL, 0 }), p_null("step", PARAM_INT), p_id("id", id)));
	sql_run(slot, &recovery_delete, WITH(p_id("account", account)));
	slot_view_as(slot, viewer);
}

void recovery_new(struct slot *slot, id64 account, const char *codes[RECOVERY_CODES])
{
	id64 viewer = slot_as_itself(slot);
	sql_run(slot, &recovery_delete, WITH(p_id("account", account)));
	for (int i = 0; i < RECOVERY_CODES; i++) {
		codes[i] = code_new(slot_arena(slot), RECOVERY_GROUPS);
		sql_run(slot, &recovery_insert, WITH(p_id("id", id_new()), p_id("account", account), p_blob("hash", recovery_hash(slot, codes[i]))));
	}
	slot_view_as(slot, viewer);
}

int64_t recovery_left(struct slot *slot, id64 account)
{
	id64 viewer = slot_as_itself(slot);
	int64_t n = sql_number(slot, &recovery_count, WITH(p_id("account", account)), 0);
	slot_view_as(slot, viewer);
	return n;
}
