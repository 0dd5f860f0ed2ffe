/* A listening socket of our own making, so that what goes wrong is said in words a user can act on.
 * Only loopback ("127.0.0.1", "::1") and unix sockets: everything further away comes through the front (packaging/nginx.conf). */
#ifndef NABIJ_LISTEN_H
#define NABIJ_LISTEN_H
#include "../base/err.h"

/* port 0 asks the system for a free one; *port_out says which. The descriptor, or -1 with the error set. */
int listen_open(const char *address, int port, int *port_out, struct err *);
/* Takes the file of a unix socket away again; does nothing for other addresses. */
void listen_forget(const char *address);
#endif
