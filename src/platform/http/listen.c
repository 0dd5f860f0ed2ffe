#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char unix_prefix[] = "unix:";
enum { BACKLOG = 511 };

static const char *unix_path(const char *address)
{
	return strncmp(address, unix_prefix, sizeof unix_prefix - 1) == 0 ? address + sizeof unix_prefix - 1 : NULL;
}

static int refuse(int fd, struct err *e, const char *what, const char *address)
{
	int reason = errno;
	if (fd >= 0)
		close(fd);
	err_set(e, "cannot %s %s: %s", what, address, strerror(reason));
	return -1;
}

static int open_tcp(int family, const struct sockaddr *sa, socklen_t n, const char *address, int port, struct err *e)
{
	int on = 1, fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return refuse(fd, e, "make a socket for", address);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, sa, n) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	if (errno == EADDRINUSE) {
		close(fd);
		err_set(e, "port %d is taken: stop the other program or choose --port", port);
		return -1;
	}
	if (errno == EACCES) {
		close(fd);
		err_set(e, "port %d may only be opened by the system itself: choose --port 1024 or higher", port);
		return -1;
	}
	return refuse(fd, e, "listen on", address);
}

static int open_ip4(int port, struct err *e)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return open_tcp(AF_INET, (const struct sockaddr *)&sa, sizeof sa, "127.0.0.1", port, e);
}

static int open_ip6(int port, struct err *e)
{
	struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	return open_tcp(AF_INET6, (const struct sockaddr *)&sa, sizeof sa, "::1", port, e);
}

/* A socket file that nobody answers on is what a crash left behind; one that answers belongs to a running program. */
static bool unix_alive(const struct sockaddr_un *sa)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool alive = fd >= 0 && (connect(fd, (const struct sockaddr *)sa, sizeof *sa) == 0 || errno == EAGAIN);
	if (fd >= 0)
		close(fd);
	return alive;
}

static int open_unix(const char *path, struct err *e)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	struct stat st;
	if (!*path || strlen(path) >= sizeof sa.sun_path) {
		err_set(e, "the path of the unix socket must have 1 to %zu characters", sizeof sa.sun_path - 1);
		return -1;
	}
	memcpy(sa.sun_path, path, strlen(path));
	if (unix_alive(&sa)) {
		err_set(e, "the socket %s is taken: stop the other program or choose another path", path);
		return -1;
	}
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&sa, sizeof sa) != 0)
		return refuse(fd, e, "make the socket", path);
	if (chmod(path, 0660) != 0 || listen(fd, BACKLOG) != 0)
		return refuse(fd, e, "open the socket", path);
	return fd;
}

static int bound_port(int fd)
{
	struct sockaddr_storage sa;
	socklen_t n = sizeof sa;
	if (getsockname(fd, (struct sockaddr *)&sa, &n) != 0)
		return 0;
	if (sa.ss_family == AF_INET)
		return ntohs(((const struct sockaddr_in *)&sa)->sin_port);
	return sa.ss_family == AF_INET6 ? ntohs(((const struct sockaddr_in6 *)&sa)->sin6_port) : 0;
}

int listen_open(const char *address, int port, int *port_out, struct err *e)
{
	int fd = -1;
	if (port < 0 || port > 65535)
		err_set(e, "port %d does not exist: choose one from 1 to 65535", port);
	else if (unix_path(address))
		fd = open_unix(unix_path(address), e);
	else if (strcmp(address, "127.0.0.1") == 0)
		fd = open_ip4(port, e);
	else if (strcmp(address, "::1") == 0)
		fd = open_ip6(port, e);
	else
		err_set(e, "the address %s is refused: listen on 127.0.0.1, ::1 or unix:/path and put the front (nginx) before it", address);
	if (fd >= 0)
		*port_out = bound_port(fd);
	return fd;
}

void listen_forget(const char *address)
{
	if (unix_path(address))
		unlink(unix_path(address));
}
