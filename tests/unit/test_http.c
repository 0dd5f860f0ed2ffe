/* The web server as a client on the wire sees it: a real server on a free loopback port, and raw sockets, because the requests that
 * matter here are those that no proper client sends. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "platform/base/clock.h"
#include "platform/http/connection.h"
#include "platform/http/cookie.h"
#include "platform/http/guard.h"
#include "platform/http/http.h"
#include "platform/http/shed.h"

enum { BODY_LIMIT = 64 * 1024, HEADER_SECONDS = 1, IDLE_SECONDS = 3, CONNECTIONS = 8 };

static struct http_server *server;
static _Atomic int handled, file_given = -1, slow_begun;

static int scratch_file(const char *text)
{
	char path[] = "/tmp/nabij-test-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void echo(struct http_request *rq, struct http_response *r)
{
	const char *q = form_get(&rq->query, "q"), *session = http_cookie(rq, "session"), *agent = http_header(rq, "user-agent");
	http_set(rq, r, "Content-Type", "text/plain; charset=utf-8");
	buf_printf(&r->body, "method=%d path=%s q=%s body=%zu:%.20s cookie=%s agent=%s type=%s peer=%s.", (int)rq->method, rq->path,
		q ? q : "-", rq->body_n, rq->body ? rq->body : "-", session ? session : "-", agent ? agent : "-", rq->content_type, rq->peer);
}

static void handle(struct http_request *rq, struct http_response *r, void *ctx)
{
	(void)ctx;
	handled++;
	if (strcmp(rq->path, "/file") == 0) {
		r->file_fd = scratch_file("from a file");
		file_given = r->file_fd;
		r->file_n = strlen("from a file");
	} else if (strcmp(rq->path, "/slow") == 0) {
		slow_begun = 1;
		nanosleep(&(struct timespec){ .tv_nsec = 600 * 1000000L }, NULL);
		buf_str(&r->body, "at last.");
	} else if (strcmp(rq->path, "/empty") == 0) {
		r->status = 204;
	} else {
		echo(rq, r);
	}
}

static void problem(struct http_request *rq, struct http_response *r, int status, void *ctx)
{
	(void)ctx;
	http_set(rq, r, "Content-Type", "text/plain");
	buf_printf(&r->body, "problem %d", status);
}

static const struct http_settings settings = { .address = "127.0.0.1", .port = 0, .body_limit = BODY_LIMIT,
	.connections = CONNECTIONS, .header_seconds = HEADER_SECONDS, .idle_seconds = IDLE_SECONDS };

static struct http_server *start(const struct http_settings *set)
{
	struct err e = { "" };
	struct http_server *s = http_start(set, handle, problem, NULL, &e);
	if (!s)
		fail_msg("%s", e.text);
	return s;
}

static int start_all(void **state)
{
	(void)state;
	clock_start();
	server = start(&settings);
	return 0;
}

static int stop_all(void **state)
{
	(void)state;
	http_stop(server);
	return 0;
}

/* ---- a client ---- */

static int dial(void)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(server)) };
	struct timeval patience = { .tv_sec = 8 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof sa), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return fd;
}

/* What was sent may be cut off by an answer that came first; that is not an error of the client. */
static void say_n(int fd, const char *text, size_t n)
{
	while (n) {
		ssize_t did = send(fd, text, n, MSG_NOSIGNAL);
		if (did <= 0)
			return;
		text += did;
		n -= (size_t)did;
	}
}

static void say(int fd, const char *text)
{
	say_n(fd, text, strlen(text));
}

/* Reads until `until` was seen, or the end when it is NULL. */
static const char *hear(int fd, const char *until)
{
	static char text[256 * 1024];
	size_t n = 0;
	for (text[0] = '\0'; n < sizeof text - 1 && !(until && strstr(text, until)); ) {
		ssize_t got = recv(fd, text + n, until ? 1 : sizeof text - 1 - n, 0);
		if (got <= 0)
			break;
		n += (size_t)got;
		text[n] = '\0';
	}
	return text;
}

static const char *ask_n(const char *request, size_t n)
{
	int fd = dial();
	say_n(fd, request, n);
	const char *answer = hear(fd, NULL);
	close(fd);
	return answer;
}

static const char *ask(const char *request)
{
	return ask_n(request, strlen(request));
}

static int status_of(const char *answer)
{
	return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? (int)strtol(answer + 9, NULL, 10) : 0;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in: %s", part, text);
}

static const char *get_with(const char *target, const char *headers)
{
	static char request[8192];
	snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: nabij.test\r\nConnection: close\r\n%s\r\n", target, headers);
	return ask(request);
}

/* ---- targets ---- */

static void a_path_is_decoded_once(void **state)
{
	(void)state;
	assert_has(get_with("/gezin/Zo%C3%AB%2541?q=a%20b+%26c", ""), "path=/gezin/Zo\xc3\xab%41 q=a b &c ");
	assert_has(get_with("/", ""), "path=/ q=- ");
	assert_has(get_with("/map/", ""), "path=/map/ ");
	assert_has(get_with("/a/..b/...", ""), "path=/a/..b/... ");
	assert_has(get_with("/x?", ""), "path=/x q=- ");
}

static void a_query_is_cleaned_as_a_form_is(void **state)
{
	(void)state;
	assert_has(get_with("/?q=%20e%CC%81%E2%80%AEn%07%20", ""), "q=\xc3\xa9n ");
}

static void a_path_that_is_not_what_it_seems_is_refused(void **state)
{
	static const char *const bad[] = { "//", "/a//b", "/.", "/a/./b", "/../a", "/a/..", "/%2e%2e/a", "/a/%2E", "/%2F", "/a%2fb", "/%00", "/a%0ab",
		"/%", "/%4", "/%zz", "/%ff", "/%c3%28", "/%ed%a0%80", "/a\\b", "/%5cexample.org", "/a#b", "/\xc3\xab", "a", "*",
		"http://nabij.test/a", "/?q=%", "/?q=%ff", "/?q=%00", "/?=x" };
	(void)state;
	int before = handled;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int status = status_of(get_with(bad[i], ""));
		if (status != 400)
			fail_msg("%s gave %d", bad[i], status);
	}
	assert_int_equal(handled, before);
}

/* ---- what two programs in a row could read differently ---- */

static void a_request_that_can_be_read_in_two_ways_is_refused(void **state)
{
	static const char *const bad[] = {
		"Host: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
		"Host: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
		"Host: a\r\nContent-Length: 3, 3\r\n\r\nabc",
		"Host: a\r\nContent-Length: +3\r\n\r\nabc",
		"Host: a\r\nContent-Length: 0x3\r\n\r\nabc",
		"Host: a\r\nContent-Length: -1\r\n\r\n",
		"Host: a\r\nContent-Length:\r\n\r\n",
		"Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
		"Host: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		"Host: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"Host: a\r\nTransfer-Encoding:\r\n\r\n",
		"Host: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
		"Host: a\r\nContent-Length : 3\r\n\r\nabc",
		"Host: a\r\nHost: b\r\n\r\n", "Host: a\r\nHost: a\r\n\r\n", "Host: a, b\r\n\r\n", "Host: a/b\r\n\r\n", "Host: a@b\r\n\r\n", "Host:\r\n\r\n", "\r\n",
		"Host: a\r\nOrigin: http://a\r\nOrigin: http://b\r\n\r\n",
		"Host: a\r\nX: a\x01z\r\n\r\n",
		"Host: a\r\nno colon\r\n\r\n",
	};
	char request[1024];
	(void)state;
	int before = handled;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(request, sizeof request, "POST / HTTP/1.1\r\nConnection: close\r\n%s", bad[i]);
		int status = status_of(ask(request));
		if (status != 400)
			fail_msg("%s gave %d", bad[i], status);
	}
	assert_int_equal(handled, before);
}

/* The second request hides in the first one's body; after a refusal nothing more of the connection may be read. */
static void a_smuggled_request_never_reaches_the_handler(void **state)
{
	(void)state;
	int before = handled;
	const char *answer = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
		"0\r\n\r\nGET /secret HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_int_equal(status_of(answer), 400);
	assert_null(strstr(answer + 1, "HTTP/1.1 "));
	assert_int_equal(handled, before);
}

static void a_read_with_a_body_is_refused(void **state)
{
	(void)state;
	assert_int_equal(status_of(get_with("/", "Content-Length: 3\r\n")), 400);
	assert_int_equal(status_of(get_with("/", "Transfer-Encoding: chunked\r\n")), 400);
	assert_int_equal(status_of(get_with("/", "Content-Length: 0\r\n")), 200);
}

static void hosts_are_names_or_addresses(void **state)
{
	(void)state;
	assert_true(guard_host("nabij.example.nl") && guard_host("localhost:8080") && guard_host("[::1]:80") && guard_host("127.0.0.1"));
	assert_false(guard_host("") || guard_host("[::1") || guard_host("[]") || guard_host("a:") || guard_host("a:123456"));
	assert_false(guard_host("a:b"));
	assert_false(guard_host("a b") || guard_host("a,b") || guard_host("[::1]a") || guard_host(":80"));
}

/* ---- bodies ---- */

static void a_body_arrives_whole(void **state)
{
	(void)state;
	assert_has(ask("POST /p HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/x\r\nContent-Length: 3\r\n\r\nabc"),
		"method=2 path=/p q=- body=3:abc cookie=- agent=- type=text/x ");
	assert_has(ask("POST /p HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
		"body=5:abcde ");
	assert_has(ask("POST /p HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), "body=0: ");
	assert_has(ask("PUT /p HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"), "method=3 ");
}

static const char *post_zeros(size_t n, bool chunked)
{
	char head[256], *request = calloc(1, n + sizeof head);
	int head_n = chunked ?
		snprintf(head, sizeof head, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n", n) :
		snprintf(head, sizeof head, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n", n);
	memcpy(request, head, (size_t)head_n);
	memset(request + head_n, '0', n);
	if (chunked)
		memcpy(request + head_n + n, "\r\n0\r\n\r\n", 7);
	const char *answer = ask_n(request, (size_t)head_n + n + (chunked ? 7 : 0));
	free(request);
	return answer;
}

static void a_body_over_the_limit_gets_a_413_from_our_own_page(void **state)
{
	(void)state;
	assert_has(post_zeros(BODY_LIMIT, false), "body=65536:");
	assert_has(post_zeros(BODY_LIMIT, true), "body=65536:");
	for (int chunked = 0; chunked < 2; chunked++) {
		const char *answer = post_zeros(BODY_LIMIT + 1, chunked);
		assert_int_equal(status_of(answer), 413);
		assert_has(answer, "problem 413");
	}
	assert_int_equal(status_of(post_zeros(3 * BODY_LIMIT, false)), 413);
}

static const char to_file[] = "--aB3\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\ntyped\r\n--aB3\r\nContent-Disposition: form-data; name=\"photo\";"
	" FileName=\"kind.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";
static const char to_field[] = "\r\n--aB3\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\n", to_end[] = "\r\n--aB3--\r\n";

/* A form with a file of `photo` bytes and a field of `typed`, as a browser makes it; of the file's bytes many are nearly a mark. */
static char *form_with_file(size_t photo, size_t typed, size_t *n)
{
	char *form = malloc(sizeof to_file + sizeof to_field + sizeof to_end + photo + typed), *to = form;
	to = stpcpy(to, to_file);
	for (size_t i = 0; i < photo; i++)
		*to++ = "\r\n--aB\r\n\r\n-"[i % 12];
	to = stpcpy(to, to_field);
	memset(to, 'w', typed);
	to += typed;
	to = stpcpy(to, to_end);
	*n = (size_t)(to - form);
	return form;
}

static void of_a_file_nothing_is_kept_however_it_comes_in(void **state)
{
	size_t n, steps[] = { 1, 7, 4096, 1 << 20 };
	char *form = form_with_file(300000, 5, &n);
	(void)state;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct shed shed;
		struct buf kept;
		buf_init(&kept, 0);
		shed_begin(&shed, "aB3");
		for (size_t at = 0; at < n; at += steps[i])
			shed_take(&shed, &kept, form + at, n - at < steps[i] ? n - at : steps[i]);
		assert_int_equal(kept.n, strlen(to_file) + strlen(to_field) + 5 + strlen(to_end));
		assert_memory_equal(kept.p, to_file, strlen(to_file));
		assert_string_equal(kept.p + strlen(to_file) + strlen(to_field), "wwwww\r\n--aB3--\r\n");
		buf_release(&kept);
	}
	free(form);
}

static int post_with_file(size_t photo, size_t typed, const char *type)
{
	size_t n;
	char *form = form_with_file(photo, typed, &n), *request = malloc(n + 300);
	int head = snprintf(request, 300, "POST /p HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", type, n);
	memcpy(request + head, form, n);
	int status = status_of(ask_n(request, (size_t)head + n));
	free(form);
	free(request);
	return status;
}

static void a_file_may_be_larger_than_what_is_kept_of_a_body(void **state)
{
	static const char parts[] = "multipart/form-data; boundary=aB3";
	(void)state;
	assert_int_equal(post_with_file(6 * BODY_LIMIT, 5, parts), 200);
	assert_int_equal(post_with_file(6 * BODY_LIMIT, 5, "application/octet-stream"), 413);
	assert_int_equal(post_with_file(6 * BODY_LIMIT, 5, "multipart/form-data; boundary=other"), 413);
	assert_int_equal(post_with_file(9 * BODY_LIMIT, 5, parts), 413);
	assert_int_equal(post_with_file(10, 2 * BODY_LIMIT, parts), 413);        /* too much was typed */
}

/* Nobody waits for ten gigabytes: the answer comes before the body, and the connection ends. */
static void a_huge_body_is_refused_at_its_head(void **state)
{
	(void)state;
	assert_int_equal(status_of(ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000000\r\n\r\n")), 413);
	assert_int_equal(post_zeros(9 * BODY_LIMIT, true)[0], '\0');
}

static void a_huge_head_is_refused(void **state)
{
	size_t n = 200 * 1024;
	char *request = malloc(n + 1);
	(void)state;
	memset(request, 'a', n);
	request[n] = '\0';
	memcpy(request, "GET /", 5);
	assert_int_equal(status_of(ask(request)), 414);
	static const char head[] = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
	memcpy(request, head, sizeof head - 1);
	int status = status_of(ask(request));
	assert_true(status == 431 || status == 413);
	free(request);
}

/* ---- connections ---- */

static void head_is_get_without_its_body(void **state)
{
	int fd = dial();
	(void)state;
	say(fd, "HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n");
	const char *answer = hear(fd, "\r\n\r\n");
	assert_int_equal(status_of(answer), 200);
	assert_null(strstr(answer, "Content-Length: 0"));
	assert_has(answer, "Content-Length: ");
	say(fd, "GET /h HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	answer = hear(fd, NULL);
	assert_int_equal(strncmp(answer, "HTTP/1.1 200", 12), 0);      /* no stray body before it */
	close(fd);
}

static void a_connection_serves_request_after_request(void **state)
{
	int fd = dial();
	(void)state;
	for (int i = 0; i < 20; i++) {
		char request[128], expect[64];
		snprintf(request, sizeof request, "POST /r%d HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok", i);
		snprintf(expect, sizeof expect, "path=/r%d ", i);
		say(fd, request);
		assert_has(hear(fd, "peer=127.0.0.1."), expect);
	}
	close(fd);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	(void)state;
	const char *answer = ask("GET /one HTTP/1.1\r\nHost: a\r\n\r\nPOST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
		"GET /three HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	const char *one = strstr(answer, "path=/one "), *two = strstr(answer, "path=/two "), *three = strstr(answer, "path=/three ");
	assert_true(one && two && three && one < two && two < three);
	assert_has(two, "body=3:abc ");
}

static void an_answer_without_content_has_none(void **state)
{
	(void)state;
	assert_int_equal(status_of(get_with("/empty", "")), 204);
}

static void a_file_is_streamed_and_closed(void **state)
{
	(void)state;
	assert_has(get_with("/file", ""), "\r\n\r\nfrom a file");
	for (int i = 0; i < 100 && fcntl(file_given, F_GETFD) != -1; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000000L }, NULL);
	assert_int_equal(fcntl(file_given, F_GETFD), -1);
}

static void a_slow_client_is_ended_while_others_are_served(void **state)
{
	int fd = dial();
	uint64_t from = clock_monotonic_us();
	(void)state;
	say(fd, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
	for (int i = 0; i < 15; i++) {           /* a byte now and then is no silence */
		say(fd, "x");
		assert_int_equal(status_of(get_with("/", "")), 200);
		nanosleep(&(struct timespec){ .tv_nsec = 100 * 1000000L }, NULL);
	}
	const char *answer = hear(fd, NULL);
	assert_int_equal(status_of(answer), 408);
	assert_has(answer, "Connection: close\r\n");
	assert_has(answer, "\r\n\r\nproblem 408");
	assert_true(clock_monotonic_us() - from < SECONDS(HEADER_SECONDS + 2));
	close(fd);
}

static void a_slow_body_is_ended(void **state)
{
	int fd = dial();
	(void)state;
	int before = handled;
	say(fd, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
	for (int i = 0; i < 15; i++) {
		say(fd, "x");
		nanosleep(&(struct timespec){ .tv_nsec = 100 * 1000000L }, NULL);
	}
	assert_int_equal(status_of(hear(fd, NULL)), 408);
	assert_int_equal(handled, before);
	close(fd);
}

static void a_silent_connection_is_closed(void **state)
{
	int fd = dial();
	(void)state;
	say(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	hear(fd, "peer=127.0.0.1.");
	uint64_t from = clock_monotonic_us();
	assert_string_equal(hear(fd, NULL), "");         /* no late words to one who may be asking something new */
	assert_true(clock_monotonic_us() - from < SECONDS(IDLE_SECONDS + HEADER_SECONDS + 2));
	close(fd);
}

static bool is_closed(int fd)
{
	char c;
	return recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void connections_that_wait_make_place_for_who_asks(void **state)
{
	int fd[CONNECTIONS];
	(void)state;
	nanosleep(&(struct timespec){ .tv_nsec = 300 * 1000000L }, NULL);   /* those of earlier tests are gone */
	for (int i = 0; i < CONNECTIONS; i++)
		fd[i] = dial();
	say(fd[0], "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	hear(fd[0], "peer=127.0.0.1.");
	for (int i = 0; i < 3; i++)
		assert_int_equal(status_of(get_with("/", "")), 200);
	assert_true(is_closed(fd[1]));                   /* the oldest of those that never asked anything */
	assert_false(is_closed(fd[0]));                  /* this one did */
	assert_false(is_closed(fd[CONNECTIONS - 1]));
	for (int i = 0; i < CONNECTIONS; i++)
		close(fd[i]);
}

static void one_connection_too_many_is_told_so(void **state)
{
	int fd[CONNECTIONS];
	(void)state;
	nanosleep(&(struct timespec){ .tv_nsec = 300 * 1000000L }, NULL);   /* those of earlier tests are gone */
	for (int i = 0; i < CONNECTIONS; i++) {
		fd[i] = dial();
		say(fd[i], "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
	}
	nanosleep(&(struct timespec){ .tv_nsec = 300 * 1000000L }, NULL);
	int status = status_of(get_with("/", ""));
	for (int i = 0; i < CONNECTIONS; i++)
		close(fd[i]);
	assert_int_equal(status, 503);
	for (int i = 0; i < 50 && status != 200; i++) {
		nanosleep(&(struct timespec){ .tv_nsec = 50 * 1000000L }, NULL);
		status = status_of(get_with("/", ""));
	}
	assert_int_equal(status, 200);
}

/* ---- headers and cookies ---- */

static void headers_are_found_whatever_their_case(void **state)
{
	(void)state;
	assert_has(get_with("/", "USER-agent: Reader/1\r\n"), "agent=Reader/1 ");
	assert_has(get_with("/", "User-Agent: \xff\r\n"), "agent=- ");
}

static void a_cookie_of_ours_counts_only_when_it_is_clean(void **state)
{
	(void)state;
	assert_has(get_with("/", "Cookie: session=abc\r\n"), "cookie=abc ");
	assert_has(get_with("/", "Cookie: a=1; session=abc; b=2\r\n"), "cookie=abc ");
	assert_has(get_with("/", "Cookie: a=1\r\nCookie: session=abc\r\n"), "cookie=abc ");
	assert_has(get_with("/", "Cookie: session=abc; session=def\r\n"), "cookie=- ");
	assert_has(get_with("/", "Cookie: session=abc\r\nCookie: session=def\r\n"), "cookie=- ");
	assert_has(get_with("/", "Cookie: xsession=abc\r\n"), "cookie=- ");
}

static void cookies_are_parsed_strictly(void **state)
{
	static const struct { const char *header; enum cookie_status status; const char *value; } cases[] = {
		{ "s=abc", COOKIE_FOUND, "abc" }, { "s=", COOKIE_FOUND, "" }, { "s=\"abc\"", COOKIE_FOUND, "abc" },
		{ "odd=\"a, b\"; =; ;;s=x", COOKIE_FOUND, "x" }, { "  s=x ;t=y", COOKIE_FOUND, "x" }, { "s=a=b", COOKIE_FOUND, "a=b" },
		{ "", COOKIE_MISSING, NULL }, { "s", COOKIE_MISSING, NULL }, { "S=abc", COOKIE_MISSING, NULL }, { "ss=abc", COOKIE_MISSING, NULL },
		{ "s=a b", COOKIE_MALFORMED, NULL }, { "s=\"abc", COOKIE_MALFORMED, NULL }, { "s=a,b", COOKIE_MALFORMED, NULL },
		{ "s=a\\b", COOKIE_MALFORMED, NULL }, { "s=\xc3\xab", COOKIE_MALFORMED, NULL }, { "s=a; s=b", COOKIE_MALFORMED, NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *value = NULL;
		size_t n = 0;
		assert_int_equal(cookie_find(cases[i].header, "s", &value, &n), cases[i].status);
		if (cases[i].value) {
			assert_int_equal(n, strlen(cases[i].value));
			assert_memory_equal(value, cases[i].value, n);
		}
	}
}

/* ---- starting and stopping ---- */

static void assert_start_fails(const char *address, int port, const char *says)
{
	struct http_settings set = settings;
	struct err e = { "" };
	set.address = address;
	set.port = port;
	assert_null(http_start(&set, handle, problem, NULL, &e));
	assert_has(e.text, says);
}

static void what_goes_wrong_at_the_start_is_said_clearly(void **state)
{
	char says[64];
	(void)state;
	snprintf(says, sizeof says, "port %d is taken: stop the other program or choose --port", http_port(server));
	assert_start_fails("127.0.0.1", http_port(server), says);
	assert_start_fails("0.0.0.0", 0, "the address 0.0.0.0 is refused");
	assert_start_fails("192.0.2.1", 0, "is refused");
	assert_start_fails("127.0.0.1", 70000, "port 70000 does not exist");
	assert_start_fails("unix:", 0, "the path of the unix socket");
	assert_start_fails("unix:/no/such/folder/socket", 0, "/no/such/folder/socket");
}

static void a_unix_socket_serves_and_is_taken_away(void **state)
{
	char folder[] = "/tmp/nabij-test-XXXXXX", address[128];
	struct http_settings set = settings;
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(sa.sun_path, sizeof sa.sun_path, "%s/socket", folder);
	snprintf(address, sizeof address, "unix:%s", sa.sun_path);
	set.address = address;
	struct http_server *own = start(&set);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof sa), 0);
	say(fd, "GET /u HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	assert_has(hear(fd, NULL), "path=/u ");
	close(fd);
	assert_start_fails(address, 0, "is taken");
	http_stop(own);
	assert_int_equal(access(sa.sun_path, F_OK), -1);
	assert_int_equal(rmdir(folder), 0);
}

static void *stop_later(void *own)
{
	while (!slow_begun)
		nanosleep(&(struct timespec){ .tv_nsec = 5 * 1000000L }, NULL);
	http_stop(own);
	return NULL;
}

static void a_stop_lets_an_answer_finish(void **state)
{
	struct http_server *first = server;
	pthread_t stopper;
	(void)state;
	slow_begun = 0;
	server = start(&settings);
	int idle = dial();
	assert_int_equal(pthread_create(&stopper, NULL, stop_later, server), 0);
	uint64_t from = clock_monotonic_us();
	assert_has(get_with("/slow", ""), "at last.");
	pthread_join(stopper, NULL);
	assert_true(clock_monotonic_us() - from < SECONDS(5));   /* an idle connection does not hold it up */
	close(idle);
	server = first;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_is_decoded_once),
		cmocka_unit_test(a_query_is_cleaned_as_a_form_is),
		cmocka_unit_test(a_path_that_is_not_what_it_seems_is_refused),
		cmocka_unit_test(a_request_that_can_be_read_in_two_ways_is_refused),
		cmocka_unit_test(a_smuggled_request_never_reaches_the_handler),
		cmocka_unit_test(a_read_with_a_body_is_refused),
		cmocka_unit_test(hosts_are_names_or_addresses),
		cmocka_unit_test(a_body_arrives_whole),
		cmocka_unit_test(of_a_file_nothing_is_kept_however_it_comes_in), cmocka_unit_test(a_file_may_be_larger_than_what_is_kept_of_a_body),
		cmocka_unit_test(a_body_over_the_limit_gets_a_413_from_our_own_page),
		cmocka_unit_test(a_huge_body_is_refused_at_its_head),
		cmocka_unit_test(a_huge_head_is_refused),
		cmocka_unit_test(head_is_get_without_its_body),
		cmocka_unit_test(a_connection_serves_request_after_request),
		cmocka_unit_test(pipelined_requests_are_answered_in_order),
		cmocka_unit_test(an_answer_without_content_has_none),
		cmocka_unit_test(a_file_is_streamed_and_closed),
		cmocka_unit_test(a_slow_client_is_ended_while_others_are_served),
		cmocka_unit_test(a_slow_body_is_ended),
		cmocka_unit_test(a_silent_connection_is_closed),
		cmocka_unit_test(connections_that_wait_make_place_for_who_asks), cmocka_unit_test(one_connection_too_many_is_told_so),
		cmocka_unit_test(headers_are_found_whatever_their_case),
		cmocka_unit_test(a_cookie_of_ours_counts_only_when_it_is_clean),
		cmocka_unit_test(cookies_are_parsed_strictly),
		cmocka_unit_test(what_goes_wrong_at_the_start_is_said_clearly),
		cmocka_unit_test(a_unix_socket_serves_and_is_taken_away),
		cmocka_unit_test(a_stop_lets_an_answer_finish),
	};
	return cmocka_run_group_tests(tests, start_all, stop_all);
}
