#include "tries.h"
#include <arpa/inet.h>
#include <string.h>
#include "../../platform/base/hex.h"
#include "../../platform/web/rate.h"

#define KNOWN_COOKIE  "nabij_known"
#define KNOWN_SECONDS (365 * 24 * 3600)

enum { DEVICE = 22, MARK = 22, KNOWN_LOGINS = 4 };       /* characters of a token each */

/* A whole office or school may sit behind one address. */
static const struct rate_rule BY_ADDRESS = { .free = 60, .first = SECONDS(5), .longest = MINUTES(5), .forget = HOURS(1) };
static const struct rate_rule BY_BOTH = { .free = 5, .first = SECONDS(15), .longest = MINUTES(15), .forget = HOURS(1) };
static const struct rate_rule BY_LOGIN = { .free = 20, .first = SECONDS(15), .longest = MINUTES(15), .forget = HOURS(6) };
static const struct rate_rule BY_DEVICE = { .free = 8, .first = SECONDS(15), .longest = MINUTES(5), .forget = HOURS(1) };
static const struct rate_rule BY_CODE = { .free = 8, .first = SECONDS(15), .longest = MINUTES(15), .forget = HOURS(1) };

/* Of IPv6 the network, since one telephone has all of its addresses. */
static const char *address(const struct request *rq)
{
	struct in6_addr six;
	const char *peer = rq_peer(rq);
	if (inet_pton(AF_INET6, peer, &six) != 1)
		return peer;
	memset(six.s6_addr + 8, 0, 8);
	char *text = arena_alloc(rq->arena, INET6_ADDRSTRLEN);
	inet_ntop(AF_INET6, &six, text, INET6_ADDRSTRLEN);
	return text;
}

/* ---- devices that signed in before: DEVICE characters, then a mark for each login ---- */

static const char *device_of(struct request *rq)
{
	const char *cookie = http_cookie(rq->http, KNOWN_COOKIE);
	return cookie && strlen(cookie) >= DEVICE ? arena_strndup(rq->arena, cookie, DEVICE) : NULL;
}

static const char *mark_of(struct request *rq, const char *device, const char *login)
{
	unsigned char mac[HASH_BYTES];
	const char *text = arena_printf(rq->arena, "%s %s", device, login);
	crypt_mac(mac, keystore_token_key(site_settings(rq->site)->keys), "known device", text, strlen(text));
	return hex_text(rq->arena, mac, MARK / 2);
}

/* The marks of the cookie; none when it is not one of ours in shape. */
static const char *marks_of(struct request *rq, size_t *n)
{
	const char *cookie = http_cookie(rq->http, KNOWN_COOKIE);
	size_t length = cookie ? strlen(cookie) : 0;
	*n = length > DEVICE && (length - DEVICE) % MARK == 0 ? (length - DEVICE) / MARK : 0;
	return *n ? cookie + DEVICE : "";
}

static bool device_knows(struct request *rq, const char *login)
{
	size_t n;
	const char *marks = marks_of(rq, &n);
	for (size_t i = 0; i < n && i < KNOWN_LOGINS; i++)
		if (crypt_equal(marks + i * MARK, mark_of(rq, device_of(rq), login), MARK))
			return true;
	return false;
}

void device_remember(struct request *rq, struct reply *reply, const char *login)
{
	unsigned char hash[HASH_BYTES];
	size_t n;
	const char *marks = marks_of(rq, &n);
	const char *device = n ? device_of(rq) : arena_strndup(rq->arena, token_new(rq->arena, hash), DEVICE);
	const char *mark = mark_of(rq, device, login), *value = arena_printf(rq->arena, "%s%s", device, mark);
	size_t kept = 1;
	for (size_t i = 0; i < n && kept < KNOWN_LOGINS; i++)
		if (!crypt_equal(marks + i * MARK, mark, MARK)) {
			value = arena_printf(rq->arena, "%s%.*s", value, MARK, marks + i * MARK);
			kept++;
		}
	rq_cookie(rq, reply, KNOWN_COOKIE, value, KNOWN_SECONDS);
}

/* ---- tries ---- */

static bool count(struct request *rq, struct tries *t, const struct rate_rule *rule, bool own, const char *name)
{
	t->until = rate_try(t->rate, rule, name, rq->now);
	if (t->until) {
		for (int i = 0; i < t->n; i++)       /* what was refused did not try */
			rate_forgive(t->rate, t->name[i]);
		t->n = 0;
		return false;
	}
	t->name[t->n] = name;
	t->own[t->n++] = own;
	return true;
}

bool tries_login(struct request *rq, struct tries *t, const char *what, const char *login)
{
	struct arena *a = rq->arena;
	*t = (struct tries){ .rate = site_rate(rq->site) };
	if (device_knows(rq, login))
		return count(rq, t, &BY_DEVICE, true, arena_printf(a, "device %s %s %s", what, device_of(rq), login));
	return count(rq, t, &BY_BOTH, true, arena_printf(a, "both %s %s %s", what, address(rq), login))
		&& count(rq, t, &BY_ADDRESS, false, arena_printf(a, "address %s %s", what, address(rq)))
		&& count(rq, t, &BY_LOGIN, false, arena_printf(a, "login %s %s", what, login));
}

bool tries_address(struct request *rq, struct tries *t, const char *what)
{
	*t = (struct tries){ .rate = site_rate(rq->site) };
	return count(rq, t, &BY_CODE, false, arena_printf(rq->arena, "address %s %s", what, address(rq)));
}

void tries_succeeded(struct tries *t)
{
	for (int i = 0; i < t->n; i++)
		if (t->own[i])
			rate_clear(t->rate, t->name[i]);
		else
			rate_forgive(t->rate, t->name[i]);
}

struct reply tries_reply(struct request *rq, struct reply page, moment until)
{
	page.status = 429;
	page.retry_seconds = (int)((until - rq->now) / SECONDS(1)) + 1;
	return page;
}
