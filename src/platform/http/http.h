/* HTTP: the adapter over libmicrohttpd (thread per connection, strict, loopback or a unix socket only). It reads a request whole
 * (bounded), refuses doubled or combined Content-Length and Host, hands it to one handler and sends what the handler made.
 *
 * Refused before any handler sees it (guard.h): what two programs in a row could read differently, a path that is not what it
 * seems, a GET or HEAD with a body (400); a body over the limit, uploaded files not counted (413); a head or body that comes too slowly (408); one connection too many while
 * all others are at work (503; else the one that waited longest makes place). A head past 64 KiB and a request that is no HTTP get the library's own short answer.
 *
 * Behind the front the peer is the front; it tells who asks in X-Forwarded-For, one address, its own word (packaging/nginx.conf).
 *
 * Ownership: everything reachable from `struct http_request` lives in its arena until the answer was sent. The response owns its
 * body; the handler finds it empty, with status 200 and file_fd -1. An empty header value is not sent.
 * Threads: a handler runs in its connection's own thread, many at once. */
#ifndef NABIJ_HTTP_H
#define NABIJ_HTTP_H
#include <stdbool.h>
#include <stddef.h>
#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/err.h"
#include "form.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

struct http_request {
	struct arena *arena;
	enum method method;
	const char *path;                /* decoded once, valid UTF-8, begins with '/', no NUL, no "//" or dot segments */
	struct form query;               /* cleaned as form values are */
	const char *body; size_t body_n; /* raw; NULL for GET and HEAD */
	const char *content_type;        /* "" when missing */
	void *connection;                /* the adapter's own */
	const char *peer;                /* address as text, or "unix" */
};
const char *http_header(const struct http_request *, const char *name);   /* NULL when missing */
const char *http_cookie(const struct http_request *, const char *name);   /* NULL when missing or malformed */

struct http_response {
	int status;
	struct buf body;
	int file_fd; size_t file_n;      /* file_fd >= 0: stream this many bytes of it instead of body; closed after */
	struct http_header_line { const char *name, *value; } headers[24];
	size_t headers_n;
};
/* Name and value are copied into the request's arena; a value with a control character is a bug (assert). */
void http_set(struct http_request *, struct http_response *, const char *name, const char *value);

typedef void http_handler(struct http_request *, struct http_response *, void *ctx);

struct http_settings {
	const char *address;             /* "127.0.0.1", "::1" or "unix:/path" */
	int port;
	size_t body_limit;               /* bytes that are kept; more: 413 through the handler's `problem` */
	int connections;                 /* at most; 0: 1000 */
	int header_seconds, idle_seconds;   /* a watchdog's: for a whole head (a body gets 1 s per 16 KiB more); for silence */
};
struct http_server;
/* `problem` makes the page for what the adapter itself refuses (400, 408, 413, 503). The path may be "/" for one that was refused.
 * For 408 it runs in the watchdog, without a connection: there are no headers and cookies then, and it must be quick. */
typedef void http_problem(struct http_request *, struct http_response *, int status, void *ctx);
struct http_server *http_start(const struct http_settings *, http_handler *, http_problem *, void *ctx, struct err *);
int http_port(const struct http_server *);
void http_stop(struct http_server *);            /* lets answers under way finish, at most 10 seconds */
#endif
