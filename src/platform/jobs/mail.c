#include "mail.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>

#include "../base/clock.h"
#include "../base/utf8.h"

enum { SECONDS_AT_MOST = 20, ADDRESS_BYTES = 254, LOCAL_BYTES = 64, SUBJECT_BYTES = 200, BODY_BYTES = 256 * 1024, LINE = 76 };

#define LETTERS_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* ---- addresses ---- */

static bool domain_valid(const char *s)
{
	for (;;) {
		size_t n = strspn(s, LETTERS_DIGITS "-");
		if (n == 0 || n > 63 || s[0] == '-' || s[n - 1] == '-')
			return false;
		if (s[n] == '\0')
			return true;
		if (s[n] != '.')
			return false;
		s += n + 1;
	}
}

bool mail_address_valid(const char *s)
{
	size_t n = strspn(s, LETTERS_DIGITS ".!#$%&'*+/=?^_`{|}~-");
	if (strlen(s) > ADDRESS_BYTES || n == 0 || n > LOCAL_BYTES || s[n] != '@')
		return false;
	if (s[0] == '.' || s[n - 1] == '.' || memmem(s, n, "..", 2))
		return false;
	return domain_valid(s + n + 1);
}

/* ---- the message ---- */

static bool printable(const char *s)
{
	for (; *s; s++)
		if (*s < 0x20 || *s >= 0x7f)
			return false;
	return true;
}

static bool one_line(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

/* Base64 of at most 45 bytes: an encoded word of at most 75 characters (RFC 2047 section 2). */
static void add_base64(struct buf *out, const char *s, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		unsigned b = (unsigned)(unsigned char)s[i] << 16;
		if (i + 1 < n)
			b |= (unsigned)(unsigned char)s[i + 1] << 8;
		if (i + 2 < n)
			b |= (unsigned char)s[i + 2];
		buf_char(out, digits[b >> 18]);
		buf_char(out, digits[b >> 12 & 63]);
		buf_char(out, i + 1 < n ? digits[b >> 6 & 63] : '=');
		buf_char(out, i + 2 < n ? digits[b & 63] : '=');
	}
}

/* As it is when it is short and plain; else in encoded words, cut between characters. */
static void add_subject(struct buf *out, const char *s)
{
	size_t n = strlen(s);
	if (printable(s) && n <= LINE - strlen("Subject: ") && !strstr(s, "=?")) {
		buf_str(out, s);
		return;
	}
	while (n) {
		size_t take = n < 42 ? n : 42;
		while (take < n && ((unsigned char)s[take] & 0xc0) == 0x80)
			take--;
		buf_str(out, "=?UTF-8?B?");
		add_base64(out, s, take);
		buf_str(out, "?=");
		s += take;
		n -= take;
		if (n)
			buf_str(out, "\r\n ");
	}
}

/* A space or tab at the end of a line would be lost on the way, so there it is written as "=20". */
static bool stands_plain(const char *s)
{
	if (*s == ' ' || *s == '\t')
		return s[1] != '\0' && s[1] != '\n' && s[1] != '\r';
	return *s > 0x20 && *s < 0x7f && *s != '=';
}

/* Quoted-printable (RFC 2045 section 6.7): lines of at most 76 characters, whatever came in. */
static void add_quoted(struct buf *out, const char *s)
{
	size_t column = 0;
	for (; *s; s++) {
		if (*s == '\r' && s[1] == '\n')
			continue;
		if (*s == '\n') {
			buf_str(out, "\r\n");
			column = 0;
			continue;
		}
		size_t width = stands_plain(s) ? 1 : 3;
		if (column + width > LINE - 1) {
			buf_str(out, "=\r\n");
			column = 0;
		}
		if (width == 1)
			buf_char(out, *s);
		else
			buf_printf(out, "=%02X", (unsigned)(unsigned char)*s);
		column += width;
	}
	if (column)
		buf_str(out, "\r\n");
}

/* In UTC: where the sender is does not matter to the reader. */
static void add_date(struct buf *out)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t now = (time_t)(clock_now() / 1000000);
	struct tm t;
	gmtime_r(&now, &t);
	buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday, months[t.tm_mon], t.tm_year + 1900,
		t.tm_hour, t.tm_min, t.tm_sec);
}

static bool check(const struct mail_settings *set, const struct mail *mail, struct err *e)
{
	if (!mail_address_valid(set->from))
		return err_set(e, "the address that mail comes from is not an address");
	if (!mail_address_valid(mail->to))
		return err_set(e, "the address that mail goes to is not an address");
	if (!mail_address_valid(mail->message_id))
		return err_set(e, "a message id must look like an address");
	if (!one_line(mail->subject) || !*mail->subject || strlen(mail->subject) > SUBJECT_BYTES)
		return err_set(e, "a subject is one line of 1 to %d bytes", (int)SUBJECT_BYTES);
	if (!utf8_valid(mail->subject, strlen(mail->subject)) || !utf8_valid(mail->body, strlen(mail->body)))
		return err_set(e, "mail must be UTF-8");
	return strlen(mail->body) <= BODY_BYTES || err_set(e, "mail is at most %d bytes", (int)BODY_BYTES);
}

bool mail_write(const struct mail_settings *set, const struct mail *mail, struct buf *out, struct err *e)
{
	if (!check(set, mail, e))
		return false;
	add_date(out);
	buf_printf(out, "From: <%s>\r\nTo: <%s>\r\nMessage-ID: <%s>\r\nSubject: ", set->from, mail->to, mail->message_id);
	add_subject(out, mail->subject);
	buf_str(out, "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
		"Auto-Submitted: auto-generated\r\n\r\n");
	add_quoted(out, mail->body);
	return !buf_failed(out) || err_set(e, "a mail grew too long");
}

/* ---- sending ---- */

struct unsent { const char *p; size_t n; };

static size_t give(char *to, size_t size, size_t times, void *arg)
{
	struct unsent *left = arg;
	size_t n = size * times < left->n ? size * times : left->n;
	memcpy(to, left->p, n);
	left->p += n;
	left->n -= n;
	return n;
}

static void start_curl(void)
{
	CURLcode rc = curl_global_init(CURL_GLOBAL_DEFAULT);
	assert(rc == CURLE_OK);
}

static bool given(const char *s)
{
	return s && *s;
}

/* How a message goes: to where, in whose name, how safely. */
static void set_up(CURL *curl, const struct mail_settings *set, const struct curl_slist *to, char *why)
{
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(curl, CURLOPT_URL, set->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SECONDS_AT_MOST);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)SECONDS_AT_MOST / 2);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(set->require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, set->from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	if (given(set->user)) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, set->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, given(set->password) ? set->password : "");
	}
}

static bool transfer(const struct mail_settings *set, const struct mail *mail, const struct buf *message, struct err *e)
{
	char why[CURL_ERROR_SIZE] = "";
	struct unsent left = { message->p, message->n };
	struct curl_slist *to = curl_slist_append(NULL, mail->to);
	CURL *curl = curl_easy_init();
	assert(curl && to);
	set_up(curl, set, to, why);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, &left);
	CURLcode rc = curl_easy_perform(curl);
	curl_easy_cleanup(curl);
	curl_slist_free_all(to);
	return rc == CURLE_OK || err_set(e, "mail was not sent: %s", *why ? why : curl_easy_strerror(rc));
}

bool mail_send(const struct mail_settings *set, const struct mail *mail, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct buf message;
	bool tls = strncmp(set->url, "smtps://", 8) == 0;
	if (!tls && strncmp(set->url, "smtp://", 7) != 0)
		return err_set(e, "the mail server must be written as smtp://host:port or smtps://host:port");
	if (given(set->user) && !tls && !set->require_tls)
		return err_set(e, "signing in to the mail server needs smtps:// or a required TLS: a password is never sent readable");
	pthread_once(&once, start_curl);
	buf_init(&message, 1u << 20);
	bool sent = mail_write(set, mail, &message, e) && transfer(set, mail, &message, e);
	buf_release(&message);
	return sent;
}
