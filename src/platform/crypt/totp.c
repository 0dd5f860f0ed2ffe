/* One-time codes of an authenticator app (RFC 6238), on liboath. */
#include <assert.h>
#include <liboath/oath.h>
#include "../base/buf.h"
#include "crypt.h"

enum { SECRET = 20, STEP_SECONDS = 30, DIGITS = 6 };

_Noreturn static void stop(const char *why)
{
	log_error("totp: %s; stopping", why);
	abort();
}

void totp_new(unsigned char secret[20])
{
	crypt_random(secret, SECRET);
}

char *totp_base32(struct arena *arena, const unsigned char secret[20])
{
	char *text = NULL;
	size_t n = 0;
	if (oath_base32_encode((const char *)secret, SECRET, &text, &n) != OATH_OK)
		stop("the system has no memory");
	char *copy = arena_strndup(arena, text, n);
	crypt_wipe(text, n);
	free(text);
	return copy;
}

static void percent(struct buf *b, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c))
			buf_char(b, (char)c);
		else
			buf_printf(b, "%%%02X", c);
	}
}

char *totp_uri(struct arena *arena, const unsigned char secret[20], const char *issuer, const char *login)
{
	struct buf b;
	buf_init(&b, 4096);
	buf_str(&b, "otpauth://totp/");
	percent(&b, issuer);
	buf_str(&b, ":");
	percent(&b, login);
	buf_printf(&b, "?secret=%s&issuer=", totp_base32(arena, secret));
	percent(&b, issuer);
	buf_printf(&b, "&algorithm=SHA1&digits=%d&period=%d", DIGITS, STEP_SECONDS);
	assert(!buf_failed(&b));
	char *uri = arena_strndup(arena, b.p, b.n);
	crypt_wipe(b.p, b.n);
	buf_release(&b);
	return uri;
}

static int64_t step_of(moment now)
{
	assert(now >= 0);
	return now / SECONDS(STEP_SECONDS);
}

static void code_at(const unsigned char secret[20], int64_t step, char out[DIGITS + 1])
{
	int rc = oath_hotp_generate((const char *)secret, SECRET, (uint64_t)step, DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION, out);
	if (rc != OATH_OK)
		stop(oath_strerror(rc));
}

char *totp_code(struct arena *arena, const unsigned char secret[20], moment now)
{
	char code[DIGITS + 1];
	code_at(secret, step_of(now), code);
	return arena_strdup(arena, code);
}

/* People type "123 456": spaces are left out. */
static bool six_digits(const char *typed, char out[DIGITS + 1])
{
	int n = 0;
	for (; *typed; typed++) {
		if (*typed == ' ')
			continue;
		if (*typed < '0' || *typed > '9' || n == DIGITS)
			return false;
		out[n++] = *typed;
	}
	out[n] = 0;
	return n == DIGITS;
}

bool totp_check(const unsigned char secret[20], const char *code, moment now, int64_t *step)
{
	char typed[DIGITS + 1], right[DIGITS + 1];
	bool found = false;
	if (!six_digits(code, typed))
		return false;
	for (int64_t s = step_of(now) - 1, last = s + 2; s <= last; s++) {      /* all three always: time tells nothing */
		if (s < 0)
			continue;
		code_at(secret, s, right);
		if (crypt_equal(typed, right, DIGITS)) {
			found = true;
			*step = s;
		}
	}
	return found;
}
