/* Errors of the environment (a disk, a database, a file), with context, and the log of the service.
 * Three kinds of error (style): a bug aborts by assert; a user's mistake is a message at the field; the environment's failure
 * is a `struct err` that says what was tried and why it failed, logged once by who handles it. */
#ifndef NABIJ_ERR_H
#define NABIJ_ERR_H
#include <stdbool.h>

struct err { char text[512]; bool full; };       /* full: there was no room on the disk (room.h) */

/* Sets the message (the first one stays: a later failure is a consequence) and returns false, so `return err_set(e, …)` reads well. */
bool err_set(struct err *, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool no_room(int error_number);                  /* ENOSPC, EDQUOT */
bool err_any(const struct err *);
void err_clear(struct err *);

/* One line to standard error, with time and level; never anything personal. */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
#endif
