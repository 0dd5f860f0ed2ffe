/* Passwords, tokens, codes, one-time codes and sealed values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "platform/crypt/crypt.h"

static struct arena *arena;

static void a_password_is_known_by_its_hash_alone(void **state)
{
	(void)state;
	char *a = password_hash(arena, "drie rode fietsen"), *b = password_hash(arena, "drie rode fietsen");
	assert_string_not_equal(a, b);
	assert_true(!strncmp(a, "$argon2id$v=19$m=65536,t=2,p=1$", 31));
	assert_true(password_check(a, "drie rode fietsen"));
	assert_false(password_check(a, "drie rode fietse"));
	assert_false(password_check(a, ""));
	assert_false(password_check("kapot", "kapot"));
}

static void who_is_unknown_waits_as_long(void **state)
{
	(void)state;
	char *hash = password_hash(arena, "x");
	uint64_t start = clock_monotonic_us();
	assert_false(password_check(hash, "y"));
	uint64_t known = clock_monotonic_us() - start;
	start = clock_monotonic_us();
	assert_false(password_check("", "y"));
	assert_false(password_check(NULL, "y"));
	uint64_t unknown = (clock_monotonic_us() - start) / 2;
	assert_true(unknown > known / 4 && known > unknown / 4);
}

static void hashes_and_macs_depend_on_all_they_are_given(void **state)
{
	(void)state;
	/* BLAKE2b-256 of the empty text, as every implementation gives it */
	static const unsigned char empty[4] = { 0x0e, 0x57, 0x51, 0xc0 };
	unsigned char a[HASH_BYTES], b[HASH_BYTES];
	struct key one = { { 1 } }, two = { { 2 } };
	crypt_hash(a, "", 0);
	assert_memory_equal(a, empty, sizeof empty);
	crypt_mac(a, &one, "tokens", "naam", 4);
	crypt_mac(b, &one, "tokens", "naam", 4);
	assert_true(crypt_equal(a, b, HASH_BYTES));
	crypt_mac(b, &two, "tokens", "naam", 4);
	assert_false(crypt_equal(a, b, HASH_BYTES));
	crypt_mac(b, &one, "marks", "naam", 4);
	assert_false(crypt_equal(a, b, HASH_BYTES));
	crypt_mac(b, &one, "tokens", "namm", 4);
	assert_false(crypt_equal(a, b, HASH_BYTES));
}

static void a_token_is_found_by_its_hash(void **state)
{
	(void)state;
	unsigned char kept[HASH_BYTES], again[HASH_BYTES];
	char *token = token_new(arena, kept);
	assert_int_equal(strlen(token), 43);
	assert_int_equal(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
	token_hash(token, again);
	assert_true(crypt_equal(kept, again, HASH_BYTES));
	assert_string_not_equal(token, token_new(arena, again));
	assert_false(crypt_equal(kept, again, HASH_BYTES));
}

static void a_code_survives_how_people_type_it(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		char *code = code_new(arena, 2);
		assert_int_equal(strlen(code), 9);
		assert_int_equal(code[4], '-');
		assert_null(strpbrk(code, "ILOU"));
		char *bare = arena_printf(arena, "%.4s%s", code, code + 5);
		assert_string_equal(code_normal(arena, code), bare);
		assert_string_equal(code_normal(arena, bare), bare);
	}
	assert_string_equal(code_normal(arena, " kd7m – 4pxq "), "KD7M4PXQ");
	assert_string_equal(code_normal(arena, "oOiIlLuU"), "001111VV");
	assert_int_equal(strlen(code_new(arena, 1)), 4);
}

/* RFC 6238, appendix B, SHA-1; its codes of eight digits end in ours of six. */
static const unsigned char rfc_secret[21] = "12345678901234567890";

static void one_time_codes_are_those_of_the_rfc(void **state)
{
	(void)state;
	static const struct { int64_t second; const char *code; } vectors[] = { { 59, "287082" }, { 1111111109, "081804" },
		{ 1111111111, "050471" }, { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		int64_t step = 0;
		assert_string_equal(totp_code(arena, rfc_secret, SECONDS(vectors[i].second)), vectors[i].code);
		assert_true(totp_check(rfc_secret, vectors[i].code, SECONDS(vectors[i].second), &step));
		assert_int_equal(step, vectors[i].second / 30);
	}
}

static void a_one_time_code_counts_one_step_around_now(void **state)
{
	(void)state;
	int64_t step = -1;
	const moment now = SECONDS(1111111111);
	const char *code = totp_code(arena, rfc_secret, now);
	assert_true(totp_check(rfc_secret, code, now + SECONDS(30), &step));
	assert_int_equal(step, 1111111111 / 30);
	assert_true(totp_check(rfc_secret, code, now - SECONDS(30), &step));
	assert_int_equal(step, 1111111111 / 30);
	step = -1;
	assert_false(totp_check(rfc_secret, code, now + SECONDS(60), &step));
	assert_false(totp_check(rfc_secret, code, now - SECONDS(60), &step));
	assert_false(totp_check(rfc_secret, "", now, &step));
	assert_false(totp_check(rfc_secret, "05047", now, &step));
	assert_false(totp_check(rfc_secret, "0504711", now, &step));
	assert_false(totp_check(rfc_secret, "05047x", now, &step));
	assert_int_equal(step, -1);
	assert_true(totp_check(rfc_secret, "050 471", now, &step));
	assert_true(totp_check(rfc_secret, "755224", 0, &step));       /* RFC 4226, counter 0: nothing lies before it */
}

static void the_app_gets_the_secret(void **state)
{
	(void)state;
	unsigned char a[20], b[20];
	assert_string_equal(totp_base32(arena, rfc_secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_string_equal(totp_uri(arena, rfc_secret, "Nabij Zuid", "f.yılmaz@x.nl"), "otpauth://totp/Nabij%20Zuid:f.y%C4%B1lmaz%40x.nl"
		"?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Nabij%20Zuid&algorithm=SHA1&digits=6&period=30");
	totp_new(a);
	totp_new(b);
	assert_false(crypt_equal(a, b, 20));
}

static void a_sealed_value_opens_where_it_stands(void **state)
{
	(void)state;
	struct key key = { { 7 } };
	size_t n = 99;
	struct blob b = seal(arena, &key, "contact.note", 12, "Moeder belde zelf");
	assert_int_equal(b.n, strlen("Moeder belde zelf") + SEAL_EXTRA);
	assert_string_equal(unseal(arena, &key, "contact.note", 12, b, &n), "Moeder belde zelf");
	assert_int_equal(n, 17);
	struct blob again = seal(arena, &key, "contact.note", 12, "Moeder belde zelf");
	assert_memory_not_equal(b.p, again.p, b.n);
	b = seal(arena, &key, "contact.note", 12, "");
	assert_int_equal(b.n, SEAL_EXTRA);
	assert_string_equal(unseal(arena, &key, "contact.note", 12, b, NULL), "");
	b = seal(arena, &key, "contact.note", 12, NULL);
	assert_null(b.p);
	assert_int_equal(b.n, 0);
	assert_null(unseal(arena, &key, "contact.note", 12, b, NULL));
	b = seal_bytes(arena, &key, "document.file", 1, "a\0b", 3);
	assert_memory_equal(unseal(arena, &key, "document.file", 1, b, &n), "a\0b", 4);
	assert_int_equal(n, 3);
}

static int by_nonce(const void *a, const void *b)
{
	return memcmp(a, b, SEAL_NONCE);
}

/* Two values under one key never share a nonce, nor do those of a fork's two sides. */
static void no_nonce_comes_twice(void **state)
{
	(void)state;
	enum { EACH = 200 };
	static unsigned char nonce[2 * EACH][SEAL_NONCE];
	struct key key;
	int ends[2];
	crypt_random(&key, sizeof key);
	assert_int_equal(pipe(ends), 0);
	seal(arena, &key, "contact.note", 12, "x");          /* so that there is a stock to share */
	pid_t child = fork();
	for (int i = 0; i < EACH; i++)
		memcpy(nonce[i], seal(arena, &key, "contact.note", 12, "x").p + 1, SEAL_NONCE);
	if (!child) {
		bool sent = write(ends[1], nonce, EACH * SEAL_NONCE) == EACH * SEAL_NONCE;
		_exit(!sent);
	}
	assert_int_equal(read(ends[0], (unsigned char *)nonce + EACH * SEAL_NONCE, EACH * SEAL_NONCE), EACH * SEAL_NONCE);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(ends[0]);
	close(ends[1]);
	qsort(nonce, 2 * EACH, SEAL_NONCE, by_nonce);
	for (int i = 1; i < 2 * EACH; i++)
		assert_memory_not_equal(nonce[i], nonce[i - 1], SEAL_NONCE);
}

static void moved_it_does_not_open(void **state)
{
	(void)state;
	struct key key = { { 7 } }, other = { { 8 } };
	struct blob b = seal(arena, &key, "contact.note", 12, "x");
	assert_null(unseal(arena, &key, "contact.note", 13, b, NULL));
	assert_null(unseal(arena, &key, "contact.not", 12, b, NULL));
	assert_null(unseal(arena, &key, "plan.text", 12, b, NULL));
	assert_null(unseal(arena, &other, "contact.note", 12, b, NULL));
}

static void damaged_in_any_byte_it_does_not_open(void **state)
{
	(void)state;
	struct key key = { { 7 } };
	struct blob b = seal(arena, &key, "contact.note", 12, "een zin");
	for (size_t i = 0; i < b.n; i++) {
		unsigned char *bad = arena_alloc(arena, b.n);
		memcpy(bad, b.p, b.n);
		bad[i] ^= 1;
		assert_null(unseal(arena, &key, "contact.note", 12, (struct blob){ bad, b.n }, NULL));
		assert_null(unseal(arena, &key, "contact.note", 12, (struct blob){ b.p, i }, NULL));
	}
	assert_non_null(unseal(arena, &key, "contact.note", 12, b, NULL));
}

static void a_file_key_is_wrapped_for_its_file(void **state)
{
	(void)state;
	struct key master, other, key, out;
	crypt_random(&master, sizeof master);
	crypt_random(&other, sizeof other);
	crypt_random(&key, sizeof key);
	struct blob b = key_wrap(arena, &master, 5, &key);
	assert_true(key_unwrap(&master, 5, b, &out));
	assert_true(crypt_equal(&key, &out, sizeof key));
	assert_false(key_unwrap(&master, 6, b, &out));
	assert_false(key_unwrap(&other, 5, b, &out));
	assert_false(key_unwrap(&master, 5, (struct blob){ b.p, b.n - 1 }, &out));
	assert_false(key_unwrap(&master, 5, (struct blob){ NULL, 0 }, &out));
	crypt_wipe(&key, sizeof key);
	assert_memory_equal(&key, &(struct key){ { 0 } }, sizeof key);
}

static int set_up(void **state)
{
	(void)state;
	crypt_start();
	arena = arena_new(1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_known_by_its_hash_alone), cmocka_unit_test(who_is_unknown_waits_as_long),
		cmocka_unit_test(hashes_and_macs_depend_on_all_they_are_given), cmocka_unit_test(a_token_is_found_by_its_hash),
		cmocka_unit_test(a_code_survives_how_people_type_it), cmocka_unit_test(one_time_codes_are_those_of_the_rfc),
		cmocka_unit_test(a_one_time_code_counts_one_step_around_now), cmocka_unit_test(the_app_gets_the_secret),
		cmocka_unit_test(a_sealed_value_opens_where_it_stands), cmocka_unit_test(no_nonce_comes_twice), cmocka_unit_test(moved_it_does_not_open),
		cmocka_unit_test(damaged_in_any_byte_it_does_not_open), cmocka_unit_test(a_file_key_is_wrapped_for_its_file),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
