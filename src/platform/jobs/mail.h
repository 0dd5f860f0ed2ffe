/* Mail: one plain message to one address, over SMTP. Mail is a postcard that anyone on the way can read, so a caller writes neutral
 * text only ("there is something new for you"), and we send no name along, neither in From nor in To.
 *
 * mail_send() waits at most 20 seconds and must not be called from a request; false means "try again later" with the reason in the
 * error, and an address or text that can never be sent is an error too. A password goes over TLS only. */
#ifndef NABIJ_MAIL_H
#define NABIJ_MAIL_H
#include <stdbool.h>
#include "../base/buf.h"
#include "../base/err.h"

struct mail_settings {
	const char *url;                 /* "smtp://host:port" or "smtps://host:port" */
	const char *from;                /* the address it comes from, also told to the server */
	const char *user, *password;     /* NULL or "": without signing in */
	bool require_tls;                /* smtp:// too must go on encrypted (STARTTLS), or not at all */
};

struct mail {
	const char *to;                  /* one bare address: no name, no list */
	const char *subject;             /* one line, UTF-8, at most 200 bytes */
	const char *body;                /* plain text, UTF-8 */
	const char *message_id;          /* "something@domain", the same when the same mail is tried again */
};

bool mail_send(const struct mail_settings *, const struct mail *, struct err *);

/* The message as it is sent (RFC 5322), lines ending in CRLF. */
bool mail_write(const struct mail_settings *, const struct mail *, struct buf *, struct err *);
/* "local@domain" in plain ASCII, as browsers accept it in an email field; so never a line end, a comma or an angle bracket. */
bool mail_address_valid(const char *);
#endif
