#include "http.h"

#include <arpa/inet.h>
#include <assert.h>
#include <microhttpd.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/utf8.h"
#include "connection.h"
#include "cookie.h"
#include "guard.h"
#include "listen.h"
#include "shed.h"

enum {
	HEAD_MEMORY = 32 * 1024,         /* libmicrohttpd's memory per connection: bounds a head, past it 414 or 431 */
	THREAD_STACK = 2 * 1024 * 1024,
	SURPLUS = 64,                    /* connections past the limit that still get a 503; more are closed unheard */
	SWALLOW = 8,                     /* a body up to so many times the limit is read to its end, so that the 413 arrives, or what was typed beside a file */
	SLOWEST = 16 * 1024,             /* bytes a second below which a body, or an answer's reader, is too slow */
	STOP_US = 10 * 1000000
};
#define US(seconds) ((uint64_t)(seconds) * 1000000)

struct http_server {
	struct http_settings set;
	http_handler *handler;
	http_problem *problem;
	void *ctx;
	struct connections connections;
	struct MHD_Daemon *daemon;
	int listener, port;
};

/* One request on its way through. */
struct exchange {
	struct http_server *server;
	struct connection *on;
	struct http_request rq;
	const char *target;
	struct buf body;
	struct shed *shed;               /* of a form with files; else NULL */
	uint64_t taken;                  /* bytes of the body that came, kept or not */
	int refused;                     /* the status we refuse it with, or 0 */
	bool begun;
};

/* ---- what handlers use ---- */

const char *http_header(const struct http_request *rq, const char *name)
{
	const char *value = rq->connection ? MHD_lookup_connection_value(rq->connection, MHD_HEADER_KIND, name) : NULL;
	return value && utf8_valid(value, strlen(value)) ? value : NULL;
}

struct cookie_search { const char *name, *value; size_t n; enum cookie_status status; };

/* A front may pass the cookies of HTTP/2 on in several lines: all of them count as one. */
static enum MHD_Result look_for_cookie(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct cookie_search *search = arg;
	(void)kind;
	if (!value || strcasecmp(name, "Cookie") != 0)
		return MHD_YES;
	enum cookie_status before = search->status, now = cookie_find(value, search->name, &search->value, &search->n);
	if (now != COOKIE_MISSING)
		search->status = before == COOKIE_MISSING ? now : COOKIE_MALFORMED;
	return MHD_YES;
}

const char *http_cookie(const struct http_request *rq, const char *name)
{
	struct cookie_search search = { .name = name, .status = COOKIE_MISSING };
	if (rq->connection)
		MHD_get_connection_values(rq->connection, MHD_HEADER_KIND, look_for_cookie, &search);
	return search.status == COOKIE_FOUND ? arena_strndup(rq->arena, search.value, search.n) : NULL;
}

static bool no_controls(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

void http_set(struct http_request *rq, struct http_response *response, const char *name, const char *value)
{
	assert(response->headers_n < sizeof response->headers / sizeof *response->headers);
	assert(*name && no_controls(name) && !strpbrk(name, " :") && no_controls(value));
	response->headers[response->headers_n++] = (struct http_header_line){
		.name = arena_strdup(rq->arena, name), .value = arena_strdup(rq->arena, value) };
}

/* ---- answering ---- */

static void response_init(struct http_response *r, int status)
{
	*r = (struct http_response){ .status = status, .file_fd = -1 };
	buf_init(&r->body, 0);
}

static void response_release(struct http_response *r)
{
	buf_release(&r->body);
	if (r->file_fd >= 0)
		close(r->file_fd);
	r->file_fd = -1;
}

static void make_problem(struct http_server *server, struct http_request *rq, struct http_response *r, int status)
{
	response_init(r, status);
	server->problem(rq, r, status, server->ctx);
}

/* Hands the body, or the file, over to libmicrohttpd, which frees or closes it when the answer was sent or gave up. */
static struct MHD_Response *wrap(struct http_response *r)
{
	struct MHD_Response *out;
	if (r->file_fd >= 0) {
		out = MHD_create_response_from_fd64(r->file_n, r->file_fd);
		if (out)
			r->file_fd = -1;
	} else if (r->body.n) {
		size_t n;
		char *p = buf_take(&r->body, &n);
		out = MHD_create_response_from_buffer(n, p, MHD_RESPMEM_MUST_FREE);
	} else {
		out = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
	}
	assert(out);
	response_release(r);
	for (size_t i = 0; i < r->headers_n; i++) {
		bool added = !*r->headers[i].value || MHD_add_response_header(out, r->headers[i].name, r->headers[i].value) == MHD_YES;
		assert(added);
	}
	return out;
}

static enum MHD_Result answer(struct exchange *x, struct http_response *r)
{
	if (buf_failed(&r->body)) {
		log_error("an answer grew past its limit of %zu bytes", r->body.limit);
		response_release(r);
		make_problem(x->server, &x->rq, r, 503);
	}
	uint64_t n = r->file_fd >= 0 ? r->file_n : r->body.n;
	struct MHD_Response *out = wrap(r);
	enum MHD_Result rc = MHD_NO;
	if (connection_enter(x->on, PHASE_SEND, US(x->server->set.idle_seconds) + US(n / SLOWEST)))
		rc = MHD_queue_response(x->rq.connection, (unsigned)r->status, out);
	MHD_destroy_response(out);
	return rc;
}

static enum MHD_Result refuse(struct exchange *x, int status)
{
	struct http_response r;
	make_problem(x->server, &x->rq, &r, status);
	return answer(x, &r);
}

/* ---- the steps of a request, as libmicrohttpd calls them ---- */

static enum method method_of(const char *text)
{
	if (strcmp(text, "GET") == 0)
		return METHOD_GET;
	if (strcmp(text, "HEAD") == 0)
		return METHOD_HEAD;
	return strcmp(text, "POST") == 0 ? METHOD_POST : METHOD_OTHER;
}

static struct connection *connection_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	assert(info && info->socket_context);
	return info->socket_context;
}

/* Called first, with the target as it came: the only moment at which it has not been decoded yet. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
	struct exchange *x = calloc(1, sizeof *x);
	assert(x);
	x->server = cls;
	x->on = connection_of(mhd);
	buf_init(&x->body, x->server->set.body_limit + 1);
	x->rq = (struct http_request){ .arena = arena_new((8u << 20) + 4 * x->server->set.body_limit), .connection = mhd,
		.method = METHOD_OTHER, .path = "/", .content_type = "", .peer = x->on->peer };
	x->target = arena_strdup(x->rq.arena, target);
	return x;
}

/* A form in parts may be longer than what is kept of it: it is judged by that, once it is there. */
static bool begins_with_files(struct exchange *x)
{
	const char *boundary = form_boundary(x->rq.arena, x->rq.content_type);
	if (boundary)
		shed_begin(x->shed = ARENA_NEW(x->rq.arena, struct shed), boundary);
	return boundary != NULL;
}

/* What is wrong with the head: the status to refuse it with, or 0. */
static int judge_head(struct exchange *x, const char *method, struct guard_body *body)
{
	const char *query, *type = http_header(&x->rq, "Content-Type");
	if (x->on->surplus)
		return 503;
	if (!guard_headers(x->rq.connection, body) || !guard_target(x->rq.arena, x->target, &x->rq.path, &query))
		return 400;
	x->rq.method = method_of(method);
	x->rq.content_type = type ? type : "";
	if ((x->rq.method == METHOD_GET || x->rq.method == METHOD_HEAD) && body->any)
		return 400;
	if (query && form_parse_query(x->rq.arena, query, strlen(query), &x->rq.query) != FORM_OK)
		return 400;
	if (begins_with_files(x))
		return 0;
	return body->length > x->server->set.body_limit ? 413 : 0;
}

static enum MHD_Result begin(struct exchange *x, const char *method)
{
	const struct http_settings *set = &x->server->set;
	struct guard_body body = { .any = false };
	x->begun = true;
	x->refused = judge_head(x, method, &body);
	bool too_long = body.length > SWALLOW * (uint64_t)set->body_limit;
	if (too_long && !x->refused)
		x->refused = 413;
	if (too_long || (x->refused && x->refused != 413))
		return refuse(x, x->refused);            /* an answer before the end of the request closes the connection */
	uint64_t length = body.chunked ? set->body_limit : body.length;
	if (body.any && !connection_enter(x->on, PHASE_BODY, US(set->header_seconds) + US(length / SLOWEST)))
		return MHD_NO;
	return MHD_YES;
}

static enum MHD_Result take(struct exchange *x, const char *data, size_t n)
{
	size_t limit = x->server->set.body_limit;
	x->taken += n;
	if (x->taken > SWALLOW * (uint64_t)limit)
		return MHD_NO;
	if (!x->refused && x->shed)
		shed_take(x->shed, &x->body, data, n);
	else if (!x->refused && x->taken <= limit)
		buf_add(&x->body, data, n);
	if (x->body.n > limit || (!x->shed && x->taken > limit)) {
		x->refused = 413;
		buf_release(&x->body);
	}
	return MHD_YES;
}

static enum MHD_Result finish(struct exchange *x)
{
	struct http_response r;
	if (!connection_enter(x->on, PHASE_WORK, 0))
		return MHD_NO;
	if (x->refused)
		return refuse(x, x->refused);
	if (x->rq.method == METHOD_POST || x->rq.method == METHOD_OTHER) {
		x->rq.body = x->body.p;
		x->rq.body_n = x->body.n;
	}
	response_init(&r, 200);
	x->server->handler(&x->rq, &r, x->server->ctx);
	return answer(x, &r);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method, const char *version,
	const char *data, size_t *n, void **state)
{
	struct exchange *x = *state;
	(void)cls; (void)mhd; (void)url; (void)version;
	assert(x);
	if (!x->begun)
		return begin(x, method);
	if (*n == 0)
		return finish(x);
	size_t had = *n;
	*n = 0;
	return take(x, data, had);
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **state, enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *state;
	(void)cls; (void)mhd; (void)code;
	if (!x)
		return;
	connection_enter(x->on, PHASE_HEAD, US(x->server->set.idle_seconds) + US(x->server->set.header_seconds));
	buf_release(&x->body);
	arena_free(x->rq.arena);
	free(x);
	*state = NULL;
}

/* ---- connections ---- */

static const char *peer_text(struct MHD_Connection *mhd, char *text, socklen_t n)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *sa = info ? info->client_addr : NULL;
	if (sa && sa->sa_family == AF_INET)
		return inet_ntop(AF_INET, &((const struct sockaddr_in *)sa)->sin_addr, text, n);
	if (sa && sa->sa_family == AF_INET6)
		return inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)sa)->sin6_addr, text, n);
	return "unix";
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = cls;
	char text[INET6_ADDRSTRLEN];
	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		connection_remove(*context);
		return;
	}
	const union MHD_ConnectionInfo *fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	assert(fd);
	*context = connection_add(&server->connections, fd->connect_fd, peer_text(mhd, text, sizeof text),
		US(server->set.header_seconds));
}

/* A 408 from the watchdog: it is not the connection's thread, so it writes the answer itself, once, without waiting. */
static void say_late(struct connection *c, void *ctx)
{
	struct http_server *server = ctx;
	struct arena *arena = arena_new(1u << 20);
	struct http_request rq = { .arena = arena, .method = METHOD_OTHER, .path = "/", .content_type = "", .peer = c->peer };
	struct http_response r;
	struct buf out;
	make_problem(server, &rq, &r, 408);
	buf_init(&out, 1u << 20);
	buf_printf(&out, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: %zu\r\n", r.body.n);
	for (size_t i = 0; i < r.headers_n; i++)
		buf_printf(&out, "%s: %s\r\n", r.headers[i].name, r.headers[i].value);
	buf_str(&out, "\r\n");
	buf_add(&out, r.body.p, r.body.n);
	ssize_t sent = buf_failed(&out) ? 0 : send(c->fd, out.p, out.n, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)sent;                              /* who does not listen does not hear it */
	buf_release(&out);
	response_release(&r);
	arena_free(arena);
}

/* ---- the server ---- */

/* Leaves text as it came: we decode the target ourselves, and libmicrohttpd's reading of it is not used. */
static size_t leave_encoded(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls; (void)mhd;
	return strlen(text);
}

/* A shell allows 1,024 open files as a rule; that many connections alone would leave none for the rest of the program. */
static void allow_files(rlim_t most)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= most)
		return;
	limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static struct MHD_Daemon *start_daemon(struct http_server *server)
{
	unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC;
	const struct http_settings *set = &server->set;
	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, server,
		MHD_OPTION_LISTEN_SOCKET, (MHD_socket)server->listener,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)set->connections + SURPLUS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)set->idle_seconds,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MEMORY,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)THREAD_STACK,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
		MHD_OPTION_END);
}

struct http_server *http_start(const struct http_settings *set, http_handler *handler, http_problem *problem, void *ctx,
	struct err *e)
{
	int port, fd = listen_open(set->address, set->port, &port, e);
	if (fd < 0)
		return NULL;
	assert(set->body_limit > 0 && set->header_seconds > 0 && set->idle_seconds > 0);
	struct http_server *server = calloc(1, sizeof *server);
	assert(server);
	*server = (struct http_server){ .set = *set, .handler = handler, .problem = problem, .ctx = ctx, .listener = fd, .port = port };
	if (server->set.connections == 0)
		server->set.connections = 1000;
	allow_files((rlim_t)server->set.connections + SURPLUS + 1024);
	server->set.address = strdup(set->address);
	assert(server->set.address);
	connections_start(&server->connections, (size_t)server->set.connections, say_late, server);
	server->daemon = start_daemon(server);
	if (server->daemon)
		return server;
	err_set(e, "the web server did not start on %s: no memory or no threads left", set->address);
	http_stop(server);
	return NULL;
}

int http_port(const struct http_server *server)
{
	return server->port;
}

void http_stop(struct http_server *server)
{
	if (server->daemon) {
		MHD_quiesce_daemon(server->daemon);
		connections_drain(&server->connections, STOP_US);
		MHD_stop_daemon(server->daemon);
	}
	connections_stop(&server->connections);
	close(server->listener);
	listen_forget(server->set.address);
	free((char *)server->set.address);
	free(server);
}
