#include <assert.h>
#include "web.h"

struct reply reply_page(const struct template *t, const void *data)
{
	return (struct reply){ .kind = REPLY_PAGE, .status = 200, .template = t, .data = data };
}

static bool done_known(const char *code)
{
	for (const struct done_message *d = DONE_MESSAGES; d->code; d++)
		if (!strcmp(d->code, code))
			return true;
	return false;
}

struct reply reply_go(struct request *rq, const char *done, const char *path, ...)
{
	va_list args;
	va_start(args, path);
	char *to = arena_vprintf(rq->arena, path, args);
	va_end(args);
	assert(to[0] == '/' && to[1] != '/' && "we lead to our own pages only");
	if (done) {
		assert(done_known(done));
		const char *hash = strchr(to, '#');
		int head = hash ? (int)(hash - to) : (int)strlen(to);
		to = arena_printf(rq->arena, "%.*s%cdone=%s%s", head, to, memchr(to, '?', (size_t)head) ? '&' : '?', done, hash ? hash : "");
	}
	return (struct reply){ .kind = REPLY_GO, .status = 303, .location = to };
}

struct reply reply_missing(void)
{
	return (struct reply){ .kind = REPLY_MISSING, .status = 404 };
}

struct reply reply_again(void)
{
	return (struct reply){ .kind = REPLY_AGAIN, .status = 422 };
}

struct reply reply_bytes(const char *content_type, const char *filename, const char *bytes, size_t n)
{
	return (struct reply){ .kind = REPLY_BYTES, .status = 200, .content_type = content_type, .filename = filename, .bytes = bytes, .bytes_n = n };
}

const char *rq_tr(struct request *rq, const char *dutch)
{
	return tr(rq->lang, dutch);
}

const char *rq_code(struct request *rq, const struct codes *codes, const char *code)
{
	const char *label = code ? code_label(codes, code) : NULL;
	return label ? rq_tr(rq, label) : NULL;
}

const char *rq_codes(struct request *rq, const struct codes *codes, const char *list, const char *between)
{
	const char *all = NULL;
	for (const char *p = list ? list : ""; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		const char *word = rq_code(rq, codes, arena_strndup(rq->arena, p, n));
		if (word)
			all = all ? arena_printf(rq->arena, "%s%s%s", all, between, word) : word;
		p += n;
	}
	return all;
}

const char *rq_link(struct request *rq, const char *path)
{
	const struct site_settings *set = site_settings(rq->site);
	const char *host = http_header(rq->http, "Host");
	if (set->origin)
		return arena_printf(rq->arena, "%s%s", set->origin, path);
	return arena_printf(rq->arena, "%s://%s%s", set->secure ? "https" : "http", host ? host : "localhost", path);
}

bool rq_is(const struct request *rq, unsigned kinds)
{
	return (rq->viewer.kind & kinds) != 0;
}

const char *rq_path_household(struct request *rq)
{
	if (rq->route->relation == RELATION_OWN_HOUSEHOLD)
		return "/our";
	return arena_printf(rq->arena, "/households/%lld", (long long)rq->household);
}

void rq_cookie(struct request *rq, struct reply *reply, const char *name, const char *value, int seconds)
{
	const char *secure = site_settings(rq->site)->secure ? "; Secure" : "";
	const char *life = seconds < 0 ? "; Max-Age=0" : seconds ? arena_printf(rq->arena, "; Max-Age=%d", seconds) : "";
	assert(reply->cookies_n < (int)(sizeof reply->cookies / sizeof *reply->cookies));
	reply->cookies[reply->cookies_n++] = arena_printf(rq->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value, secure, life);
}

const char *rq_peer(const struct request *rq)
{
	const char *told = site_settings(rq->site)->secure ? http_header(rq->http, "X-Forwarded-For") : NULL;
	return told ? told : rq->http->peer;
}

const char *rq_address(struct request *rq)
{
	struct buf b;
	buf_init(&b, 64 << 10);
	for (const char *p = rq->http->path; *p; ) {     /* the slashes stay */
		size_t n = strcspn(p, "/");
		out_url_part(&b, arena_strndup(rq->arena, p, n));
		p += n;
		if (*p == '/')
			buf_char(&b, *p++);
	}
	for (size_t i = 0; i < rq->http->query.n; i++) {
		buf_char(&b, i ? '&' : '?');
		out_url_part(&b, rq->http->query.pair[i].name);
		buf_char(&b, '=');
		out_url_part(&b, rq->http->query.pair[i].value);
	}
	const char *address = buf_failed(&b) ? "/" : arena_strndup(rq->arena, b.p, b.n);
	buf_release(&b);
	return address;
}

const char *rq_encoded(struct request *rq, const char *text)
{
	struct buf b;
	buf_init(&b, 0);
	out_url_part(&b, text);
	const char *value = arena_strndup(rq->arena, b.p, b.n);
	buf_release(&b);
	return value;
}
