/* Mail as it is written and as a real server gets it (tests/tools/smtpd.mjs). */
#include <ftw.h>
#include <libgen.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/jobs/mail.h"

static struct mail_settings settings = { .from = "nabij@gemeente.test" };
static const struct mail plain = { .to = "noor@example.nl", .subject = "Er staat iets klaar",
	.body = "Hallo,\n\nEr staat iets klaar.\n",
	.message_id = "123.456@gemeente.test" };

static struct { pid_t pid; int input; char folder[64], url[64]; } server;

/* ---- the server ---- */

static void run_server(const int in[2], const int out[2])
{
	char here[] = __FILE__, script[4096];
	snprintf(script, sizeof script, "%s/../tools/smtpd.mjs", dirname(here));
	dup2(in[0], STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	close(in[0]);
	close(in[1]);
	close(out[0]);
	close(out[1]);
	execlp("node", "node", script, server.folder, (char *)NULL);
	_exit(127);
}

static int start_server(void **state)
{
	int in[2], out[2], port = 0;
	(void)state;
	clock_start();
	snprintf(server.folder, sizeof server.folder, "/tmp/nabij-test-XXXXXX");
	assert_non_null(mkdtemp(server.folder));
	assert_true(pipe(in) == 0 && pipe(out) == 0);
	server.pid = fork();
	if (server.pid == 0)
		run_server(in, out);
	close(in[0]);
	close(out[1]);
	server.input = in[1];
	FILE *says = fdopen(out[0], "r");
	assert_int_equal(fscanf(says, "listening %d", &port), 1);
	fclose(says);
	snprintf(server.url, sizeof server.url, "smtp://127.0.0.1:%d", port);
	settings.url = server.url;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st; (void)type; (void)at;
	return remove(path);
}

static int stop_server(void **state)
{
	(void)state;
	close(server.input);
	waitpid(server.pid, NULL, 0);
	return nftw(server.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- helpers ---- */

static struct buf text;

static const char *written(const struct mail *mail)
{
	struct err e = { "" };
	buf_release(&text);
	buf_init(&text, 0);
	if (!mail_write(&settings, mail, &text, &e))
		fail_msg("%s", e.text);
	return text.p;
}

static const char *received(int number)
{
	struct err e = { "" };
	char path[128];
	snprintf(path, sizeof path, "%s/%04d.eml", server.folder, number);
	buf_release(&text);
	buf_init(&text, 0);
	if (!file_read(path, 1 << 20, &text, &e))
		fail_msg("%s", e.text);
	return text.p;
}

static void assert_has(const char *in, const char *part)
{
	if (!strstr(in, part))
		fail_msg("\"%s\" is not in: %s", part, in);
}

static void assert_refused(struct mail mail, const char *why)
{
	struct err e = { "" };
	struct buf out;
	buf_init(&out, 0);
	assert_false(mail_write(&settings, &mail, &out, &e));
	assert_int_equal(out.n, 0);
	assert_has(e.text, why);
	assert_false(mail_send(&settings, &mail, &e));
	buf_release(&out);
}

static void assert_not_sent(struct mail_settings set, struct mail mail, const char *why)
{
	struct err e = { "" };
	assert_false(mail_send(&set, &mail, &e));
	assert_has(e.text, why);
}

/* ---- what is written ---- */

static void a_message_is_plain_and_says_no_names(void **state)
{
	(void)state;
	const char *message = written(&plain);
	assert_has(message, "\r\nFrom: <nabij@gemeente.test>\r\nTo: <noor@example.nl>\r\nMessage-ID: <123.456@gemeente.test>\r\n");
	assert_has(message, "\r\nSubject: Er staat iets klaar\r\n");
	assert_has(message, "\r\nAuto-Submitted: auto-generated\r\n\r\nHallo,\r\n\r\nEr staat iets klaar.\r\n");
	assert_int_equal(strncmp(message, "Date: ", 6), 0);
	assert_has(message, " +0000\r\n");
}

static void no_address_can_add_a_header_or_a_reader(void **state)
{
	static const char *const bad[] = { "", "noor", "@example.nl", "noor@", "noor@example.nl\r\nBcc: x@y.nl", "noor@example.nl\n", "a@b.nl,c@d.nl",
		"Noor <noor@example.nl>", "<noor@example.nl>", "noor @example.nl", "no or@example.nl", "noor@exa mple.nl", "noor@@example.nl",
		".noor@example.nl", "noor.@example.nl", "no..or@example.nl", "noor@-example.nl", "noor@example-.nl", "noor@example..nl",
		"noor@example.nl.", "no\xc3\xb6r@example.nl", "\"noor\"@example.nl", "noor@[127.0.0.1]", "noor@example.nl\x01",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.nl" };
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct mail mail = plain;
		mail.to = bad[i];
		assert_refused(mail, "goes to is not an address");
		mail = plain;
		mail.message_id = bad[i];
		assert_refused(mail, "a message id");
	}
	assert_true(mail_address_valid("o'neil+wijk@team.gemeente-x.nl") && mail_address_valid("a@localhost"));
}

static void no_subject_can_add_a_header(void **state)
{
	static const char *const bad[] = { "", "a\r\nBcc: x@y.nl", "a\nb", "a\rb", "a\tb", "a\x7f" };
	char *long_one = calloc(1, 202);
	struct mail mail = plain;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		mail.subject = bad[i];
		assert_refused(mail, "a subject is one line");
	}
	mail.subject = memset(long_one, 'a', 201);
	assert_refused(mail, "a subject is one line");
	mail.subject = "\xff";
	assert_refused(mail, "UTF-8");
	free(long_one);
}

static void a_subject_that_is_not_plain_is_encoded(void **state)
{
	struct mail mail = plain;
	(void)state;
	mail.subject = "Zo\xc3\xab";
	assert_has(written(&mail), "\r\nSubject: =?UTF-8?B?Wm/Dqw==?=\r\n");
	mail.subject = "=?UTF-8?Q?x?=";
	assert_has(written(&mail), "\r\nSubject: =?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=\r\n");
	/* 41 letters, then a letter of two bytes over the place where the first word ends: it moves to the second word whole */
	mail.subject = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xab.";
	assert_has(written(&mail), "YWFhYWFhYWE=?=\r\n =?UTF-8?B?w6su?=\r\n");
}

static void a_body_is_quoted_and_its_lines_are_short(void **state)
{
	struct mail mail = plain;
	char long_line[401] = "";
	(void)state;
	mail.body = "Zo\xc3\xab = 1 \r\n\ttab\t\n.\nend";
	assert_has(written(&mail), "\r\n\r\nZo=C3=AB =3D 1=20\r\n\ttab=09\r\n.\r\nend\r\n");
	mail.body = memset(long_line, 'x', 400);
	long_line[200] = '=';
	for (const char *line = written(&mail), *end; (end = strstr(line, "\r\n")); line = end + 2)
		assert_true(end - line <= 76);
	mail.body = "a\xff";
	assert_refused(mail, "UTF-8");
}

/* ---- what arrives ---- */

static void a_message_arrives_as_it_was_written(void **state)
{
	struct mail mail = plain;
	struct err e = { "" };
	(void)state;
	mail.body = "Hallo Zo\xc3\xab,\n.\n..een punt vooraan\n";
	if (!mail_send(&settings, &mail, &e))
		fail_msg("%s", e.text);
	const char *message = received(1);
	assert_int_equal(strncmp(message, "X-Envelope: nabij@gemeente.test noor@example.nl\r\nDate: ", 54), 0);
	assert_has(message, "\r\n\r\nHallo Zo=C3=AB,\r\n.\r\n..een punt vooraan\r\n");
}

static void what_the_server_says_comes_back_as_an_error(void **state)
{
	struct mail mail = plain;
	(void)state;
	mail.to = "refuse@example.nl";
	assert_not_sent(settings, mail, "550");
	mail.to = "later@example.nl";
	assert_not_sent(settings, mail, "451");
}

static void a_server_that_is_not_there_is_an_error(void **state)
{
	struct mail_settings set = settings;
	(void)state;
	set.url = "smtp://127.0.0.1:1";
	assert_not_sent(set, plain, "mail was not sent");
	set.url = "http://127.0.0.1:1";
	assert_not_sent(set, plain, "must be written as smtp://");
	set.url = "file:///etc/passwd";
	assert_not_sent(set, plain, "must be written as smtp://");
}

/* The test server speaks no TLS: neither the message nor a password may go to it then. */
static void without_tls_nothing_secret_is_sent(void **state)
{
	struct mail_settings set = settings;
	char path[128];
	(void)state;
	set.require_tls = true;
	assert_not_sent(set, plain, "mail was not sent");
	set.require_tls = false;
	set.user = "nabij";
	set.password = "geheim";
	assert_not_sent(set, plain, "never sent readable");
	snprintf(path, sizeof path, "%s/0002.eml", server.folder);
	assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_plain_and_says_no_names),
		cmocka_unit_test(no_address_can_add_a_header_or_a_reader),
		cmocka_unit_test(no_subject_can_add_a_header),
		cmocka_unit_test(a_subject_that_is_not_plain_is_encoded),
		cmocka_unit_test(a_body_is_quoted_and_its_lines_are_short),
		cmocka_unit_test(a_message_arrives_as_it_was_written),
		cmocka_unit_test(what_the_server_says_comes_back_as_an_error),
		cmocka_unit_test(a_server_that_is_not_there_is_an_error),
		cmocka_unit_test(without_tls_nothing_secret_is_sent),
	};
	buf_init(&text, 0);
	int failed = cmocka_run_group_tests(tests, start_server, stop_server);
	buf_release(&text);
	return failed;
}
