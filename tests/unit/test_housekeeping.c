/* What has had its time goes, and nothing else; the rules of the second factor on a real store. */
#include "town.h"
#include "features/account/credentials.h"
#include "features/account/housekeeping.h"
#include "features/account/tokens.h"

SQL(test_session, "INSERT INTO session (id, account_id, hash, created_at, seen_at, until_at, ended_at, strong)"
	" VALUES (:id, :account, :hash, :now, :now, :until, :ended, TRUE)");
SQL(test_once, "INSERT INTO once (id, account_id, mark, at) VALUES (:id, :account, :hash, :at)");
SQL(test_draft, "INSERT INTO draft (id, account_id, file_id, form, field, at) VALUES (:id, :account, 1, 'a form', :field, :at)");
SQL(test_sessions, "SELECT count(*) FROM s_session WHERE account_id = :account");
SQL(test_onces, "SELECT count(*) FROM s_once WHERE account_id = :account");
SQL(test_drafts, "SELECT count(*) FROM s_draft WHERE account_id = :account");
SQL(test_tokens, "SELECT count(*) FROM s_token WHERE account_id = :account");

static struct blob some_hash(void)
{
	unsigned char *hash = arena_alloc(town.arena, HASH_BYTES);
	crypt_random(hash, HASH_BYTES);
	return (struct blob){ hash, HASH_BYTES };
}

static void session(moment until, moment ended)
{
	sql_run(town.slot, &test_session, WITH(p_id("id", id_new()), p_id("account", town.sanne), p_blob("hash", some_hash()),
		p_moment("now", slot_now(town.slot)), p_moment("until", until), p_moment("ended", ended)));
}

static int64_t left(struct sql *count)
{
	return sql_number(as(NABIJ_ITSELF), count, WITH(p_id("account", town.sanne)), -1);
}

static void sessions_that_ended_go(void **state)
{
	(void)state;
	moment now = slot_now(as(NABIJ_ITSELF));
	session(now + HOURS(1), 0);
	session(now - SECONDS(1), 0);
	session(now - SECONDS(1), now - SECONDS(1));
	assert_true(housekeeping(town.slot) > 0);
	assert_int_equal(left(&test_sessions), 1);
	assert_int_equal(housekeeping(town.slot), 0);
}

static void marks_of_forms_stay_a_week_and_drafts_a_month(void **state)
{
	(void)state;
	moment now = slot_now(as(NABIJ_ITSELF));
	for (int days = 0; days < 60; days += 5) {
		sql_run(town.slot, &test_once, WITH(p_id("id", id_new()), p_id("account", town.sanne), p_blob("hash", some_hash()),
			p_moment("at", now - HOURS(24 * days))));
		sql_run(town.slot, &test_draft, WITH(p_id("id", id_new()), p_id("account", town.sanne), p_text("field", id_text(town.arena, id_new())),
			p_moment("at", now - HOURS(24 * days))));
	}
	housekeeping(town.slot);
	assert_int_equal(left(&test_onces), 2);
	assert_int_equal(left(&test_drafts), 7);
}

static void tokens_go_when_their_day_has_come_or_they_were_ended(void **state)
{
	(void)state;
	moment now = slot_now(as(town.sanne));
	assert_non_null(token_make(town.slot, town.sanne, "agenda", now + HOURS(24)));
	assert_non_null(token_make(town.slot, town.sanne, "old", now - HOURS(1)));
	housekeeping(as(NABIJ_ITSELF));
	assert_int_equal(left(&test_tokens), 1);
}

static const struct key KEY = { { 7 } };

static void a_second_factor_and_its_recovery_codes(void **state)
{
	(void)state;
	unsigned char secret[TOTP_SECRET] = "12345678901234567890";
	const char *codes[RECOVERY_CODES];
	struct slot *slot = as(town.sanne);
	assert_false(factor_has(slot, town.sanne));
	factor_set(slot, &KEY, town.sanne, secret, 0);
	recovery_new(slot, town.sanne, codes);
	assert_true(factor_has(slot, town.sanne));
	const char *code = totp_code(town.arena, secret, slot_now(slot));
	assert_int_equal(factor_use(slot, &KEY, town.sanne, code), FACTOR_APP);
	assert_int_equal(factor_use(slot, &KEY, town.sanne, code), FACTOR_WRONG);
	assert_int_equal(factor_use(slot, &KEY, town.joost, codes[0]), FACTOR_WRONG);
	assert_int_equal(factor_use(slot, &KEY, town.sanne, codes[0]), FACTOR_RECOVERY);
	assert_int_equal(factor_use(slot, &KEY, town.sanne, codes[0]), FACTOR_WRONG);
	assert_int_equal(recovery_left(slot, town.sanne), RECOVERY_CODES - 1);
	factor_off(slot, town.sanne);
	assert_false(factor_has(slot, town.sanne));
	assert_int_equal(factor_use(slot, &KEY, town.sanne, codes[1]), FACTOR_WRONG);
}

#define T(name) cmocka_unit_test_setup_teardown(name, town_begin, town_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		T(sessions_that_ended_go), T(marks_of_forms_stay_a_week_and_drafts_a_month), T(tokens_go_when_their_day_has_come_or_they_were_ended),
		T(a_second_factor_and_its_recovery_codes),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
